/** Who owns the keys of the Secret afterwards, whoever made it. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { base64, RESOURCE, SECRET, type SetWorld } from '../world.ts';
import { shell } from './shell.ts';

/** As the documentation has it. */
const documented = (more = ''): string =>
  `kubectl create secret generic etcd-backup-s3-secret --from-literal=ACCESS_KEY=old --from-literal=SECRET_KEY=old --from-literal=note=x --dry-run=client -n cpaas-system -o yaml | kubectl apply ${more} -f -`;

/** Registers the tests; `at` is the world when they run. */
export function secretTests(at: () => SetWorld): void {
  let world: SetWorld;
  before(() => {
    world = at();
  });

  const owner = async (key: string): Promise<unknown[]> => {
    const { metadata } = (await world.get(SECRET)) as {
      metadata: { managedFields?: { manager: string; operation: string; fieldsV1: { 'f:data'?: object } }[] };
    };
    const { managedFields = [] } = metadata;
    const having = managedFields.filter(({ fieldsV1 }) => `f:${key}` in (fieldsV1['f:data'] ?? {}));
    return having.map(({ manager, operation }) => [manager, operation]);
  };

  test('over TLS with a private authority; the Secret is ours by server-side apply; unknown fields stay', async () => {
    const { ceph, bucket } = world;
    const words = ['set-s3', '--endpoint', ceph.https, '--bucket', bucket, '--ca-file', ceph.caFile];
    const ran = await world.run(words);
    assert.equal(ran.code, 0, ran.err);
    assert.match(ran.err, /warning: the authority of --ca-file counts here only/);
    assert.deepEqual(await owner('ACCESS_KEY'), [['kubectl-etcdbackup', 'Apply']]);
    const { spec } = (await world.get(RESOURCE)) as { spec: { unknown: unknown } };
    assert.deepEqual(spec.unknown, { deep: [1] });
    const before = await world.state();
    assert.match((await world.run(words)).out, /unchanged\nsecret\/etcd-backup-s3-secret unchanged/);
    assert.equal(
      (await world.run(['set-s3', '--dir', 'b', '--ca-file', ceph.caFile, '--dry-run=server'])).code,
      0,
    );
    assert.equal(await world.state(), before);
    const { Contents } = await ceph.sdk.send(
      new (await import('@aws-sdk/client-s3')).ListObjectsV2Command({ Bucket: bucket }),
    );
    assert.equal(Contents, undefined, 'no probe is left');
  });

  test('a Secret that was made the documented way is taken over, and its other keys stay', async () => {
    await shell(world, documented());
    const ran = await world.run(world.first('--yes'));
    assert.equal(ran.code, 0, ran.err);
    const data = await world.secretData();
    assert.deepEqual(
      [data?.['ACCESS_KEY'], data?.['note']],
      [base64(world.ceph.keys.accessKey), base64('x')],
    );
    assert.deepEqual(await owner('ACCESS_KEY'), [['kubectl-etcdbackup', 'Apply']]);
  });

  test('a Secret that `kubectl create` made is taken over, too', async () => {
    await shell(
      world,
      'kubectl create secret generic etcd-backup-s3-secret --from-literal=ACCESS_KEY=old --from-literal=SECRET_KEY=old -n cpaas-system',
    );
    assert.deepEqual(await owner('ACCESS_KEY'), [['kubectl-create', 'Update']]);
    const ran = await world.run(world.first('--yes'));
    assert.equal(ran.code, 0, ran.err);
    assert.deepEqual(await owner('ACCESS_KEY'), [['kubectl-etcdbackup', 'Apply']]);
  });

  test('keys that another manager writes are explained, and taken over with --force-conflicts', async () => {
    await shell(world, documented('--server-side --field-manager=gitops'));
    const before = await world.state();
    const refused = await world.run(world.first('--yes'));
    assert.equal(refused.code, 1);
    assert.match(refused.err, /the keys of Secret .* are written by gitops.*\nhint: .*--force-conflicts/);
    assert.equal(await world.state(), before);
    const forced = await world.run(world.first('--yes', '--force-conflicts'));
    assert.equal(forced.code, 0, forced.err);
    assert.deepEqual(await owner('SECRET_KEY'), [['kubectl-etcdbackup', 'Apply']]);
  });
}
