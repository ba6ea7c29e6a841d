/** A real kube-apiserver on a real etcd behind the gateway: its backups are real etcd snapshots in a tar. */
import { type ChildProcess, execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { endServer, startServer } from '../servers/child.ts';
import { freePorts } from '../servers/ports.ts';
import { etcdProgram, kubeApiServer, type Program } from '../servers/programs.ts';
import type { Backing } from './backing.ts';
import type { Configuration } from './controller.ts';
import { passOn } from './gateway.ts';
import { ApiClient } from './real-client.ts';
import { CONFIGURATION_PATH, CRD, EXECUTORS_PATH, KRUISE_CRD, NAME } from './seeds.ts';

const run = promisify(execFile);

/** What a real backing runs on. */
export const REAL_PROGRAMS = (): readonly Program[] => [
  etcdProgram('3.5', 'etcd'),
  etcdProgram('3.5', 'etcdctl'),
  kubeApiServer(),
];

export interface RealBacking extends Backing {
  /** The API server's own address, without the platform's prefix. */
  readonly url: string;
  readonly caFile: string;
  readonly etcdUrl: string;
  readonly client: ApiClient;
  /** Tokens by user: `viewer` may do nothing until a test binds a role. */
  readonly tokens: Readonly<Record<'admin' | 'viewer', string>>;
  /** Kills the API server and starts it again on the same port. */
  restart(downMs: number): Promise<void>;
}

interface Settings {
  /** Leaves the product out. */
  readonly withoutCrd?: boolean;
  /** Secrets are encrypted at rest. */
  readonly encrypted?: boolean;
}

/** Starts etcd and kube-apiserver; 2-4 s. */
export async function realBacking(settings: Settings = {}): Promise<RealBacking> {
  const [etcd, etcdctl, apiServer] = REAL_PROGRAMS().map((one) => ('path' in one ? one.path : ''));
  const folder = await mkdtemp(join(tmpdir(), 'real-acp-'));
  const [client, peer, secure] = await freePorts(3);
  const tokens = { admin: randomBytes(12).toString('hex'), viewer: randomBytes(12).toString('hex') };
  await writeFile(
    join(folder, 'tokens.csv'),
    `${tokens.admin},admin,1,"system:masters"\n${tokens.viewer},viewer,2\n`,
  );
  await run('openssl', ['genrsa', '-out', join(folder, 'sa.key'), '2048']);
  const etcdUrl = `http://127.0.0.1:${client}`;
  const children = [startServer(etcd ?? '', etcdArgs(folder, etcdUrl, `http://127.0.0.1:${peer}`), folder)];
  const encryption = settings.encrypted === true ? await encryptionArgs(folder) : [];
  const startApi = (): ChildProcess =>
    startServer(apiServer ?? '', [...apiArgs(folder, etcdUrl, secure ?? 0), ...encryption], folder);
  let api = startApi();
  const url = `https://127.0.0.1:${secure}`;
  const caFile = join(folder, 'certs', 'apiserver.crt');
  const kube = new ApiClient(url, caFile, tokens.admin);
  await kube.ready();
  if (settings.withoutCrd !== true) {
    await Promise.all([kube.create(CRD), kube.create(KRUISE_CRD)]);
    await Promise.all([CONFIGURATION_PATH, EXECUTORS_PATH].map((path) => kube.established(path)));
  }
  return {
    url,
    caFile,
    etcdUrl,
    withoutExecutor: settings.withoutCrd === true,
    client: kube,
    tokens,
    token: tokens.admin,
    upstream: passOn(new URL(url), await readFile(caFile, 'utf8')),
    // It serves no exec itself: 404 is said to whoever may ask for it, and only after 401 and 403.
    refusal: async (request) => {
      const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
      const answer = await new ApiClient(url, caFile, token).send('GET', request.url ?? '/');
      return answer.status === 401 || answer.status === 403 ? answer : undefined;
    },
    host: {
      read: () => kube.get(`${CONFIGURATION_PATH}/${NAME}`) as Promise<Configuration | undefined>,
      updateRecords: (change) => kube.updateRecords(`${CONFIGURATION_PATH}/${NAME}`, change),
      snapshot: () => snapshotTar(etcdctl ?? '', etcdUrl, folder),
    },
    create: (object) => kube.create(object),
    restart: async (downMs) => {
      await endServer(api);
      await new Promise((resolve) => setTimeout(resolve, downMs));
      api = startApi();
      await kube.ready();
    },
    stop: async () => {
      await Promise.all([...children, api].map(endServer));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function etcdArgs(folder: string, clientUrl: string, peerUrl: string): string[] {
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${clientUrl}`,
    `--advertise-client-urls=${clientUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    // Nothing here outlives the test: durability would only cost time.
    '--unsafe-no-fsync',
    '--log-level=error',
  ];
}

function apiArgs(folder: string, etcdUrl: string, port: number): string[] {
  const key = join(folder, 'sa.key');
  return [
    `--etcd-servers=${etcdUrl}`,
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    `--secure-port=${port}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--cert-dir=${join(folder, 'certs')}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--disable-admission-plugins=ServiceAccount',
  ];
}

async function encryptionArgs(folder: string): Promise<string[]> {
  const aescbc = { keys: [{ name: 'key1', secret: randomBytes(32).toString('base64') }] };
  const config = {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'EncryptionConfiguration',
    resources: [{ resources: ['secrets'], providers: [{ aescbc }, { identity: {} }] }],
  };
  const path = join(folder, 'encryption.json');
  await writeFile(path, JSON.stringify(config));
  return [`--encryption-provider-config=${path}`];
}

/** What the product makes: a tar with one snapshot in it. */
async function snapshotTar(etcdctl: string, etcdUrl: string, folder: string): Promise<Uint8Array> {
  const work = await mkdtemp(join(folder, 'snapshot-'));
  try {
    const env = { ETCDCTL_API: '3', PATH: process.env['PATH'] };
    await run(etcdctl, ['--endpoints', etcdUrl, 'snapshot', 'save', join(work, 'snapshot.db')], { env });
    await run('tar', ['-C', work, '-cf', join(work, 'backup.tar'), 'snapshot.db']);
    return await readFile(join(work, 'backup.tar'));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
