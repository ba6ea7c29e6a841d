/** `check` as a page: what is wrong first, each with what mends it. */
import type { CheckReport, CheckResult } from '../checks/report.ts';
import type { Result } from '../checks/result.ts';
import { visible } from '../words/visible.ts';
import { padEnd } from '../words/width.ts';
import { type TableStyle, type Tone, toned } from './columns.ts';

/** The worst first. */
const RESULTS: readonly (readonly [result: Result, word: string, tone: Tone])[] = [
  ['failing', 'FAILING', 'bad'],
  ['warning', 'WARNING', 'warn'],
  ['unknown', 'UNKNOWN', 'warn'],
  ['ok', 'OK', 'good'],
  ['skipped', 'SKIPPED', 'dim'],
];
const RESULT_WIDTH = 10;

/** The page of one cluster. */
export function renderCheck(report: CheckReport, style: TableStyle): string {
  const server = report.server ?? 'a cluster that cannot be told';
  const where = report.context === null ? server : `${server} (context ${report.context})`;
  const nameWidth = Math.max(...report.checks.map(({ name }) => name.length)) + 3;
  const results = RESULTS.flatMap(([result, word, tone]) =>
    report.checks
      .filter((check) => check.result === result)
      .map((check) => toned(padEnd(word, RESULT_WIDTH), tone, style.color) + saysOf(check, nameWidth)),
  );
  const head = style.header ? `${visible(`${report.configuration} on ${where}`)}\n\n` : '';
  return `${head}${results.join('')}\n${sumOf(report)}\n`;
}

function saysOf({ name, result, reason, fix, advice }: CheckResult, nameWidth: number): string {
  const indent = ' '.repeat(RESULT_WIDTH + nameWidth);
  const line = `${padEnd(name, nameWidth)}${visible(reason)}\n`;
  if (result === 'ok' || result === 'skipped') return line;
  const command = fix === null ? '' : `${indent}fix: ${visible(fix)}\n`;
  const words = advice === null ? '' : `${indent}${fix === null ? 'fix: ' : '     '}${visible(advice)}\n`;
  return line + command + words;
}

/** `2 failing, 1 unknown, 9 ok`. */
export function sumOf({ checks }: Pick<CheckReport, 'checks'>): string {
  return RESULTS.flatMap(([result]) => {
    const count = checks.filter((check) => check.result === result).length;
    return count === 0 ? [] : [`${count} ${result}`];
  }).join(', ');
}
