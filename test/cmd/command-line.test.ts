import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../run.ts';

const refused: readonly (readonly [line: string[], message: string])[] = [
  [['lsit'], 'error: unknown command "lsit"\nhint: did you mean "list"? See kubectl etcdbackup --help\n'],
  [['frobnicate'], 'error: unknown command "frobnicate"\nhint: see kubectl etcdbackup --help\n'],
  [
    ['list', '--fail'],
    'error: unknown flag: --fail\nhint: did you mean --failed? See kubectl etcdbackup list --help\n',
  ],
  [['--context', 'prod'], 'error: no command stands in this line\nhint: see kubectl etcdbackup --help\n'],
  [['--yes', '--', 'pause'], 'error: no command stands in this line\nhint: see kubectl etcdbackup --help\n'],
  [['list', '--x'], 'error: unknown flag: --x\nhint: see kubectl etcdbackup list --help\n'],
  [['list', '-x'], 'error: unknown flag: -x\nhint: see kubectl etcdbackup list --help\n'],
  [
    ['list', '--context'],
    'error: flag needs an argument: --context\nhint: see kubectl etcdbackup list --help\n',
  ],
  [
    ['list', '-o', 'xml'],
    'error: --output cannot be "xml"\nhint: it is one of table, wide, json, yaml, name\n',
  ],
  [
    ['set-schedule', '0', '0', 'LICENSE'],
    'error: unexpected argument "0"\nhint: put CRON in quotes, or the shell takes it apart; see kubectl etcdbackup set-schedule --help\n',
  ],
  [['list', 'more'], 'error: unexpected argument "more"\nhint: see kubectl etcdbackup list --help\n'],
  [
    ['list', '--limit', 'x'],
    'error: --limit takes a number, not "x"\nhint: see kubectl etcdbackup list --help\n',
  ],
  [
    ['restore', '--bump-revision='],
    'error: --bump-revision takes a number, not ""\nhint: see kubectl etcdbackup restore --help\n',
  ],
  [
    ['list', '--limit', ''],
    'error: --limit takes a number, not ""\nhint: see kubectl etcdbackup list --help\n',
  ],
  [
    ['list', '--failed=1'],
    'error: --failed is true or false, not "1"\nhint: see kubectl etcdbackup list --help\n',
  ],
  [['list', '-w=yes'], 'error: -w is true or false, not "yes"\nhint: see kubectl etcdbackup list --help\n'],
  [['list', '-o'], 'error: flag needs an argument: -o\nhint: see kubectl etcdbackup list --help\n'],
  [['list', '--limit=-1'], 'error: --limit -1 is not a whole number\n'],
  [
    ['list', '--since', '7x'],
    'error: "7x" is not a duration\nhint: write it like 90d, 36h, 1d12h or 7776000 (seconds)\n',
  ],
  [['l\u001b[31mist'], 'error: unknown command "l\\x1b[31mist"\nhint: see kubectl etcdbackup --help\n'],
];

for (const [line, message] of refused) {
  test(`a wrong line is told in two lines: ${JSON.stringify(line.join(' '))}`, async () => {
    assert.deepEqual(await run(line), { code: 2, out: '', err: message });
  });
}

for (const flags of [
  ['-n', 'x'],
  ['--namespace', 'x'],
  ['-o', 'json'],
  ['--limit', '1'],
  ['-w'],
  ['-v', '6'],
]) {
  test(`${flags.join(' ')} may stand before the command, as with kubectl`, async () => {
    assert.match((await run([...flags, 'list', '--help'])).out, /^List the backup records/);
    assert.match((await run([...flags, 'list', '--x'])).err, /^error: unknown flag: --x\n/);
  });
}

test('no flag is a switch of one command and takes a value of another', async () => {
  const { commands } = await import('../../cmd/root.ts');
  const kinds = new Map<string, boolean>();
  for (const { options } of commands)
    for (const [name, { type, alias }] of Object.entries(options))
      for (const one of [name, ...(typeof alias === 'string' ? [alias] : [])]) {
        assert.equal(kinds.get(one) ?? type === 'boolean', type === 'boolean', one);
        kinds.set(one, type === 'boolean');
      }
});

test('--version prints the version and asks nobody', async () => {
  assert.deepEqual(await run(['--version']), { code: 0, out: 'v0.0.0-dev\n', err: '' });
});

test('a list keeps every value that it was given; any other flag counts as it was given last', async () => {
  const { parseArgs } = await import('../../cmd/parse.ts');
  const { list } = await import('../../cmd/list.ts');
  const line = [
    '--as-group',
    'a',
    '--as-group=b',
    '--limit',
    '1',
    '--limit',
    '2',
    '--failed',
    '--failed',
    '-o',
    'json',
    '-o',
    'name',
  ];
  const args = parseArgs(list, line);
  assert.deepEqual(
    [args['as-group'], args['limit'], args['failed'], args['output']],
    [['a', 'b'], 2, true, 'name'],
  );
});
