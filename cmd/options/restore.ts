/** Which control plane and how its plan speaks: what `restore` and `kit` share. */
import type { OptionSet } from '../define.ts';

export const planOptions = {
  lang: {
    type: 'string',
    choices: ['en', 'zh'] as const,
    describe: 'Language of the plan; else that of the locale (LANG)',
  },
  'allow-unsupported-topology': {
    type: 'boolean',
    default: false,
    describe: 'Plan for another number of control-plane nodes than 1 or 3: untested, contact support first',
  },
  'bump-revision': {
    type: 'number',
    describe: 'Raise the revision by this much; 0 for not at all. Default 1000000000 where etcd can do it',
  },
  'etcd-tool': {
    type: 'string',
    describe: 'Folder on the nodes with etcdctl, and etcdutl from 3.5 on, for nodes whose etcd image is gone',
  },
  'skip-confirm': {
    type: 'boolean',
    default: false,
    describe: 'Phase 1 does not ask for the check code: for runs without a person',
  },
} as const satisfies OptionSet;
