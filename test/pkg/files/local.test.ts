import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UserError } from '../../../pkg/errors.ts';
import { localFiles as files } from '../../../pkg/files/local.ts';
import { about } from '../../../pkg/files/trouble.ts';

const folder = mkdtempSync(join(tmpdir(), 'files-test-'));
after(() => rmSync(folder, { recursive: true }));

const reason = (code: string) => (error: unknown) => error instanceof UserError && error.reason === code;

test('a file is written whole, private, and leaves no draft behind', async () => {
  const path = join(folder, 'plan.json');
  writeFileSync(path, 'old', { mode: 0o644 });
  await files.writeWhole(path, 'new');
  assert.equal(readFileSync(path, 'utf8'), 'new');
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.tmp')),
    [],
  );
});

test('a file that cannot be written leaves the old one as it was', async () => {
  const path = join(folder, 'gone', 'plan.json');
  await assert.rejects(files.writeWhole(path, 'x'), reason('ENOENT'));
  assert.equal(existsSync(path), false);
});

test('what is missing, a folder or not regular is told in words', async () => {
  await assert.rejects(files.readText(join(folder, 'no')), /no such file or folder: .*no$/);
  await assert.rejects(files.readText(folder), /is a folder, not a file/);
  await assert.rejects(files.openRead(folder), reason('EISDIR'));
  await assert.rejects(files.openRead('/dev/zero'), /not a regular file/);
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  await assert.rejects(files.openRead(join(folder, 'pipe')), /not a regular file/);
  assert.equal(await files.facts(join(folder, 'no')), undefined);
  assert.equal((await files.facts(folder))?.kind, 'folder');
});

test('a file is read at any place, and short at its end only', async () => {
  const path = join(folder, 'bytes');
  writeFileSync(path, Buffer.from('0123456789'));
  const file = await files.openRead(path);
  const into = new Uint8Array(4);
  assert.equal(file.read(3, into), 4);
  assert.equal(Buffer.from(into).toString(), '3456');
  assert.equal(file.read(8, into), 2);
  assert.equal(file.read(10, into), 0);
  file.close();
});

test('a growing file keeps what it is told to keep and drops the rest', async () => {
  const path = join(folder, 'growing.part');
  writeFileSync(path, 'abcdef');
  chmodSync(path, 0o644);
  const file = await files.openAppend(path, 3);
  await file.append(Buffer.from('XYZW'));
  await file.sync();
  assert.equal(file.size, 7);
  await file.close();
  assert.equal(readFileSync(path, 'utf8'), 'abcXYZW');
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('SHA-256 of a part of a file is that of node:crypto', async () => {
  const path = join(folder, 'digest');
  const content = Buffer.alloc(700_001, 'etcd');
  writeFileSync(path, content);
  const expected = createHash('sha256').update(content.subarray(5, 600_005)).digest();
  assert.deepEqual(Buffer.from(await files.sha256(path, 5, 600_000)), expected);
  await assert.rejects(files.sha256(join(folder, 'no'), 0, 1), reason('ENOENT'));
  await assert.rejects(files.sha256(path, 0, 1, AbortSignal.abort()), reason('Interrupted'));
});

test('a temporary folder is private and gone afterwards, after an error too', async () => {
  let seen = '';
  await assert.rejects(
    files.inTemporaryFolder(async (path) => {
      seen = path;
      assert.equal(statSync(path).mode & 0o777, 0o700);
      writeFileSync(join(path, 'x'), 'x');
      throw new Error('work failed');
    }),
    /work failed/,
  );
  assert.equal(existsSync(seen), false);
});

test('the room on a disk is a number of bytes', async () => {
  assert.ok((await files.freeBytes(folder)) > 0);
});

test('folders are made with their parents, and where none can be made it says so at once', async () => {
  const path = join(folder, 'a', 'b', 'c');
  await files.makeFolder(path);
  await files.makeFolder(path);
  assert.equal((await files.facts(path))?.kind, 'folder');
  writeFileSync(join(folder, 'file'), '');
  await assert.rejects(files.makeFolder(join(folder, 'file', 'x')), reason('ENOTDIR'));
  if (existsSync('/proc/self')) await assert.rejects(files.makeFolder('/proc/x'), reason('ENOENT'));
});

test('a folder on which a disk is mounted is told as that, as a place for a kit', async () => {
  const busy = Object.assign(new Error('EBUSY: resource busy or locked'), { code: 'EBUSY' });
  await assert.rejects(
    about('/mnt/kit', () => Promise.reject(busy)),
    {
      message: '/mnt/kit is in use, or a disk is mounted on it',
      hint: 'a folder inside of it can be written',
    },
  );
});
