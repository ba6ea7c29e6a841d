import type { PlanWords } from '../plan-words.ts';

const run = (what: string) => (node: string) => `On ${node}: ${what}`;

/** The words of each step in English. */
export const steps: PlanWords['steps'] = {
  fence: (node) =>
    `Make sure that the machine of ${node} is off and stays off: power it down, take its network away, or remove it. Coming back with its old data it would disturb the restored cluster.`,
  bring: (node) =>
    `Bring the scripts of ${node} to the node, into the folder that the lines below name. For example:`,
  survivor: run('make a snapshot of the data that it still has. Stops nothing.'),
  'put-chosen': (node) =>
    `Copy the chosen file to ${node} under the name below: with cp where it lies there, else with scp from the node that has it. The line then prints the SHA-256 of the list.`,
  put: (node) => `Bring the snapshot to ${node} under this name, for example:`,
  fetch: run('fetch the snapshot. By any other way is as good: the script says where it belongs.'),
  compare: () =>
    'Compare the check codes that the preflight printed: they must be the same on every node. If not, the nodes have different snapshots, tools or plans; stop here.',
  wait: () => 'Wait until this phase has ended with "OK" on every node.',
  kubelets: () =>
    'On every node of the cluster, workers too: restart the kubelet, so that everything connects to the restored state (document: step 6).',
  backup: () =>
    'From a machine with a kubeconfig: take a fresh backup at once, the old ones are from before. Where you keep a kit, write it anew too.',
  'find-snapshot': run('list the backups that lie there.'),
  preflight: run('prove that it can be done. Changes nothing.'),
  stop: run('stop. Where it asks, type the check code that the preflight printed.'),
  'set-aside': run('set the old data aside.'),
  restore: run('restore its member.'),
  'put-in-place': run('put it in place.'),
  'start-etcd': run('start etcd.'),
  'start-rest': run('compare, then start the rest.'),
  verify: run('verify.'),
  undo: run('turn it back.'),
  'undo-start': run('start the old cluster again.'),
};
