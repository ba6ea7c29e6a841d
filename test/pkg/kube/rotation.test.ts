/** A run that outlives its token: what is in the file when a request goes out is what is sent. */
import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { configurationRef } from '../../../pkg/backup/resource.ts';
import { answering } from '../../faults/answers.ts';
import { type Gateway, openGateway } from '../../faults/http.ts';
import { serverPair } from '../../fixtures/pki.ts';
import { connectTo } from './connection.ts';

const ref = configurationRef('etcd-backup-default');
// An answer to a read, and an event of a watch.
const EVENT =
  '{"kind":"EtcdBackupConfiguration","type":"MODIFIED","object":{"metadata":{"name":"etcd-backup-default"}}}\n';
const warned = { 'content-type': 'application/json', warning: '299 - "v1 is old"' };

let gateway: Gateway;
const folder = mkdtempSync(join(tmpdir(), 'rotation-'));
const file = join(folder, 'token');
before(async () => {
  gateway = await openGateway({ tls: serverPair(), fault: () => answering(200, warned, EVENT) });
});
after(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true });
});

/** As kubelet rotates it: another file under the same name. */
function rotate(token: string): void {
  writeFileSync(`${file}.new`, `${token}\n`);
  renameSync(`${file}.new`, file);
}

test('a token that is rotated within a run is used from the next request on, watches included', async () => {
  rotate('first');
  const { cluster, said } = await connectTo(gateway.url, { token: undefined, 'token-file': file });
  const watch = async (): Promise<void> => {
    for await (const { type } of cluster.watch(ref)) assert.equal(type, 'MODIFIED');
  };
  await cluster.get(ref);
  await watch();
  rotate('second');
  await watch();
  await cluster.get(ref);
  cluster.close();
  const sent = gateway.asked.map(({ headers }) => headers['authorization']);
  assert.deepEqual(sent, ['Bearer first', 'Bearer first', 'Bearer second', 'Bearer second']);
  assert.deepEqual(said, ['Warning: v1 is old'], 'four answers carried it');
});

test('a token file that goes away in the middle of a run is named', async () => {
  rotate('first');
  const { cluster } = await connectTo(gateway.url, { token: undefined, 'token-file': file });
  await cluster.get(ref);
  rmSync(file);
  await assert.rejects(cluster.get(ref), /cannot read the token file .*token: ENOENT/);
  cluster.close();
});

test("a kubeconfig's token file counts before --token, as with kubectl, and the person is told", async () => {
  rotate('of the file');
  const config = join(folder, 'config');
  const parts = {
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'me' } }],
    clusters: [{ name: 'here', cluster: { server: gateway.url } }],
    users: [{ name: 'me', user: { tokenFile: 'token' } }],
  };
  writeFileSync(config, JSON.stringify(parts));
  const { cluster, said } = await connectTo(gateway.url, { kubeconfig: config, token: 'typed' });
  await cluster.get(ref);
  cluster.close();
  assert.equal(gateway.asked.at(-1)?.headers['authorization'], 'Bearer of the file');
  assert.match(
    said[0] ?? '',
    /token file counts before --token, as with kubectl; --token-file FILE replaces it/,
  );
});
