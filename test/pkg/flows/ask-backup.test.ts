import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationRef } from '../../../pkg/backup/resource.ts';
import { EXIT, InterruptedError, UserError } from '../../../pkg/errors.ts';
import { askForBackup } from '../../../pkg/flows/ask-backup.ts';
import type { Cluster, ExecAnswer } from '../../../pkg/ports/cluster.ts';

/** What is understood, and how often was asked. */
async function ask(answer: ExecAnswer | Error, signal = new AbortController().signal) {
  let asked = 0;
  const exec: Cluster['exec'] = async () => {
    asked += 1;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const cluster = { server: 'https://acp.example.com/kubernetes/prod/', exec } as Cluster;
  const meaning = await askForBackup(cluster, configurationRef('x'), { signal });
  return { meaning, asked };
}

test('an answer is understood', async () => {
  assert.deepEqual(await ask({ status: 200, body: '' }), { meaning: { kind: 'accepted' }, asked: 1 });
});

for (const reason of ['DNS', 'Refused', 'TLS', 'Plugin', 'Unauthorized']) {
  test(`${reason}: nothing has left this machine, so no backup was started`, async () => {
    const { meaning, asked } = await ask(new UserError('in words', { reason, hint: 'do this', exitCode: 3 }));
    assert.ok(meaning.kind === 'refused');
    const { message, hint, exitCode } = meaning.error;
    assert.deepEqual([message, hint, exitCode, asked], ['in words; no backup was started', 'do this', 3, 1]);
  });
}

test('a token file that cannot be read is no lost answer', async () => {
  const { meaning } = await ask(new UserError('cannot read it', { exitCode: EXIT.usage }));
  assert.equal(meaning.kind, 'refused');
});

for (const reason of [
  'Reset',
  'Timeout',
  'BrokenOff',
  'Unreachable',
  'Proxy',
  'NotHttp',
  'Connection',
  'TooLarge',
]) {
  test(`${reason}: the request may have arrived, and is not sent again`, async () => {
    assert.deepEqual(await ask(new UserError('in words', { reason, exitCode: 3 })), {
      meaning: { kind: 'lost', why: 'in words' },
      asked: 1,
    });
  });
}

test('Ctrl-C is Ctrl-C, and a bug is a bug', async () => {
  await assert.rejects(ask(new Error('x'), AbortSignal.abort()), InterruptedError);
  await assert.rejects(ask(new TypeError('a bug')), TypeError);
});
