/** The embedded ACP: an API, the platform's gateway in front of it, and a controller that backs up. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backing } from './backing.ts';
import { Controller, type Host } from './controller.ts';
import { Gateway } from './gateway.ts';
import {
  BACKUP_RBAC,
  configurationSeed,
  EXECUTOR,
  etcdPodSeed,
  NAMESPACES,
  NODES,
  type NodeSeed,
  nodeSeed,
} from './seeds.ts';

export const FIXTURES = join(import.meta.dirname, '..', 'fixtures');

export interface AcpSettings {
  /** Name on the platform. */
  readonly cluster?: string;
  readonly nodes?: readonly NodeSeed[];
  /** `status.records` of the resource; undefined leaves the status out. */
  readonly records?: unknown;
  /** Laid over the resource's healthy spec. */
  readonly spec?: object;
  /** The resource is left out. */
  readonly withoutConfiguration?: boolean;
  /** Starts the schedule's clock. */
  readonly scheduled?: boolean;
  readonly upload?: Host['upload'];
}

/** A running ACP. */
export interface Acp {
  readonly controller: Controller;
  readonly gateway: Gateway;
  /** `https://127.0.0.1:port` of the platform. */
  readonly platformUrl: string;
  readonly cluster: string;
  /** May do everything. */
  readonly token: string;
  /** The certificate authority's file. */
  readonly caFile: string;
  /** A kubeconfig whose server is the platform's route to the cluster. */
  readonly kubeconfig: string;
  /** A folder of its own, for whatever the test writes. */
  readonly folder: string;
  /** Where node NAME's local copies lie. */
  readonly backups: string;
  /** `server` and `ca` name another way than the platform's route. */
  writeKubeconfig(name: string, token: string, server?: string, ca?: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts everything on ports that the kernel chooses. */
export async function startAcp(backing: Backing, settings: AcpSettings = {}): Promise<Acp> {
  const cluster = settings.cluster ?? 'prod';
  const nodes = settings.nodes ?? NODES;
  const folder = await mkdtemp(join(tmpdir(), 'embedded-acp-'));
  const backups = join(folder, 'nodes');
  await seed(backing, nodes, settings);
  const controller = new Controller({
    ...backing.host,
    nodes,
    folder: backups,
    ...(settings.upload === undefined ? {} : { upload: settings.upload }),
  });
  if (settings.scheduled === true) controller.start();
  const tls = await serverTls();
  const gateway = new Gateway({
    cluster,
    refusal: backing.refusal,
    tls,
    trigger: () => controller.trigger(),
    upstream: backing.upstream,
  });
  const platformUrl = await gateway.listen();
  const caFile = join(FIXTURES, 'tls', 'ca.crt');
  const writeKubeconfig: Acp['writeKubeconfig'] = async (
    name,
    token,
    server = `${platformUrl}/kubernetes/${cluster}/`,
    ca = caFile,
  ) => {
    const path = join(folder, name);
    await writeFile(path, kubeconfigText(cluster, server, ca, token), { mode: 0o600 });
    return path;
  };
  return {
    controller,
    gateway,
    platformUrl,
    cluster,
    token: backing.token,
    caFile,
    kubeconfig: await writeKubeconfig('kubeconfig', backing.token),
    folder,
    backups,
    writeKubeconfig,
    stop: async () => {
      await controller.stop();
      await gateway.close();
      await backing.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function seed(backing: Backing, nodes: readonly NodeSeed[], settings: AcpSettings): Promise<void> {
  const members = nodes.filter((node) => node.controlPlane);
  const objects = [
    ...NAMESPACES,
    ...nodes.map(nodeSeed),
    ...members.map((node) => etcdPodSeed(node, members)),
    ...BACKUP_RBAC,
    ...(backing.withoutExecutor === true ? [] : [EXECUTOR]),
    ...(settings.withoutConfiguration === true
      ? []
      : [configurationSeed('records' in settings ? settings.records : [], settings.spec)]),
  ];
  for (const object of objects) await backing.create(object);
}

async function serverTls(): Promise<{ cert: string; key: string }> {
  const read = (name: string): Promise<string> => readFile(join(FIXTURES, 'tls', name), 'utf8');
  return { cert: await read('server.crt'), key: await read('server.key') };
}

function kubeconfigText(cluster: string, server: string, caFile: string, token: string): string {
  const quoted = (text: string): string => JSON.stringify(text);
  return `apiVersion: v1
kind: Config
current-context: ${quoted(`demo/${cluster}`)}
clusters:
- name: ${quoted(cluster)}
  cluster: {server: ${quoted(server)}, certificate-authority: ${quoted(caFile)}}
contexts:
- name: ${quoted(`demo/${cluster}`)}
  context: {cluster: ${quoted(cluster)}, user: operator}
users:
- name: operator
  user: {token: ${quoted(token)}}
`;
}

/** A plain server for one request handler, on a port that the kernel chooses. */
export async function listen(
  handle: Parameters<typeof createServer>[1],
): Promise<{ server: Server; url: string }> {
  const server = handle === undefined ? createServer() : createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    server,
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
  };
}
