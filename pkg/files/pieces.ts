/** Bytes in pieces, as a socket brings them and as one system call writes them. */

/** What is left of `pieces` without their first `count` bytes. */
export function behind(pieces: readonly Uint8Array[], count: number): readonly Uint8Array[] {
  let [first, left] = [0, count];
  for (let piece = pieces[0]; piece !== undefined && piece.length <= left; piece = pieces[first]) {
    left -= piece.length;
    first += 1;
  }
  const [cut, ...whole] = pieces.slice(first);
  return cut === undefined ? [] : [cut.subarray(left), ...whole];
}
