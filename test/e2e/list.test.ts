/** list and status on the built file, against a real kube-apiserver and etcd behind the platform's gateway. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Acp, startAcp } from '../cluster/acp.ts';
import { manyRecords } from '../cluster/many-records.ts';
import { REAL_PROGRAMS, type RealBacking, realBacking } from '../cluster/real.ts';
import { CONFIGURATION_PATH, NAME } from '../cluster/seeds.ts';
import { kubectl, missingOf } from '../servers/programs.ts';
import { plugin, runProgram, shell } from './built.ts';

const missing = missingOf([...REAL_PROGRAMS(), kubectl()]);

describe('list and status on a real API server', { skip: missing ?? false }, () => {
  let backing: RealBacking;
  let acp: Acp;

  before(async () => {
    backing = await realBacking();
    acp = await startAcp(backing);
  });

  after(() => acp?.stop());

  /** Replaces spec and records: a test says the whole resource. */
  async function resource(records: unknown, spec: object = {}): Promise<void> {
    const path = `${CONFIGURATION_PATH}/${NAME}`;
    const old = await backing.client.get(path);
    const next = {
      ...old,
      spec: { schedule: '0 0 * * *', localStorage: { path: '/cpaas', ttl: '7776000' }, ...spec },
      ...(records === undefined ? { status: undefined } : { status: { records } }),
    };
    const { status, body } = await backing.client.send('PUT', path, next);
    assert.equal(status, 200, JSON.stringify(body));
  }

  const env = () => ({ KUBECONFIG: acp.kubeconfig });
  const ok = async (...words: string[]): Promise<string> => {
    const ended = await plugin(words, { env: env() });
    assert.deepEqual([ended.code, ended.err], [0, ''], ended.err);
    return ended.out;
  };

  for (const count of [0, 1, 90, 5000]) {
    test(`${count} records are all listed, newest first`, async () => {
      await resource(manyRecords(count));
      const { records } = JSON.parse(await ok('list', '-o', 'json')) as {
        records: { taken: string; node: string }[];
      };
      assert.equal(records.length, count);
      const taken = records.map((record) => record.taken);
      assert.deepEqual(taken, taken.toSorted().reverse());
      assert.ok(records.every((record) => /^master-[123]$/.test(record.node)));
      assert.match(await ok('status'), new RegExp(`Records +${count}:`));
    });
  }

  test('records of odd forms are shown, and nothing in them moves the cursor', async () => {
    const evil = '\u001b[2J\u0007\u009b\n';
    await resource([
      {},
      { fileName: evil, backupTimestamp: evil, result: evil, message: evil },
      {
        fileName: 'manual.db',
        backupTimestamp: '2026-11-22T00:00:03Z',
        result: 'Success',
        more: { deep: [1] },
      },
      { fileName: 7, result: true },
    ]);
    for (const format of ['table', 'wide', 'json', 'yaml', 'name']) {
      const out = await ok('list', '-o', format);
      assert.doesNotMatch(out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/, format);
    }
    assert.match(await ok('list'), /\\x1b\[2J\\x07\\x9b\\n/);
    assert.match(await ok('status'), /Records +4: 1 succeeded, 2 failed, 1 unfinished/);
  });

  test('a resource without status, without S3 and with a number as ttl', async () => {
    await resource(undefined, { localStorage: { ttl: 86_400 } });
    const ended = await plugin(['list'], { env: env() });
    assert.deepEqual([ended.code, ended.out, ended.err], [0, '', `No backup records in ${NAME}.\n`]);
    assert.match(await ok('status'), /kept 1 day\n/);
  });

  test('kubectl runs it, and its own completion helper answers', async () => {
    await resource(manyRecords(3));
    const path = kubectl();
    assert.ok('path' in path);
    const ended = await runProgram(path.path, ['etcdbackup', 'list', '-o', 'name'], { env: env() });
    assert.deepEqual([ended.code, ended.out.split('\n').length], [0, 4], ended.err);
    const helper = await shell("kubectl_complete-etcdbackup list --node ''", { env: env() });
    assert.match(helper.out, /^master-1\t10\.0\.0\.1\nmaster-2\t/);
  });

  test('a pipe that closes early ends quietly', async () => {
    await resource(manyRecords(5000));
    const ended = await shell('set +o pipefail; kubectl-etcdbackup list | head -1; echo "$PIPESTATUS"', {
      env: env(),
    });
    assert.deepEqual([ended.err, ended.out.split('\n').at(-2)], ['', '0']);
  });

  test('a terminal gets colour and lines that fit, a pipe and NO_COLOR do not', async () => {
    await resource([...manyRecords(1), { fileName: `备份-${'长'.repeat(30)}.tar`, result: 'Failed' }]);
    const colored = await inTerminal('kubectl-etcdbackup list', 66, env());
    assert.match(colored, /\u001b\[32mSuccess/);
    const plain = await inTerminal('kubectl-etcdbackup list', 66, { ...env(), NO_COLOR: '1' });
    assert.doesNotMatch(plain, /\u001b\[3/);
    assert.match(plain, /…/);
  });

  test('a viewer without rights is told which permission is missing', async () => {
    const kubeconfig = await acp.writeKubeconfig('viewer', backing.tokens.viewer);
    const ended = await plugin(['list'], { env: { KUBECONFIG: kubeconfig } });
    assert.equal(ended.code, 3);
    assert.match(
      ended.err,
      /^error: not allowed to get etcdbackupconfigurations\.enhancement\.cluster\.alauda\.io/,
    );
    assert.match(ended.err, /\nhint: .*kubectl auth can-i get etcdbackupconfigurations/);
  });

  test('an expired token, a missing object and a wrong CA: a line, a hint, the right code, no token', async () => {
    const expired = await acp.writeKubeconfig('expired', 'expired-token-value');
    const cases = [
      {
        env: { KUBECONFIG: expired },
        words: ['list', '-v', '9'],
        says: /token or certificate is wrong or has expired/,
      },
      {
        env: env(),
        words: ['status', '--name', 'other'],
        says: /"other" does not exist\nhint: there is etcd-backup-default/,
      },
      {
        env: env(),
        words: ['list', '--certificate-authority', backing.caFile],
        says: /signed by an unknown authority\nhint: /,
      },
    ];
    for (const { env: world, words, says } of cases) {
      const ended = await plugin(words, { env: world });
      assert.equal(ended.code, 3, ended.err);
      assert.match(ended.err, says);
      assert.doesNotMatch(ended.err, /at .*\.ts:|node:internal|expired-token-value/);
    }
  });

  test('the token is never shown, at any verbosity, on any way out', async () => {
    for (const words of [
      ['list', '-v', '9'],
      ['status', '-v=8'],
      ['list', '--name', 'x', '-v', '9'],
      ['version', '-v6'],
    ]) {
      const ended = await plugin(words, { env: env() });
      assert.doesNotMatch(ended.out + ended.err, new RegExp(acp.token));
      assert.match(ended.err, /GET https:/, 'the requests were shown');
    }
  });
});

/** A terminal of its own for one command: `script` makes one. */
async function inTerminal(
  command: string,
  columns: number,
  env: Record<string, string | undefined>,
): Promise<string> {
  const ended = await shell(`script -qefc 'stty cols ${columns}; ${command}' /dev/null`, { env });
  return ended.out;
}
