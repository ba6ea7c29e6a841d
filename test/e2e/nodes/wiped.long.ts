/** No node has anything left, with etcd 3.4: it has no etcdutl, and its etcdctl cannot raise the revision. */
import { test } from 'node:test';
import { missingPrograms } from './programs.ts';
import { wiped } from './wiped.ts';

test('all three nodes of etcd 3.4 are wiped', { skip: missingPrograms() }, () =>
  wiped('3.4', ['etcd-1', 'etcd-2', 'etcd-3']),
);
