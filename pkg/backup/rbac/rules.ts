/** What the rules of roles grant, read as the API server's RBAC authorizer reads them. */
import type { KubeObject } from '../../ports/cluster.ts';
import { fieldsOf, listOf } from '../fields.ts';

export interface Action {
  readonly verb: string;
  /** Of the core group. */
  readonly resource: string;
  /** undefined: any, as for a list. */
  readonly name: string | undefined;
}

/** Whether one of the role's rules grants the action. */
export function grants(role: KubeObject, { verb, resource, name }: Action): boolean {
  return listOf(role['rules']).some((rule) => {
    const fields = fieldsOf(rule);
    const names = listOf(fields['resourceNames']);
    const has = (field: string, value: string): boolean =>
      listOf(fields[field]).some((one) => one === value || one === '*');
    return (
      has('verbs', verb) &&
      listOf(fields['apiGroups']).some((one) => one === '' || one === '*') &&
      has('resources', resource) &&
      (names.length === 0 || (name !== undefined && names.includes(name)))
    );
  });
}
