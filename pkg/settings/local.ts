/** Local copies: `set-local` as a plan. */
import type { Configuration } from '../backup/configuration.ts';
import { UsageError } from '../errors.ts';
import { parseDuration, printDuration } from '../words/duration.ts';
import { spanInWords } from '../words/retention.ts';
import { rhythmOf } from '../words/rhythm.ts';
import type { Setting } from './change.ts';
import { localPathProblem, plainPath } from './local-path.ts';
import type { Plan } from './plan.ts';

/** What should be; undefined: as it is. */
export interface LocalOptions {
  readonly path: string | undefined;
  /** Seconds. */
  readonly retention: number | undefined;
}

/** From what was typed. Throws UsageError for what is no place, no duration, or nothing at all. */
export function readLocalOptions(path: string | undefined, retention: string | undefined): LocalOptions {
  if (path === undefined && retention === undefined)
    throw new UsageError('there is nothing to set', 'give --path, --retention, or both');
  return {
    path: path === undefined ? undefined : readLocalPath(path),
    retention: retention === undefined ? undefined : readRetention(retention),
  };
}

/** Asks before a shorter retention: what is deleted is gone. */
export function planLocal(configuration: Configuration, options: LocalOptions): Plan {
  const { path, retention } = options;
  const before = configuration.local.retentionSeconds;
  const shorter = retention !== undefined && (before === undefined || retention < before);
  return {
    settings: settingsOf(path, retention),
    warnings: retention === undefined ? [] : retentionWarnings(configuration, retention),
    question: shorter ? `Delete local copies older than ${spanInWords(retention)} on every node?` : undefined,
    notes: notesOf(configuration, path, shorter),
    undo: undoOf(configuration, path, retention),
  };
}

function settingsOf(path: string | undefined, seconds: number | undefined): Setting[] {
  return [
    ...(path === undefined ? [] : [{ path: ['spec', 'localStorage', 'path'], value: path }]),
    // The field is a text: the controller's own examples write "7776000".
    ...(seconds === undefined ? [] : [{ path: ['spec', 'localStorage', 'ttl'], value: String(seconds) }]),
  ];
}

/** A plain absolute path. Throws UsageError. */
export function readLocalPath(path: string): string {
  const problem = localPathProblem(path);
  if (problem !== undefined)
    throw new UsageError(
      `"${path}" is no place for backups: ${problem}`,
      'name a folder of its own on a disk of the nodes, like /cpaas/backup',
    );
  return plainPath(path);
}

/** Seconds. Throws UsageError. */
function readRetention(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === 0)
    throw new UsageError(
      'a retention of 0 would delete every local copy',
      'write it like 90d, 36h or 7776000',
    );
  if (seconds > MOST_SECONDS)
    throw new UsageError(`a retention of ${text} is more than ${spanInWords(MOST_SECONDS)}`);
  return seconds;
}

/** A hundred years: more is a slip of the keyboard, and seconds beyond 32 bits may overflow in the controller. */
const MOST_SECONDS = 100 * 365 * 86_400;

function retentionWarnings({ schedule }: Configuration, seconds: number): string[] {
  const gap = schedule === undefined ? undefined : rhythmOf(schedule)?.longest;
  if (gap === undefined || seconds >= gap) return [];
  return [
    `${spanInWords(seconds)} is shorter than the ${spanInWords(gap)} between two runs: for some of the time no local copy would exist`,
  ];
}

function notesOf({ local }: Configuration, path: string | undefined, shorter: boolean): string[] {
  return [
    ...(path === undefined || local.path === undefined || plainPath(local.path) === path
      ? []
      : [
          `copies made so far stay in ${local.path} on the nodes; whether they are still deleted by age is not documented`,
        ]),
    ...(shorter ? ['copies that are deleted do not come back with undo'] : []),
  ];
}

/** undefined where something that was is not a thing that `set-local` can set. */
function undoOf({ local }: Configuration, path: string | undefined, seconds: number | undefined) {
  const back: string[] = ['set-local'];
  if (path !== undefined) {
    if (local.path === undefined || localPathProblem(local.path) !== undefined) return undefined;
    if (plainPath(local.path) !== local.path) return undefined;
    back.push('--path', local.path);
  }
  if (seconds !== undefined) {
    const { retentionSeconds: before = 0 } = local;
    if (before === 0 || before > MOST_SECONDS) return undefined;
    back.push('--retention', printDuration(before));
  }
  return back;
}
