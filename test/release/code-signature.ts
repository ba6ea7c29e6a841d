/** What macOS checks of a signature before it runs a program: written apart from the signer, and checked on a file that Apple's own tool signed. */
import { createHash } from 'node:crypto';

/** What is wrong with the signature of a Mach-O file, in words; none when every page hashes to what the signature says. */
export function signatureFaults(file: Buffer): string[] {
  const blob = signatureOf(file);
  if (blob === undefined) return ['there is no signature'];
  if (blob.readUInt32BE(0) !== 0xfade0cc0) return ['the signature has another magic'];
  const entries = Array.from({ length: blob.readUInt32BE(8) }, (_, index) => ({
    type: blob.readUInt32BE(12 + index * 8),
    at: blob.readUInt32BE(16 + index * 8),
  }));
  const directory = entries.find(({ type }) => type === 0);
  if (directory === undefined) return ['there is no code directory'];
  return directoryFaults(file, blob.subarray(directory.at));
}

function directoryFaults(file: Buffer, directory: Buffer): string[] {
  const word = (at: number): number => directory.readUInt32BE(at);
  const hashes = word(16);
  const slots = word(28);
  const limit = word(32);
  const [size = 0, kind = 0] = directory.subarray(36, 38);
  const page = 1 << (directory[39] ?? 0);
  const faults: string[] = [];
  if (word(0) !== 0xfade0c02) faults.push('the code directory has another magic');
  if (size !== 32 || kind !== 2) faults.push('its hashes are not SHA-256');
  if (limit !== placeOf(file)?.offset) faults.push('it does not cover the file up to the signature');
  if (slots !== Math.ceil(limit / page)) faults.push(`it has ${slots} hashes for ${limit} bytes`);
  for (let slot = 0; slot < slots; slot++) {
    const code = file.subarray(slot * page, Math.min((slot + 1) * page, limit));
    const stated = directory.subarray(hashes + slot * size, hashes + (slot + 1) * size);
    if (!createHash('sha256').update(code).digest().equals(stated))
      return [...faults, `the page at ${slot * page} does not hash to what the signature says`];
  }
  return faults;
}

function signatureOf(file: Buffer): Buffer | undefined {
  const place = placeOf(file);
  return place === undefined ? undefined : file.subarray(place.offset, place.offset + place.size);
}

function placeOf(file: Buffer): { offset: number; size: number } | undefined {
  let at = 32;
  for (let left = file.readUInt32LE(16); left > 0; left--) {
    if (file.readUInt32LE(at) === 0x1d)
      return { offset: file.readUInt32LE(at + 8), size: file.readUInt32LE(at + 12) };
    at += file.readUInt32LE(at + 4);
  }
  return undefined;
}

/** Where the file ends by its last segment; macOS refuses one whose signature lies outside of it. */
export function endOfLinkedit(file: Buffer): number {
  let at = 32;
  let end = 0;
  for (let left = file.readUInt32LE(16); left > 0; left--) {
    if (file.readUInt32LE(at) === 0x19)
      end = Math.max(end, Number(file.readBigUInt64LE(at + 40)) + Number(file.readBigUInt64LE(at + 48)));
    at += file.readUInt32LE(at + 4);
  }
  return end;
}
