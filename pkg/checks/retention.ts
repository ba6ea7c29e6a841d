import { spanInWords } from '../words/retention.ts';
import { ofConfiguration } from './check.ts';
import { copiesKept } from './copies-kept.ts';
import { type Fix, failing, ok, own, warning } from './result.ts';

const FIX: Fix = {
  command: own('set-local', '--retention', '90d', '--yes'),
  advice: 'or another span, like 30d',
};

/** Local copies are kept for a time that can be read, and longer than from one run to the next. */
export const retention = ofConfiguration({
  name: 'retention',
  means: 'local copies are kept for a readable time, longer than from one run to the next',
  needs: [],
  decide({ local: { ttl, retentionSeconds }, schedule }) {
    if (ttl === undefined)
      return warning('no retention is set: how long local copies are kept is not known', FIX);
    if (retentionSeconds === undefined)
      return failing(`the retention "${ttl}" is not a whole number of seconds`, FIX);
    const kept = spanInWords(retentionSeconds);
    const copies = copiesKept(retentionSeconds, schedule);
    if (copies === undefined) return ok(`local copies are kept ${kept}`);
    if (copies.least < 1)
      return failing(`local copies are kept ${kept}: they are gone before the next run`, FIX);
    return ok(`local copies are kept ${kept}, about ${Math.round(copies.usual)} on each node`);
  },
});
