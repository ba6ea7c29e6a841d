/** Archives that come out the same from the same content: fixed owner, order and time. */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';

export interface Entry {
  readonly name: string;
  readonly content: Buffer;
  readonly executable: boolean;
}

/** A `.tar.gz` of `entries`, all of them as of `time`. */
export async function archive(entries: readonly Entry[], time: Date): Promise<Buffer> {
  const tar = pack();
  const zipped = buffer(tar.pipe(createGzip({ level: 9 })));
  for (const { name, content, executable } of entries) {
    const header = { name, mode: executable ? 0o755 : 0o644, mtime: time, uid: 0, gid: 0 };
    await new Promise<void>((resolve, reject) => {
      tar.entry(header, content, (error) => (error ? reject(error) : resolve()));
    });
  }
  tar.finalize();
  return zipped;
}

/** Lower case hex. */
export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The lines that `sha256sum --check` reads. */
export function sumsFile(sums: ReadonlyMap<string, string>): string {
  return [...sums].map(([name, sum]) => `${sum}  ${name}\n`).join('');
}
