import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { UserError } from '../../../pkg/errors.ts';
import { localFiles } from '../../../pkg/files/local.ts';
import { inspectSnapshot } from '../../../pkg/flows/inspect-snapshot.ts';
import type { Files } from '../../../pkg/ports/files.ts';
import { bytesSource } from '../../../pkg/snapshot/sources.ts';
import { clusterDatabase, tarOf, withSha256 } from '../../fakes/snapshots.ts';
import { SAMPLE } from '../snapshot/reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'inspect-test-'));
after(() => rmSync(folder, { recursive: true }));
// Temporary folders of other tests are not this test's business.
process.env['TMPDIR'] = folder;
const path = join(folder, 'snapshot.tar');
const signal = new AbortController().signal;

function inspect(bytes: Uint8Array) {
  writeFileSync(path, bytes);
  return inspectSnapshot(path, localFiles, { signal });
}

const tar = await tarOf([{ name: 'snapshot.db' }, SAMPLE]);
const longName = `${'folder/'.repeat(40)}snapshot.db`;
const wrappings: readonly (readonly [string, Uint8Array, readonly string[], string | null])[] = [
  ['plain', SAMPLE, [], null],
  ['tar', tar, ['tar'], 'snapshot.db'],
  [
    'tar with a folder and a note',
    await tarOf(
      [{ name: 'backup', type: 'directory' }],
      [{ name: 'backup/note' }, Buffer.from('hi')],
      [{ name: 'backup/db' }, SAMPLE],
    ),
    ['tar'],
    'backup/db',
  ],
  ['tar with a long name (pax)', await tarOf([{ name: longName }, SAMPLE]), ['tar'], longName],
  [
    'tar that ends without its last blocks',
    tar.subarray(0, 512 + Math.ceil(SAMPLE.length / 512) * 512),
    ['tar'],
    'snapshot.db',
  ],
  ['gzip', gzipSync(SAMPLE), ['gzip'], null],
  [
    'gzip in two members',
    Buffer.concat([gzipSync(SAMPLE.subarray(0, 9000)), gzipSync(SAMPLE.subarray(9000))]),
    ['gzip'],
    null,
  ],
  ['tar in gzip', gzipSync(tar), ['gzip', 'tar'], 'snapshot.db'],
];

for (const [name, bytes, wrapping, member] of wrappings) {
  test(`${name} is read by its bytes, whatever it is called`, async () => {
    const found = await inspect(bytes);
    assert.deepEqual(found.damage, []);
    assert.equal(found.ok, true);
    assert.deepEqual(found.wrapping, wrapping);
    assert.equal(found.member, member);
    assert.equal(found.sha256.state, 'ok');
    assert.equal(found.etcd?.hash, 'e55d09d3');
  });
}

const header = (name: string, more: object = {}) => ({ name, ...more });
/** Fields at their places, and the checksum made right again. */
function patchedTar(patch: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(tar);
  patch(bytes);
  bytes.fill(' ', 148, 156);
  const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}
const hostile: readonly (readonly [string, Uint8Array, RegExp])[] = [
  [
    'a tar that leads outside',
    await tarOf([header('../../etc/cron.d/x'), SAMPLE]),
    /leads outside by the name "\.\.\/\.\.\/etc\/cron\.d\/x"/,
  ],
  [
    'a tar with an absolute name',
    patchedTar((bytes) => bytes.fill(0, 0, 100).write('/etc/passwd', 0)),
    /absolute name "\/etc\/passwd"/,
  ],
  [
    'a tar with a symbolic link',
    await tarOf([header('snapshot.db', { type: 'symlink', linkname: '/etc/shadow' })], [header('a'), SAMPLE]),
    /"snapshot\.db", a symlink/,
  ],
  [
    'a tar with a hard link',
    await tarOf([header('snapshot.db', { type: 'link', linkname: 'x' })]),
    /"snapshot\.db", a link/,
  ],
  [
    'a tar with a device',
    await tarOf([header('sda', { type: 'block-device', devmajor: 8, devminor: 0 })]),
    /"sda", a block-device/,
  ],
  [
    'a tar with two databases',
    await tarOf([header('a.db'), SAMPLE], [header('b.db'), SAMPLE]),
    /two databases in it: "a\.db" and "b\.db"/,
  ],
  ['a tar without a database', await tarOf([header('note'), Buffer.from('hello')]), /no etcd database in it/],
  ['a tar that is cut short', tar.subarray(0, 9000), /cut short inside "snapshot\.db"/],
  [
    'a tar that claims to be endless',
    patchedTar((bytes) => bytes.write('77777777777', 124)),
    /cut short inside/,
  ],
  [
    'a tar with endless zeros',
    Buffer.concat([tar, Buffer.alloc(4_000_000)]),
    /goes on for \d+ bytes after its end/,
  ],
  [
    'a tar with something behind its end',
    Buffer.concat([tar, Buffer.from('rm -rf')]),
    /something behind its end/,
  ],
  [
    'a tar with a thousand members',
    await tarOf(
      ...Array.from({ length: 1001 }, (_, index) => [header(`n${index}`), Buffer.from('x')] as const),
    ),
    /more than 1000 members/,
  ],
  [
    'a gzip bomb',
    gzipSync(Buffer.concat([SAMPLE, Buffer.alloc(100_000_000)])),
    /unpacks to more than 67108864 bytes/,
  ],
  [
    'a gzip file that is cut short',
    gzipSync(SAMPLE).subarray(0, 900),
    /gzip cannot unpack it: unexpected end of file/,
  ],
  [
    'a gzip file with a flipped bit',
    Buffer.from(gzipSync(SAMPLE)).fill(0xff, 400, 401),
    /gzip cannot unpack it/,
  ],
];

