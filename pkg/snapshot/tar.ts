/**
 * Finds the one database in a tar file without unpacking it. tar-stream reads the headers (v7, ustar, GNU, pax); what is between
 * them is not read at all: each member gets a reader of its own, which is dropped when the header is complete.
 */
import { extract, type Header } from 'tar-stream';
import type { ByteSource } from '../ports/bytes.ts';
import { looksLikeBbolt } from './bbolt/meta.ts';
import { Damage } from './damage.ts';
import { slice } from './sources.ts';

const BLOCK = 512;
const MOST_MEMBERS = 1000;
/** A header with long names and pax records; a real one has a few blocks. */
const LONGEST_HEADER = 64 * 1024;
/** tar fills its last record with zeros: 10 KiB by default, 1 MiB is the largest in use. */
const LONGEST_END = 2 * 1024 * 1024;

/** A database as a part of a tar file. */
export interface TarMember {
  readonly name: string;
  readonly start: number;
  readonly size: number;
}

/** The one database in the archive. Throws Damage for a broken archive, and for one that no backup writes. */
export async function databaseInTar(source: ByteSource): Promise<TarMember> {
  const found: TarMember[] = [];
  let at = 0;
  for (let count = 0; !isEnd(source, at); count++) {
    if (count === MOST_MEMBERS)
      throw new Damage(`the tar file has more than ${MOST_MEMBERS} members`, { byte: at });
    const { header, end } = await readHeader(source, at);
    checkMember(header, at);
    const size = header.size ?? 0;
    if (end + size > source.size)
      throw new Damage(`the tar file is cut short inside ${quoted(header.name)}`, { byte: source.size });
    if (looksLikeBbolt(slice(source, end, size))) found.push({ name: header.name, start: end, size });
    at = end + Math.ceil(size / BLOCK) * BLOCK;
  }
  checkEnd(source, at);
  const [member, second] = found;
  if (member === undefined) throw new Damage('the tar file has no etcd database in it');
  if (second !== undefined)
    throw new Damage(
      `the tar file has two databases in it: ${quoted(member.name)} and ${quoted(second.name)}`,
    );
  return member;
}

const quoted = (name: string): string => `"${name.length > 200 ? `${name.slice(0, 200)}…` : name}"`;

/** Two blocks of zeros end an archive; so does the end of the file, which some tars leave it at. */
function isEnd(source: ByteSource, at: number): boolean {
  const block = new Uint8Array(BLOCK);
  const length = source.read(at, block);
  return length === 0 || (length === BLOCK && block.every((byte) => byte === 0));
}

function checkEnd(source: ByteSource, at: number): void {
  const rest = source.size - at;
  if (rest > LONGEST_END)
    throw new Damage(`the tar file goes on for ${rest} bytes after its end`, { byte: at });
  const bytes = new Uint8Array(Math.max(rest, 0));
  source.read(at, bytes);
  const strange = bytes.findIndex((byte) => byte !== 0);
  if (strange >= 0) throw new Damage('the tar file has something behind its end', { byte: at + strange });
}

async function readHeader(source: ByteSource, start: number): Promise<{ header: Header; end: number }> {
  // Tars older than ustar have no magic word; their checksum still tells a header. (The types leave this option out.)
  const reader = extract({ allowUnknownFormat: true } as object);
  const seen: { header?: Header; error?: Error } = {};
  reader.on('entry', (header) => {
    seen.header = header;
  });
  reader.on('error', (error) => {
    seen.error = error;
  });
  try {
    for (let at = start; at < start + LONGEST_HEADER; at += BLOCK) {
      const block = new Uint8Array(BLOCK);
      if (source.read(at, block) < BLOCK)
        throw new Damage('the tar file is cut short', { byte: source.size });
      reader.write(Buffer.from(block.buffer));
      // The reader takes a block in a later turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      if (seen.error !== undefined) throw new Damage('the tar file has a broken header', { byte: at });
      if (seen.header !== undefined) return { header: seen.header, end: at + BLOCK };
    }
  } finally {
    reader.destroy();
  }
  throw new Damage('the tar file has an endless header', { byte: start });
}

/** Only plain files and folders that stay inside the archive: nothing here unpacks, but people do. */
function checkMember({ name, type, size = 0 }: Header, at: number): void {
  const refuse = (what: string) =>
    new Damage(`the tar file ${what}; no backup looks like that`, { byte: at });
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) throw refuse(`has the absolute name ${quoted(name)}`);
  if (name.split(/[/\\]/).includes('..')) throw refuse(`leads outside by the name ${quoted(name)}`);
  if (type !== 'file' && type !== 'contiguous-file' && type !== 'directory')
    throw refuse(`has ${quoted(name)}, a ${type ?? 'member of an unknown kind'}`);
  if (type === 'directory' && size > 0) throw refuse(`has the folder ${quoted(name)} with content`);
  if (!Number.isSafeInteger(size) || size < 0) throw refuse(`has ${quoted(name)} with an impossible size`);
}
