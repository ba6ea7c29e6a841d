/** Questions, on a terminal that a test plays. */
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { promptOf } from '../../cmd/prompt.ts';

interface Terminal {
  readonly stdin: PassThrough;
  /** What the person sees. */
  readonly shown: () => string;
  readonly prompt: ReturnType<typeof promptOf>;
}

function terminal(signal = new AbortController().signal): Terminal {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()];
  Object.assign(stdin, { isTTY: true, setRawMode: () => stdin });
  Object.assign(stderr, { isTTY: true });
  let shown = '';
  stderr.on('data', (piece: Buffer) => {
    shown += piece.toString('utf8');
  });
  const prompt = promptOf({ stdin, stderr } as unknown as NodeJS.Process, signal);
  return { stdin, shown: () => shown, prompt };
}

const answers: readonly (readonly [typed: string, yes: boolean])[] = [
  ['y\r', true],
  ['yes \r', true],
  ['YES\n', true],
  ['no\b\b\by\r', true],
  ['\r', false],
  ['n\r', false],
  ['yess\r', false],
  ['\u001b[Ay\r', false],
  ['\u0004', false],
];

for (const [typed, yes] of answers)
  test(`${JSON.stringify(typed)} is ${yes ? 'a yes' : 'a no'}`, async () => {
    const { stdin, prompt, shown } = terminal();
    const asked = prompt.confirm('Delete it?');
    stdin.write(typed);
    assert.equal(await asked, yes);
    assert.match(shown(), /^Delete it\? \[y\/N\] /);
  });

test('Ctrl-C, typed or sent, says that nothing was changed', async () => {
  const [abort, { stdin, prompt }] = [new AbortController(), terminal()];
  const typed = prompt.confirm('Delete it?');
  stdin.write('y\u0003');
  await assert.rejects(typed, { exitCode: 130, message: 'interrupted: nothing was changed' });
  const sent = terminal(abort.signal).prompt.confirm('Delete it?');
  abort.abort();
  await assert.rejects(sent, { exitCode: 130 });
});

test('a terminal that goes away has not said yes', async () => {
  const { stdin, prompt } = terminal();
  const asked = prompt.confirm('Delete it?');
  stdin.end('y');
  assert.equal(await asked, false);
});

test('an input that was read to its end is not asked again', async () => {
  const { stdin, prompt } = terminal();
  stdin.end('keys');
  for await (const _ of stdin);
  await assert.rejects(async () => prompt.confirm('Replace it?'), {
    exitCode: 2,
    message: 'a question needs an answer, and standard input is at its end: Replace it? [y/N]',
  });
});

test('what is hidden is never shown', async () => {
  const { stdin, prompt, shown } = terminal();
  const asked = prompt.secret('Secret key:');
  stdin.write('s3cr\u007fret\r');
  assert.equal(await asked, 's3cret');
  assert.equal(shown(), 'Secret key: \n');
});
