/** The names of objects, of Nodes and Secrets among them, as the API server takes them: RFC 1123 subdomains. */

/** Characters. */
export const LONGEST_NAME = 253;

/** Whether it has the form; its length is the caller's to look at. */
export function isSubdomain(name: string): boolean {
  return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name);
}