for (const [name, bytes, expected] of hostile) {
  test(`${name} is refused, and nothing is left behind`, async () => {
    const before = temporaryFolders();
    const found = await inspect(bytes);
    assert.equal(found.ok, false);
    assert.match(found.damage.map(({ message }) => message).join('\n'), expected);
    assert.deepEqual(temporaryFolders(), before);
  });
}

function temporaryFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('kubectl-etcdbackup-'));
}

const foreign: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ['a zip archive', Buffer.from('PK\u0003\u0004 and so on'), /no etcd snapshot: it is a zip archive/],
  ['gzip in gzip', gzipSync(gzipSync(SAMPLE)), /gzip inside gzip/],
  ['an empty file', Buffer.alloc(0), /it is empty/],
  ['a file of zeros', Buffer.alloc(5000), /it is zeros/],
  ["a bucket's error page", Buffer.from('<?xml version="1.0"?><Error>'), /an error page, perhaps/],
  ['text', Buffer.from('hello'), /no etcd snapshot$/],
];

for (const [name, bytes, expected] of foreign) {
  test(`${name} is no snapshot, and is told by name`, async () => {
    await assert.rejects(
      inspect(bytes),
      (error) => error instanceof UserError && error.exitCode === 1 && expected.test(error.message),
    );
  });
}

test('a file from a data dir has no SHA-256, and is whole as far as can be told', async () => {
  const found = await inspect(clusterDatabase());
  assert.equal(found.ok, true);
  assert.equal(found.sha256.state, 'missing');
});

test('a value that changed after the snapshot was saved is found by the SHA-256', async () => {
  const bytes = withSha256(clusterDatabase());
  const at = Buffer.from(bytes).indexOf('0123456789');
  bytes[at] = 0x39;
  const found = await inspect(bytes);
  assert.equal(found.ok, false);
  assert.equal(found.sha256.state, 'bad');
  assert.match(found.damage[0]?.message ?? '', /SHA-256 behind the database is not that of its content/);
});

/** The disk without a disk and without a thread: thousands of files in a second. */
function memoryFiles(files: ReadonlyMap<string, Uint8Array>): Files {
  const content = (name: string) => files.get(name) ?? new Uint8Array();
  return {
    ...localFiles,
    facts: async (name) => ({ size: content(name).length, kind: 'file', modified: 0 }),
    openRead: async (name) => ({ ...bytesSource(content(name)), close() {} }),
    sha256: async (name, start, length) =>
      createHash('sha256')
        .update(content(name).subarray(start, start + length))
        .digest(),
  };
}

/** Mulberry32: the same places in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('Ctrl-C ends an inspection', async () => {
  writeFileSync(path, SAMPLE);
  const stopped = inspectSnapshot(path, localFiles, { signal: AbortSignal.abort() });
  await assert.rejects(stopped, (error) => error instanceof UserError && error.exitCode === 130);
});

test('every one of 2000 flipped bytes and 500 cuts is found', async () => {
  const random = seeded(20261123);
  const pick = (limit: number) => Math.floor(random() * limit);
  const database = withSha256(clusterDatabase());
  const files = new Map<string, Uint8Array>([[path, SAMPLE]]);
  const inMemory = memoryFiles(files);
  const judge = async (bytes: Uint8Array) => {
    files.set(path, bytes);
    try {
      return (await inspectSnapshot(path, inMemory, { signal })).ok;
    } catch (error) {
      // Only a file whose beginning is gone is told to be no snapshot at all.
      if (error instanceof UserError && error.reason === 'NoSnapshot') return false;
      throw error;
    }
  };
  for (let count = 0; count < 2000; count++) {
    const bytes = (count % 2 === 0 ? SAMPLE : database).slice();
    const at = pick(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 + pick(255));
    assert.equal(await judge(bytes), false, `byte ${at} of file ${count % 2}`);
  }
  for (let count = 0; count < 500; count++) {
    const bytes = count % 2 === 0 ? SAMPLE : database;
    const length = pick(bytes.length);
    assert.equal(await judge(bytes.subarray(0, length)), false, `cut to ${length} of file ${count % 2}`);
  }
});
