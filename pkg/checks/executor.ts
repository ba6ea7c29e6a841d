import { type Check, notKnown } from './check.ts';
import { failing, kubectl, ok, unknown } from './result.ts';

/** What runs backups is there: an AdvancedCronJob of OpenKruise, under the group that this release serves. */
export const executor: Check = {
  name: 'executor',
  means: 'the advancedcronjob that runs backups is in cpaas-system',
  needs: ['executors'],
  decide({ executors }) {
    if ('unknown' in executors) return notKnown(executors);
    const list = executors.known;
    if (list === undefined)
      return failing('this cluster serves no advancedcronjobs: nothing runs backups', {
        advice: 'install OpenKruise and Cluster Enhancer, or see why they are not healthy',
      });
    const ours = list.filter(({ name }) => /etcd/i.test(name));
    const [first] = ours;
    if (first === undefined) {
      return list.length === 0
        ? failing('there is no advancedcronjob in cpaas-system: nothing runs backups', {
            advice: 'see whether Cluster Enhancer is healthy: it makes the one that runs backups',
          })
        : unknown(`none of ${list.length} advancedcronjobs in cpaas-system is named after etcd`);
    }
    const paused = ours.find((one) => one.paused);
    if (paused === undefined) return ok(`${first.name} is there (${first.resource})`);
    return failing(`${paused.name} is paused (${paused.resource}): it starts nothing`, {
      command: kubectl(
        ...['patch', paused.resource, paused.name, '-n', 'cpaas-system', '--type=merge'],
        ...['-p', JSON.stringify({ spec: { paused: false } })],
      ),
    });
  },
};
