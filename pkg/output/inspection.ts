/** `inspect` as one page: is it whole, what is it, what is in it. */
import type { EtcdView, Inspection } from '../snapshot/inspection.ts';
import type { EncryptionKeyCount } from '../snapshot/kubernetes/encryption.ts';
import type { KubernetesView, ResourceCount } from '../snapshot/kubernetes/view.ts';
import type { SameCluster } from '../snapshot/same-cluster.ts';
import { humanSize } from '../words/size.ts';
import { visible } from '../words/visible.ts';
import { type Cell, renderTable, type TableStyle, toned } from './columns.ts';
import { renderLabels } from './page.ts';

/** The view of `inspect`: the findings, and with `--same-cluster` the comparison. */
export interface InspectionView extends Inspection {
  readonly sameCluster?: Compared;
}

/** The comparison with its reasons in words. */
export type Compared = Pick<SameCluster, 'verdict'> & { readonly reasons: readonly string[] };

export interface InspectionStyle extends TableStyle {
  readonly wide: boolean;
}

type Label = readonly [label: string, ...values: Cell[]];

/** Largest resources that the page shows; `-o wide` shows all. */
const SHOWN = 10;

/** The verdict first, then labels, then tables. */
export function renderInspection(view: InspectionView, style: InspectionStyle): string {
  const parts = [verdict(view, style)];
  const labels = [...fileLabels(view), ...etcdLabels(view.etcd), ...kubernetesLabels(view.kubernetes)];
  parts.push(renderLabels(labels, style));
  if (view.etcd !== null && view.etcd.members.length > 0) parts.push(members(view.etcd, style));
  if (view.kubernetes !== null) parts.push(resources(view.kubernetes, style));
  if (view.kubernetes !== null && style.wide) parts.push(namespaces(view.kubernetes, style));
  return parts.join('\n');
}

function verdict(view: InspectionView, style: InspectionStyle): string {
  const lines = [`${toned(...wholeness(view), style.color)}  ${visible(view.file)}\n`];
  for (const { message, byte } of view.damage)
    lines.push(`         ${visible(message)}${byte === null ? '' : ` (byte ${byte})`}\n`);
  if (!view.ok && view.etcd !== null) lines.push('         what follows is what could be read of it\n');
  if (view.ok && view.sha256.state === 'missing')
    lines.push('         it has no SHA-256: every page is in order, but a changed value would not show\n');
  if (view.sameCluster !== undefined) lines.push(sameClusterLines(view.sameCluster, style));
  return lines.join('');
}

function wholeness({
  ok,
  sha256,
}: Inspection): ['DAMAGED' | 'WHOLE  ' | 'READABLE', 'bad' | 'good' | 'warn'] {
  if (!ok) return ['DAMAGED', 'bad'];
  return sha256.state === 'ok' ? ['WHOLE  ', 'good'] : ['READABLE', 'warn'];
}

const VERDICTS = {
  yes: ['YES', 'good', "it is this cluster's snapshot"],
  no: ['NO', 'bad', "it is another cluster's snapshot"],
  unknown: ['CANNOT TELL', 'warn', 'it may or may not be of this cluster'],
} as const;

function sameClusterLines({ verdict: word, reasons }: Compared, style: InspectionStyle): string {
  const [text, tone, means] = VERDICTS[word];
  return `${toned(text, tone, style.color)}  ${means}\n${reasons.map((reason) => `         ${visible(reason)}\n`).join('')}`;
}

function fileLabels({ size, wrapping, member, sha256, database }: Inspection): Label[] {
  const inside = member === null ? '' : `, database "${member}" inside`;
  const form = wrapping.length === 0 ? 'plain' : [...wrapping].reverse().join(' in ');
  const labels: Label[] = [['File', { text: `${humanSize(size)}, ${form}${inside}` }]];
  if (database === null) return labels;
  const { pageSize, usedPages, freePages } = database;
  const digest: Label = [
    'SHA-256',
    { text: sha256.state === 'bad' ? 'bad' : `${sha256.state}, ${sha256.database ?? 'not computed'}` },
  ];
  const pages = `${humanSize(database.size)}, ${usedPages} pages of ${pageSize} bytes in use, ${freePages} free`;
  return [...labels, digest, ['Database', { text: pages }]];
}

