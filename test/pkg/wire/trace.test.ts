/** `-v`: how much each level shows, and that no level shows a secret. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { traceOf } from '../../../pkg/wire/trace.ts';

const URL_WITH_USER = new URL('https://me:s3cret@api.test:6443/api/v1/secrets?limit=1');
const REQUEST = { authorization: 'Bearer s3cret', accept: 'application/json' };
const ANSWER = { 'content-type': 'application/json', 'set-cookie': ['s3cret'] };

interface Shown {
  readonly hidden?: boolean;
  readonly sent?: string;
  readonly came?: string;
}

/** Everything that one exchange says. */
function shown(
  verbosity: number,
  { hidden = false, sent = '{"a":1}', came = '{"b":2}' }: Shown = {},
): string {
  const lines: string[] = [];
  const trace = traceOf(verbosity, { say: (line) => void lines.push(line) });
  trace.request('PATCH', URL_WITH_USER, REQUEST, sent, hidden).answered(200, ANSWER);
  trace.body(came, hidden);
  return lines.join('\n').replaceAll(/in \d+ milliseconds/g, 'in N milliseconds');
}

const LINE = 'PATCH https://api.test:6443/api/v1/secrets?limit=1';
const SENT = `${LINE}\nRequest Headers:\n    authorization: <masked>\n    accept: application/json`;
const ENDED = `${LINE} 200 in N milliseconds`;
const CAME = 'Response Headers:\n    content-type: application/json\n    set-cookie: <masked>';

for (const [verbosity, text] of [
  [0, ''],
  [5, ''],
  [6, ENDED],
  [7, `${SENT}\n${ENDED}`],
  [8, `${SENT}\nRequest Body: {"a":1}\n${ENDED}\n${CAME}\nResponse Body: {"b":2}`],
  [9, `${SENT}\nRequest Body: {"a":1}\n${ENDED}\n${CAME}\nResponse Body: {"b":2}`],
] as const) {
  test(`-v=${verbosity} shows as much as kubectl does`, () => assert.equal(shown(verbosity), text));
}

test('no level shows a token, a cookie, a password of the address or a Secret', () => {
  const secrets = [
    '{"kind":"Secret","data":{"k":"s3cret"}}',
    '{"items":[],"kind" : "SecretList","x":"s3cret"}',
  ];
  for (let verbosity = 0; verbosity <= 10; verbosity += 1) {
    for (const body of secrets) assert.doesNotMatch(shown(verbosity, { sent: body, came: body }), /s3cret/);
    assert.doesNotMatch(shown(verbosity, { hidden: true, sent: 's3cret', came: 's3cret' }), /s3cret/);
  }
});

for (const [verbosity, most] of [
  [8, 1024],
  [9, 10_240],
] as const) {
  test(`-v=${verbosity} cuts a body after ${most} characters, and says so`, () => {
    const text = shown(verbosity, { came: 'x'.repeat(most + 5) });
    assert.ok(text.endsWith(`${'x'.repeat(most)} [truncated 5 chars]`));
  });
}

test('-v=10 cuts nothing, and control characters of the server are made visible', () => {
  assert.ok(shown(10, { came: 'x'.repeat(20_000) }).endsWith('x'.repeat(20_000)));
  assert.doesNotMatch(shown(9, { came: '\u001b[2J' }), /\u001b/);
});

test('a failed request is told from -v=6 on', () => {
  for (const verbosity of [0, 6]) {
    const lines: string[] = [];
    const trace = traceOf(verbosity, { say: (line) => void lines.push(line) });
    trace.request('GET', URL_WITH_USER, {}, undefined, false).failed('nobody is there');
    assert.equal(lines.length, verbosity === 0 ? 0 : 1);
    if (verbosity > 0) assert.match(lines[0] ?? '', /failed in \d+ milliseconds: nobody is there/);
  }
});

test('a warning is told once a run, however many answers carry it', () => {
  const lines: string[] = [];
  const trace = traceOf(0, { say: (line) => void lines.push(line) });
  const old = '299 - "v1 is old, say \\"v2\\""';
  trace.warnings(undefined);
  trace.warnings(old);
  trace.warnings(old);
  trace.warnings([`${old}, 299 - "another"`, '199 - "not of the API"']);
  assert.deepEqual(lines, ['Warning: v1 is old, say "v2"', 'Warning: another']);
});
