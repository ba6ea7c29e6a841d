/** A notice says the same in both languages: the same names, numbers, flags and commands. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Notice } from '../../../../pkg/restore/notice.ts';
import { notices as en } from '../../../../pkg/restore/words/en/notices.ts';
import { noticeText } from '../../../../pkg/restore/words/notice-words.ts';
import { notices as zh } from '../../../../pkg/restore/words/zh/notices.ts';

const reasons = [{ is: 'nodes', snapshot: ['N1', 'N2'], shared: ['N2'] }] as const;
const rows: readonly Notice[] = [
  { is: 'no-etcd-pod', node: 'N1' },
  { is: 'moved-address', node: 'N1', peer: 'P1', ips: ['P2', 'P3'] },
  { is: 'several-addresses', node: 'N1', ip: 'P1', ips: ['P1', 'P2'] },
  { is: 'one-node' },
  { is: 'ip-names', nodes: ['N1', 'N2'] },
  { is: 'unsupported-topology', count: 5 },
  { is: 'different-versions', versions: ['V1', 'V2'] },
  { is: 'untried-version', version: 'V1' },
  { is: 'unknown-version' },
  { is: 'not-raised', version: 'V1' },
  { is: 'not-raised', version: undefined },
  { is: 'kit-age', saved: 'T1', age: 'A1', stale: true },
  { is: 'kit-age', saved: 'T1', age: null, stale: false },
  { is: 'kit-altered' },
  { is: 'in-kit' },
  { is: 'even-with-quorum' },
  { is: 'no-confirm' },
  { is: 'forced' },
  { is: 'not-looked' },
  { is: 'holder-by-name', node: 'N1' },
  { is: 'url-expires', at: 'T1' },
  { is: 'encryption-keys', keys: ['K1', 'K2'] },
  { is: 'other-cluster-unknown', reasons },
  { is: 'damaged', why: 'W1' },
  { is: 'other-cluster', reasons },
  { is: 'too-old', age: 'A1', most: 'A2' },
  { is: 'no-hash' },
];
/** What is no prose: names and times of the example, versions, flags, files, and whole commands. */
const facts = (text: string): string[] =>
  [
    ...new Set(
      text.match(/\b[A-Z]\d\b|\b\d+\.\d+(\.\d+)?\b|(?<![\w-])--[a-z-]+|kit\.json|kubectl etcdbackup \w+/g),
    ),
  ].sort();

for (const row of rows)
  test(`${row.is}: ${noticeText(row, en)}`, () => {
    const chinese = noticeText(row, zh);
    assert.match(chinese, /\p{Script=Han}/u);
    assert.deepEqual(facts(chinese), facts(noticeText(row, en)));
  });

test('each notice has its row', () => {
  const kinds = [...new Set(rows.map(({ is }) => is))].sort();
  assert.deepEqual([Object.keys(en).sort(), Object.keys(zh).sort()], [kinds, kinds]);
});
