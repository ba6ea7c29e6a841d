/** What is said where a right is missing: the person's, or the backup's own. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { SetWorld } from '../world.ts';
import { shell } from './shell.ts';
import { viewerWith } from './viewer.ts';

const ROLE = '/apis/rbac.authorization.k8s.io/v1/clusterroles/cpaas:etcd-backup';

/** Registers the tests; `at` is the world when they run. */
export function rightsTests(at: () => SetWorld): void {
  let world: SetWorld;
  before(() => {
    world = at();
  });

  test('a reader who may not write is told which permission is missing, before the Secret is written', async () => {
    const viewer = await viewerWith(world, {
      apiGroups: [''],
      resources: ['secrets'],
      verbs: ['get', 'create', 'patch'],
    });
    const before = await world.state();
    const { code, err } = await viewer.run(world.first());
    await viewer.end();
    assert.equal(code, 3, err);
    assert.match(
      err,
      /error: not allowed to patch etcdbackupconfigurations\.enhancement\.cluster\.alauda\.io/,
    );
    assert.equal(await world.state(), before);
  });

  test('who may not read the Secret is told so by every command that needs it, and nothing is written', async () => {
    assert.equal((await world.run(world.first())).code, 0);
    const viewer = await viewerWith(world, { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list'] });
    const before = await world.state();
    const none = { ACCESS_KEY: undefined, SECRET_KEY: undefined };
    for (const words of [
      ['set-s3', '--dir', 'b'],
      ['set-s3', '--use-secret', 'etcd-backup-s3-secret'],
      ['list', '--s3'],
      ['prune', '--keep', '1', '--yes'],
    ]) {
      const { code, err } = await viewer.run(words, none);
      assert.equal(code, 3, err);
      assert.match(err, /error: not allowed to get secrets? .*\nhint: /);
    }
    const withKeys = await viewer.run(world.first('--yes'));
    assert.equal(withKeys.code, 3, withKeys.err);
    await viewer.end();
    assert.equal(await world.state(), before);
  });

  test('where the backup may not read secrets, the printed command gives it the right', async () => {
    const role = (await world.get(ROLE)) as { rules: { resources: string[] }[] };
    const rules = role.rules.filter(({ resources }) => !resources.includes('secrets'));
    await world.backing.client.send('PUT', ROLE, { ...role, rules });
    const { code, err } = await world.run(world.first());
    assert.equal(code, 0, err);
    assert.match(
      err,
      /warning: system:serviceaccount:cpaas-system:etcd-backup may not get, list, watch secrets/,
    );
    await shell(world, /\n +(kubectl patch clusterrole .*)\n/.exec(err)?.[1] ?? 'false');
    assert.doesNotMatch((await world.run(['set-s3'])).err, /may not get/);
  });
}
