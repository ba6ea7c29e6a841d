/** What client-go refuses before it connects (clientcmd/validation.go): settings that contradict each other or cannot work. */
import { type Fields, fieldsOf, listOf, textOf } from '../backup/fields.ts';
import { UsageError } from '../errors.ts';
import { visible } from '../words/visible.ts';
import type { Chosen } from './choice.ts';

/** Throws UsageError for the first contradiction. */
export function checkUsable({ cluster, user, clusterName, userName }: Chosen): void {
  const fault =
    clusterFault(cluster, `cluster "${visible(clusterName ?? '')}"`) ??
    userFault(user, `user "${visible(userName ?? '')}"`);
  if (fault !== undefined) throw new UsageError(fault, 'mend the kubeconfig, or the flags that go with it');
}

function both(fields: Fields, one: string, other: string): boolean {
  return textOf(fields[one]) !== undefined && textOf(fields[other]) !== undefined;
}

function clusterFault(cluster: Fields, who: string): string | undefined {
  const ca = 'certificate-authority';
  if (both(cluster, ca, `${ca}-data`)) return `${who} has both ${ca} and ${ca}-data`;
  const trusts = textOf(cluster[ca]) ?? textOf(cluster[`${ca}-data`]);
  if (cluster['insecure-skip-tls-verify'] === true && trusts !== undefined) {
    return `${who} has a certificate authority, and yet skips the check of certificates`;
  }
  return undefined;
}

function userFault(user: Fields, who: string): string | undefined {
  const methods = [
    ...(textOf(user['token']) === undefined ? [] : ['a token']),
    ...((textOf(user['username']) ?? textOf(user['password'])) ? ['a user name and password'] : []),
  ];
  if (methods.length > 1) return `${who} has ${methods.join(' and ')}: only one is allowed`;
  if (methods[0]?.startsWith('a user') === true && textOf(user['tokenFile']) !== undefined)
    return `${who} has a user name and password and a token file: only one is allowed`;
  return certificateFault(user, who) ?? execFault(user, who) ?? impersonationFault(user, who);
}

function certificateFault(user: Fields, who: string): string | undefined {
  const cert = 'client-certificate';
  const key = 'client-key';
  for (const name of [cert, key]) {
    if (both(user, name, `${name}-data`)) return `${who} has both ${name} and ${name}-data`;
  }
  const has = (name: string): boolean => (textOf(user[name]) ?? textOf(user[`${name}-data`])) !== undefined;
  if (has(cert) && !has(key)) return `${who} has a client certificate without its key`;
  return undefined;
}

function execFault(user: Fields, who: string): string | undefined {
  if (user['exec'] === undefined || user['exec'] === null) return undefined;
  const exec = fieldsOf(user['exec']);
  if (textOf(fieldsOf(user['auth-provider'])['name']) !== undefined)
    return `${who} has both exec and auth-provider`;
  if (textOf(exec['command']) === undefined) return `${who}: exec has no command`;
  const version = textOf(exec['apiVersion']);
  if (version === undefined) return `${who}: exec has no apiVersion`;
  if (listOf(exec['env']).some((one) => textOf(fieldsOf(one)['name']) === undefined))
    return `${who}: exec has an env entry without a name`;
  const mode = textOf(exec['interactiveMode']);
  if (mode === undefined && version.endsWith('/v1')) return `${who}: exec has no interactiveMode`;
  if (mode !== undefined && !['Never', 'IfAvailable', 'Always'].includes(mode))
    return `${who}: exec has an unknown interactiveMode "${visible(mode)}"`;
  return undefined;
}

function impersonationFault(user: Fields, who: string): string | undefined {
  if (textOf(user['as']) !== undefined) return undefined;
  const more =
    listOf(user['as-groups']).length > 0 ||
    textOf(user['as-uid']) !== undefined ||
    Object.keys(fieldsOf(user['as-user-extra'])).length > 0;
  return more
    ? `${who} asks for groups, uid or extras of a user to impersonate, and names no user (--as)`
    : undefined;
}
