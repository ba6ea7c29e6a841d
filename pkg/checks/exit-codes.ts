/** What a report comes to, for the caller's scripts and for Nagios. */
import { EXIT, type ExitCode } from '../errors.ts';
import type { CheckReport } from './report.ts';

/** 1 when something fails (with `strict` a warning is enough), 3 when all that is wrong is unknown, else 0. */
export function exitCodeOf(reports: readonly CheckReport[], strict: boolean): ExitCode {
  const results = new Set(reports.flatMap(({ checks }) => checks.map(({ result }) => result)));
  if (results.has('failing') || (strict && results.has('warning'))) return EXIT.failed;
  return results.has('unknown') ? EXIT.unreachable : EXIT.ok;
}

/** The codes of Nagios' plugins: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. */
export function nagiosCodeOf(reports: readonly CheckReport[], strict: boolean): ExitCode {
  const results = new Set(reports.flatMap(({ checks }) => checks.map(({ result }) => result)));
  if (results.has('failing') || (strict && results.has('warning'))) return 2;
  if (results.has('warning')) return 1;
  return results.has('unknown') ? 3 : 0;
}
