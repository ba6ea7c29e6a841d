import assert from 'node:assert/strict';
import { test } from 'node:test';
import { list } from '../../cmd/list.ts';
import { parseArgs } from '../../cmd/parse.ts';
import { restore } from '../../cmd/restore.ts';

test('an option that is given twice: the last counts', () => {
  const args = parseArgs(list, [
    '--limit',
    '5',
    '--context=a',
    '--limit=7',
    '--context',
    'b',
    '--failed',
    '--failed',
  ]);
  assert.deepEqual([args['limit'], args['context'], args['failed']], [7, 'b', true]);
});

test('an option that may be repeated keeps every value, and takes no word behind it', () => {
  const args = parseArgs(restore, [
    '--node',
    'a=10.0.0.1',
    '--node=b=10.0.0.2',
    '--as-group',
    'x',
    '--as-group',
    'y',
  ]);
  assert.deepEqual(args['node'], ['a=10.0.0.1', 'b=10.0.0.2']);
  assert.deepEqual(args['as-group'], ['x', 'y']);
  assert.throws(() => parseArgs(restore, ['--node', 'a=10.0.0.1', 'b=10.0.0.2']), {
    message: /unexpected argument/,
  });
});

const joined: readonly (readonly [line: string[], expected: unknown[]])[] = [
  [['-ojson'], ['json', 0, []]],
  [
    ['-o=json', '-v6'],
    ['json', 6, []],
  ],
  [
    ['-ojson', '-o', 'yaml'],
    ['yaml', 0, []],
  ],
  [
    ['-s=', '-o=name'],
    ['name', 0, []],
  ],
  [
    ['-w', '-oname'],
    ['name', 0, []],
  ],
  [
    ['-wojson', '-wv', '6'],
    ['json', 6, []],
  ],
  [
    ['--', '-ojson'],
    ['table', 0, ['-ojson']],
  ],
];

for (const [line, expected] of joined) {
  test(`${line.join(' ')}: a value may stand right behind its letter, as with kubectl`, () => {
    const positionals = [{ name: 'REST', describe: 'whatever is left' }];
    const args = parseArgs({ ...list, positionals }, line);
    assert.deepEqual([args['output'], args['verbosity'], args.positionals], expected);
  });
}

test('a number that is given twice is the last one, 1 included', () => {
  assert.equal(parseArgs(list, ['--limit', '30', '--limit', '1'])['limit'], 1);
});

for (const word of ['', ' ', '0x10', '1e3', '5 ', 'Infinity']) {
  test(`${JSON.stringify(word)} is no number, and least of all 0`, () => {
    for (const line of [['--limit', word], [`--limit=${word}`]])
      assert.throws(() => parseArgs(list, line), { message: `--limit takes a number, not "${word}"` });
  });
}
