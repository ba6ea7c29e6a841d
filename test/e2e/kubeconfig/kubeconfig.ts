/** Kubeconfigs of the cases, from the parts that a case is about. */
import { pki } from '../../fixtures/pki.ts';
import type { Place } from './case.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Text as kubeconfigs carry it in their `-data` fields. */
export const data = (text: string): string => Buffer.from(text).toString('base64');

/** The tests' own authority, as data. */
export const CA = data(pki('ca.pem'));

/** A cluster that is trusted; `more` goes over it, undefined takes away. */
export function clusterAt(at: Pick<Place, 'url'>, more: Fields = {}): Fields {
  return { server: at.url, 'certificate-authority-data': CA, ...more };
}

/** One cluster, one user and one context of the same name, which is the current one. */
export function kubeconfig(cluster: Fields, user: Fields, name = 'here', more: Fields = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    ...more,
  };
}

/** The usual one, with this token. */
export function withToken(at: Place, token = 'tok-a', name = 'here', more: Fields = {}): object {
  return kubeconfig(clusterAt(at), { token }, name, more);
}
