/**
 * A real S3 store for tests: one Ceph for a whole run of tests, started by the first file that asks for it. It ends with that run,
 * however that ends. Every test takes a bucket of its own.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { pkiFile } from '../fixtures/pki.ts';
import { freePorts } from './ports.ts';
import type { Program } from './programs.ts';

export interface Keys {
  readonly accessKey: string;
  readonly secretKey: string;
}

export interface Ceph {
  /** `http://127.0.0.1:port` */
  readonly http: string;
  /** `https://127.0.0.1:port`, with a certificate of the private authority in `caFile`. */
  readonly https: string;
  readonly caFile: string;
  readonly keys: Keys;
  /** A user that owns no bucket: everything is forbidden to it. */
  readonly stranger: Keys;
  /** A name of the HTTP address, under which RGW takes `bucket.domain` as well; the certificate has it, and no DNS knows it. */
  readonly domain: string;
  /** The AWS SDK on the HTTP address: a second opinion. */
  readonly sdk: S3Client;
  /** Makes a bucket with a name that is nobody else's. */
  bucket(options?: { readonly objectLock?: boolean }): Promise<string>;
  /** A bucket that another zone group serves: every request for it is sent elsewhere. */
  movedBucket(): Promise<string>;
}

/** Ceph's programs, from Debian's packages. */
export function cephPrograms(): readonly Program[] {
  const folders = (process.env['PATH'] ?? '').split(':');
  return ['ceph', 'ceph-mon', 'ceph-osd', 'radosgw', 'radosgw-admin', 'setpriv'].map((name) => {
    const path = folders.map((folder) => join(folder, name)).find((one) => existsSync(one));
    return path === undefined
      ? { missing: `${name}: install Debian's ceph-mon ceph-osd radosgw ceph-common` }
      : { path };
  });
}

interface Started {
  readonly http: number;
  readonly tls: number;
  readonly keys: Keys;
}

/** The run's Ceph; the first call of a run takes some 13 s. */
export async function ceph(): Promise<Ceph> {
  const { http, tls, keys } = await started();
  const stranger = { ...keys, accessKey: `stranger${keys.accessKey}` };
  const sdk = new S3Client({
    endpoint: `http://127.0.0.1:${http}`,
    region: 'us-east-1',
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    credentials: { accessKeyId: keys.accessKey, secretAccessKey: keys.secretKey },
  });
  const bucket: Ceph['bucket'] = async ({ objectLock = false } = {}) => {
    const name = `test-${randomBytes(6).toString('hex')}`;
    await sdk.send(new CreateBucketCommand({ Bucket: name, ObjectLockEnabledForBucket: objectLock }));
    return name;
  };
  return {
    http: `http://127.0.0.1:${http}`,
    https: `https://127.0.0.1:${tls}`,
    caFile: pkiFile('ca.pem'),
    keys,
    stranger,
    domain: `api.example.test:${http}`,
    sdk,
    bucket,
    movedBucket: async () => {
      const name = await bucket();
      const made = JSON.parse(metadata(['get', `bucket:${name}`])) as {
        data: { bucket: { bucket_id: string } };
      };
      const instance = `bucket.instance:${name}:${made.data.bucket.bucket_id}`;
      const told = JSON.parse(metadata(['get', instance])) as {
        data: { bucket_info: { zonegroup: string } };
      };
      told.data.bucket_info.zonegroup = '33333333-2222-3333-4444-555555555555';
      metadata(['put', instance], JSON.stringify(told));
      return name;
    },
  };
}

function metadata(words: readonly string[], input = ''): string {
  const conf = join(folderOfRun(), 'ceph.conf');
  const ran = spawnSync('radosgw-admin', ['-c', conf, 'metadata', ...words], { input, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`radosgw-admin metadata ${words.join(' ')}: ${ran.stderr}`);
  return ran.stdout;
}

const folderOfRun = (): string => join(tmpdir(), `ceph-${owner()}-${beginning(owner())}`);

/** Who ends Ceph by ending: the runner of the test files, or this process where a file runs by itself. */
const owner = (): number => (process.env['NODE_TEST_CONTEXT'] === undefined ? process.pid : process.ppid);

/** When a process began: a number that is used again is not the same process. */
function beginning(pid: number): string {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19] ?? '';
}

async function started(): Promise<Started> {
  const folder = folderOfRun();
  // Making the folder is the lock: who makes it starts Ceph, the others wait.
  const first = await mkdir(folder, { mode: 0o700 }).then(
    () => true,
    () => false,
  );
  if (first) await start(folder);
  for (let tries = 0; tries < 3000; tries += 1) {
    if (existsSync(join(folder, 'ready')))
      return JSON.parse(await readFile(join(folder, 'started.json'), 'utf8')) as Started;
    if (existsSync(join(folder, 'failed')))
      throw new Error(`Ceph does not start: ${await readFile(join(folder, 'failed'), 'utf8')}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Ceph does not start within 5 minutes: see ${folder}`);
}

async function start(folder: string): Promise<void> {
  const [http = 0, tls = 0, mon = 0] = await freePorts(3);
  const keys = {
    accessKey: `AK${randomBytes(9).toString('hex')}`,
    secretKey: randomBytes(20).toString('hex'),
  };
  await writeFile(join(folder, 'started.json'), JSON.stringify({ http, tls, keys }), { mode: 0o600 });
  const child = spawn('bash', [join(import.meta.dirname, 'ceph.sh')], {
    detached: true,
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      OWNER: String(owner()),
      FOLDER: folder,
      HTTP: String(http),
      TLS: String(tls),
      MON: String(mon),
      CERT: pkiFile('server.pem'),
      KEY: pkiFile('server.key'),
      ACCESS_KEY: keys.accessKey,
      SECRET_KEY: keys.secretKey,
    },
  });
  child.unref();
}
