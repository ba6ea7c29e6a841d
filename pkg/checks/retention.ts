import { spanInWords } from '../words/retention.ts';
import { rhythmOf } from '../words/rhythm.ts';
import { ofConfiguration } from './check.ts';
import { copiesKept } from './copies-kept.ts';
import { type Fix, failing, ok, own, warning } from './result.ts';

/** 90 days, as the product is delivered; twice the longest time between two runs where that is longer. */
function fixOf(schedule: string | undefined): Fix {
  const longest = schedule === undefined ? 0 : (rhythmOf(schedule)?.longest ?? 0);
  const days = Math.max(90, Math.ceil((2 * longest) / 86_400));
  return {
    command: own('set-local', '--retention', `${days}d`, '--yes'),
    advice: days > 90 ? 'or a schedule that comes more often' : 'or another span, like 30d',
  };
}

/** Local copies are kept for a time that can be read, and longer than from one run to the next. */
export const retention = ofConfiguration({
  name: 'retention',
  means: 'local copies are kept for a readable time, longer than from one run to the next',
  needs: [],
  decide({ local: { ttl, retentionSeconds }, schedule }) {
    const fix = fixOf(schedule);
    if (ttl === undefined)
      return warning('no retention is set: how long local copies are kept is not known', fix);
    if (retentionSeconds === undefined)
      return failing(`the retention "${ttl}" is not a whole number of seconds`, fix);
    const kept = spanInWords(retentionSeconds);
    const copies = copiesKept(retentionSeconds, schedule);
    if (copies === undefined) return ok(`local copies are kept ${kept}`);
    if (copies.least < 1)
      return failing(`local copies are kept ${kept}: they are gone before the next run`, fix);
    return ok(`local copies are kept ${kept}, about ${Math.round(copies.usual)} on each node`);
  },
});
