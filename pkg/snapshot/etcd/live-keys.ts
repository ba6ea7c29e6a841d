/**
 * Which record of each key is the last: the one that counts. Keys are known by 64 bits of hash, not by their text, so that a
 * key costs 16 bytes to 32 however long it is: a million keys need 32 MB. (Two of a million keys share a hash once in 40 million files.)
 */

/** What is remembered of a key's last record. */
export interface LiveKey {
  /** A number that the caller gives; stays with the key. */
  group: number;
  /** Bytes of key and value; 0 where the key is deleted. */
  bytes: number;
  /** A number below 256 that the caller gives to each record: the key that it is encrypted with, or 0. */
  encryption: number;
}

const WORDS = 4;
const GROUP_BITS = 0x00ffffff;
const ENCRYPTION_SHIFT = 24;
/** The largest number for a group. */
export const MOST_GROUPS = GROUP_BITS;

export class LiveKeys {
  /** Slots of four words: hash, hash (never 0), group and encryption, bytes. Open addressing. */
  #slots: Uint32Array;
  #mask: number;
  #used = 0;
  #slot = 0;
  #low = 0;
  #high = 0;

  constructor(slots = 1 << 10) {
    this.#slots = new Uint32Array(slots * WORDS);
    this.#mask = slots - 1;
  }

  /** Goes to a key's slot; true where the key has been seen. */
  find(view: DataView, at: number, length: number): boolean {
    this.#hash(view, at, length);
    if (this.#used * 3 > this.#mask * 2) this.#grow();
    this.#slot = this.#slotOf(this.#low, this.#high) * WORDS;
    return this.#slots[this.#slot + 1] !== 0;
  }

  /** Takes the slot that `find` went to for a new key of `group`. */
  add(group: number): void {
    this.#slots[this.#slot] = this.#low;
    this.#slots[this.#slot + 1] = this.#high;
    this.#slots[this.#slot + 2] = group;
    this.#used++;
  }

  /** What the slot that `find` went to remembers, into `key`. */
  read(key: LiveKey): void {
    const word = this.#slots[this.#slot + 2] ?? 0;
    key.group = word & GROUP_BITS;
    key.encryption = word >>> ENCRYPTION_SHIFT;
    key.bytes = this.#slots[this.#slot + 3] ?? 0;
  }

  /** Remembers the key's newest record. */
  write(bytes: number, encryption: number): void {
    const group = (this.#slots[this.#slot + 2] ?? 0) & GROUP_BITS;
    this.#slots[this.#slot + 2] = group | (encryption << ENCRYPTION_SHIFT);
    this.#slots[this.#slot + 3] = bytes;
  }

  /** Two lanes of MurmurHash3's mixing, four bytes at a time. */
  #hash(view: DataView, at: number, length: number): void {
    let low = length;
    let high = ~length;
    const end = at + length;
    let place = at;
    for (; place + 4 <= end; place += 4) {
      const word = view.getInt32(place, true);
      low = mix(low, Math.imul(word, 0xcc9e2d51));
      high = mix(high, Math.imul(word, 0x85ebca6b) ^ low);
    }
    for (; place < end; place++) {
      low = mix(low, Math.imul(view.getUint8(place) + 1, 0x1b873593));
      high = mix(high, low);
    }
    this.#low = finish(low);
    this.#high = finish(high) || 1;
  }

  #slotOf(low: number, high: number): number {
    let slot = low & this.#mask;
    for (;;) {
      const at = slot * WORDS;
      const there = this.#slots[at + 1];
      if (there === 0 || (there === high && this.#slots[at] === low)) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#mask = this.#mask * 2 + 1;
    this.#slots = new Uint32Array((this.#mask + 1) * WORDS);
    for (let at = 0; at < old.length; at += WORDS) {
      if (old[at + 1] === 0) continue;
      const to = this.#slotOf(old[at] ?? 0, old[at + 1] ?? 0) * WORDS;
      this.#slots.set(old.subarray(at, at + WORDS), to);
    }
  }
}

function mix(hash: number, word: number): number {
  const turned = (word << 15) | (word >>> 17);
  const mixed = hash ^ Math.imul(turned, 0x1b873593);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
