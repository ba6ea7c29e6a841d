/** A kit's file, and whether it is of the connected cluster. */
import { NAMESPACE } from '../../backup/resource.ts';
import type { BrokenKit, KitFacts, Known } from '../../checks/facts.ts';
import { UserError } from '../../errors.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { readKit } from '../../restore/kit/read.ts';
import { type Limit, withinLimit } from './limit.ts';

export interface KitFolder {
  readonly folder: string;
  /** The text of its inventory. Throws UserError. */
  read(): Promise<string>;
}

export function readKitFacts(
  cluster: Cluster,
  { folder, read }: KitFolder,
  limit: Limit,
): Promise<Known<KitFacts> | { readonly broken: BrokenKit }> {
  return withinLimit(limit, async (signal) => {
    const namespace = { kind: NAMESPACE, name: 'kube-system' };
    const uid = cluster.get(namespace, { signal }).then(
      ({ metadata }) => metadata?.uid,
      () => undefined,
    );
    try {
      const kit = readKit(await read());
      return { known: { folder, kit, kubeSystemUid: await uid } };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { broken: { folder, message: error.message } };
    }
  });
}
