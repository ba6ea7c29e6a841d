/**
 * The few words of WebAssembly that `crc32c.ts` is written in. The module is put together when it is needed, from these words:
 * its source is its build, and no binary has to be believed. Numbers are those of the WebAssembly core specification 1.0.
 */

/** Bytes of instructions. */
export type Code = readonly number[];

const I32 = 0x7f;
const EMPTY = 0x40;

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const last = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(last ? low : low | 0x80);
    if (last) return bytes;
  }
}

export const get = (local: number): Code => [0x20, local];
export const set = (local: number, value: Code): Code => [...value, 0x21, local];
export const constant = (value: number): Code => [0x41, ...signed(value)];
/** A 32-bit word at address + offset. */
export const load = (address: Code, offset: number): Code => [...address, 0x28, 0, ...unsigned(offset)];
export const loadByte = (address: Code): Code => [...address, 0x2d, 0, 0];

const binary =
  (opcode: number) =>
  (left: Code, right: Code): Code => [...left, ...right, opcode];
export const isBelow = binary(0x49);
export const isAtLeast = binary(0x4f);
export const add = binary(0x6a);
export const subtract = binary(0x6b);
export const and = binary(0x71);
export const xor = binary(0x73);
export const shiftLeft = binary(0x74);
export const shiftRight = binary(0x76);

/** Runs `body` again and again until `done` holds. */
export const until = (done: Code, body: Code): Code => [
  ...[0x02, EMPTY, 0x03, EMPTY],
  ...[...done, 0x0d, 1],
  ...[...body, 0x0c, 0],
  ...[0x0b, 0x0b],
];

const list = (items: readonly Code[]): number[] => [...unsigned(items.length), ...items.flat()];
const text = (value: string): number[] => [...unsigned(value.length), ...new TextEncoder().encode(value)];
const section = (id: number, body: Code): number[] => [id, ...unsigned(body.length), ...body];

/** A module of one function `run` of three i32 to i32, with `locals` more i32, over the imported memory `host.memory`. */
export function moduleOf(locals: number, body: Code): Uint8Array<ArrayBuffer> {
  const code = [...list([[...unsigned(locals), I32]]), ...body, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list([[0x60, ...list([[I32], [I32], [I32]]), ...list([[I32]])]])),
    ...section(2, list([[...text('host'), ...text('memory'), 0x02, 0x00, 0x01]])),
    ...section(3, list([[0]])),
    ...section(7, list([[...text('run'), 0x00, 0x00]])),
    ...section(10, list([[...unsigned(code.length), ...code]])),
  ]);
}
