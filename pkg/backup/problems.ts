/** What is wrong with a backup, the worst first: what `status` says before anything else. */
import { humanSpan } from '../words/age.ts';
import { parseTime } from '../words/time.ts';
import type { NodeStatus } from './node-status.ts';
import type { BackupRecord } from './records.ts';
import { SECRET_NAMESPACE } from './resource.ts';
import type { StatusFacts } from './status.ts';

export interface Problem {
  readonly severity: 'failing' | 'warning';
  readonly message: string;
  readonly hint: string | null;
}

/** Every problem that the facts show; failing ones before warnings. */
export function problemsOf(
  facts: StatusFacts,
  records: readonly BackupRecord[],
  nodes: readonly NodeStatus[],
  now: Date,
): Problem[] {
  const found = [
    ...scheduleProblems(facts),
    ...recordProblems(facts, records, nodes, now),
    ...nodes.flatMap((node) => nodeProblems(node, records.length > 0, now)),
    ...secretProblems(facts),
  ];
  return [
    ...found.filter((one) => one.severity === 'failing'),
    ...found.filter((one) => one.severity === 'warning'),
  ];
}

const failing = (message: string, hint?: string): Problem => ({
  severity: 'failing',
  message,
  hint: hint ?? null,
});
const warning = (message: string, hint?: string): Problem => ({
  severity: 'warning',
  message,
  hint: hint ?? null,
});

function scheduleProblems({ configuration, plan }: StatusFacts): Problem[] {
  const set = 'kubectl etcdbackup set-schedule "0 0 * * *"';
  if (configuration.paused)
    return [failing('backups are paused: no scheduled backup will run', 'kubectl etcdbackup resume')];
  if (configuration.schedule === undefined)
    return [failing('there is no schedule: no backup runs by itself', set)];
  if (plan === undefined) return [failing(`the schedule "${configuration.schedule}" cannot be read`, set)];
  if (plan.nextRuns.length === 0)
    return [failing(`the schedule "${configuration.schedule}" never comes`, set)];
  return [];
}

function recordProblems(
  { configuration, plan }: StatusFacts,
  records: readonly BackupRecord[],
  nodes: readonly NodeStatus[],
  now: Date,
): Problem[] {
  if (records.length === 0) {
    return [failing('no backup has ever been recorded', 'kubectl etcdbackup trigger --wait')];
  }
  const newest = records.find(
    (record) => record.outcome === 'succeeded' && record.taken !== undefined,
  )?.taken;
  if (newest === undefined)
    return [failing('no backup in the records succeeded', 'kubectl etcdbackup list --failed -o wide')];
  if (configuration.paused || nodes.length === 0) return [];
  if (plan?.missed === undefined) return [];
  return [
    failing(
      `the last successful backup is ${humanSpan(now.getTime() - newest.getTime())} old: scheduled runs since then are missing`,
      'kubectl etcdbackup trigger --wait shows whether backups work at all',
    ),
  ];
}

function nodeProblems(node: NodeStatus, anyRecords: boolean, now: Date): Problem[] {
  const { failedLast } = node;
  if (failedLast !== null) {
    const taken = failedLast.taken === null ? undefined : parseTime(failedLast.taken);
    const ago = taken === undefined ? '' : ` ${humanSpan(now.getTime() - taken.getTime())} ago`;
    const said =
      failedLast.message === null ? failedLast.result : `${failedLast.result}: ${failedLast.message}`;
    return [
      failing(
        `the last backup of ${node.node} failed${ago}: ${said}`,
        `kubectl etcdbackup list --node ${node.node} -o wide`,
      ),
    ];
  }
  if (node.lastSuccess === null && anyRecords) {
    return [
      warning(
        `no successful backup of ${node.node} is recorded`,
        'its snapshot may have been trimmed, or was never made',
      ),
    ];
  }
  return [];
}

function secretProblems({ configuration, secret }: StatusFacts): Problem[] {
  const { s3 } = configuration;
  if (s3 === undefined) return [];
  const fix = 'kubectl etcdbackup set-s3 creates it';
  const name = `${SECRET_NAMESPACE}/${s3.secretRef ?? ''}`;
  const missing = (['endpoint', 'bucket'] as const).filter((field) => s3[field] === undefined);
  const found =
    missing.length === 0
      ? []
      : [failing(`S3 is set without ${missing.join(' and ')}`, 'kubectl etcdbackup set-s3')];
  if (s3.secretRef === undefined) return [...found, failing('S3 is set without a Secret', fix)];
  if (secret?.state === 'absent')
    return [...found, failing(`the S3 Secret ${name} does not exist: no copy reaches S3`, fix)];
  if (secret?.state === 'incomplete') {
    return [
      ...found,
      failing(`the S3 Secret ${name} lacks ${secret.missingKeys.join(' and ')}: no copy reaches S3`, fix),
    ];
  }
  return found;
}
