/** A real API server behind the gateway and a real Ceph, with gates: a test can stop any request and act meanwhile. */
import { readFile } from 'node:fs/promises';
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  type RequestOptions,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream';
import { type Acp, startAcp } from '../../cluster/acp.ts';
import { type RealBacking, realBacking } from '../../cluster/real.ts';
import { CONFIGURATION_PATH, NAME } from '../../cluster/seeds.ts';
import { type Ran, type RunWorld, run } from '../../run.ts';
import { type Ceph, ceph } from '../../servers/ceph.ts';

export const RESOURCE = `${CONFIGURATION_PATH}/${NAME}`;
/** As a Secret holds its values. */
export const base64 = (text: string): string => Buffer.from(text).toString('base64');
export const SECRET = '/api/v1/namespaces/cpaas-system/secrets/etcd-backup-s3-secret';

/** Asked before a request goes on (`before`) and before its answer comes back (`after`); it waits for what is answered. */
export type Gate = (method: string, path: string, when: 'before' | 'after') => Promise<unknown> | undefined;

type Parts = Pick<SetWorld, 'acp' | 'backing' | 'ceph' | 'bucket' | 'gatedUrl' | 'gates'>;

export class SetWorld {
  readonly acp: Acp;
  readonly backing: RealBacking;
  readonly ceph: Ceph;
  readonly bucket: string;
  /** Ceph through a gate, over HTTP. */
  readonly gatedUrl: string;
  /** `storeAheadMs`: by how much the store's clock is ahead in its answers. */
  readonly gates: { api: Gate | undefined; store: Gate | undefined; storeAheadMs: number };
  readonly #server: Server;

  constructor(parts: Parts, server: Server) {
    ({
      acp: this.acp,
      backing: this.backing,
      ceph: this.ceph,
      bucket: this.bucket,
      gatedUrl: this.gatedUrl,
      gates: this.gates,
    } = parts);
    this.#server = server;
  }

  /** The environment of a person who exported the keys. */
  get env() {
    const { accessKey, secretKey } = this.ceph.keys;
    return { KUBECONFIG: this.acp.kubeconfig, ACCESS_KEY: accessKey, SECRET_KEY: secretKey };
  }

  /** The first call's words, with the gated store. */
  first(...more: string[]): string[] {
    return ['set-s3', '--endpoint', this.gatedUrl, '--bucket', this.bucket, '--dir', 'cluster-a', ...more];
  }

  /** In this process, today. */
  run(words: readonly string[], world: RunWorld = {}): Promise<Ran> {
    return run(words, { now: new Date(), ...world, env: { ...this.env, ...world.env } });
  }

  get(path: string): Promise<Record<string, unknown> | undefined> {
    return this.backing.client.get(path);
  }

  /** Resource and Secret as the API server has them, versions and managers included. */
  async state(): Promise<string> {
    return JSON.stringify([await this.get(RESOURCE), await this.get(SECRET)]);
  }

  async target(): Promise<Record<string, unknown> | undefined> {
    const spec = (await this.get(RESOURCE))?.['spec'] as { remoteStorage?: { s3?: Record<string, unknown> } };
    return spec.remoteStorage?.s3;
  }

  async secretData(): Promise<Record<string, string> | undefined> {
    return (await this.get(SECRET))?.['data'] as Record<string, string> | undefined;
  }

  /** Back to a resource without S3, and no Secret. */
  async reset(): Promise<void> {
    this.gates.api = undefined;
    this.gates.store = undefined;
    this.gates.storeAheadMs = 0;
    await this.backing.client.send('DELETE', SECRET);
    const spec = {
      remoteStorage: null,
      paused: false,
      schedule: '0 0 * * *',
      localStorage: { ttl: '7776000' },
      unknown: { deep: [1] },
    };
    const body = { metadata: { annotations: null }, spec };
    await this.backing.client.send('PATCH', RESOURCE, body, 'application/merge-patch+json');
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.acp.stop();
  }
}

export async function setWorld(): Promise<SetWorld> {
  const store = await ceph();
  const backing = await realBacking();
  const gates: SetWorld['gates'] = { api: undefined, store: undefined, storeAheadMs: 0 };
  const ca = await readFile(backing.caFile, 'utf8');
  const api = (incoming: IncomingMessage, response: ServerResponse): void => {
    delete incoming.headers.host;
    void forward(incoming, response, gates.api, (path, options) =>
      httpsRequest(new URL(path, backing.url), { ...options, ca }),
    );
  };
  const acp = await startAcp({ ...backing, upstream: api });
  const server = createServer((incoming, response) => {
    const send: Send = (path, options) => request(new URL(path, store.http), options);
    void forward(incoming, response, gates.store, send, gates.storeAheadMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const parts = { acp, backing, ceph: store, bucket: await store.bucket(), gates };
  return new SetWorld({ ...parts, gatedUrl: `http://127.0.0.1:${port}` }, server);
}

type Send = (path: string, options: RequestOptions) => ClientRequest;

/** Passes a request on when its first gate opens, and the whole answer back when the second one does. */
async function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  gate: Gate | undefined,
  send: Send,
  aheadMs = 0,
): Promise<void> {
  const { method = '', url = '/', headers } = incoming;
  // A rehearsal is not the write that a test waits for.
  const pass = gate === undefined || url.includes('dryRun=All') ? async () => undefined : gate;
  const path = url.split('?')[0] ?? '';
  try {
    await pass(method, path, 'before');
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const onward = send(url, { method, headers, agent: false });
      onward.once('response', resolve).once('error', reject);
      // Who was killed sends no more: the server behind would wait a minute for the rest.
      pipeline(incoming, onward, (error) => error && reject(error));
    });
    const body = Buffer.concat((await answer.toArray()) as Buffer[]);
    await pass(method, path, 'after');
    const date = new Date(Date.parse(answer.headers.date ?? '') + aheadMs).toUTCString();
    response.writeHead(
      answer.statusCode ?? 502,
      aheadMs === 0 ? answer.headers : { ...answer.headers, date },
    );
    response.end(body);
  } catch {
    response.destroy();
  }
}
