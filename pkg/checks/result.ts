/** What a check says: its result, the fact behind it, and what to do. */

/** `skipped` was not asked for, or does not apply here; `unknown` could not look, and is never ok. */
export type Result = 'ok' | 'warning' | 'failing' | 'unknown' | 'skipped';

/** A command that mends it, as words: `etcdbackup` is this plugin, `kubectl` is kubectl itself. */
export interface FixCommand {
  readonly program: 'etcdbackup' | 'kubectl';
  readonly words: readonly string[];
}

/** What to do: a command to run as it stands, words where a person must decide, or both. */
export interface Fix {
  readonly command?: FixCommand;
  readonly advice?: string;
}

export interface Finding {
  readonly result: Result;
  /** One sentence with the fact that was seen. */
  readonly reason: string;
  readonly fix?: Fix | undefined;
}

export const ok = (reason: string): Finding => ({ result: 'ok', reason });
export const skipped = (reason: string): Finding => ({ result: 'skipped', reason });
export const unknown = (reason: string, fix?: Fix): Finding => ({ result: 'unknown', reason, fix });
export const warning = (reason: string, fix?: Fix): Finding => ({ result: 'warning', reason, fix });
export const failing = (reason: string, fix?: Fix): Finding => ({ result: 'failing', reason, fix });

/** A command of this plugin. */
export const own = (...words: readonly string[]): FixCommand => ({ program: 'etcdbackup', words });
/** A command of kubectl. */
export const kubectl = (...words: readonly string[]): FixCommand => ({ program: 'kubectl', words });

/** From the least to the worst. */
const ORDER: readonly Result[] = ['skipped', 'ok', 'unknown', 'warning', 'failing'];

/** The worst of several: failing, then warning, then unknown. */
export function worst(results: readonly Result[]): Result {
  return results.reduce((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), 'skipped');
}
