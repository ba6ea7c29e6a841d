import { type ClusterReason, reasonText } from '../../../snapshot/cluster-reasons.ts';
import type { NoticeWords } from '../notice-words.ts';

const because = (reasons: readonly ClusterReason[]): string =>
  reasons.map((one) => reasonText(one)).join('; ');

/** Notices in English. */
export const notices: NoticeWords = {
  'no-etcd-pod': ({ node }) =>
    `The static etcd pod of ${node} could not be read: kubeadm's folder and port are assumed. The preflight compares them with the node's own manifest.`,
  'moved-address': ({ node, peer, ips }) =>
    `etcd on ${node} talks to its peers at ${peer}, but the node's addresses are ${ips.join(', ') || 'unknown'}. The plan keeps what etcd says; check that the machine still has that address.`,
  'several-addresses': ({ node, ip, ips }) =>
    `${node} has the addresses ${ips.join(', ')}; the plan takes ${ip}. The preflight compares it with the node's own manifest.`,
  'one-node': () =>
    'One control-plane node: the product documents three. This plan is our own, tested, extension of it.',
  'ip-names': ({ nodes }) =>
    `Nodes named by their IP (${nodes.join(', ')}): the product documents host names. This plan is our own, tested, extension of it.`,
  'unsupported-topology': ({ count }) =>
    `UNSUPPORTED: ${count} control-plane nodes. The product documents three and asks you to contact support for any other number; this plan is untested there.`,
  'different-versions': ({ versions }) =>
    `The members run different versions of etcd: ${versions.join(', ')}. Each node restores with the tool of its own image.`,
  'untried-version': ({ version }) =>
    `etcd ${version} is none of 3.4, 3.5 and 3.6, with which this plan is tested.`,
  'unknown-version': () =>
    'Which version of etcd runs now is not known here. Where its tool cannot raise the revision (before 3.4.27 and 3.5.10), the preflight says so and leaves it out. If the check codes differ because only some nodes can, plan again with --bump-revision 0.',
  'not-raised': ({ version }) =>
    `The revision is not raised${version === undefined ? '' : ` (etcd ${version} cannot)`}: clients that watched before the disaster may miss changes. Restart every controller and kubelet after the restore.`,
  'kit-age': ({ saved, age, stale }) =>
    `Made from a kit that was saved ${saved}, ${age === null ? "later than now by this machine's clock: one of the two clocks is wrong" : `${age} ago${stale ? ': that is long' : ''}`}. Nodes and addresses, etcd's version, S3 store and local path may have changed since. The preflight compares names, addresses and the manifest; it cannot know of a node that was added. While the API answers, "kubectl etcdbackup check --kit DIR" does.`,
  'kit-altered': () =>
    'kit.json is not as it was saved: damaged, or edited by hand. Compare the names and addresses of this plan with the machines before you begin.',
  'in-kit': () =>
    'This plan lies in a kit, made while all was well: nodes, addresses and the version of etcd may have changed since. Where this plugin is at hand, "kubectl etcdbackup restore --kit DIR --snapshot FILE --output-dir PLAN" makes a new plan from it. These scripts restore once: write the kit anew afterwards.',
  'even-with-quorum': () =>
    'ON PURPOSE: the cluster may still have quorum. Everything that was written since the snapshot is thrown away on every node.',
  'no-confirm': () => 'Phase 1 does not ask for the check code: compare it yourself before you go on.',
  forced: () =>
    'FORCED: the preflight only warns where the snapshot names no member of this plan, or where one that nobody has looked into has no SHA-256 at its end.',
  'not-looked': () =>
    'Nobody has looked into the snapshot yet. The preflight sees whether it is whole and names a member of this plan; whether it is the one that you want, only you do. "kubectl etcdbackup inspect FILE" shows its nodes and objects.',
  'holder-by-name': ({ node }) =>
    `The file's name says that it was made on ${node}: the other nodes get it from there. --snapshot-node names another.`,
  'url-expires': ({ at }) =>
    `The URL of the snapshot expires at ${at}. Make this plan again into the same folder for a new one.`,
  'other-cluster-unknown': ({ reasons }) =>
    `Whether the snapshot is of this cluster cannot be told for certain: ${because(reasons)}.`,
  'encryption-keys': ({ keys }) =>
    `Objects of the snapshot are encrypted with ${keys.join(', ')}: no snapshot holds these keys. The encryption configuration of every node must have them, which the preflight checks; where it is lost too, bring it back from your copy of /etc/kubernetes first.`,
  damaged: ({ why }) =>
    `FORCED: the snapshot is damaged: ${why}. The preflight has no --force: it compares the SHA-256 and restores on trial, and where that fails this plan ends, with nothing touched.`,
  'other-cluster': ({ reasons }) =>
    `FORCED: the snapshot is of another cluster (${because(reasons)}). Restored here it breaks this one.`,
  'too-old': ({ age, most }) =>
    `FORCED: the snapshot is ${age} old, more than ${most}. Certificates and tokens in it may have expired.`,
  'no-hash': () =>
    'FORCED: the snapshot has no SHA-256 behind it, so that nobody can prove that it is whole.',
};
