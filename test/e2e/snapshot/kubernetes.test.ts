/** A snapshot of the etcd under a real API server: the inventory must be what kubectl counts. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isDeepStrictEqual, promisify } from 'node:util';
import type { InspectionView } from '../../../pkg/output/inspection.ts';
import { REAL_PROGRAMS, type RealBacking, realBacking } from '../../cluster/real.ts';
import type { SeedObject } from '../../cluster/seeds.ts';
import { kubectl, missingOf } from '../../servers/programs.ts';
import { plugin } from '../plugin.ts';

const run = promisify(execFile);
const skip = missingOf([...REAL_PROGRAMS(), kubectl()]) ?? false;
const folder = mkdtempSync(join(tmpdir(), 'snapshot-kube-'));
const snapshot = join(folder, 'snapshot-etcd-20261123-000000-10.0.0.1.tar');
const kubeconfig = join(folder, 'kubeconfig');
let backing: RealBacking;

before(async () => {
  if (skip !== false) return;
  backing = await realBacking();
  for (const object of objects()) await backing.create(object);
  await fallenQuiet();
  writeFileSync(kubeconfig, kubeconfigOf(backing));
});
after(async () => {
  await backing?.stop();
  rmSync(folder, { recursive: true });
});

/** Nodes of both roles, many objects, a custom resource, and many of one kind. */
function objects(): SeedObject[] {
  const node = (name: string, ip: string, labels: Record<string, string>): SeedObject => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    status: { addresses: [{ type: 'InternalIP', address: ip }] },
  });
  const spec = { containers: [{ name: 'web', image: 'web' }] };
  return [
    node('cp-1', '10.0.0.1', { 'node-role.kubernetes.io/control-plane': '' }),
    node('cp-2', '10.0.0.2', { 'node-role.kubernetes.io/master': '' }),
    node('worker-1', '10.0.0.9', {}),
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    ...Array.from({ length: 120 }, (_, index): SeedObject => {
      const namespace = index % 3 === 0 ? 'shop' : 'default';
      return { apiVersion: 'v1', kind: 'Pod', metadata: { name: `web-${index}`, namespace }, spec };
    }),
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'password', namespace: 'shop' }, data: {} },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'reader', namespace: 'shop' },
      rules: [],
    },
    {
      apiVersion: 'enhancement.cluster.alauda.io/v1',
      kind: 'EtcdBackupConfiguration',
      metadata: { name: 'etcd-backup-default' },
      spec: {},
    },
  ];
}

function kubeconfigOf({ url, caFile, tokens }: RealBacking): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: url, 'certificate-authority': caFile } }],
    users: [{ name: 'u', user: { token: tokens.admin } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  });
}

/** A young API server writes its own roles and priorities for a while. */
async function fallenQuiet(): Promise<void> {
  let before = '';
  for (let tries = 0; tries < 30; tries++) {
    const { metadata } = (await backing.client.get('/apis/rbac.authorization.k8s.io/v1/clusterroles')) as {
      metadata: { resourceVersion: string };
    };
    if (metadata.resourceVersion === before) return;
    before = metadata.resourceVersion;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function kubectlLines(...words: string[]): Promise<string[]> {
  const [program] = [kubectl()].flatMap((one) => ('path' in one ? one.path : []));
  const { stdout } = await run(program ?? '', ['--kubeconfig', kubeconfig, ...words], { maxBuffer: 1e8 });
  return stdout.split('\n').filter((line) => line !== '');
}

/** Objects by resource, as `kubectl get` of every resource lists them. */
async function kubectlCounts(): Promise<Map<string, number>> {
  // NAME [SHORTNAMES] APIVERSION NAMESPACED KIND
  const served = (await kubectlLines('api-resources', '--verbs=list', '--no-headers')).flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const [name = '', version = '', kind = ''] = [words[0], words.at(-3), words.at(-1)];
    const group = version.includes('/') ? `.${version.split('/')[0]}` : '';
    return NOT_STORED.has(`${name}${group}`)
      ? []
      : [{ resource: `${name}${group}`, of: `${version} ${kind}` }];
  });
  assert.ok(served.length > 40);
  const items = '{range .items[*]}{.apiVersion} {.kind}{"\\n"}{end}';
  const all = served.map(({ resource }) => resource).join(',');
  const listed = await kubectlLines('get', all, '--all-namespaces', '-o', `jsonpath=${items}`);
  const resources = new Map(served.map(({ resource, of }) => [of, resource]));
  const counts = new Map<string, number>();
  for (const line of listed) {
    const resource = resources.get(line) ?? line;
    counts.set(resource, (counts.get(resource) ?? 0) + 1);
  }
  return counts;
}

