/** One record of etcd's `key` bucket: a revision, and the protobuf message mvccpb.KeyValue. */

const REVISION_BYTES = 17;
const TOMBSTONE = 0x74; // 't' behind the revision

/** Where the parts of one record lie; read again and again into the same object, millions of times. */
export class RecordReader {
  revision = 0;
  deleted = false;
  /** Key and value, by places in the bytes that were read. */
  keyAt = 0;
  keyLength = 0;
  valueAt = 0;
  valueLength = 0;
  #at = 0;

  /** Reads the 17 (18 when deleted) bytes of a revision: u64 main, '_', u64 sub, big-endian. False where they are none. */
  readRevision(bytes: Uint8Array, view: DataView, at: number, length: number): boolean {
    if (length !== REVISION_BYTES && length !== REVISION_BYTES + 1) return false;
    this.revision = view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
    this.deleted = length > REVISION_BYTES;
    return bytes[at + 8] === 0x5f && (!this.deleted || bytes[at + REVISION_BYTES] === TOMBSTONE);
  }

  /** Reads a KeyValue: 1 key, 2 create_revision, 3 mod_revision, 4 version, 5 value, 6 lease. False where it is none. */
  readValue(bytes: Uint8Array, at: number, length: number): boolean {
    const end = at + length;
    this.keyLength = 0;
    this.valueAt = at;
    this.valueLength = 0;
    this.#at = at;
    while (this.#at < end) {
      const tag = bytes[this.#at++] ?? 0;
      const number = this.#varint(bytes, end);
      if (number < 0) return false;
      if (tag === 0x0a || tag === 0x2a) {
        if (this.#at + number > end) return false;
        if (tag === 0x0a) {
          this.keyAt = this.#at;
          this.keyLength = number;
        } else {
          this.valueAt = this.#at;
          this.valueLength = number;
        }
        this.#at += number;
      } else if (tag !== 0x10 && tag !== 0x18 && tag !== 0x20 && tag !== 0x30) return false;
    }
    return true;
  }

  /** -1 where it runs over the end. */
  #varint(bytes: Uint8Array, end: number): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 63; scale *= 128) {
      if (this.#at >= end) return -1;
      const byte = bytes[this.#at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    return -1;
  }
}
