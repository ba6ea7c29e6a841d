/** The tests' own small client of a real API server: nothing of the plugin is in it. */
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { CONFIGURATION_PATH, NAME, type SeedObject } from './seeds.ts';

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

const PLURALS: Readonly<Record<string, string>> = {
  CustomResourceDefinition: 'customresourcedefinitions',
  EtcdBackupConfiguration: 'etcdbackupconfigurations',
  ClusterRole: 'clusterroles',
  ClusterRoleBinding: 'clusterrolebindings',
  Role: 'roles',
  RoleBinding: 'rolebindings',
  Node: 'nodes',
  Pod: 'pods',
  Secret: 'secrets',
  Namespace: 'namespaces',
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class ApiClient {
  readonly #server: string;
  readonly #caFile: string;
  readonly #token: string;

  constructor(server: string, caFile: string, token: string) {
    this.#server = server;
    this.#caFile = caFile;
    this.#token = token;
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    contentType = 'application/json',
    accept = 'application/json',
  ): Promise<Answer> {
    const ca = await readFile(this.#caFile, 'utf8');
    const text = body === undefined ? '' : JSON.stringify(body);
    // Node sends the body of a DELETE without a length otherwise.
    const length = text === '' ? {} : { 'content-length': Buffer.byteLength(text) };
    const headers = {
      authorization: `Bearer ${this.#token}`,
      'content-type': contentType,
      accept,
      ...length,
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(
        new URL(`${this.#server}${path}`),
        { method, headers, ca, agent: false, timeout: 10_000 },
        (incoming) => {
          const pieces: Buffer[] = [];
          incoming.on('data', (piece: Buffer) => pieces.push(piece));
          incoming.once('end', () => {
            const answer = Buffer.concat(pieces).toString('utf8');
            resolve({
              status: incoming.statusCode ?? 0,
              body: answer.startsWith('{') ? JSON.parse(answer) : {},
            });
          });
        },
      );
      outgoing.once('error', reject);
      outgoing.once('timeout', () => outgoing.destroy(new Error('timeout')));
      outgoing.end(text);
    });
  }

  /** Waits until the server is ready and its own roles are there. */
  async ready(): Promise<void> {
    for (let tries = 0; tries < 1200; tries += 1) {
      const answer = await this.send('GET', '/readyz').catch(() => undefined);
      if (answer?.status === 200) return;
      await pause(100);
    }
    throw new Error('kube-apiserver did not become ready within 2 minutes');
  }

  /** Waits until a custom resource is served. */
  async established(path: string): Promise<void> {
    for (let tries = 0; tries < 600; tries += 1) {
      if ((await this.send('GET', path)).status === 200) return;
      await pause(100);
    }
    throw new Error(`${path} is not served within a minute`);
  }

  async get(path: string): Promise<Record<string, unknown> | undefined> {
    const { status, body } = await this.send('GET', path);
    return status === 200 ? body : undefined;
  }

  /** Creates an object; one that exists already stays. A node's status needs a second write. */
  async create(object: SeedObject): Promise<void> {
    const collection = collectionOf(object);
    const { status, body } = await this.send('POST', collection, object);
    if (status === 409) return;
    if (status >= 300)
      throw new Error(`cannot create ${object.kind} ${object.metadata.name}: ${JSON.stringify(body)}`);
    if (object.kind !== 'Node') return;
    const patched = await this.send(
      'PATCH',
      `${collection}/${object.metadata.name}/status`,
      { status: object['status'] },
      'application/merge-patch+json',
    );
    if (patched.status >= 300)
      throw new Error(`cannot set the status of ${object.metadata.name}: ${JSON.stringify(patched.body)}`);
  }

  /** `status.records` of the configuration. */
  async records(): Promise<readonly object[]> {
    const object = await this.get(`${CONFIGURATION_PATH}/${NAME}`);
    return (object?.['status'] as { records?: readonly object[] } | undefined)?.records ?? [];
  }

  /** Changes the configuration where it does not matter. */
  async annotate(value: string): Promise<void> {
    const patch = { metadata: { annotations: { 'example.com/test': value } } };
    await this.send('PATCH', `${CONFIGURATION_PATH}/${NAME}`, patch, 'application/merge-patch+json');
  }

  /** Rewrites `status.records`, again with fresh ones when somebody else wrote in between. */
  async updateRecords(
    path: string,
    change: (records: readonly object[]) => readonly object[],
  ): Promise<void> {
    for (let tries = 0; tries < 50; tries += 1) {
      const object = await this.get(path).catch(() => undefined);
      if (object === undefined) {
        await pause(100);
        continue;
      }
      const status = (object['status'] ?? {}) as { records?: readonly object[] };
      const next = { ...object, status: { ...status, records: change(status.records ?? []) } };
      const { status: code } = await this.send('PUT', path, next).catch(() => ({ status: 0 }));
      if (code === 200) return;
      await pause(20);
    }
    throw new Error('the records could not be written');
  }
}

function collectionOf({ apiVersion, kind, metadata }: SeedObject): string {
  const root = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  const scope = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  return `${root}${scope}/${PLURALS[kind] ?? `${kind.toLowerCase()}s`}`;
}
