import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UserError } from '../../../pkg/errors.ts';
import { localFiles } from '../../../pkg/files/local.ts';
import { inspectSnapshot } from '../../../pkg/flows/inspect-snapshot.ts';
import type { Files } from '../../../pkg/ports/files.ts';
import { bytesSource } from '../../../pkg/snapshot/sources.ts';
import { clusterDatabase, withSha256 } from '../../fakes/snapshots.ts';
import { SAMPLE } from '../snapshot/reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'inspect-test-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'snapshot.tar');
const signal = new AbortController().signal;

function inspect(bytes: Uint8Array) {
  writeFileSync(path, bytes);
  return inspectSnapshot(path, localFiles, { signal });
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
