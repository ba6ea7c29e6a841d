/** Which encryption keys a restore needs, as far as the snapshot itself tells. */
import type { Inspection } from '../../snapshot/inspection.ts';

/** By name, `aescbc:v1:key1`; null where that cannot be told for all objects: then each node searches the file itself. */
export function keysNeeded({ ok, kubernetes }: Inspection): readonly string[] | null {
  // What cannot be read may be encrypted too.
  if (!ok || kubernetes === null) return null;
  const keys = kubernetes.encryptionKeys.map(({ key }) => key);
  return keys.every((key) => key !== null) ? keys : null;
}
