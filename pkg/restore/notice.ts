/** What a person should know beside the steps: data here, words in `words/`. */

/** A notice as data: `is` says which, the rest fills its sentence. */
export type Notice =
  | { readonly is: 'no-etcd-pod'; readonly node: string }
  | {
      readonly is: 'moved-address';
      readonly node: string;
      readonly peer: string;
      readonly ips: readonly string[];
    }
  | {
      readonly is: 'several-addresses';
      readonly node: string;
      readonly ip: string;
      readonly ips: readonly string[];
    };
