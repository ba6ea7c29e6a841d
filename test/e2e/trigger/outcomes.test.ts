/** How a backup ends, whatever the controller and the API server do in the meantime. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { manyRuns } from '../../cluster/many-records.ts';
import { REAL_PROGRAMS } from '../../cluster/real.ts';
import type { NodeSeed } from '../../cluster/seeds.ts';
import { missingOf } from '../../servers/programs.ts';
import { startWorld, type World } from './world.ts';

/** `-o json`, as far as these tests look. */
interface View {
  readonly outcome: string;
  readonly answer: string;
  readonly expected: { readonly by: string };
  readonly nodes: readonly {
    readonly node: string;
    readonly outcome: string;
    readonly records: readonly { readonly file: string; readonly taken: string; readonly result: string }[];
  }[];
  readonly notes: readonly string[];
}

describe('how a backup ends', { skip: missingOf(REAL_PROGRAMS()) ?? false }, () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  beforeEach(() => world.reset());
  after(() => world?.stop());

  /** Exit code, and outcomes by node. */
  async function waited(
    ...words: string[]
  ): Promise<{ code: number | null; view: View; told: string; err: string }> {
    const { code, out, err, execs } = await world.trigger(['--wait', '-o', 'json', ...words]);
    assert.equal(execs, 1, err);
    const view = JSON.parse(out) as View;
    const told = view.nodes.map((one) => `${one.node}=${one.outcome}`).join(' ');
    return { code, view, told, err };
  }

  const only = (results: Readonly<Record<string, string>>) => ({
    outcome: (node: NodeSeed): string | null => results[node.name] ?? null,
  });
  const ALL = 'master-1=succeeded master-2=succeeded master-3=succeeded';

  test('all succeed: 0', async () => {
    const { code, view, told } = await waited();
    assert.deepEqual(
      [code, told, view.outcome, view.answer, view.expected.by],
      [0, ALL, 'succeeded', 'accepted', 'control-plane'],
    );
  });

  test('one of three fails: 1, with the reason', async () => {
    world.acp.controller.script = {
      outcome: (node) =>
        node.name === 'master-2' ? { result: 'Failed', message: 'no space left on device' } : 'Success',
    };
    const { code, told, err } = await waited();
    assert.deepEqual([code, told], [1, 'master-1=succeeded master-2=failed master-3=succeeded']);
    assert.match(err, /error: the backup failed on master-2: Failed \(no space left on device\)\n$/);
  });

  test('one never reports: 124, saying what did arrive', async () => {
    world.acp.controller.script = only({ 'master-1': 'Success', 'master-2': 'Success' });
    const { code, told, err } = await waited('--timeout', '6s');
    assert.deepEqual([code, told], [124, 'master-1=succeeded master-2=succeeded master-3=missing']);
    assert.match(err, /2 of 3 had reported, not master-3; the backup goes on in the cluster\n/);
  });

  for (const minutes of [-10, 10]) {
    test(`the cluster's clock is ${minutes} minutes off`, async () => {
      await world.reset(manyRuns(10));
      world.acp.controller.script = { skewMs: minutes * 60_000 };
      const { code, view, told } = await waited();
      assert.deepEqual([code, told, view.expected.by], [0, ALL, 'past-runs']);
      const off = Date.parse(view.nodes[0]?.records[0]?.taken ?? '') - Date.now();
      assert.ok(Math.abs(off - minutes * 60_000) < 120_000, `${off} ms`);
    });
  }

  test('records are re-ordered and trimmed with every one that is added', async () => {
    await world.reset(manyRuns(2));
    world.acp.controller.script = {
      arrange: (records) =>
        [...records.slice(-3)].reverse().sort(() => (world.acp.controller.runs % 2) - 0.5),
    };
    const { code, told } = await waited();
    assert.deepEqual([code, told], [0, ALL]);
    assert.equal((await world.backing.client.records()).length, 3);
  });

  test('a resource with 5001 records', async () => {
    await world.reset(manyRuns(1667));
    const { code, view, told } = await waited();
    assert.deepEqual([code, told], [0, ALL]);
    assert.ok(view.nodes.every((one) => one.records.length === 1));
  });

  test('the API server is killed and started again during the wait', async () => {
    let downed = 0;
    world.acp.controller.script = {
      hold: async (node) => {
        if (node.name !== 'master-2') return;
        downed += 1;
        await world.backing.restart(1500);
      },
    };
    const { code, told, err } = await waited();
    assert.deepEqual([code, told, downed], [0, ALL, 1], err);
    assert.match(err, /looking again\n[\s\S]*The records can be read again\./);
  });

  test('a token that is refused in the middle of the wait, and is good again', async () => {
    let refusals = 0;
    let isCut = false;
    world.acp.gateway.fault = (request, path) => {
      if (!isCut && request.url?.includes('watch=true')) {
        isCut = true;
        return { kind: 'cut', afterMs: 300 };
      }
      if (!isCut || path.endsWith('/exec') || refusals === 3) return undefined;
      refusals += 1;
      return { kind: 'answer', status: 401 };
    };
    world.acp.controller.script = { paceMs: 500 };
    const { code, told, err } = await waited();
    assert.deepEqual([code, told, refusals], [0, ALL, 3], err);
  });

  test('where watching is not allowed it polls', async () => {
    const rules = [
      {
        apiGroups: ['enhancement.cluster.alauda.io'],
        resources: ['etcdbackupconfigurations'],
        verbs: ['get'],
      },
      { apiGroups: [''], resources: ['nodes'], verbs: ['list'] },
    ];
    const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'reader' } };
    await world.backing.client.create({ ...rbac, kind: 'ClusterRole', rules });
    await world.backing.client.create({
      ...rbac,
      kind: 'ClusterRoleBinding',
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' },
      subjects: [{ kind: 'User', name: 'reader' }],
    });
    world.acp.controller.script = { paceMs: 700 };
    const { code, told } = await waited('--as', 'reader');
    assert.deepEqual([code, told], [0, ALL]);
    const watches = world.acp.gateway.requests.filter((one) => one.endsWith('/etcdbackupconfigurations'));
    assert.ok(watches.length >= 1, 'a watch was tried');
  });

  test('a backup that was running before is told apart', async () => {
    const running = (n: number, result: string) => ({
      backupTimestamp: '2026-11-22T00:00:03Z',
      fileName: `snapshot-etcd-20261122-000003-10.0.0.${n}.tar`,
      result,
    });
    await world.reset([running(1, 'Success'), running(2, 'Running')]);
    world.acp.controller.script = {
      ...only({ 'master-1': 'Success', 'master-3': 'Success' }),
      arrange: (records) => records.map(finished),
    };
    const { code, told, view } = await waited('--expect', '2');
    assert.deepEqual([code, told], [0, 'master-1=succeeded master-3=succeeded']);
    assert.match(view.notes.join('\n'), /a backup seems to be running already \(master-2: Running\)/);
  });

  test('a request that was repeated on its way shows as two records', async () => {
    world.acp.gateway.fault = (_request, path) => {
      if (path.endsWith('/exec')) world.acp.controller.trigger();
      return undefined;
    };
    const { code, err } = await waited();
    assert.equal(code, 0);
    assert.match(err, /warning: master-1 has 2 new records where one backup was asked for/);
  });
});

/** What was running when the test began is done by now. */
function finished(record: object): object {
  return 'result' in record && record.result === 'Running' ? { ...record, result: 'Success' } : record;
}