/** What kubectl serves but etcd does not hold, or holds under another name. */
const NOT_STORED = new Set(['componentstatuses', 'events.events.k8s.io', 'ingresses.extensions']);

async function inspect(...words: string[]) {
  const { code, out, err } = await plugin(['inspect', snapshot, '-o', 'json', ...words], {
    env: { KUBECONFIG: kubeconfig },
  });
  return { code, err, view: JSON.parse(out) as InspectionView };
}

test('the inventory counts what kubectl counts, resource by resource', { skip }, async () => {
  // A young API server may still write: only a snapshot with the same counts before and after it can be compared.
  let expected = await kubectlCounts();
  for (let tries = 0; tries < 10; tries++) {
    writeFileSync(snapshot, await backing.host.snapshot());
    const before = expected;
    expected = await kubectlCounts();
    if (isDeepStrictEqual(before, expected)) break;
  }
  const { view } = await inspect();
  const counted = new Map(
    view.kubernetes?.resources.map(({ resource, group, objects: count }) => [
      group === '' ? resource : `${resource}.${group}`,
      count,
    ]),
  );
  assert.deepEqual(new Map([...counted].sort()), new Map([...expected].sort()));
  assert.equal(expected.get('pods'), 120);
  assert.equal(view.kubernetes?.namespaces, expected.get('namespaces'));
});

test('nodes are told by role, and namespaces by what they hold', { skip }, async () => {
  const { view } = await inspect();
  const names = (nodes: readonly { name: string }[] | undefined) => nodes?.map(({ name }) => name);
  assert.deepEqual(names(view.kubernetes?.controlPlaneNodes), ['cp-1', 'cp-2']);
  assert.deepEqual(names(view.kubernetes?.workerNodes), ['worker-1']);
  assert.deepEqual(view.kubernetes?.controlPlaneNodes[0]?.internalIPs, ['10.0.0.1']);
  const shop = view.kubernetes?.byNamespace.find(({ namespace }) => namespace === 'shop');
  assert.ok((shop?.objects ?? 0) >= 42);
});

test('the snapshot is told to be of the connected cluster', { skip }, async () => {
  const { code, view, err } = await inspect('--same-cluster');
  assert.equal(view.sameCluster?.verdict, 'yes', err);
  assert.equal(code, 0);
  assert.match(view.sameCluster?.reasons.join('\n') ?? '', /kube-system has the same uid/);
});

test('the snapshot of another cluster is told to be one; its own, with encrypted secrets, to be its own', {
  skip,
}, async () => {
  const other = await realBacking({ withoutCrd: true, encrypted: true });
  try {
    writeFileSync(kubeconfig, kubeconfigOf(other));
    const { code, view } = await inspect('--same-cluster');
    assert.equal(view.sameCluster?.verdict, 'no');
    assert.equal(code, 1);

    for (const name of ['one', 'two'])
      await other.create({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace: 'default' },
        data: {},
      });
    writeFileSync(snapshot, await other.host.snapshot());
    const own = await inspect('--same-cluster');
    assert.equal(own.view.sameCluster?.verdict, 'yes', own.err);
    const secrets = own.view.kubernetes?.resources.find(({ resource }) => resource === 'secrets');
    const { length } = await kubectlLines('get', 'secrets', '--all-namespaces', '-o', 'name');
    assert.deepEqual([secrets?.objects, secrets?.encrypted, secrets?.kind], [length, length, '']);
    assert.deepEqual(own.view.kubernetes?.encryptionKeys, [{ key: 'aescbc:v1:key1', objects: length }]);
  } finally {
    writeFileSync(kubeconfig, kubeconfigOf(backing));
    await other.stop();
  }
});

test('a person who may read nothing gets "cannot tell", and exit code 3', { skip }, async () => {
  writeFileSync(
    kubeconfig,
    kubeconfigOf({ ...backing, tokens: { ...backing.tokens, admin: backing.tokens.viewer } }),
  );
  try {
    const { code, view } = await inspect('--same-cluster');
    assert.equal(view.sameCluster?.verdict, 'unknown');
    assert.equal(code, 3);
  } finally {
    writeFileSync(kubeconfig, kubeconfigOf(backing));
  }
});
