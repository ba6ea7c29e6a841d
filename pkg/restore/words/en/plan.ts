import { humanSize } from '../../../words/size.ts';
import type { PlanSnapshot } from '../../plan/plan.ts';
import type { PlanWords } from '../plan-words.ts';
import { notices } from './notices.ts';
import { phases } from './phases.ts';
import { replace } from './replace.ts';
import { steps } from './steps.ts';

function snapshotText({ from, name, holder, size, revision }: PlanSnapshot): string {
  const bytes = size === null ? '' : `, ${humanSize(size)}`;
  if (from === 'hand') return 'to be chosen: the newest good one that the nodes have';
  if (from === 'survivor') return `the database of ${holder}, as it lies there`;
  if (from === 'bucket') return `${name} from S3, by a URL that expires${bytes}`;
  if (from === 'node') return `${name} on ${holder ?? 'every node'}${bytes}`;
  return `${name}${bytes}${revision === null ? '' : `, revision ${revision}`}`;
}

function snapshotItems({ from, name, holder }: PlanSnapshot): readonly string[] {
  const same = 'Every node restores from the same file; its digest is compared.';
  if (from === 'hand')
    return [
      'find-snapshot.sh lists what a node has. Choose the newest file that is not smaller than its neighbours, from any node, and put the same file on every node.',
      'No good one on any node, and backups go to S3? "kubectl etcdbackup download latest" brings one to a machine that has this plugin; copy that to every node.',
      same,
    ];
  if (from === 'survivor')
    return [
      'A node that still has its data is often newer than any backup. Where its etcd still runs, even without a majority, it hands out a whole snapshot. Where it does not run, its database is copied: without a digest that could be checked, and without the last writes that were not yet flushed.',
      same,
    ];
  if (from === 'bucket')
    return [
      'The URL stands in fetch.curl beside the scripts, mode 0600, and nowhere else. Whoever has that file can read the snapshot until it expires.',
      same,
    ];
  if (from === 'node' && holder === null) return [`It lies on every node as ${name}.`, same];
  return [same];
}

const taken = {
  record: 'by its record',
  object: 'by S3',
  'file-name': 'by its name',
  'file-time': 'by its file time',
};

/** The plan in English. */
export const en: PlanWords = {
  language: 'en',
  title: (nodes) => `Restore etcd on ${nodes.join(', ')}`,
  footer: (id, made) => `Plan ${id}, made ${made}`,
  danger:
    'This replaces the state of the whole cluster by that of the snapshot: what was written after it was taken is lost. The API is down from phase 1 to phase 6. Use it only when a majority of the etcd members is lost; if you are not sure, contact support first.',
  preview: (id) =>
    `These commands need their scripts. Run the same command again with --plan-id ${id} --output-dir DIR to have them as files, or with --inline to have them printed.`,
  labels: {
    plan: 'Plan',
    made: 'Made',
    members: 'Members',
    absent: 'Gone for good',
    snapshot: 'Snapshot',
    taken: 'Taken',
    sha256: 'SHA-256',
    revision: 'Revision',
    token: 'Cluster token',
    folder: 'On the nodes',
  },
  facts: {
    member: ({ node, name, peerUrl }) => `${node}${name === node ? '' : ` (member ${name})`}  ${peerUrl}`,
    snapshot: snapshotText,
    taken: (snapshot, age) =>
      snapshot.taken === null || snapshot.takenBy === null
        ? 'unknown here'
        : `${snapshot.taken} (${age === undefined ? 'after this plan was made' : `${age} ago`}, ${taken[snapshot.takenBy]})`,
    unknownDigest: 'not known here: the preflight prints a check code to compare',
    raised: (by) => `raised by ${by} on every member, older ones compacted`,
    notRaised: 'not raised',
  },
  before: {
    title: 'Before you begin',
    items: [
      '"The document" below is the page "etcd backup and restore" of the product. Each phase names the steps there that it stands for, and says what it does in another way.',
      'Is it a disaster? While a majority of the members runs, etcd has quorum and nothing needs a restore: replace the one broken member instead. The preflight refuses to go on then.',
      'You need root on every control-plane node below, by ssh or by console; no node needs to reach another by ssh.',
      'Read the plan to its end first. Then do the steps in order, every node through one phase before any goes on to the next.',
      'Each script stops at the first failure, says what to do, and can be started again at any time: it looks at the node and goes on from where it is. Nothing is ever deleted.',
      'Until the API servers start in phase 6 everything can be turned back: see "Undo" at the end.',
    ],
  },
  bring: {
    title: 'Bring the scripts to the nodes',
    items: [
      'Type the lines with scp on the machine that has the plan, in its folder: where plan.json lies.',
      'scp is only an offer: any way will do that keeps the files and their modes. On a console, --inline prints them to paste. SHA256SUMS beside the scripts proves that they arrived whole.',
    ],
    go: 'Here: go to the folder of the plan.',
  },
  snapshot: { title: 'The snapshot', items: snapshotItems },
  phases,
  heading: ({ title, stands }) => `${title} (${stands})`,
  differs: 'Other than in the document, and why:',
  steps,
  after: { title: 'Afterwards' },
  undo: {
    title: 'Undo',
    items: [
      'The old data comes back, the restored data is set aside. Every node is stopped first, then every node is turned back, then every node starts.',
      'Only until new data was written: once an API server has run on the restored etcd, 1-stop.sh and undo.sh refuse, and say with which word what it wrote is thrown away.',
    ],
    stop: (node) => `On ${node}: stop it again, where it runs already.`,
    undo: (node) => `On ${node}: turn it back. Then wait until that is done on every node.`,
    start: (node) => `On ${node}: start the old cluster.`,
  },
  trouble: {
    title: 'When something stops',
    items: (id, folder) => [
      `The last lines of a script name the step, the state of the node, and what to do. The whole story is in /var/log/etcd-restore-${id}.log on that node.`,
      'After a reboot, a closed terminal or a kill, start the same script again.',
      `An unfinished plan is continued, never mixed with another: a node that began this plan refuses every other until it is undone. Its scripts are in ${folder}.`,
    ],
  },
  rejoin: {
    title: (node) => `When ${node} comes back`,
    text: (node) =>
      `The restored cluster still has the member of ${node} in its list. A new or emptied machine joins like any replaced member; until then the cluster survives no further loss.`,
  },
  scripts: {
    title: (node) => `Scripts of ${node}`,
    text: (node) => `On ${node}, as root: paste this whole block.`,
  },
  notices,
  replace,
};