function etcdLabels(etcd: EtcdView | null): Label[] {
  if (etcd === null) return [];
  const compacted = etcd.compactedRevision === null ? '' : `, compacted at ${etcd.compactedRevision}`;
  const versions = [
    ...(etcd.storageVersion === null ? [] : [`storage ${etcd.storageVersion}`]),
    ...(etcd.clusterVersion === null ? [] : [`cluster ${etcd.clusterVersion}`]),
  ];
  const { auth, alarms, raft } = etcd;
  const labels: Label[] = [
    ['Hash', { text: `${etcd.hash} (as etcdutl snapshot status prints it)` }],
    ['Revision', { text: `${etcd.revision}${compacted}` }],
    ['Live keys', { text: String(etcd.liveKeys) }],
    ['Total keys', { text: `${etcd.changes} as etcdutl 3.6 counts, ${etcd.entries} as 3.4 and 3.5 do` }],
    ['Raft', { text: `${raft.term === null ? '' : `term ${raft.term}, `}index ${raft.index ?? 'unknown'}` }],
    ['Versions', { text: versions.join(', ') || 'not recorded' }],
    ['Alarms', ...alarmCells(alarms)],
  ];
  if (etcd.leases > 0) labels.push(['Leases', { text: String(etcd.leases) }]);
  if (auth.enabled || auth.users > 0)
    labels.push([
      'Auth',
      { text: `${auth.enabled ? 'on' : 'off'}, ${auth.users} users, ${auth.roles} roles` },
    ]);
  return labels;
}

function alarmCells(alarms: EtcdView['alarms']): [Cell, ...Cell[]] {
  const [first, ...rest] = alarms.map(
    ({ alarm, member }): Cell => ({ text: `${alarm} on member ${member}`, tone: 'bad' }),
  );
  return first === undefined ? [{ text: 'none' }] : [first, ...rest];
}

function kubernetesLabels(kubernetes: KubernetesView | null): Label[] {
  if (kubernetes === null) return [];
  const { objects, namespaces: count, events, controlPlaneNodes, workerNodes, otherNodes } = kubernetes;
  const names = (nodes: KubernetesView['workerNodes']) => nodes.map(({ name }) => name).join(', ');
  const labels: Label[] = [
    ['Kubernetes', { text: `${objects} objects in ${count} namespaces` }],
    ['Control plane', { text: names(controlPlaneNodes) || 'no node is readable as one' }],
  ];
  if (workerNodes.length > 0) labels.push(['Workers', { text: names(workerNodes) }]);
  if (otherNodes.length > 0) labels.push(['Encrypted nodes', { text: names(otherNodes) }]);
  labels.push([
    'Events',
    { text: `${percent(events.objects)} of the objects, ${percent(events.bytes)} of their bytes` },
  ]);
  const encrypted = kubernetes.resources.filter((one) => one.encrypted > 0);
  if (encrypted.length > 0) labels.push(['Encrypted', ...(encrypted.map(encryptedCell) as [Cell])]);
  const keys = kubernetes.encryptionKeys.map(keyCell);
  if (keys.length > 0) labels.push(['Encryption keys', ...(keys as [Cell])]);
  return labels;
}

function encryptedCell({ resource, group, encrypted, objects }: ResourceCount): Cell {
  const name = group === '' ? resource : `${resource}.${group}`;
  return { text: `${name}: ${encrypted} of ${objects}` };
}

function keyCell({ key, objects }: EncryptionKeyCount): Cell {
  const count = `${objects} ${objects === 1 ? 'object' : 'objects'}`;
  return {
    text:
      key === null
        ? `keys that cannot be told, for ${count}`
        : `${key}, for ${count}; a restore needs it on every control-plane node`,
    tone: 'warn',
  };
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function members({ members: all }: EtcdView, style: InspectionStyle): string {
  const rows = all.map(({ id, name, peerURLs, learner }) => [
    { text: name === '' ? '<not started>' : name },
    { text: id },
    { text: peerURLs.join(',') },
    { text: learner ? 'learner' : 'voter' },
  ]);
  return renderTable(['MEMBER', 'ID', 'PEER URLS', 'ROLE'], rows, style);
}

function resources({ resources: all }: KubernetesView, style: InspectionStyle): string {
  const shown = style.wide ? all : all.slice(0, SHOWN);
  const rows = shown.map(({ resource, group, kind, objects, bytes, encrypted }) => [
    { text: resource },
    { text: group === '' ? 'core' : group },
    { text: kind !== '' ? kind : encrypted > 0 ? '<encrypted>' : '<unknown>' },
    { text: String(objects) },
    { text: humanSize(bytes) },
    ...(style.wide ? [{ text: String(encrypted) }] : []),
  ]);
  const titles = ['RESOURCE', 'GROUP', 'KIND', 'OBJECTS', 'SIZE', ...(style.wide ? ['ENCRYPTED'] : [])];
  const more = all.length - shown.length;
  return renderTable(titles, rows, style) + (more > 0 ? `${more} more with -o wide\n` : '');
}

function namespaces({ byNamespace }: KubernetesView, style: InspectionStyle): string {
  const rows = byNamespace.map(({ namespace, objects, bytes }) => [
    { text: namespace },
    { text: String(objects) },
    { text: humanSize(bytes) },
  ]);
  return renderTable(['NAMESPACE', 'OBJECTS', 'SIZE'], rows, style);
}
