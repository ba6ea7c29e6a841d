import { AHEAD_MS, newestFirst } from '../backup/records.ts';
import { humanSpan } from '../words/age.ts';
import { ofConfiguration } from './check.ts';
import { ok, warning } from './result.ts';

/** No record is of the future: such a record would look fresh for ever. */
export const clocks = ofConfiguration({
  name: 'clocks',
  means: 'no record is from the future, so the clocks agree',
  needs: [],
  decide({ records }, { now }) {
    const [newest] = newestFirst(records);
    const ahead = newest?.taken === undefined ? 0 : newest.taken.getTime() - now.getTime();
    if (ahead <= AHEAD_MS) return ok('no record is from the future');
    const node = newest?.ip === undefined ? '' : ` of ${newest.ip}`;
    return warning(
      `the newest record${node} is ${humanSpan(ahead)} in the future; it is not counted as fresh`,
      {
        advice: "compare the clock here with the nodes' (date -u; chronyc tracking)",
      },
    );
  },
});
