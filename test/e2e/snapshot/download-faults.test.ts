/** `download` from a real Ceph behind a hop that misbehaves: whatever happens, no file has its name that is not whole. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { snapshotOfSize } from '../../fakes/snapshots.ts';
import { head, openGateway, passOn } from '../../faults/http.ts';
import { openTcpHop, type TcpFault } from '../../faults/tcp.ts';
import { type Ceph, ceph, cephPrograms } from '../../servers/ceph.ts';
import { missingOf } from '../../servers/programs.ts';
import { startPlugin } from '../plugin.ts';

const MB = 1024 * 1024;
const skip = missingOf(cephPrograms()) ?? false;
const NAME = 'snapshot-etcd-20261122-000003-10.0.0.1.tar';
const SNAPSHOT = snapshotOfSize(40 * MB, 'a');
const OTHER = snapshotOfSize(24 * MB, 'b');
let store: Ceph;
let bucket = '';
let folder = '';

before(async () => {
  if (skip !== false) return;
  store = await ceph();
  bucket = await store.bucket();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'download-faults-'));
  if (skip === false) await put(SNAPSHOT);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function put(body: Uint8Array): Promise<void> {
  await store.sdk.send(new PutObjectCommand({ Bucket: bucket, Key: `dir/${NAME}`, Body: body }));
}

/** Starts a download through `port`, into `to`. */
function start(port: number, to = folder, ...more: readonly string[]) {
  const where = ['--endpoint', `http://127.0.0.1:${port}`, '--bucket', bucket, '--dir', 'dir'];
  const env = { ACCESS_KEY: store.keys.accessKey, SECRET_KEY: store.keys.secretKey };
  return startPlugin(['download', NAME, '-O', to, ...where, ...more], { env });
}

const cephPort = (): number => Number(new URL(store.http).port);

/** A download over a hop with these faults, from its start to its end. */
async function through(fault: (connection: number) => TcpFault, ...more: readonly string[]) {
  const hop = await openTcpHop({ host: '127.0.0.1', port: cephPort() }, fault);
  try {
    const ended = await start(hop.port, folder, ...more).ended;
    return { ...ended, connections: hop.connections() };
  } finally {
    await hop.close();
  }
}

/** The file is there under its name, with the right content, and nothing else is. */
function assertWhole(content: Uint8Array, to = folder): void {
  const file = join(to, NAME);
  assert.ok(readFileSync(file).equals(content), 'the content is right');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  for (const rest of ['.part', '.part.json']) assert.equal(existsSync(file + rest), false);
}

function assertUnfinished(to = folder): void {
  assert.equal(existsSync(join(to, NAME)), false);
}

const partSize = (): number => statSync(join(folder, `${NAME}.part`), { throwIfNoEntry: false })?.size ?? 0;

/** Bytes that the next run can build upon, and the run that writes. */
function noted(): { readonly synced: number; readonly run?: string } {
  const note = join(folder, `${NAME}.part.json`);
  return existsSync(note) ? JSON.parse(readFileSync(note, 'utf8')) : { synced: 0 };
}

test('a connection that breaks at ten places, in every way', { skip }, async () => {
  const ways = ['reset', 'end', 'reset', 'end', 'silence'] as const;
  const { code, err, connections } = await through(
    (connection) =>
      connection > 10
        ? { kind: 'none' }
        : { kind: 'cut', afterBytes: connection * 400_000, how: ways[connection % 5] ?? 'reset' },
    '--request-timeout=2s',
  );
  assert.equal(code, 0, err);
  assert.ok(connections > 10);
  assert.match(err, /trying again/);
  assertWhole(SNAPSHOT);
});

test('a store that is busy, and answers of another length', { skip }, async () => {
  let gets = 0;
  const gateway = await openGateway({
    upstream: new URL(store.http),
    keepHost: true,
    fault: ({ method }) => {
      if (method !== 'GET') return passOn;
      gets += 1;
      if (gets < 3) return (socket) => void socket.end(head(503, { 'content-length': '0' }));
      if (gets > 4) return passOn;
      return (socket, { headers, body }) => {
        const short = body.subarray(0, 5 * MB);
        socket.end(Buffer.concat([head(200, { ...headers, 'content-length': String(short.length) }), short]));
      };
    },
  });
  try {
    const { code, err } = await start(gateway.port).ended;
    assert.equal(code, 0, err);
    assert.match(err, /the store speaks of 5242880 bytes now/);
    assertWhole(SNAPSHOT);
  } finally {
    await gateway.close();
  }
});

