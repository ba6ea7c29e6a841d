/** A kit, whether it is whole, and whether it is of the connected cluster. */
import { NAMESPACE } from '../../backup/resource.ts';
import type { BrokenKit, KitFacts, Known } from '../../checks/facts.ts';
import { UserError } from '../../errors.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Files } from '../../ports/files.ts';
import { openKit } from '../open-kit.ts';
import { damageText, kitDamage } from './kit-damage.ts';
import { type Limit, withinLimit } from './limit.ts';

export interface KitFolder {
  /** As it was given, for the fix. */
  readonly folder: string;
  readonly path: string;
  /** The disk: it is loaded only where there is a kit to look at. */
  files(): Promise<Files>;
}

export function readKitFacts(
  cluster: Cluster,
  { folder, path, files }: KitFolder,
  limit: Limit,
): Promise<Known<KitFacts> | { readonly broken: BrokenKit }> {
  return withinLimit(limit, async (signal) => {
    const namespace = { kind: NAMESPACE, name: 'kube-system' };
    const uid = cluster.get(namespace, { signal }).then(
      ({ metadata }) => metadata?.uid,
      () => undefined,
    );
    try {
      const disk = await files();
      const kit = await openKit(path, disk);
      const damage = (await kitDamage(path, disk)).map(damageText);
      return { known: { folder, kit, damage, kubeSystemUid: await uid } };
    } catch (error) {
      // What may not be read may be well.
      if (!(error instanceof UserError) || error.reason === 'EACCES') throw error;
      return { broken: { folder, message: error.message } };
    }
  });
}
