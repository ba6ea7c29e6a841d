/** `check -o nagios`: one line, and performance data behind the bar. */
import type { CheckReport } from '../checks/report.ts';
import { visible } from '../words/visible.ts';
import { sumOf } from './check.ts';

const WORDS = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;

/** `ETCDBACKUP CRITICAL - secret: the Secret … | …`. `code` is Nagios' own. */
export function renderNagios(reports: readonly CheckReport[], code: number): string {
  const [only, ...more] = reports;
  const says = only !== undefined && more.length === 0 ? oneSays(only) : manySay(reports);
  const data = reports.flatMap((report) => performance(report, more.length > 0)).join(' ');
  // The bar parts the words from the data: there must be one only.
  const text = visible(says).replaceAll('|', '/');
  return `ETCDBACKUP ${WORDS[code] ?? 'UNKNOWN'} - ${text}${data === '' ? '' : ` | ${data}`}\n`;
}

/** The line where nothing could be looked at. */
export function renderNagiosTrouble(message: string): string {
  return `ETCDBACKUP UNKNOWN - ${visible(message).replaceAll('|', '/')}\n`;
}

function oneSays(report: CheckReport): string {
  const wrong = report.checks.filter(({ result }) => result === 'failing' || result === 'warning');
  const shown = wrong.length > 0 ? wrong : report.checks.filter(({ result }) => result === 'unknown');
  if (shown.length === 0) return sumOf(report);
  // A cluster that is gone has one reason for all: Nagios cuts long lines.
  const byReason = Map.groupBy(shown, ({ reason }) => reason);
  return [...byReason]
    .map(([reason, own]) => `${own.map(({ name }) => name).join(', ')}: ${reason}`)
    .join('; ');
}

function manySay(reports: readonly CheckReport[]): string {
  const wrong = reports.filter(({ result }) => result !== 'ok' && result !== 'skipped');
  if (wrong.length === 0) return `all ${reports.length} clusters are ok`;
  const names = wrong.map((report) => `${report.context ?? report.server}: ${report.result}`);
  return `${wrong.length} of ${reports.length} clusters: ${names.join('; ')}`;
}

/** The age of each node's last success, in seconds. */
function performance({ context, nodes }: CheckReport, many: boolean): string[] {
  return nodes.flatMap(({ node, ageSeconds }) => {
    const label = visible(many ? `${context} ${node}` : node).replaceAll(/['=|]/g, '_');
    return ageSeconds === null ? [] : [`'${label}'=${ageSeconds}s`];
  });
}
