import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preamble } from '../../../pkg/restore/values.ts';
import { exampleValues } from './script-values.ts';

test('the values of a node stand in front of its scripts, one a line', () => {
  assert.equal(
    preamble(exampleValues()),
    `PLAN_ID=20261125t020340z-4f2a
NODE_NAME=etcd-1
NODE_IP=10.77.0.11
PEER_URL=https://10.77.0.11:2380
MEMBER_NAMES=(etcd-1 etcd-2 etcd-3)
MEMBER_IPS=(10.77.0.11 10.77.0.12 10.77.0.13)
MEMBER_PEER_URLS=(https://10.77.0.11:2380 https://10.77.0.12:2380 https://10.77.0.13:2380)
MEMBER_ABSENT=(no no no)
INITIAL_CLUSTER=etcd-1=https://10.77.0.11:2380,etcd-2=https://10.77.0.12:2380,etcd-3=https://10.77.0.13:2380
CLUSTER_TOKEN=restore-20261125t020340z-4f2a
BUMP_REVISION=1000000000
SNAPSHOT=/root/etcd-restore/snapshot.tar
SNAPSHOT_SHA256=''
SNAPSHOT_SIZE=''
SNAPSHOT_WITHOUT_HASH=no
FETCH_BY=hand
FETCH_HOST=''
FETCH_PATH=''
FETCH_CONFIG=''
ENCRYPTION_KNOWN=no
ENCRYPTION_KEYS=()
ETCD_TOOL=''
EVEN_WITH_QUORUM=no
ANY_CLUSTER=no
CONFIRM=yes
SEARCH_DIRS=(/cpaas)
`,
  );
});

const broken: readonly (readonly [string, Parameters<typeof exampleValues>[0]])[] = [
  ['a plan id with a path in it', { planId: '../../etc' }],
  ['a node that is no member', { self: 3 }],
  ['a relative path', { snapshot: { path: 'snapshot.db', withoutHash: false, fetch: { by: 'hand' } } }],
  ['a line break in a path', { snapshot: { path: '/a\nb', withoutHash: false, fetch: { by: 'hand' } } }],
  [
    'a curl config elsewhere',
    { snapshot: { path: '/a/b', withoutHash: false, fetch: { by: 'curl', config: '../x' } } },
  ],
  ['half a number', { bumpRevision: 0.5 }],
  [
    'a comma in a member name',
    { members: [{ name: 'a,b', ip: '10.0.0.1', peerUrl: 'https://10.0.0.1:2380', absent: false }] },
  ],
  [
    'scripts for a machine that is gone',
    { members: [{ name: 'a', ip: '10.0.0.1', peerUrl: 'https://10.0.0.1:2380', absent: true }] },
  ],
];

for (const [what, change] of broken) {
  test(`${what} is never put in front of a script`, () => {
    assert.throws(() => preamble(exampleValues(change)), RangeError);
  });
}
