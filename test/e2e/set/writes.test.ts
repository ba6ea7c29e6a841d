/** What set-s3 and the other commands write, on a real API server and Ceph: who owns it, who else writes, who refuses. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { REAL_PROGRAMS } from '../../cluster/real.ts';
import { pki, serverPair } from '../../fixtures/pki.ts';
import type { RunWorld } from '../../run.ts';
import { cephPrograms } from '../../servers/ceph.ts';
import { kubectl, missingOf } from '../../servers/programs.ts';
import { plugin, runProgram } from '../built.ts';
import { RESOURCE, SECRET, type SetWorld, setWorld } from './world.ts';

const missing = missingOf([...REAL_PROGRAMS(), ...cephPrograms(), kubectl()]);
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const ROLE = `${RBAC}/clusterroles`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('writing settings, on a real API server and Ceph', { skip: missing ?? false }, () => {
  let world: SetWorld;

  before(async () => {
    world = await setWorld();
  });
  beforeEach(() => world.reset());
  after(() => world?.stop());

  /** Real kubectl, by the shell, as the documentation has it. */
  async function shell(line: string): Promise<void> {
    const found = kubectl();
    const path = 'path' in found ? found.path : '';
    const words = ['-o', 'pipefail', '-c', `kubectl() { ${path} "$@"; }; ${line}`];
    const ran = await runProgram('bash', words, { env: world.env, limitMs: 60_000 });
    assert.equal(ran.code, 0, ran.err);
  }

  const documented = (more = ''): string =>
    `kubectl create secret generic etcd-backup-s3-secret --from-literal=ACCESS_KEY=old --from-literal=SECRET_KEY=old --from-literal=note=x --dry-run=client -n cpaas-system -o yaml | kubectl apply ${more} -f -`;

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

  test('a bucket with object lock: it is written all the same, and what must stay of the probe is named', async () => {
    const { ceph } = world;
    const { DeleteObjectCommand, ListObjectVersionsCommand, PutObjectLockConfigurationCommand } =
      await import('@aws-sdk/client-s3');
    const Bucket = await ceph.bucket({ objectLock: true });
    const DefaultRetention = { Mode: 'GOVERNANCE', Days: 1 } as const;
    await ceph.sdk.send(
      new PutObjectLockConfigurationCommand({
        Bucket,
        ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } },
      }),
    );
    const ran = await world.run(['set-s3', '--endpoint', ceph.http, '--bucket', Bucket]);
    assert.equal(ran.code, 0, ran.err);
    const { Versions = [] } = await ceph.sdk.send(new ListObjectVersionsCommand({ Bucket }));
    const [{ Key, VersionId } = {}] = Versions;
    assert.equal(Versions.length, 1);
    assert.ok(ran.err.includes(`${Key} stays in bucket ${Bucket} as version ${VersionId}`), ran.err);
    const listed = await world.run(['list', '--s3']);
    assert.doesNotMatch(listed.out, /probe/);
    // Whoever may do that takes it away, so that nothing of the test stays.
    await ceph.sdk.send(new DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention: true }));
  });

  test('a Secret that was made the documented way is taken over, and its other keys stay', async () => {
    await shell(documented());
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
      'kubectl create secret generic etcd-backup-s3-secret --from-literal=ACCESS_KEY=old --from-literal=SECRET_KEY=old -n cpaas-system',
    );
    assert.deepEqual(await owner('ACCESS_KEY'), [['kubectl-create', 'Update']]);
    const ran = await world.run(world.first('--yes'));
    assert.equal(ran.code, 0, ran.err);
    assert.deepEqual(await owner('ACCESS_KEY'), [['kubectl-etcdbackup', 'Apply']]);
  });

  test('a bucket with versions: no version of the probe is left, and prune lets the old ones be', async () => {
    const { ceph } = world;
    const { ListObjectVersionsCommand, PutBucketVersioningCommand, PutObjectCommand } = await import(
      '@aws-sdk/client-s3'
    );
    const Bucket = await ceph.bucket();
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await ceph.sdk.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    const ran = await world.run(['set-s3', '--endpoint', ceph.http, '--bucket', Bucket]);
    assert.equal(ran.code, 0, ran.err);
    const held = () => ceph.sdk.send(new ListObjectVersionsCommand({ Bucket }));
    const empty = await held();
    assert.deepEqual([empty.Versions, empty.DeleteMarkers], [undefined, undefined]);
    const [old, kept] = ['0101', '0102'].map((day) => `snapshot-etcd-2026${day}-000000-10.0.0.1.tar`);
    for (const Key of [old, kept]) await ceph.sdk.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    const pruned = await world.run(['prune', '--keep', '1', '--yes']);
    assert.match(pruned.err, /1 backup deleted\n$/);
    const after_ = await held();
    assert.deepEqual(
      after_.DeleteMarkers?.map(({ Key }) => Key),
      [old],
    );
    assert.deepEqual(
      after_.Versions?.map(({ Key }) => Key),
      [old, kept],
    );
    const listed = await world.run(['list', '--s3']);
    assert.deepEqual([listed.out.includes(`${old}`), listed.out.includes(`${kept}`)], [false, true]);
  });

  test('keys that another manager writes are explained, and taken over with --force-conflicts', async () => {
    await shell(documented('--server-side --field-manager=gitops'));
    const before = await world.state();
    const refused = await world.run(world.first('--yes'));
    assert.equal(refused.code, 1);
    assert.match(refused.err, /the keys of Secret .* are written by gitops.*\nhint: .*--force-conflicts/);
    assert.equal(await world.state(), before);
    const forced = await world.run(world.first('--yes', '--force-conflicts'));
    assert.equal(forced.code, 0, forced.err);
    assert.deepEqual(await owner('SECRET_KEY'), [['kubectl-etcdbackup', 'Apply']]);
  });

  test('two writers at once: one is told what the other changed, and can be run again', async () => {
    let other: Promise<{ code: number; err: string }> | undefined;
    world.gates.api = (method, path, when) => {
      if (method !== 'PATCH' || path !== RESOURCE || when !== 'before' || other !== undefined)
        return undefined;
      other = world.run(['set-local', '--retention', '120d']);
      return other;
    };
    const late = await world.run(['set-schedule', '5 5 * * *']);
    assert.equal((await other)?.code, 0);
    assert.equal(late.code, 1);
    assert.match(
      late.err,
      /error: somebody else changed spec\.localStorage\.ttl in between\nhint: nothing was written/,
    );
    world.gates.api = undefined;
    assert.equal((await world.run(['set-schedule', '5 5 * * *'])).code, 0);
    const { spec } = (await world.get(RESOURCE)) as {
      spec: { schedule: string; localStorage: { ttl: string } };
    };
    assert.deepEqual([spec.schedule, spec.localStorage.ttl], ['5 5 * * *', '10368000']);
  });

  test('a record that the controller writes in between is no conflict', async () => {
    let records = 0;
    world.gates.api = async (method, path, when) => {
      if (method !== 'PATCH' || path !== RESOURCE || when !== 'before' || records > 0) return;
      records += 1;
      await world.acp.controller.run();
    };
    const ran = await world.run(['set-schedule', '6 6 * * *']);
    assert.deepEqual([ran.code, records], [0, 1], ran.err);
    const { status } = (await world.get(RESOURCE)) as { status: { records: unknown[] } };
    assert.equal(status.records.length, 3);
  });

  test('a reader who may not write is told which permission is missing, before the Secret is written', async () => {
    const viewer = await viewerWith({
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
    const viewer = await viewerWith({ apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list'] });
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

  test("an admission webhook's no is told as that, and nothing is written", async () => {
    const hook = await denying('backups are frozen');
    const before = await world.state();
    const { code, err } = await world.run(['pause']);
    await hook.stop();
    assert.equal(code, 1, err);
    assert.match(
      err,
      /error: a rule of this cluster refuses the change: admission webhook "frozen\.example\.com" denied the request: backups are frozen\nhint: /,
    );
    assert.equal(await world.state(), before);
  });

  test('where the backup may not read secrets, the printed command gives it the right', async () => {
    const role = (await world.get(`${ROLE}/cpaas:etcd-backup`)) as { rules: { resources: string[] }[] };
    const rules = role.rules.filter(({ resources }) => !resources.includes('secrets'));
    await world.backing.client.send('PUT', `${ROLE}/cpaas:etcd-backup`, { ...role, rules });
    const { code, err } = await world.run(world.first());
    assert.equal(code, 0, err);
    assert.match(
      err,
      /warning: system:serviceaccount:cpaas-system:etcd-backup may not get, list, watch secrets/,
    );
    await shell(/\n +(kubectl patch clusterrole .*)\n/.exec(err)?.[1] ?? 'false');
    assert.doesNotMatch((await world.run(['set-s3'])).err, /may not get/);
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

  test('S3 goes through HTTPS_PROXY, and around it where NO_PROXY says so', async () => {
    const { ceph, bucket } = world;
    const port = new URL(ceph.https).port;
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      const onward = connect(Number(port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      onward.on('error', () => socket.destroy());
      socket.on('error', () => onward.destroy());
    });
    const url = await listening(proxy);
    // A name of the certificate that only the proxy can reach; the API is on this machine, which no proxy ever serves.
    const endpoint = `https://api.example.test:${port}`;
    const words = [
      'set-s3',
      '--endpoint',
      endpoint,
      '--bucket',
      bucket,
      '--ca-file',
      ceph.caFile,
      '--dry-run=client',
    ];
    const through = await world.run(words, { env: { HTTPS_PROXY: url } });
    assert.equal(through.code, 0, through.err);
    assert.deepEqual([...new Set(asked)], [`api.example.test:${port}`]);
    const around = await world.run(words, { env: { HTTPS_PROXY: url, NO_PROXY: '.example.test' } });
    assert.match(around.err, /cannot find api\.example\.test/);
    proxy.closeAllConnections();
    proxy.close();
  });

  /** A real user who may read the product's resources, and what `rule` says; no more. */
  async function viewerWith(rule: object) {
    const rbac = 'rbac.authorization.k8s.io';
    const apiVersion = `${rbac}/v1`;
    const metadata = { name: 'reader' };
    const own = { apiGroups: ['enhancement.cluster.alauda.io'], resources: ['*'], verbs: ['get', 'list'] };
    await world.backing.create({ apiVersion, kind: 'ClusterRole', metadata, rules: [own, rule] });
    const roleRef = { apiGroup: rbac, kind: 'ClusterRole', name: 'reader' };
    const subjects = [{ apiGroup: rbac, kind: 'User', name: 'viewer' }];
    await world.backing.create({ apiVersion, kind: 'ClusterRoleBinding', metadata, roleRef, subjects });
    const KUBECONFIG = await world.acp.writeKubeconfig('reader', world.backing.tokens.viewer);
    // The platform's gateway knows its own tokens only.
    const direct = ['--server', world.backing.url, '--certificate-authority', world.backing.caFile];
    return {
      run: (words: readonly string[], env: RunWorld['env'] = {}) =>
        world.run([...words, ...direct], { env: { KUBECONFIG, ...env } }),
      end: async () => {
        await world.backing.client.send('DELETE', `${RBAC}/clusterrolebindings/reader`);
        await world.backing.client.send('DELETE', `${ROLE}/reader`);
      },
    };
  }

  /** A webhook that refuses every change of the resource. */
  async function denying(message: string): Promise<{ stop: () => Promise<void> }> {
    const server = createTlsServer(serverPair(), async (request, response) => {
      const review = JSON.parse(Buffer.concat((await request.toArray()) as Buffer[]).toString()) as {
        request: { uid: string };
      };
      const answer = { uid: review.request.uid, allowed: false, status: { message } };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ ...review, response: answer, request: undefined }));
    });
    const url = await listening(server);
    const path = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';
    const webhook = {
      name: 'frozen.example.com',
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      clientConfig: { url: url.replace('http:', 'https:'), caBundle: base64(pki('ca.pem')) },
      rules: [
        {
          apiGroups: ['enhancement.cluster.alauda.io'],
          apiVersions: ['*'],
          operations: ['UPDATE'],
          resources: ['*'],
        },
      ],
    };
    const kind = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration' };
    const made = await world.backing.client.send('POST', path, {
      ...kind,
      metadata: { name: 'frozen' },
      webhooks: [webhook],
    });
    assert.equal(made.status, 201);
    await refused();
    return {
      stop: async () => {
        await world.backing.client.send('DELETE', `${path}/frozen`);
        server.closeAllConnections();
        server.close();
      },
    };
  }

  /** A webhook works a moment after it was made. */
  async function refused(): Promise<void> {
    const patch = { metadata: { labels: { probe: 'x' } } };
    for (let tries = 0; tries < 100; tries += 1) {
      const query = `${RESOURCE}?dryRun=All`;
      const { status } = await world.backing.client.send(
        'PATCH',
        query,
        patch,
        'application/merge-patch+json',
      );
      if (status >= 400) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the webhook is never asked');
  }
});

async function listening(server: Server | ReturnType<typeof createTlsServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}
