/** Gets at the database inside a snapshot file: as it is, inside a tar file, or behind gzip in a temporary folder. */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InterruptedError, UserError } from '../errors.ts';
import type { ByteSource } from '../ports/bytes.ts';
import type { Files, OpenFile } from '../ports/files.ts';
import { type Content, contentOf } from '../snapshot/container.ts';
import { Damage } from '../snapshot/damage.ts';
import { slice } from '../snapshot/sources.ts';
import { databaseInTar } from '../snapshot/tar.ts';

/** A database, and where its bytes lie. */
export interface Unwrapped {
  readonly source: ByteSource;
  /** The file that `source` is a part of, from byte `start` on. */
  readonly path: string;
  readonly start: number;
  readonly wrapping: readonly string[];
  readonly member: string | undefined;
}

/** More than any etcd holds: its limit is 8 GiB. */
const LARGEST = 32 * 1024 ** 3;
/** A bomb packs a thousand to one; a database with much empty room some fifty to one. */
const HIGHEST_RATIO = 250;
const ALWAYS_ALLOWED = 64 * 1024 * 1024;
const CHUNK = 256 * 1024;
/** What stays free of the temporary folder's disk. */
const SPARE = 64 * 1024 * 1024;

/** Hands the database to `work`; what was unpacked is gone afterwards. Throws Damage, or UserError for what is no snapshot. */
export async function withDatabase<T>(
  path: string,
  files: Files,
  signal: AbortSignal,
  work: (unwrapped: Unwrapped) => Promise<T>,
): Promise<T> {
  const file = await files.openRead(path);
  try {
    const content = contentOf(file);
    if (content.is !== 'gzip') return await work(await openPlain(path, path, file, content, []));
    return await files.inTemporaryFolder(async (folder) => {
      const unpacked = `${folder}/snapshot`;
      await gunzip(file, path, unpacked, folder, files, signal);
      const inner = await files.openRead(unpacked);
      try {
        return await work(await openPlain(path, unpacked, inner, contentOf(inner), ['gzip']));
      } finally {
        inner.close();
      }
    });
  } finally {
    file.close();
  }
}

async function openPlain(
  shown: string,
  path: string,
  file: ByteSource,
  content: Content,
  wrapping: readonly string[],
): Promise<Unwrapped> {
  if (content.is === 'database') return { source: file, path, start: 0, wrapping, member: undefined };
  if (content.is === 'tar') {
    const { name, start, size } = await databaseInTar(file);
    return { source: slice(file, start, size), path, start, wrapping: [...wrapping, 'tar'], member: name };
  }
  const what = content.is === 'other' ? content.name : 'gzip inside gzip';
  const inside = wrapping.length === 0 ? shown : `what ${shown} unpacks to`;
  throw new UserError(`${inside} is no etcd snapshot${what === undefined ? '' : `: it is ${what}`}`, {
    hint: 'a snapshot is a database of etcd, plain or in tar or gzip',
    reason: 'NoSnapshot',
  });
}

async function gunzip(
  file: OpenFile,
  shown: string,
  to: string,
  folder: string,
  files: Files,
  signal: AbortSignal,
): Promise<void> {
  const room = (await files.freeBytes(folder)) - SPARE;
  const most = Math.min(LARGEST, Math.max(file.size * HIGHEST_RATIO, ALWAYS_ALLOWED));
  const target = await files.openAppend(to, 0);
  try {
    for await (const chunk of unzipped(file)) {
      if (signal.aborted) throw new InterruptedError();
      if (target.size + chunk.length > most)
        throw new Damage(`${shown} unpacks to more than ${most} bytes: no snapshot packs that well`);
      if (target.size + chunk.length > room)
        throw new UserError(`no room in ${folder} to unpack ${shown}`, {
          hint: 'set TMPDIR to a folder on a larger disk',
        });
      await target.append(chunk);
    }
  } finally {
    await target.close();
  }
}

async function* unzipped(file: OpenFile): AsyncGenerator<Buffer> {
  const unzip = createGunzip({ chunkSize: CHUNK });
  const packed = Readable.from(chunksOf(file));
  packed.on('error', (error) => unzip.destroy(error));
  try {
    for await (const chunk of packed.pipe(unzip)) yield chunk as Buffer;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('Z_')) throw error;
    throw new Damage(`gzip cannot unpack it: ${error.message}`, { byte: unzip.bytesWritten });
  }
}

function* chunksOf(file: OpenFile): Generator<Buffer> {
  for (let at = 0; at < file.size; at += CHUNK) {
    const chunk = Buffer.alloc(Math.min(CHUNK, file.size - at));
    file.read(at, chunk);
    yield chunk;
  }
}
