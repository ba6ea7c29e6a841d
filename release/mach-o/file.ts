/** The parts of a Mach-O file (64 bit, little endian) that a signature touches. Source: Apple's <mach-o/loader.h>. */

const MAGIC_64 = 0xfeedfacf;
const HEADER_SIZE = 32;
const LC_SEGMENT_64 = 0x19;
const LC_CODE_SIGNATURE = 0x1d;
/** <mach/machine.h>. */
const CPU_TYPE_ARM64 = 0x0100000c;

export interface Segment {
  readonly name: string;
  /** Where its load command stands in the file. */
  readonly command: number;
  readonly fileOffset: number;
  readonly fileSize: number;
}

export interface MachO {
  readonly arm64: boolean;
  readonly segments: readonly Segment[];
  /** `command` is where LC_CODE_SIGNATURE stands; `offset` and `size` are those of the signature itself. */
  readonly signature:
    | { readonly command: number; readonly offset: number; readonly size: number }
    | undefined;
}

/** Reads the load commands. Throws where it is not such a file. */
export function readMachO(file: Buffer): MachO {
  if (file.length < HEADER_SIZE || file.readUInt32LE(0) !== MAGIC_64)
    throw new Error('not a 64-bit Mach-O file');
  const segments: Segment[] = [];
  let signature: MachO['signature'];
  let at = HEADER_SIZE;
  for (let left = file.readUInt32LE(16); left > 0; left--) {
    const kind = file.readUInt32LE(at);
    const size = file.readUInt32LE(at + 4);
    if (size < 8 || at + size > file.length) throw new Error(`a load command at ${at} leaves the file`);
    if (kind === LC_SEGMENT_64) segments.push(segmentAt(file, at));
    if (kind === LC_CODE_SIGNATURE)
      signature = { command: at, offset: file.readUInt32LE(at + 8), size: file.readUInt32LE(at + 12) };
    at += size;
  }
  return { arm64: file.readUInt32LE(4) === CPU_TYPE_ARM64, segments, signature };
}

function segmentAt(file: Buffer, command: number): Segment {
  return {
    name: file.toString('latin1', command + 8, command + 24).replace(/\0+$/, ''),
    command,
    fileOffset: Number(file.readBigUInt64LE(command + 40)),
    fileSize: Number(file.readBigUInt64LE(command + 48)),
  };
}

/** Writes where the signature lies and how far the segment that holds it reaches. */
export function placeSignature(file: Buffer, size: number): void {
  const { arm64, segments, signature } = readMachO(file);
  const linkedit = segments.find(({ name }) => name === '__LINKEDIT');
  if (signature === undefined || linkedit === undefined)
    throw new Error('the file has no place for a signature');
  const fileSize = signature.offset + size - linkedit.fileOffset;
  const page = arm64 ? 0x4000 : 0x1000;
  file.writeUInt32LE(size, signature.command + 12);
  file.writeBigUInt64LE(BigInt(Math.ceil(fileSize / page) * page), linkedit.command + 32);
  file.writeBigUInt64LE(BigInt(fileSize), linkedit.command + 48);
}
