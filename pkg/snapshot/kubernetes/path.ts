/** Where Kubernetes keeps an object in etcd: a key's folder → resource and namespace. */

export interface KubePlace {
  /** What the key says, empty for a built-in resource (whose group stands in `builtin.ts` or in the object). */
  readonly group: string;
  /** As the API calls it, like `pods`; for what the API does not serve, the folder's name. */
  readonly resource: string;
  /** Empty for cluster-wide objects. */
  readonly namespace: string;
  /** The API server's own bookkeeping: no API shows it. */
  readonly internal: boolean;
}

/** Folders whose name is not the resource's (SpecialDefaultResourcePrefixes of kubernetes' storage_factory.go). */
const RENAMED: Readonly<Record<string, string>> = {
  controllers: 'replicationcontrollers',
  ingress: 'ingresses',
  minions: 'nodes',
  podsecuritypolicy: 'podsecuritypolicies',
};
const INTERNAL = new Set(['masterleases', 'peerserverleases', 'ranges']);

/** Reads the folder of a key, without the root (`/registry`) and the object's name: `pods/default`, `apps.example.com/widgets`. */
export function placeOf(folder: string): KubePlace {
  const [first = '', second = '', ...rest] = folder.split('/');
  if (first === '' || INTERNAL.has(first))
    return { group: '', resource: first, namespace: '', internal: true };
  if (first === 'services' && (second === 'specs' || second === 'endpoints')) {
    const resource = second === 'specs' ? 'services' : 'endpoints';
    return { group: '', resource, namespace: rest.join('/'), internal: false };
  }
  // A group of a custom resource has a dot, which no resource's name has.
  if (first.includes('.') && second !== '')
    return { group: first, resource: second, namespace: rest.join('/'), internal: false };
  return {
    group: '',
    resource: RENAMED[first] ?? first,
    namespace: [second, ...rest].filter(Boolean).join('/'),
    internal: false,
  };
}
