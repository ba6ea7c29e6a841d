/** What a person should know beside the steps: data here, words in `words/`. */

/** A notice as data: `is` says which, the rest fills its sentence. */
export type Notice =
  /** The static pod could not be read: kubeadm's defaults are assumed, and proven on the node. */
  | { readonly is: 'no-etcd-pod'; readonly node: string }
  /** etcd talks to its peers at an address that the node does not have. */
  | {
      readonly is: 'moved-address';
      readonly node: string;
      readonly peer: string;
      readonly ips: readonly string[];
    }
  /** Dual stack, and nothing says which address etcd uses. */
  | {
      readonly is: 'several-addresses';
      readonly node: string;
      readonly ip: string;
      readonly ips: readonly string[];
    }
  | { readonly is: 'one-node' }
  | { readonly is: 'ip-names'; readonly nodes: readonly string[] }
  /** Stands on every page. */
  | { readonly is: 'unsupported-topology'; readonly count: number }
  | { readonly is: 'different-versions'; readonly versions: readonly string[] }
  | { readonly is: 'untried-version'; readonly version: string }
  /** Nobody could read the image: the preflight decides. */
  | { readonly is: 'unknown-version' }
  | { readonly is: 'not-raised'; readonly version: string | undefined };
