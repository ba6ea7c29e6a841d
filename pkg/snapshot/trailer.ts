/** The SHA-256 that `etcdctl snapshot save` puts behind the database. */
import { Damage } from './damage.ts';

const DIGEST = 32;
/** Every page size is a multiple of this, so a database's length is too. */
const UNIT = 512;

export interface Trailer {
  /** Bytes of the database, without the digest. */
  readonly databaseSize: number;
  /** False for a file that was copied from a data dir. */
  readonly present: boolean;
  /** Set where the length fits neither form. */
  readonly damage: Damage | undefined;
}

/** Tells by the length whether the file ends in a digest. */
export function trailerOf(size: number): Trailer {
  const rest = size % UNIT;
  if (rest === 0) return { databaseSize: size, present: false, damage: undefined };
  if (rest === DIGEST && size > DIGEST)
    return { databaseSize: size - DIGEST, present: true, damage: undefined };
  const damage = new Damage(
    `the length of ${size} bytes is neither that of a database nor of one with its SHA-256: the file is cut short, or something was added`,
    { byte: size },
  );
  return { databaseSize: size - rest, present: false, damage };
}

export type Sha256State = 'ok' | 'missing' | 'bad';

/** Compares the digest that was computed with the one that stands in the file. */
export function sha256State(computed: Uint8Array, stored: Uint8Array | undefined): Sha256State {
  if (stored === undefined) return 'missing';
  return Buffer.from(computed).equals(stored) ? 'ok' : 'bad';
}
