/** Inspects one snapshot file: the hash on a thread of its own while the pages are walked. */
import { InterruptedError } from '../errors.ts';
import type { Files } from '../ports/files.ts';
import { Damage } from '../snapshot/damage.ts';
import { type Database, readDatabase } from '../snapshot/database.ts';
import { type Digests, type Inspection, inspectionOf, type Wrapped } from '../snapshot/inspection.ts';
import { slice } from '../snapshot/sources.ts';
import { sha256State, type Trailer, trailerOf } from '../snapshot/trailer.ts';
import { type Unwrapped, withDatabase } from './unwrap-snapshot.ts';

export interface InspectOptions {
  readonly signal: AbortSignal;
  /** Bytes walked so far, and bytes of the database. */
  readonly onProgress?: (done: number, total: number) => void;
}

const NO_DIGESTS: Digests = { state: 'missing', computed: undefined, stored: undefined };

/** What the file is and holds. Damage is a part of the answer; UserError means that it could not be read, or is no snapshot. */
export async function inspectSnapshot(
  path: string,
  files: Files,
  options: InspectOptions,
): Promise<Inspection> {
  const size = (await files.facts(path))?.size ?? 0;
  const plain: Wrapped = { file: path, size, wrapping: [], member: undefined };
  try {
    return await withDatabase(path, files, options.signal, (unwrapped) =>
      inspect(plain, unwrapped, files, options),
    );
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    return inspectionOf(plain, undefined, NO_DIGESTS, [error]);
  }
}

async function inspect(
  plain: Wrapped,
  unwrapped: Unwrapped,
  files: Files,
  options: InspectOptions,
): Promise<Inspection> {
  const { source, path, start, wrapping, member } = unwrapped;
  const trailer = trailerOf(source.size);
  const stop = new AbortController();
  const hashing = files.sha256(
    path,
    start,
    trailer.databaseSize,
    AbortSignal.any([options.signal, stop.signal]),
  );
  hashing.catch(() => undefined); // looked at below; the walk may throw first
  try {
    const database = await walk(slice(source, 0, trailer.databaseSize), options);
    const digests = digestsOf(unwrapped, trailer, await hashing);
    const damages = [trailer.damage, database.damage].filter((damage) => damage !== undefined);
    if (digests.state === 'bad')
      damages.push(
        new Damage(
          'the SHA-256 behind the database is not that of its content: it changed after it was saved',
        ),
      );
    return inspectionOf({ ...plain, wrapping, member }, database, digests, damages);
  } finally {
    stop.abort();
  }
}

function digestsOf({ source }: Unwrapped, { present, databaseSize }: Trailer, computed: Uint8Array): Digests {
  const stored = present ? new Uint8Array(source.size - databaseSize) : undefined;
  if (stored !== undefined) source.read(databaseSize, stored);
  return { state: sha256State(computed, stored), computed, stored };
}

/** Walks in short steps, so that Ctrl-C is heard and the other thread's answer can arrive. */
async function walk(source: Unwrapped['source'], { signal, onProgress }: InspectOptions): Promise<Database> {
  const steps = readDatabase(source);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    onProgress?.(step.value, source.size);
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) throw new InterruptedError();
  }
}
