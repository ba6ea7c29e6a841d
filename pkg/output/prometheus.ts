/** `check -o prometheus`: the text that node_exporter's textfile collector reads. */
import type { CheckReport } from '../checks/report.ts';
import type { Result } from '../checks/result.ts';

const STATES: readonly Result[] = ['ok', 'warning', 'failing', 'unknown'];

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly help: string;
  samplesOf(report: CheckReport): readonly Sample[];
}

const METRICS: readonly Metric[] = [
  {
    name: 'etcdbackup_check',
    help: 'Result of each check: 1 for the result that it has, 0 for the others. What was skipped is left out.',
    samplesOf: ({ checks }) =>
      checks
        .filter(({ result }) => result !== 'skipped')
        .flatMap(({ name, result }) =>
          STATES.map((state) => ({
            labels: { check: name, result: state },
            value: state === result ? 1 : 0,
          })),
        ),
  },
  {
    name: 'etcdbackup_last_success_timestamp_seconds',
    help: 'When the last successful backup of the control-plane node was taken; left out where none is recorded.',
    samplesOf: ({ nodes }) =>
      nodes.flatMap(({ node, lastSuccess }) =>
        lastSuccess === null ? [] : [{ labels: { node }, value: secondsOf(lastSuccess) }],
      ),
  },
  {
    name: 'etcdbackup_last_success_age_seconds',
    help: 'How old it was when the checks ran; +Inf where none is recorded.',
    samplesOf: ({ nodes }) =>
      nodes.map(({ node, ageSeconds }) => ({
        labels: { node },
        value: ageSeconds ?? Number.POSITIVE_INFINITY,
      })),
  },
  {
    name: 'etcdbackup_next_run_timestamp_seconds',
    help: 'When the schedule fires next on a clock in time_zone; the zone of the controller is not documented.',
    samplesOf: ({ nextRun, scheduleTimeZone }) =>
      nextRun === null
        ? []
        : [{ labels: { time_zone: scheduleTimeZone?.zone ?? 'assumed UTC' }, value: secondsOf(nextRun) }],
  },
  {
    name: 'etcdbackup_check_timestamp_seconds',
    help: 'When the checks ran: alert when it stops moving.',
    samplesOf: ({ checked }) => [{ labels: {}, value: secondsOf(checked) }],
  },
];

/** One text for any number of clusters; each sample tells its cluster. */
export function renderPrometheus(reports: readonly CheckReport[]): string {
  return METRICS.map((metric) => {
    const lines = reports.flatMap((report) =>
      metric.samplesOf(report).map((sample) => lineOf(metric.name, clusterOf(report), sample)),
    );
    return lines.length === 0
      ? ''
      : `# HELP ${metric.name} ${metric.help}\n# TYPE ${metric.name} gauge\n${lines.join('')}`;
  }).join('');
}

/** The context's name; without a kubeconfig, the server's address. */
function clusterOf({ context, server }: CheckReport): string {
  return context ?? server ?? '';
}

function lineOf(name: string, cluster: string, { labels, value }: Sample): string {
  const all = Object.entries({ cluster, ...labels }).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}{${all.join(',')}} ${value === Number.POSITIVE_INFINITY ? '+Inf' : value}\n`;
}

/** Backslash, quote and line break, as the format asks; other control characters have no business in a label. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd')
    .toWellFormed();
}

const secondsOf = (time: string): number => Math.floor(Date.parse(time) / 1000);
