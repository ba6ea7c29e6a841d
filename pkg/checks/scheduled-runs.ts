import { humanSpan } from '../words/age.ts';
import { utcTime } from '../words/time.ts';
import { ofConfiguration } from './check.ts';
import { assumption } from './freshness/assumption.ts';
import { attendance } from './freshness/freshness.ts';
import { failing, ok, skipped, unknown } from './result.ts';

/** The newest run that was due left records, whatever their result: a manual backup does not hide that the schedule is dead. */
export const scheduledRuns = ofConfiguration({
  name: 'scheduled-runs',
  means: 'the newest run that was due left records at its time, so the schedule is alive',
  needs: [],
  decide({ paused }, { freshness, now }) {
    if (paused) return skipped('no run is due while backups are paused');
    if (freshness === undefined) return unknown('no schedule says when a run was due');
    const found = attendance(freshness);
    if (found.state === 'ran') return ok(`the newest due run left records (${assumption(freshness)})`);
    if (found.state === 'not-due') return ok('no run was due since the resource was made or last changed');
    if (found.state === 'trimmed')
      return unknown('the records that are kept do not reach back to the newest due run');
    const due = utcTime(new Date(found.due));
    const runs =
      found.missed === 1 ? `the run due at ${due}` : `${found.missed} runs, the last due at ${due},`;
    const newest = freshness.seen.at(-1);
    const seen =
      newest === undefined
        ? 'there is none at all'
        : `the newest is ${humanSpan(now.getTime() - newest)} old`;
    return failing(`${runs} left no record; ${seen} (${assumption(freshness)})`, {
      advice:
        'kubectl etcdbackup check --only executor names what runs backups: look at its pods and their logs in cpaas-system',
    });
  },
});
