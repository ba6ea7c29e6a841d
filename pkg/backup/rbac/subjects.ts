/** Whom bindings bind. */
import type { KubeObject } from '../../ports/cluster.ts';
import { fieldsOf, listOf, textOf } from '../fields.ts';

/** Somebody as the API server knows them. */
export interface Subject {
  /** A user's name, or `system:serviceaccount:cpaas-system:etcd-backup`. */
  readonly user: string;
  readonly groups: readonly string[];
}

/** Users and service accounts that a binding binds to the ClusterRole `role`; groups are nobody in particular. */
export function boundSubjects(bindings: readonly KubeObject[], role: string): Subject[] {
  return bindings
    .filter((binding) => roleOf(binding).kind === 'ClusterRole' && roleOf(binding).name === role)
    .flatMap(subjectsOf);
}

/** The role that a binding gives. */
export function roleOf(binding: KubeObject): { readonly kind: string; readonly name: string } {
  const ref = fieldsOf(binding['roleRef']);
  return { kind: textOf(ref['kind']) ?? '', name: textOf(ref['name']) ?? '' };
}

/** Whether the binding binds the subject, by name or by one of its groups. */
export function binds(binding: KubeObject, subject: Subject): boolean {
  const groups = listOf(binding['subjects'])
    .map(fieldsOf)
    .flatMap((one) => (one['kind'] === 'Group' ? (textOf(one['name']) ?? []) : []));
  return (
    groups.some((group) => subject.groups.includes(group)) ||
    subjectsOf(binding).some(({ user }) => user === subject.user)
  );
}

function subjectsOf(binding: KubeObject): Subject[] {
  return listOf(binding['subjects'])
    .map(fieldsOf)
    .flatMap((one) => {
      const name = textOf(one['name']);
      const namespace = textOf(one['namespace']) ?? binding.metadata?.namespace;
      if (name === undefined) return [];
      if (one['kind'] === 'User') return [{ user: name, groups: ['system:authenticated'] }];
      if (one['kind'] !== 'ServiceAccount' || namespace === undefined) return [];
      const groups = [
        'system:serviceaccounts',
        `system:serviceaccounts:${namespace}`,
        'system:authenticated',
      ];
      return [{ user: `system:serviceaccount:${namespace}:${name}`, groups }];
    });
}
