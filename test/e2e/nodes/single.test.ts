/** A control plane of one node, with etcd 3.6, whose etcdctl restores nothing any more. */
import { test } from 'node:test';
import { moveLogApart } from './disasters.ts';
import type { Node } from './node.ts';
import { missingPrograms } from './programs.ts';
import { wiped } from './wiped.ts';

test('the only node, with its log on a disk of its own, is wiped', { skip: missingPrograms() }, () =>
  wiped('3.6', ['etcd-1'], async ({ nodes: [node] }) => moveLogApart(node as Node)),
);
