/** Reads a database of a test's bytes to its end. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, readDatabase } from '../../../pkg/snapshot/database.ts';
import { bytesSource } from '../../../pkg/snapshot/sources.ts';

/** A snapshot saved by real etcd 3.6.14: 50 keys, three members. The last 32 bytes are its SHA-256. */
export const SAMPLE: Uint8Array<ArrayBuffer> = new Uint8Array(
  readFileSync(join(import.meta.dirname, '../../fixtures/etcd-3.6.14-50-keys.db')),
);
export const SAMPLE_DATABASE = SAMPLE.subarray(0, -32);

export function readAll(bytes: Uint8Array): Database {
  const steps = readDatabase(bytesSource(bytes));
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
