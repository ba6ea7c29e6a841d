/**
 * With which keys objects are encrypted at rest. The API server puts the key's name in front of every value,
 * `k8s:enc:aescbc:v1:key1:` (kubernetes' docs: encrypt-data; of KMS it is the plugin's name).
 */

/** Number of a value that is not encrypted. */
export const PLAIN = 0;
/** Number of all keys that cannot be told, or that are too many to be listed: a number has one byte. */
const UNTOLD = 255;

const PREFIX = [...new TextEncoder().encode('k8s:enc:')];
const COLON = 0x3a;
/** `aescbc:v1:` and a name of 253 letters. */
const LONGEST = 300;
const KEY = /^[a-z0-9]{1,20}:v\d:[\u0021-\u0039\u003b-\u007e]{1,253}$/;

/** How many objects need a key. */
export interface EncryptionKeyCount {
  /** `aescbc:v1:key1`; null for those whose key cannot be told. */
  readonly key: string | null;
  readonly objects: number;
}

export class EncryptionKeys {
  readonly #numbers = new Map<string, number>();
  /** Objects by number. */
  readonly #objects = new Float64Array(UNTOLD + 1);

  /** The number of the key of a value: `PLAIN` for one that is not encrypted, at most 255. */
  numberOf(bytes: Uint8Array, at: number, length: number): number {
    if (bytes[at] !== PREFIX[0] || length < PREFIX.length) return PLAIN;
    if (!PREFIX.every((byte, index) => bytes[at + index] === byte)) return PLAIN;
    const from = at + PREFIX.length;
    const key = keyAt(bytes, from, Math.min(at + length, from + LONGEST));
    if (key === undefined) return UNTOLD;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#numbers.size + 1 >= UNTOLD) return UNTOLD;
    this.#numbers.set(key, this.#numbers.size + 1);
    return this.#numbers.size;
  }

  /** `objects` more of the key of that number, or fewer. */
  count(number: number, objects: number): void {
    this.#objects[number] = (this.#objects[number] ?? 0) + objects;
  }

  /** Keys that objects need now, by name; those that cannot be told come last. */
  list(): readonly EncryptionKeyCount[] {
    const told = [...this.#numbers].map(([key, number]) => ({ key, objects: this.#objects[number] ?? 0 }));
    const untold = { key: null, objects: this.#objects[UNTOLD] ?? 0 };
    return [...told.sort((a, b) => (a.key < b.key ? -1 : 1)), untold].filter(({ objects }) => objects > 0);
  }
}

/** Provider, version and name: what stands before the third colon. */
function keyAt(bytes: Uint8Array, from: number, end: number): string | undefined {
  let colons = 0;
  for (let at = from; at < end; at++) {
    if (bytes[at] !== COLON) continue;
    colons++;
    if (colons < 3) continue;
    const key = String.fromCharCode(...bytes.subarray(from, at));
    return KEY.test(key) ? key : undefined;
  }
  return undefined;
}
