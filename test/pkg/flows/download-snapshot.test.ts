import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addAbortSignal, Readable } from 'node:stream';
import { afterEach, beforeEach, test } from 'node:test';
import { UserError } from '../../../pkg/errors.ts';
import { localFiles } from '../../../pkg/files/local.ts';
import { type DownloadOptions, downloadSnapshot } from '../../../pkg/flows/download-snapshot.ts';
import { inspectSnapshot } from '../../../pkg/flows/inspect-snapshot.ts';
import type { Files } from '../../../pkg/ports/files.ts';
import { MemoryStore } from '../../fakes/object-store.ts';
import { SAMPLE } from '../snapshot/reading.ts';

const KEY = 'dir/snapshot.tar';
let folder = '';
let target = '';
let store = new MemoryStore();
let troubles: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'download-test-'));
  target = join(folder, 'snapshot.tar');
  store = new MemoryStore();
  store.add(KEY, SAMPLE);
  troubles = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

async function download(more: Partial<DownloadOptions> = {}, files: Files = localFiles) {
  const signal = more.signal ?? new AbortController().signal;
  return downloadSnapshot(
    store,
    files,
    await store.head(KEY),
    { folder, target },
    {
      signal,
      run: 'this run',
      sleep: async () => {},
      inspect: (path) => inspectSnapshot(path, localFiles, { signal }),
      onTrouble: (why) => troubles.push(why),
      ...more,
    },
  );
}

const reason = (code: string) => (error: unknown) => error instanceof UserError && error.reason === code;

function assertWhole(): void {
  assert.deepEqual(new Uint8Array(readFileSync(target)), SAMPLE);
  assert.equal(statSync(target).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(folder), ['snapshot.tar']);
}

/** Whatever is there, it is not called what a whole file is called. */
function assertUnfinished(): void {
  assert.equal(existsSync(target), false);
}

test('a download is whole, private, inspected, and leaves nothing beside it', async () => {
  const { inspection, resumed } = await download();
  assertWhole();
  assert.equal(inspection?.ok, true);
  assert.equal(resumed, 0);
});

test('a connection that breaks ten times goes on where it broke, of the same object', async () => {
  for (let count = 0; count < 10; count++) store.faults.push({ cutAfter: 1000 + count * 100 });
  await download();
  assertWhole();
  assert.equal(store.gets.length, 11);
  assert.ok(store.gets.every(({ options }) => options.ifMatch !== undefined));
  assert.deepEqual(
    store.gets.slice(0, 3).map(({ options }) => options.start),
    [0, 1000, 2100],
  );
  assert.equal(troubles[0], 'socket hang up');
});

test('a store that goes silent is left, and asked again for the rest', async () => {
  const get = store.get.bind(store);
  let silent = true;
  store.get = async (key, options = {}) => {
    const answer = await get(key, options);
    if (!silent) return answer;
    silent = false;
    const body = new Readable({ read() {} });
    body.push(SAMPLE.subarray(0, 1000));
    return { ...answer, body: addAbortSignal(options.signal ?? new AbortController().signal, body) };
  };
  await download({ silenceMs: 50 });
  assertWhole();
  assert.deepEqual(troubles, ['nothing came for 0.05 s']);
  assert.deepEqual(
    store.gets.map(({ options }) => options.start),
    [0, 1000],
  );
});

const passing: readonly (readonly [string, object])[] = [
  ['an answer that ends early as if it were whole', { endAfter: 5000 }],
  ['a store that is busy (503)', { refuse: new UserError('busy', { reason: 'SlowDown', exitCode: 3 }) }],
  ['an answer of another length', { size: 99 }],
];
for (const [name, fault] of passing) {
  test(`${name} is tried again`, async () => {
    store.faults.push(fault, fault);
    await download();
    assertWhole();
  });
}

