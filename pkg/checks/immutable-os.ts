import { notKnown, ofConfiguration } from './check.ts';
import { failing, ok, unknown } from './result.ts';

/** Systems whose local copies the platform does not support. */
const IMMUTABLE =
  /microos|micro os|sle micro|suse linux (?:enterprise )?micro|immutable|coreos|flatcar|bottlerocket|talos|container-optimized|kairos|ubuntu core/i;
const ORDINARY =
  /debian|ubuntu|centos|red hat|rhel|rocky|alma|suse linux enterprise server|opensuse leap|oracle linux|kylin|openeuler|euleros|anolis|uos|uniontech|tencentos|alibaba|amazon linux|fedora linux/i;

/** Where the control plane runs an Immutable OS, S3 is set: the platform supports no local copies there. */
export const immutableOs = ofConfiguration({
  name: 'immutable-os',
  means: 'S3 is set where control-plane nodes run an Immutable OS, which keeps no local copies',
  needs: ['nodes'],
  decide({ s3 }, { nodes }) {
    if (s3 !== undefined) return ok('S3 is set, so the operating system does not matter');
    if ('unknown' in nodes) return notKnown(nodes);
    const members = nodes.known.filter((node) => node.controlPlane);
    const immutable = members.find(({ osImage }) => IMMUTABLE.test(osImage ?? ''));
    if (immutable !== undefined) {
      return failing(
        `${immutable.name} runs ${immutable.osImage}, where only S3 keeps backups, and S3 is not set`,
        {
          advice: 'kubectl etcdbackup set-s3 --endpoint URL --bucket NAME --region NAME',
        },
      );
    }
    const odd = members.find(({ osImage }) => !ORDINARY.test(osImage ?? ''));
    if (members.length === 0) return unknown('no node is labelled as a control-plane node');
    if (odd !== undefined)
      return unknown(`whether ${odd.name}'s system (${odd.osImage ?? 'not told'}) is immutable is not known`);
    return ok('no control-plane node runs an Immutable OS');
  },
});
