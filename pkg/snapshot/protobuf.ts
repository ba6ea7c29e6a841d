/** Reads protobuf's wire format (https://protobuf.dev/programming-guides/encoding/), as little as snapshots need of it. */

export interface Field {
  readonly number: number;
  /** Of a varint or fixed field; exact up to 2⁵³. */
  readonly value: number;
  /** Of a length-delimited field. */
  readonly bytes: Uint8Array;
}

const NOTHING = new Uint8Array(0);
/** A message with more fields than this is read no further: millions of empty ones would fill memory. */
const MOST_FIELDS = 100_000;

/** The fields of one message in their order; undefined where the bytes are no message, or one without end. */
export function fieldsOf(message: Uint8Array): Field[] | undefined {
  const fields: Field[] = [];
  const cursor: Cursor = { at: 0 };
  while (cursor.at < message.length) {
    const tag = varint(message, cursor);
    if (tag === undefined || tag < 8 || fields.length === MOST_FIELDS) return undefined;
    const field = fieldOf(message, cursor, Math.floor(tag / 8), tag & 7);
    if (field === undefined) return undefined;
    fields.push(field);
  }
  return fields;
}

interface Cursor {
  at: number;
}

function fieldOf(message: Uint8Array, cursor: Cursor, number: number, wire: number): Field | undefined {
  if (wire === 0) {
    const value = varint(message, cursor);
    return value === undefined ? undefined : { number, value, bytes: NOTHING };
  }
  const length = wire === 2 ? varint(message, cursor) : wire === 1 ? 8 : wire === 5 ? 4 : undefined;
  if (length === undefined || cursor.at + length > message.length) return undefined;
  const bytes = message.subarray(cursor.at, cursor.at + length);
  cursor.at += length;
  return { number, value: 0, bytes };
}

function varint(message: Uint8Array, cursor: Cursor): number | undefined {
  let value = 0;
  for (let scale = 1, count = 0; count < 10; scale *= 128, count++) {
    const byte = message[cursor.at++];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
  return undefined;
}

/** The last field of that number, as protobuf has it. */
export function fieldOfNumber(fields: readonly Field[] | undefined, number: number): Field | undefined {
  return fields?.findLast((field) => field.number === number);
}

/** A field's bytes as a message; undefined where it is missing or none. */
export function messageOf(fields: readonly Field[] | undefined, number: number): Field[] | undefined {
  const field = fieldOfNumber(fields, number);
  return field === undefined ? undefined : fieldsOf(field.bytes);
}

/** A field's bytes as text; undefined where it is missing. */
export function textOf(fields: readonly Field[] | undefined, number: number): string | undefined {
  const field = fieldOfNumber(fields, number);
  return field === undefined ? undefined : new TextDecoder().decode(field.bytes);
}
