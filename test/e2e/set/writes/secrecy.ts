/** Keys and tokens are shown nowhere. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { before, test } from 'node:test';
import { plugin } from '../../built.ts';
import { base64, SECRET, type SetWorld } from '../world.ts';

/** Registers the tests; `at` is the world when they run. */
export function secrecyTests(at: () => SetWorld): void {
  let world: SetWorld;
  before(() => {
    world = at();
  });

  test('no key and no token is printed at -v 9, or stands in ps', async () => {
    const { accessKey, secretKey } = world.ceph.keys;
    const secrets = [accessKey, secretKey, base64(accessKey), base64(secretKey), world.acp.token];
    const exported = world.env;
    const { ACCESS_KEY: _access, SECRET_KEY: _secret, ...bare } = exported;
    const runs = [
      { words: world.first('--yes'), env: exported, input: '', sees: /PATCH https:/ },
      { words: world.first('--stdin', '--yes'), env: bare, input: `${accessKey}\n${secretKey}\n` },
      { words: ['set-s3', '--use-secret', 'etcd-backup-s3-secret', '--yes'], env: bare },
      { words: ['list', '--s3'], env: bare },
      { words: ['prune', '--keep', '1', '--yes'], env: bare },
    ];
    for (const { words, env, input = '', sees = /GET http:/ } of runs) {
      let seen = '';
      world.gates.store = async (_method, _path, when) => {
        if (when === 'before' && seen === '')
          seen = spawnSync('ps', ['axww', '-o', 'args'], { encoding: 'utf8' }).stdout;
      };
      const ran = await plugin([...words, '-v', '9'], { env, input, limitMs: 120_000 });
      assert.equal(ran.code, 0, ran.err);
      assert.ok(seen.includes(words.join(' ')), 'the run was seen');
      assert.match(ran.err, /(PUT|GET) http:/, 'requests to the store were shown');
      assert.match(ran.err, sees, 'requests to the API were shown');
      for (const secret of secrets) assert.ok(!`${ran.out}${ran.err}${seen}`.includes(secret), words[0]);
    }
    world.gates.store = undefined;
    await world.backing.client.send('DELETE', SECRET);
    const env = { ACCESS_KEY: undefined, SECRET_KEY: undefined };
    const typed = { env, answers: [accessKey, secretKey], columns: 200 };
    const asked = await world.run(world.first('-v', '9', '--yes'), typed);
    assert.equal(asked.code, 0, asked.err);
    for (const secret of secrets) assert.ok(!`${asked.out}${asked.err}`.includes(secret), 'the prompt');
  });
}
