import { type Check, notKnown } from './check.ts';
import { failing, ok } from './result.ts';

/** The cluster serves the kind, and has the resource. */
export const resource: Check = {
  name: 'resource',
  means: 'the cluster knows EtcdBackupConfiguration and has the one that was asked for',
  needs: ['configuration'],
  decide({ configuration, name }) {
    if ('known' in configuration) return ok(`${name} is there`);
    if ('unknown' in configuration) return notKnown(configuration);
    if (configuration.absent === 'kind')
      return failing(configuration.said, {
        advice: 'install Alauda Container Platform Cluster Enhancer on this cluster',
      });
    return failing(configuration.said, {
      advice:
        'Cluster Enhancer makes etcd-backup-default where it is healthy; --name takes another one that is there',
    });
  },
};
