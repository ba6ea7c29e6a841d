/** `status` as one page. */
import type { NodeStatus } from '../backup/node-status.ts';
import type { BackupStatus, Problem } from '../backup/status.ts';
import { age } from '../words/age.ts';
import { spanInWords } from '../words/retention.ts';
import { parseTime, type TimeFormat } from '../words/time.ts';
import { visible } from '../words/visible.ts';
import { type Cell, renderTable, type TableStyle, toned } from './columns.ts';
import { renderLabels } from './page.ts';
import { problemText } from './problem.ts';

export interface PageStyle extends TableStyle {
  readonly time: TimeFormat;
  readonly now: Date;
}

/** Problems first, then the settings, then each control-plane node. */
export function renderStatus(status: BackupStatus, style: PageStyle): string {
  const where = status.context === null ? status.server : `${status.server} (context ${status.context})`;
  const parts = [
    `${visible(status.configuration)} on ${visible(where)}\n`,
    ...(status.problems.length === 0
      ? []
      : [status.problems.map((one) => renderProblem(one, style)).join('')]),
    renderLabels(settings(status, style), style),
  ];
  if (status.nodes.length > 0)
    parts.push(
      renderTable(
        NODE_TITLES,
        status.nodes.map((one) => nodeRow(one, style)),
        style,
      ),
    );
  return parts.join('\n');
}

function renderProblem(problem: Problem, style: PageStyle): string {
  const { result, fix, advice } = problem;
  const word = toned(result.toUpperCase(), result === 'failing' ? 'bad' : 'warn', style.color);
  const more = [fix, advice].flatMap((line) => (line === null ? [] : [`         ${visible(line)}\n`]));
  return `${word}  ${visible(problemText(problem))}\n${more.join('')}`;
}

function settings(status: BackupStatus, style: PageStyle): [string, ...Cell[]][] {
  return [
    ['Schedule', { text: scheduleText(status) }],
    ['Next runs', ...nextRuns(status, style)],
    ['Paused', status.paused ? { text: 'yes', tone: 'bad' } : { text: 'no' }],
    ['Local copies', { text: localText(status) }],
    ['S3', ...s3Lines(status)],
    ['Records', { text: recordsText(status) }],
    ['Last failure', { text: failureText(status, style) }],
  ];
}

function scheduleText({ schedule }: BackupStatus): string {
  if (schedule.cron === null) return 'none';
  return schedule.words === null
    ? `${schedule.cron} (cannot be read)`
    : `${schedule.words} (${schedule.cron})`;
}

/** The controller's zone is not documented, so the times carry that condition. */
function nextRuns({ schedule, paused }: BackupStatus, style: PageStyle): [Cell, ...Cell[]] {
  const [first, ...more] = schedule.nextRuns;
  if (first === undefined) return [{ text: paused ? 'none while paused' : 'none' }];
  const show = (run: string): string => {
    const time = parseTime(run);
    return time === undefined ? run : style.time(time);
  };
  return [
    { text: `${show(first)} (if the controller's clock is in UTC; its zone is not documented)` },
    ...more.map((run) => ({ text: show(run) })),
  ];
}

function localText({ local }: BackupStatus): string {
  const path = local.path ?? "the controller's default path";
  if (local.retentionSeconds !== null) return `${path}, kept ${spanInWords(local.retentionSeconds)}`;
  return local.ttl === null
    ? `${path}, no retention set`
    : `${path}, retention "${local.ttl}" cannot be read`;
}

function s3Lines({ s3 }: BackupStatus): [Cell, ...Cell[]] {
  if (s3 === null) return [{ text: 'not set: backups stay on the nodes' }];
  const tls = s3.skipTLSVerify ? 'certificate not checked' : 'certificate checked';
  const region = s3.region === null ? '' : `, region ${s3.region}`;
  return [
    {
      text: `${s3.endpoint ?? '<no endpoint>'}, bucket ${s3.bucket ?? '<none>'}, folder ${s3.dir ?? '/'}${region}, ${tls}`,
    },
    secretCell(s3),
  ];
}

function secretCell({
  secret: name,
  secretNamespace,
  secretState: state,
}: NonNullable<BackupStatus['s3']>): Cell {
  if (name === null) return { text: 'no Secret named', tone: 'bad' };
  const secret = `Secret ${secretNamespace}/${name}`;
  if (state === null) return { text: secret };
  if (state.state === 'complete') return { text: `${secret}: there, with both keys`, tone: 'good' };
  if (state.state === 'absent') return { text: `${secret}: does not exist`, tone: 'bad' };
  if (state.state === 'incomplete')
    return { text: `${secret}: lacks ${state.missingKeys.join(' and ')}`, tone: 'bad' };
  return { text: `${secret}: cannot tell, ${state.why}`, tone: 'warn' };
}

function recordsText({ records }: BackupStatus): string {
  const rest = records.unfinished === 0 ? '' : `, ${records.unfinished} unfinished`;
  return `${records.total}: ${records.succeeded} succeeded, ${records.failed} failed${rest}`;
}

function failureText({ lastFailure }: BackupStatus, style: PageStyle): string {
  if (lastFailure === null) return 'none in the records';
  const taken = lastFailure.taken === null ? undefined : parseTime(lastFailure.taken);
  const when =
    taken === undefined ? 'at an unknown time' : `${style.time(taken)} (${age(taken, style.now)} ago)`;
  const why =
    lastFailure.message === null
      ? (lastFailure.result ?? '')
      : `${lastFailure.result}: ${lastFailure.message}`;
  return `${when} on ${lastFailure.node ?? 'an unknown node'}: ${why}`;
}

const NODE_TITLES = ['NODE', 'IP', 'LAST SUCCESS', 'AGE', 'FILE'];

function nodeRow(node: NodeStatus, style: PageStyle): Cell[] {
  const taken = node.lastSuccess === null ? undefined : parseTime(node.lastSuccess.taken);
  return [
    { text: node.node },
    { text: node.ip ?? '-' },
    taken === undefined ? { text: 'never', tone: 'bad' } : { text: style.time(taken) },
    { text: taken === undefined ? '-' : age(taken, style.now) },
    { text: node.lastSuccess?.file ?? '-' },
  ];
}
