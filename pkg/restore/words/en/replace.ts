import type { ReplaceWords } from '../replace-words.ts';

/** Replacing a member, in English. */
export const replace: ReplaceWords = {
  title: (node) => `Replace the etcd member of ${node}`,
  why: 'etcd has quorum: the cluster works and nothing is lost. A broken member is taken out and joins again with an empty data dir; the others send it everything. A restore would throw away what was written since the snapshot, on every node.',
  list: 'With a kubeconfig of the cluster: look at the members. Only one of them may be broken.',
  aside: (node) =>
    `On ${node}: take its etcd out and set its data aside. The second line waits until no process called etcd is left.`,
  newMachine: (node) =>
    `Where the machine of ${node} is gone for good, remove the member (next step) and then add a new control-plane node as you added the others; the steps after that are not needed.`,
  remove: (node) => `Take the member of ${node} out of the cluster.`,
  add: (node) =>
    `Announce it again. From here until it has started, no other member may fail; go on at once with ${node}.`,
  manifest: (node) => `On ${node}: let it join the cluster that exists.`,
  start: (node) => `On ${node}: start it.`,
  healthy: 'After a minute every member is healthy, and none is a learner.',
};
