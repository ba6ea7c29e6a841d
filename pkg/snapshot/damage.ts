/** A file that is not what was saved: what is wrong, and where. */

export class Damage extends Error {
  /** The bbolt page, where the damage is inside one. */
  readonly page: number | undefined;
  /** Byte from the start of the database, where known. */
  readonly byte: number | undefined;

  constructor(message: string, place: { readonly page?: number; readonly byte?: number } = {}) {
    super(message);
    this.name = 'Damage';
    this.page = place.page;
    this.byte = place.byte;
  }
}