test('a store that stays busy ends the run, which the next run goes on with', async () => {
  store.faults.push({ cutAfter: 7000 });
  for (let count = 0; count < 6; count++)
    store.faults.push({ refuse: new UserError('busy', { reason: 'SlowDown' }) });
  await assert.rejects(download(), reason('Transfer'));
  assertUnfinished();
  const resumes: number[] = [];
  assert.equal((await download({ onResume: (bytes) => resumes.push(bytes) })).resumed, 7000);
  assert.deepEqual(resumes, [7000]);
  assertWhole();
});

test('more bytes than promised are refused', async () => {
  store.faults.push({ extra: 10 });
  await assert.rejects(download(), reason('TooMuch'));
  assertUnfinished();
});

test('refused access is told at once', async () => {
  store.faults.push({ refuse: new UserError('no', { reason: 'AccessDenied', exitCode: 3 }) });
  await assert.rejects(download(), reason('AccessDenied'));
  assert.equal(store.gets.length, 1);
});

test('an object that changes between two parts is fetched anew, never mixed', async () => {
  store.add(KEY, Buffer.alloc(30_000, 'old'));
  store.faults.push({ cutAfter: 9000 });
  let chunks = 0;
  store.onChunk = () => {
    chunks += 1;
    if (chunks === 9) store.add(KEY, SAMPLE, new Date(1));
  };
  await download();
  assertWhole();
  assert.match(troubles.join('\n'), /changed meanwhile/);
});

test('a store that does not heed If-Match cannot put two objects into one file', async () => {
  store.add(KEY, Buffer.alloc(SAMPLE.length, 'old'));
  store.faults.push({ cutAfter: 9000 }, { heedless: true });
  let chunks = 0;
  store.onChunk = () => {
    chunks += 1;
    if (chunks === 5) store.add(KEY, SAMPLE, new Date(1));
  };
  await download({ inspect: undefined });
  assertWhole();
  assert.match(troubles.join('\n'), /changed meanwhile/);
});

test('an ETag that a proxy made weak is not asked for, and goes on all the same', async () => {
  const held = store.objects.get(KEY);
  assert.ok(held);
  store.objects.set(KEY, { ...held, etag: `W/${held.etag}` });
  store.faults.push({ cutAfter: 9000 });
  await download();
  assertWhole();
  assert.deepEqual(
    store.gets.map(({ options }) => [options.start, options.ifMatch]),
    [
      [0, undefined],
      [9000, undefined],
    ],
  );
});

test('what an earlier run left of another object is not used', async () => {
  store.add(KEY, Buffer.alloc(30_000, 'old'));
  store.faults.push({ cutAfter: 9000 }, { refuse: new UserError('x', { reason: 'AccessDenied' }) });
  await assert.rejects(download(), reason('AccessDenied'));
  store.add(KEY, SAMPLE, new Date(1));
  assert.equal((await download()).resumed, 0);
  assertWhole();
});

test('a part whose note is gone, broken or of a longer file is not believed', async () => {
  for (const note of [undefined, '{', '[]', '{"synced":1e9}', JSON.stringify({ synced: -5 })]) {
    rmSync(target, { force: true });
    writeFileSync(`${target}.part`, 'rubbish'.repeat(9999));
    if (note !== undefined) writeFileSync(`${target}.part.json`, note);
    assert.equal((await download()).resumed, 0);
    assertWhole();
  }
});

test('only what the disk is known to have is built upon', async () => {
  store.faults.push({ cutAfter: 7000 }, { refuse: new UserError('x', { reason: 'AccessDenied' }) });
  await assert.rejects(download(), reason('AccessDenied'));
  // As after a kill or a power cut: more in the file than the note says, and rubbish at that.
  writeFileSync(`${target}.part`, Buffer.concat([readFileSync(`${target}.part`), Buffer.alloc(3000)]));
  assert.equal((await download()).resumed, 7000);
  assertWhole();
});

