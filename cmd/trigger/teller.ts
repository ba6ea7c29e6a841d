/** What is said on stderr while a backup is waited for: each thing once. */
import type { ExecMeaning } from '../../pkg/backup/run/answer.ts';
import type { NodeRun, RunState } from '../../pkg/backup/run/outcome.ts';
import type { UserError } from '../../pkg/errors.ts';
import { missingText, nodeText } from '../../pkg/output/trigger.ts';
import { visible } from '../../pkg/words/visible.ts';
import type { Context } from '../context.ts';

/** `count`: how many nodes must report. */
export function tellerOf(count: number, ctx: Context) {
  const told = new Map<string, string>();
  const over = new Set<string>();
  let state: RunState | undefined;
  let answered = false;
  const tell = (run: NodeRun, index: number): void => {
    const key = run.node ?? `#${index}`;
    const text = JSON.stringify(run.records);
    if (run.records.length === 0 || told.get(key) === text) return;
    told.set(key, text);
    if (run.outcome !== 'unfinished') over.add(key);
    ctx.err(nodeText(run, over.size, count));
  };
  return {
    records(next: RunState): boolean {
      state = next;
      for (const [index, run] of next.nodes.entries()) tell(run, index);
      return next.complete;
    },
    onAnswer(answer: ExecMeaning): void {
      answered = true;
      if (answer.kind !== 'lost') return;
      ctx.err(`warning: the answer to the request is lost: ${visible(answer.why)}`);
      ctx.err('It is not sent again: new records will show whether a backup was started.');
    },
    onAway: (error: UserError): void => ctx.err(`warning: ${visible(error.message)}; looking again`),
    onBack: (): void => ctx.err('The records can be read again.'),
    still(): void {
      const who = state === undefined ? '' : missingText(state.nodes);
      ctx.err(
        `Still waiting${who === '' ? '' : ` for ${who}`}${answered ? '' : '; the request is not answered yet'}.`,
      );
    },
  };
}
