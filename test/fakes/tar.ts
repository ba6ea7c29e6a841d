/** Tar files for tests: as programs write them, and as no program does. */
import { type Header, pack } from 'tar-stream';

/** As much of a header as a test wants to say. */
export type Heading = Partial<Header> & { readonly name: string };

/** A tar file of these members. */
export async function tarOf(...members: readonly (readonly [Heading, Uint8Array?])[]): Promise<Buffer> {
  const archive = pack();
  for (const [header, content] of members) {
    if (content === undefined) archive.entry(header as Header);
    else archive.entry({ ...header, size: content.length } as Header, Buffer.from(content));
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The first header with its fields changed, and its checksum made right again. */
export function withHeader(tar: Uint8Array, change: (header: Buffer) => void): Buffer {
  const bytes = Buffer.from(tar);
  const header = bytes.subarray(0, 512);
  change(header);
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}

/** GNU's way of a long name: a member `././@LongLink` of type L that holds it, in front of the real one. */
export async function gnuTar(name: string, content: Uint8Array): Promise<Buffer> {
  const long = await tarOf([{ name: '././@LongLink' }, Buffer.from(`${name}\0`)]);
  const short = await tarOf([{ name: name.slice(-90) }, content]);
  const gnu = (bytes: Buffer, type: string) =>
    withHeader(bytes, (header) => {
      header.write(type, 156);
      header.write('ustar  \0', 257);
    });
  // Without the two blocks of zeros that end the first archive.
  return Buffer.concat([gnu(long.subarray(0, -1024), 'L'), gnu(short, '0')]);
}