test('Ctrl-C leaves the part, and says how much is there', async () => {
  const stop = new AbortController();
  let chunks = 0;
  store.onChunk = () => {
    chunks += 1;
    if (chunks === 12) stop.abort();
  };
  await assert.rejects(download({ signal: stop.signal }), /interrupted: .* of 24\.0 KiB are in .*\.part/);
  assertUnfinished();
  store.onChunk = undefined;
  assert.ok((await download()).resumed > 0);
  assertWhole();
});

test('a disk without room is told before anything is fetched', async () => {
  const files = { ...localFiles, freeBytes: async () => 1000 };
  await assert.rejects(download({}, files), /no room in .*: 24\.0 KiB are still to come, 1000 B are free/);
  assert.equal(store.gets.length, 0);
});

test('a disk that fills up meanwhile ends the run, without the name', async () => {
  const full = new UserError('no space left', { reason: 'ENOSPC' });
  const files: Files = {
    ...localFiles,
    openAppend: async (path, keep) => {
      const file = await localFiles.openAppend(path, keep);
      return {
        get size() {
          return file.size;
        },
        append: (bytes) => (file.size > 8000 ? Promise.reject(full) : file.append(bytes)),
        sync: () => file.sync(),
        close: () => file.close(),
      };
    },
  };
  await assert.rejects(download({}, files), reason('ENOSPC'));
  assertUnfinished();
  assert.ok((await download()).resumed > 0);
  assertWhole();
});

test('a damaged snapshot never gets its name, and is fetched anew the next time', async () => {
  store.add(KEY, SAMPLE.slice().fill(0, 9000, 9010));
  await assert.rejects(download(), /the snapshot is damaged: page 2/);
  assertUnfinished();
  assert.equal(existsSync(`${target}.part`), true);
  store.add(KEY, SAMPLE, new Date(5));
  assert.equal((await download()).resumed, 0);
  assertWhole();
});

test('of two runs that write one file the later one ends whole, and the earlier one says why it does not', async () => {
  store.add(KEY, SAMPLE);
  const earlier = download({
    inspect: async (path) => {
      const found = await inspectSnapshot(path, localFiles, { signal: new AbortController().signal });
      store.add(KEY, SAMPLE, new Date(1));
      await download({ run: 'later' });
      return { ...found, ok: true };
    },
  });
  await assert.rejects(earlier, reason('Taken'));
  assertWhole();
});

test('a file that came into being during the download stays as it is', async () => {
  const inspect = async (path: string) => {
    writeFileSync(target, 'mine');
    return inspectSnapshot(path, localFiles, { signal: new AbortController().signal });
  };
  await assert.rejects(download({ inspect }), reason('Taken'));
  assert.equal(readFileSync(target, 'utf8'), 'mine');
});

test('a store that cannot send a part sends it all again', async () => {
  const cannot = new UserError('it sends whole objects only', { reason: 'BadRange', exitCode: 3 });
  store.faults.push({ cutAfter: 7000 }, { refuse: cannot });
  await download();
  assertWhole();
  assert.match(troubles.join('\n'), /cannot send a part of an object, starting anew/);
});

test('Ctrl-C while it is inspected leaves all of it for the next run', async () => {
  const inspect = (path: string) => inspectSnapshot(path, localFiles, { signal: AbortSignal.abort() });
  await assert.rejects(download({ inspect }), /interrupted: 24\.0 KiB of 24\.0 KiB are in .*\.part/);
  assertUnfinished();
  store.gets.length = 0;
  await download();
  assertWhole();
  assert.equal(store.gets.length, 0);
});

test('an empty object is no backup', async () => {
  store.add(KEY, new Uint8Array());
  await assert.rejects(download(), /is empty in bucket backups: the backup was not written/);
  assert.deepEqual(readdirSync(folder), []);
});

test('without inspection any object can be fetched', async () => {
  store.add(KEY, Buffer.from('no snapshot'));
  await download({ inspect: undefined });
  assert.equal(readFileSync(target, 'utf8'), 'no snapshot');
});
