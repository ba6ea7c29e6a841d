/** What a person should know beside the steps: data here, words in `words/`. */
import type { ClusterReason } from '../snapshot/cluster-reasons.ts';

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
  | { readonly is: 'not-raised'; readonly version: string | undefined }
  /** The plan is made from a kit, and what may have changed since; `age` is null where it was saved after now. */
  | { readonly is: 'kit-age'; readonly saved: string; readonly age: string | null; readonly stale: boolean }
  /** Its inventory is not as it was saved: by damage or by hand. */
  | { readonly is: 'kit-altered' }
  /** The plan lies in a kit: it was made while all was well, and waits. */
  | { readonly is: 'in-kit' }
  /** A cluster that works is turned back in time on purpose. */
  | { readonly is: 'even-with-quorum' }
  | { readonly is: 'no-confirm' }
  /** `--force` reaches as far as the nodes: what the preflight else refuses it only warns of. */
  | { readonly is: 'forced' }
  /** The snapshot lies elsewhere: nobody has looked into it. */
  | { readonly is: 'not-looked' }
  /** The file's name says on which node it was made. */
  | { readonly is: 'holder-by-name'; readonly node: string }
  | { readonly is: 'url-expires'; readonly at: string }
  /** Objects are encrypted at rest, with keys that no snapshot holds. */
  | { readonly is: 'encryption-keys'; readonly keys: readonly string[] }
  | { readonly is: 'other-cluster-unknown'; readonly reasons: readonly ClusterReason[] }
  | Doubt;

/** Something about a snapshot that stops a plan, or stands on it when it was forced. */
export type Doubt =
  | { readonly is: 'damaged'; readonly why: string }
  | { readonly is: 'other-cluster'; readonly reasons: readonly ClusterReason[] }
  | { readonly is: 'too-old'; readonly age: string; readonly most: string }
  | { readonly is: 'no-hash' };
