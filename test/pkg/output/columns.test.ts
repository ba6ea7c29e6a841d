import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderTable } from '../../../pkg/output/columns.ts';

const plain = { header: true, color: false, columns: undefined };
const rows = [
  [{ text: '备份-1' }, { text: 'Success', tone: 'good' as const }],
  [{ text: 'n' }, { text: '' }],
];

test('columns line up under East Asian wide characters', () => {
  assert.equal(
    renderTable(['NODE', 'RESULT'], rows, plain),
    'NODE     RESULT\n备份-1   Success\nn        -\n',
  );
});

test('without a header, columns are only as wide as the data', () => {
  assert.equal(
    renderTable(['A LONG TITLE', 'R'], [[{ text: 'a' }, { text: 'b' }]], { ...plain, header: false }),
    'a   b\n',
  );
});

test('lines are cut at the terminal and nowhere else', () => {
  const table = renderTable(['NODE', 'RESULT'], rows, { ...plain, columns: 12 });
  assert.equal(table, 'NODE     RE…\n备份-1   Su…\nn        -\n');
});

test('colour stands around the word, never in the gap', () => {
  const table = renderTable(['NODE', 'RESULT'], rows.slice(0, 1), { ...plain, color: true });
  assert.equal(table, 'NODE     RESULT\n备份-1   \u001b[32mSuccess\u001b[0m\n');
});

test('control characters of the cluster are shown, not obeyed', () => {
  const table = renderTable(['FILE'], [[{ text: 'a\u001b[2Jb\nc' }]], plain);
  assert.equal(table, 'FILE\na\\x1b[2Jb\\nc\n');
});

test('in a narrow terminal the widest column gives way, so that the result is still seen', () => {
  const wide = [
    [{ text: 'snapshot-etcd-20261122-000003-10.0.0.1.tar' }, { text: 'master-1' }, { text: 'Success' }],
  ];
  const table = renderTable(['FILE', 'NODE', 'RESULT'], wide, { ...plain, columns: 50 });
  assert.equal(
    table,
    'FILE                            NODE       RESULT\nsnapshot-etcd-20261122-00000…   master-1   Success\n',
  );
});
