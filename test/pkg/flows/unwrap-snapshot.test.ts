import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { UserError } from '../../../pkg/errors.ts';
import { localFiles } from '../../../pkg/files/local.ts';
import { inspectSnapshot } from '../../../pkg/flows/inspect-snapshot.ts';
import { gnuTar, tarOf, withHeader } from '../../fakes/tar.ts';
import { SAMPLE } from '../snapshot/reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'unwrap-test-'));
after(() => rmSync(folder, { recursive: true }));
// Temporary folders of other tests are not this test's business.
for (const name of ['TMPDIR', 'TEMP']) process.env[name] = folder;
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
  ['tar with a long name (GNU)', await gnuTar(longName, SAMPLE), ['tar'], longName],
  ['tar of a time before ustar', withHeader(tar, (bytes) => bytes.fill(0, 257, 512)), ['tar'], 'snapshot.db'],
  [
    'tar with a size in base 256 (GNU)',
    withHeader(tar, (bytes) => {
      bytes.fill(0, 124, 136).writeUInt32BE(SAMPLE.length, 132);
      bytes[124] = 0x80;
    }),
    ['tar'],
    'snapshot.db',
  ],
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
const hostile: readonly (readonly [string, Uint8Array, RegExp])[] = [
  [
    'a tar that leads outside',
    await tarOf([header('../../etc/cron.d/x'), SAMPLE]),
    /leads outside by the name "\.\.\/\.\.\/etc\/cron\.d\/x"/,
  ],
  [
    'a tar with an absolute name',
    withHeader(tar, (bytes) => bytes.fill(0, 0, 100).write('/etc/passwd', 0)),
    /absolute name "\/etc\/passwd"/,
  ],
  [
    'a tar that leads outside by a pax record',
    await tarOf([header('innocent', { pax: { path: 'a/../../b' } }), SAMPLE]),
    /leads outside by the name "a\/\.\.\/\.\.\/b"/,
  ],
  [
    'a tar that leads outside by a long name of GNU',
    await gnuTar(`../${longName}`, SAMPLE),
    /leads outside by the name/,
  ],
  [
    'a tar with an absolute name of Windows',
    await tarOf([header('C:\\Windows\\x'), SAMPLE]),
    /absolute name "C:/,
  ],
  [
    'a tar whose pax record lies about the size',
    await tarOf([header('snapshot.db', { pax: { size: '999999999999' } }), SAMPLE]),
    /cut short inside "snapshot\.db"/,
  ],
  [
    'a tar whose pax record has no number for a size',
    await tarOf([header('snapshot.db', { pax: { size: 'abc' } }), SAMPLE]),
    /broken header/,
  ],
  [
    'a tar whose pax records never end',
    await tarOf([header('snapshot.db', { pax: { comment: 'x'.repeat(100_000) } }), SAMPLE]),
    /endless header/,
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
  ['a tar with a pipe', await tarOf([header('p', { type: 'fifo' })]), /"p", a fifo/],
  [
    'a tar with a terminal',
    await tarOf([header('tty', { type: 'character-device' })]),
    /"tty", a character-device/,
  ],
  [
    'a tar with a sparse file',
    withHeader(tar, (bytes) => bytes.write('S', 156)),
    /"snapshot\.db", a member of an unknown kind/,
  ],
  [
    'a tar with a folder that has content',
    withHeader(tar, (bytes) => bytes.write('5', 156)),
    /the folder "snapshot\.db" with content/,
  ],
  [
    'a tar with a broken header behind the first member',
    Buffer.concat([tar.subarray(0, -1024), Buffer.alloc(512, 'x'), Buffer.alloc(1024)]),
    /broken header/,
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
    withHeader(tar, (bytes) => bytes.write('77777777777', 124)),
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
  [
    'a zip archive in gzip',
    gzipSync(Buffer.from('PK\u0003\u0004 and so on')),
    /what .* unpacks to is no etcd snapshot: it is a zip archive/,
  ],
  ['an empty zip archive', Buffer.from('PK\u0005\u0006 and so on'), /it is an empty zip archive/],
  ['an xz file', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), /it is an xz file/],
  ['a zstd file', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]), /it is a zstd file/],
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
