/**
 * Whether two ETags may be of the same content. Stores list them with quotes or without, a proxy that packs makes them weak, and
 * where one is missing nobody can tell.
 */
export function sameEtag(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || bare(one) === bare(other);
}

/** A weak one fits nothing in `If-Match`, not even itself. */
export function isWeak(etag: string): boolean {
  return /^W\//i.test(etag);
}

const bare = (etag: string): string => etag.replace(/^W\//i, '').replaceAll('"', '');
