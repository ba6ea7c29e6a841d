/** A real user with few rights. */
import type { RunWorld } from '../../../run.ts';
import type { SetWorld } from '../world.ts';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';

/** A real user who may read the product's resources, and what `rule` says; no more. */
export async function viewerWith(world: SetWorld, rule: object) {
  const rbac = 'rbac.authorization.k8s.io';
  const apiVersion = `${rbac}/v1`;
  const metadata = { name: 'reader' };
  const own = { apiGroups: ['enhancement.cluster.alauda.io'], resources: ['*'], verbs: ['get', 'list'] };
  await world.backing.create({ apiVersion, kind: 'ClusterRole', metadata, rules: [own, rule] });
  const roleRef = { apiGroup: rbac, kind: 'ClusterRole', name: 'reader' };
  const subjects = [{ apiGroup: rbac, kind: 'User', name: 'viewer' }];
  await world.backing.create({ apiVersion, kind: 'ClusterRoleBinding', metadata, roleRef, subjects });
  const KUBECONFIG = await world.acp.writeKubeconfig('reader', world.backing.tokens.viewer);
  return {
    run: (words: readonly string[], env: RunWorld['env'] = {}) =>
      world.run(words, { env: { KUBECONFIG, ...env } }),
    end: async () => {
      await world.backing.client.send('DELETE', `${RBAC}/clusterrolebindings/reader`);
      await world.backing.client.send('DELETE', `${RBAC}/clusterroles/reader`);
    },
  };
}
