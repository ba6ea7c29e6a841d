/** What an API server must do for the plugin: the one in memory and the real one pass the same tests, so that the first may stand for the second. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { after, before, describe, test } from 'node:test';
import { type Acp, startAcp } from './acp.ts';
import type { Backing } from './backing.ts';
import { ApiClient } from './real-client.ts';
import { CONFIGURATION_PATH, NAME, NODES } from './seeds.ts';

const OBJECT = `${CONFIGURATION_PATH}/${NAME}`;
const MERGE = 'application/merge-patch+json';
const APPLY = 'application/apply-patch+yaml';

type Fields = Record<string, unknown>;

/** Runs the suite against what `start` starts; `skip` says why it cannot. */
export function conformance(name: string, start: () => Promise<Backing>, skip: string | false = false): void {
  describe(`the API ${name}`, { skip }, () => {
    let acp: Acp;
    let api: ApiClient;

    before(async () => {
      acp = await startAcp(await start());
      api = new ApiClient(`${acp.platformUrl}/kubernetes/${acp.cluster}`, acp.caFile, acp.token);
    });

    after(() => acp?.stop());

    const metadataOf = (body: Fields): Fields => body['metadata'] as Fields;

    test('get answers the object, with a resource version', async () => {
      const { status, body } = await api.send('GET', OBJECT);
      assert.equal(status, 200);
      assert.equal(metadataOf(body)['name'], NAME);
      assert.match(String(metadataOf(body)['resourceVersion']), /^\d+$/);
    });

    test('a missing object is a Status that names it; a kind that is not served is one that does not', async () => {
      const missing = await api.send('GET', `${CONFIGURATION_PATH}/other`);
      assert.deepEqual([missing.status, missing.body['reason']], [404, 'NotFound']);
      assert.deepEqual((missing.body['details'] as Fields)['name'], 'other');
      const unknown = await api.send('GET', '/apis/unknown.example.com/v1/things/x');
      assert.equal(unknown.status, 404);
    });

    test('exec is nothing that an API server knows: only the gateway does', async () => {
      const direct = await api.send('GET', `${OBJECT}/other`);
      assert.equal(direct.status, 404);
    });

    test('a wrong token is 401', async () => {
      const stranger = new ApiClient(`${acp.platformUrl}/kubernetes/${acp.cluster}`, acp.caFile, 'nobody');
      assert.equal((await stranger.send('GET', OBJECT)).status, 401);
    });

    test('list answers every node, and a field selector narrows it', async () => {
      const all = await api.send('GET', '/api/v1/nodes');
      assert.equal((all.body['items'] as unknown[]).length, NODES.length);
      assert.ok(metadataOf(all.body)['resourceVersion']);
      const one = await api.send('GET', '/api/v1/nodes?fieldSelector=metadata.name%3Dmaster-2');
      assert.equal((one.body['items'] as unknown[]).length, 1);
    });

    test('a merge patch changes, null removes, unknown fields stay', async () => {
      await api.send('PATCH', OBJECT, { spec: { unknown: { deep: [1] }, gone: 1 } }, MERGE);
      const { status, body } = await api.send('PATCH', OBJECT, { spec: { paused: true, gone: null } }, MERGE);
      assert.equal(status, 200);
      const spec = body['spec'] as Fields;
      assert.deepEqual([spec['paused'], spec['unknown'], 'gone' in spec], [true, { deep: [1] }, false]);
    });

    test('a patch that changes nothing keeps the resource version', async () => {
      const first = await api.send('PATCH', OBJECT, { spec: { paused: true } }, MERGE);
      const second = await api.send('PATCH', OBJECT, { spec: { paused: true } }, MERGE);
      assert.equal(metadataOf(second.body)['resourceVersion'], metadataOf(first.body)['resourceVersion']);
    });

    test('a patch for an older version is a conflict, and changes nothing', async () => {
      const { body } = await api.send('GET', OBJECT);
      const old = metadataOf(body)['resourceVersion'];
      await api.send('PATCH', OBJECT, { spec: { paused: false } }, MERGE);
      const late = await api.send(
        'PATCH',
        OBJECT,
        { metadata: { resourceVersion: old }, spec: { schedule: 'x' } },
        MERGE,
      );
      assert.deepEqual([late.status, late.body['reason']], [409, 'Conflict']);
      assert.notEqual(((await api.send('GET', OBJECT)).body['spec'] as Fields)['schedule'], 'x');
    });

    test('a JSON patch whose test fails changes nothing', async () => {
      const patch = [
        { op: 'test', path: '/spec/schedule', value: 'other' },
        { op: 'replace', path: '/spec/schedule', value: 'x' },
      ];
      assert.equal((await api.send('PATCH', OBJECT, patch, 'application/json-patch+json')).status, 422);
    });

    test('a plain apply creates a Secret, and applies again; what is deleted is the version that was seen', async () => {
      const path = '/api/v1/namespaces/cpaas-system/secrets/made-by-apply';
      const secret = {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'made-by-apply', namespace: 'cpaas-system' },
        type: 'Opaque',
        data: { A: 'eA==' },
      };
      const made = await api.send('PATCH', `${path}?fieldManager=kubectl-etcdbackup`, secret, APPLY);
      assert.equal(made.status, 201);
      const again = await api.send(
        'PATCH',
        `${path}?fieldManager=kubectl-etcdbackup`,
        { ...secret, data: { A: 'eQ==' } },
        APPLY,
      );
      assert.deepEqual([again.status, again.body['data']], [200, { A: 'eQ==' }]);
      const options = (body: Fields): Fields => ({
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        preconditions: { resourceVersion: metadataOf(body)['resourceVersion'] },
      });
      const outdated = await api.send('DELETE', path, options(made.body));
      assert.deepEqual([outdated.status, outdated.body['reason']], [409, 'Conflict']);
      const rehearsal = { ...options(again.body), dryRun: ['All'] };
      assert.equal((await api.send('DELETE', path, rehearsal)).status, 200);
      assert.equal((await api.send('DELETE', `${path}?dryRun=All`)).status, 200);
      assert.equal((await api.send('GET', path)).status, 200, 'a dry run in the body, or in the query alone');
      assert.equal((await api.send('DELETE', `${path}?dryRun=All`, options(again.body))).status, 200);
      assert.equal((await api.send('GET', path)).status, 404, 'the query counts for nothing beside a body');
    });

    test('a watch tells what changed since the version that it starts from', async () => {
      const { body } = await api.send('GET', OBJECT);
      await api.send('PATCH', OBJECT, { spec: { schedule: '1 1 * * *' } }, MERGE);
      const events = await watchUntil(acp, String(metadataOf(body)['resourceVersion']), 2, () =>
        api.send('PATCH', OBJECT, { spec: { schedule: '2 2 * * *' } }, MERGE),
      );
      assert.deepEqual(
        events.map((event) => event.type),
        ['MODIFIED', 'MODIFIED'],
      );
      assert.deepEqual(
        events.map((event) => (event.object['spec'] as Fields)['schedule']),
        ['1 1 * * *', '2 2 * * *'],
      );
    });

    test('kubectl get asks for a Table, and gets one', async () => {
      const table = await api.send(
        'GET',
        '/api/v1/nodes',
        undefined,
        undefined,
        'application/json;as=Table;v=v1;g=meta.k8s.io',
      );
      assert.equal(table.body['kind'], 'Table');
      const rows = table.body['rows'] as { cells: unknown[] }[];
      assert.deepEqual(rows.map((row) => row.cells[0]).toSorted(), NODES.map((node) => node.name).toSorted());
    });

    test('discovery names the group and its resource', async () => {
      const groups = (await api.send('GET', '/apis')).body['groups'] as { name: string }[];
      assert.ok(groups.some((group) => group.name === 'enhancement.cluster.alauda.io'));
      const { body } = await api.send('GET', '/apis/enhancement.cluster.alauda.io/v1');
      assert.ok(
        (body['resources'] as { name: string }[]).some((one) => one.name === 'etcdbackupconfigurations'),
      );
      assert.ok((await api.send('GET', '/version')).body['gitVersion']);
    });

    test('the controller leaves a record and a file for each control-plane node', async () => {
      await acp.controller.run();
      const { body } = await api.send('GET', OBJECT);
      const { records } = body['status'] as { records: { fileName: string; result: string }[] };
      assert.deepEqual(
        records.map((record) => record.result),
        ['Success', 'Success', 'Success'],
      );
      assert.ok(records.every((record, index) => record.fileName.endsWith(`-10.0.0.${index + 1}.tar`)));
    });
  });
}

interface Event {
  readonly type: string;
  readonly object: Fields;
}

/** Watches the configuration until `count` events have come; `act` runs when the watch is open. */
async function watchUntil(
  acp: Acp,
  version: string,
  count: number,
  act: () => Promise<unknown>,
): Promise<Event[]> {
  const query = `watch=true&fieldSelector=metadata.name%3D${NAME}&resourceVersion=${version}`;
  const url = new URL(`${acp.platformUrl}/kubernetes/${acp.cluster}${CONFIGURATION_PATH}?${query}`);
  const ca = await readFile(acp.caFile, 'utf8');
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { ca, agent: false, headers: { authorization: `Bearer ${acp.token}` } },
      (incoming) => {
        let text = '';
        incoming.on('data', (piece: Buffer) => {
          text += piece.toString('utf8');
          const lines = text.split('\n').slice(0, -1);
          if (lines.length < count) return;
          outgoing.destroy();
          resolve(lines.slice(0, count).map((line) => JSON.parse(line) as Event));
        });
        void act().catch(reject);
      },
    );
    outgoing.setTimeout(10_000, () => outgoing.destroy(new Error('no event within 10 s')));
    outgoing.once('error', reject);
    outgoing.end();
  });
}
