/** Names of nodes, as Kubernetes allows them: data from outside until it has passed here. */
import { isIp } from '../../backup/file-name.ts';

/** RFC 1123 subdomain: what the API server takes for the name of a Node. */
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LONGEST = 253;

/** Why `name` cannot be a node's name, in words; undefined for a good one (an IPv4 address or an FQDN is one). */
export function nodeNameTrouble(name: string): string | undefined {
  if (name === '') return 'the name is empty';
  if (name.length > LONGEST) return `the name has ${name.length} characters, ${LONGEST} is the most`;
  if (SUBDOMAIN.test(name)) return undefined;
  if (isIp(name)) return 'Kubernetes takes no IPv6 address for the name of a node';
  if (SUBDOMAIN.test(name.toLowerCase())) return 'the names of nodes have no capital letters';
  return 'a node is named by lower case letters, digits, "-" and "."';
}