test('an object that changes between two parts is fetched anew, never mixed', { skip }, async () => {
  let changed: 'no' | 'changing' | 'yes' = 'no';
  const { code, err } = await through((connection) => {
    if (connection === 1) return { kind: 'cut', afterBytes: 20 * MB, how: 'reset' };
    if (changed === 'no') {
      changed = 'changing';
      void put(OTHER).then(() => {
        changed = 'yes';
      });
    }
    return changed === 'yes' ? { kind: 'none' } : { kind: 'reset' };
  });
  assert.equal(code, 0, err);
  assert.match(err, /the object changed meanwhile, starting anew/);
  assertWhole(OTHER);
});

test('Ctrl-C says what is there; kill -9 says nothing; the next run goes on', { skip }, async () => {
  for (const [signal, megabytes] of [
    ['SIGINT', 5],
    ['SIGKILL', 20],
    ['SIGINT', 8],
    ['SIGKILL', 3],
  ] as const) {
    const { synced: before, run } = noted();
    const hop = await openTcpHop({ host: '127.0.0.1', port: cephPort() }, () => ({
      kind: 'cut',
      afterBytes: megabytes * MB,
      how: 'silence',
    }));
    try {
      const { child, ended } = start(hop.port);
      const underWay = () => noted().run !== run && partSize() >= before + (megabytes - 1) * MB;
      while (!underWay() && child.exitCode === null && child.signalCode === null) await pause(20);
      child.kill(signal);
      const { code, err } = await ended;
      assert.equal(code, signal === 'SIGINT' ? 130 : null, err);
      if (signal === 'SIGINT')
        assert.match(err, /interrupted: .* of \d+\.\d MiB are in .*\.part\nhint: run it again/);
      if (before > 0 && signal === 'SIGINT') assert.match(err, /going on behind the/);
      assertUnfinished();
    } finally {
      await hop.close();
    }
  }
  const { code, err } = await start(cephPort()).ended;
  assert.equal(code, 0, err);
  assert.match(err, /going on behind the \d+\.\d MiB of an earlier run/);
  assertWhole(SNAPSHOT);
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const disk = join(tmpdir(), `download-disk-${process.pid}`);
const noDisk = skip !== false ? skip : (missingOf([smallDisk()]) ?? false);
after(() => {
  if (noDisk !== false) return;
  execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true });
});

/** A disk of 48 MiB, where this machine lets us have one. */
function smallDisk() {
  mkdirSync(disk, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', disk], { stdio: 'pipe' });
    return { path: disk };
  } catch (error) {
    rmSync(disk, { recursive: true });
    return { missing: `a small disk: ${String(error)}` };
  }
}

test('a disk without room is told before anything is fetched', { skip: noDisk }, async () => {
  writeFileSync(join(disk, 'filler'), Buffer.alloc(20 * MB));
  const { code, err } = await start(cephPort(), disk).ended;
  rmSync(join(disk, 'filler'));
  assert.equal(code, 1);
  assert.match(err, /no room in .*: \d+\.\d MiB are still to come, 28\.0 MiB are free/);
  assertUnfinished(disk);
});

test('a disk that fills up meanwhile ends the run; with room again the next one goes on', {
  skip: noDisk,
}, async () => {
  const filler = join(disk, 'filler');
  const hop = await openTcpHop({ host: '127.0.0.1', port: cephPort() }, (connection) => {
    if (connection === 1) return { kind: 'cut', afterBytes: 20 * MB, how: 'reset' };
    writeFileSync(filler, Buffer.alloc(20 * MB));
    return { kind: 'none' };
  });
  try {
    const { code, err } = await start(hop.port, disk).ended;
    assert.equal(code, 1, err);
    assert.match(err, /no space left on the disk of .*\.part\nhint: make room, then run it again/);
    assertUnfinished(disk);
  } finally {
    await hop.close();
  }
  rmSync(filler);
  const { code, err } = await start(cephPort(), disk).ended;
  assert.equal(code, 0, err);
  assert.match(err, /going on behind the/);
  assertWhole(SNAPSHOT, disk);
});
