/** The words of the plan, in the language that is asked for; only that one is loaded. */
import { type Language, languageOf } from '../../pkg/restore/words/language.ts';
import type { PlanWords } from '../../pkg/restore/words/plan-words.ts';
import type { Context } from '../context.ts';

export async function wordsOf(asked: Language | undefined, { env }: Context): Promise<PlanWords> {
  if (languageOf(asked, env) === 'zh') return (await import('../../pkg/restore/words/zh/plan.ts')).zh;
  return (await import('../../pkg/restore/words/en/plan.ts')).en;
}

/** Columns of prose: the terminal's, at most what reads well. */
export function columnsOf({ terminal }: Context): number {
  return Math.max(40, Math.min(terminal.columns ?? 100, 100));
}
