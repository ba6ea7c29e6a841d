/** Names of nodes, as Kubernetes allows them: data from outside until it has passed here. */
import { isIp } from '../../backup/file-name.ts';
import { isSubdomain, LONGEST_NAME } from '../../backup/subdomain.ts';

/** Why `name` cannot be a node's name, in words; undefined for a good one (an IPv4 address or an FQDN is one). */
export function nodeNameTrouble(name: string): string | undefined {
  if (name === '') return 'the name is empty';
  if (name.length > LONGEST_NAME)
    return `the name has ${name.length} characters, ${LONGEST_NAME} is the most`;
  if (isSubdomain(name)) return undefined;
  if (isIp(name)) return 'Kubernetes takes no IPv6 address for the name of a node';
  if (isSubdomain(name.toLowerCase())) return 'the names of nodes have no capital letters';
  return 'a node is named by lower case letters, digits, "-" and "."';
}
