import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalIp } from '../../../../pkg/backup/file-name.ts';
import type { ClusterNode } from '../../../../pkg/backup/nodes.ts';
import { etcdUrl, readEtcdUrl } from '../../../../pkg/restore/members/address.ts';
import { membersFromApi } from '../../../../pkg/restore/members/from-api.ts';
import { membersFromFlags } from '../../../../pkg/restore/members/from-flags.ts';
import { dataDirTrouble } from '../../../../pkg/restore/members/member.ts';
import { argumentOf, type EtcdPod, readEtcdPod } from '../../../../pkg/restore/members/static-pod.ts';
import { NODES } from '../../backup/examples.ts';

const podOf = (node: string, ...words: string[]): EtcdPod => ({
  name: `etcd-${node}`,
  node,
  image: 'registry.k8s.io/etcd:3.5.15-0',
  words: ['etcd', ...words],
  ready: true,
});
const kubeadmPod = (n: number): EtcdPod =>
  podOf(`master-${n}`, `--name=master-${n}`, `--initial-advertise-peer-urls=https://10.0.0.${n}:2380`);
const nodeOf = (name: string, ...ips: string[]): ClusterNode => ({
  name,
  ips,
  controlPlane: true,
  created: undefined,
  osImage: undefined,
});

test('from the API: control-plane nodes in order, workers left out', () => {
  const worker = { ...nodeOf('worker-1', '10.0.0.9'), controlPlane: false };
  const { members, notices } = membersFromApi([worker, ...NODES], [1, 2, 3].map(kubeadmPod));
  assert.deepEqual(members[0], {
    node: 'master-1',
    name: 'master-1',
    ip: '10.0.0.1',
    peerUrl: 'https://10.0.0.1:2380',
    dataDir: '/var/lib/etcd',
    walDir: undefined,
    image: 'registry.k8s.io/etcd:3.5.15-0',
  });
  assert.deepEqual([members.length, notices], [3, []]);
});

test('from the API: names, folders and URLs are those of the pod, not the node', () => {
  const words = ['--name', 'infra0', '--data-dir=/data/etcd', '--wal-dir', '/wal/etcd'];
  const peer = '--initial-advertise-peer-urls=https://etcd-1.example.com:12380';
  const { members } = membersFromApi(
    [nodeOf('a.example.com', '10.0.0.1')],
    [podOf('a.example.com', ...words, peer)],
  );
  const [{ name, dataDir, walDir, peerUrl, ip } = { name: '' }] = members;
  assert.deepEqual(
    [name, dataDir, walDir, peerUrl, ip],
    ['infra0', '/data/etcd', '/wal/etcd', 'https://etcd-1.example.com:12380', '10.0.0.1'],
  );
});

test("a dual-stack node: the address of etcd's peer URL, else the first, and it is said", () => {
  const dual = nodeOf('m', '10.0.0.1', 'FD00::0001');
  const six = membersFromApi([dual], [podOf('m', '--initial-advertise-peer-urls=https://[fd00::1]:2380')]);
  assert.deepEqual([six.members[0]?.ip, six.notices], ['fd00::1', []]);
  const first = membersFromApi([dual], [podOf('m')]);
  assert.equal(first.members[0]?.peerUrl, 'https://10.0.0.1:2380');
  assert.deepEqual(
    first.notices.map(({ is }) => is),
    ['no-etcd-pod', 'several-addresses'],
  );
});

test('a pod that hides its arguments is as good as none, and it is said', () => {
  const { members, notices } = membersFromApi(
    [nodeOf('m', '10.0.0.1')],
    [{ ...podOf('m'), words: ['sh', '-c', 'etcd --name=x'] }],
  );
  assert.deepEqual([members[0]?.name, notices], ['m', [{ is: 'no-etcd-pod', node: 'm' }]]);
});

test('several peer URLs are refused, and nobody is sent to name the nodes by hand only', () => {
  const urls = '--initial-advertise-peer-urls=https://10.0.0.1:2380,https://[fd00::1]:2380';
  assert.throws(() => membersFromApi([nodeOf('m', '10.0.0.1')], [podOf('m', urls)]), {
    message: /^peer URL "\S+" of node m cannot be used: one URL like/,
    hint: /contact support$/,
  });
});

test("another pod with etcd's label on the same node is not taken for the member", () => {
  const other = { ...podOf('m', '--name=cilium', '--initial-advertise-peer-urls=https://10.0.0.1:9980') };
  const own = podOf('m', '--name=m', '--initial-advertise-peer-urls=https://10.0.0.1:2380');
  const { members } = membersFromApi([nodeOf('m', '10.0.0.1')], [{ ...other, name: 'cilium-etcd-x' }, own]);
  assert.deepEqual([members[0]?.name, members[0]?.peerUrl], ['m', 'https://10.0.0.1:2380']);
});

test('a member on a node that has lost its label is not left behind in silence', () => {
  const bare = { ...nodeOf('n', '10.0.0.2'), controlPlane: false };
  const pods = [podOf('m', '--name=m'), podOf('n', '--name=n')];
  assert.throws(() => membersFromApi([nodeOf('m', '10.0.0.1'), bare], pods), {
    message: 'etcd runs on n, which the API does not show as a control-plane node',
  });
});

test('pods that may not be read: kubeadm’s defaults, and it is said for each node', () => {
  const { members, notices } = membersFromApi(NODES, undefined);
  assert.deepEqual(
    members.map(({ image }) => image),
    [undefined, undefined, undefined],
  );
  assert.deepEqual(
    notices.map(({ is }) => is),
    ['no-etcd-pod', 'no-etcd-pod', 'no-etcd-pod'],
  );
});

test('an etcd that talks at an address its node no longer has is pointed out', () => {
  const { notices } = membersFromApi([nodeOf('master-1', '10.9.9.9')], [kubeadmPod(1)]);
  assert.deepEqual(notices, [{ is: 'moved-address', node: 'master-1', peer: '10.0.0.1', ips: ['10.9.9.9'] }]);
});

const refused: readonly (readonly [string, readonly ClusterNode[], readonly EtcdPod[], RegExp])[] = [
  ['no control-plane node', [{ ...nodeOf('w', '10.0.0.1'), controlPlane: false }], [], /no control-plane/],
  ['a node without an IP', [nodeOf('m')], [], /node m has no InternalIP/],
  ['the same IP twice', [nodeOf('a', '10.0.0.1'), nodeOf('b', '10.0.0.1')], [], /a and b have the same IP/],
  ['the same node twice', [nodeOf('a', '10.0.0.1'), nodeOf('a', '10.0.0.2')], [], /node a is there twice/],
  ['a name that is a command', [nodeOf('$(reboot)', '10.0.0.1')], [], /node name "\$\(reboot\)" cannot/],
  ['a loopback address', [nodeOf('m', '127.0.0.1')], [], /"127\.0\.0\.1" of node m cannot be used/],
  [
    'a data dir that climbs',
    [nodeOf('m', '10.0.0.1')],
    [podOf('m', '--data-dir=/var/lib/../../etc')],
    /data dir/,
  ],
  [
    'two peer URLs',
    [nodeOf('m', '10.0.0.1')],
    [podOf('m', '--initial-advertise-peer-urls=https://10.0.0.1:2380,https://10.0.0.2:2380')],
    /peer URL/,
  ],
  [
    'a member name that ends a list',
    [nodeOf('m', '10.0.0.1')],
    [podOf('m', '--name=a=b,c')],
    /member name "a=b,c"/,
  ],
];

for (const [name, nodes, pods, message] of refused)
  test(`${name} is refused in words`, () => assert.throws(() => membersFromApi(nodes, pods), { message }));

test('--node NAME=IP: host names, FQDNs, IPs as names, IPv6 with and without brackets', () => {
  const nodes = [
    'etcd-1=10.0.0.1',
    'etcd-2.example.com=10.0.0.2',
    '10.0.0.3=10.0.0.3',
    'six=fd00::0a',
    'seven=[fd00::b]',
  ];
  const members = membersFromFlags({ nodes, dataDir: '/data/etcd' });
  assert.deepEqual(
    members.map(({ name, peerUrl }) => `${name} ${peerUrl}`),
    [
      'etcd-1 https://10.0.0.1:2380',
      'etcd-2.example.com https://10.0.0.2:2380',
      '10.0.0.3 https://10.0.0.3:2380',
      'six https://[fd00::a]:2380',
      'seven https://[fd00::b]:2380',
    ],
  );
  assert.equal(members[0]?.dataDir, '/data/etcd');
});

const wrongFlags: readonly (readonly [readonly string[], RegExp])[] = [
  [['etcd-1'], /is not NAME=IP/],
  [['=10.0.0.1'], /is not NAME=IP/],
  [['etcd-1='], /no IP address/],
  [['etcd-1=host'], /no IP address/],
  [['etcd-1=10.0.0.1/24'], /network/],
  [['etcd-1=fe80::1%eth0'], /zone/],
  [['etcd-1=fe80::1'], /link-local/],
  [['etcd-1=169.254.0.1'], /link-local/],
  [['fd00::1=fd00::1'], /no IPv6 address for the name of a node/],
  [['etcd-1=10.0.0.1,fd00::1'], /one address for each node/],
  [['Etcd-1=10.0.0.1'], /capital letters/],
  [['a b=10.0.0.1'], /lower case letters/],
  [['../a=10.0.0.1'], /lower case letters/],
  [['a=10.0.0.1', 'a=10.0.0.2'], /--node: node a is there twice/],
  [['a=fd00::1', 'b=fd00:0::1'], /same IP/],
];

for (const [nodes, message] of wrongFlags)
  test(`--node ${nodes.join(' --node ')} is a mistake in words`, () =>
    assert.throws(() => membersFromFlags({ nodes }), { name: 'UsageError', message }));

test('a data dir is absolute, plain, and never a folder of the system', () => {
  for (const good of ['/var/lib/etcd', '/data/my etcd', "/data/it's"])
    assert.equal(dataDirTrouble(good), undefined, good);
  for (const bad of ['', 'etcd', '/', '/var', '/var/..', '/a/./b', '/var/lib/\u001b[2J', '/a/\nb'])
    assert.ok(dataDirTrouble(bad), bad);
});

test('addresses have one form', () => {
  assert.equal(canonicalIp('FD00:0:0::A'), 'fd00::a');
  assert.equal(canonicalIp('10.0.0.1'), '10.0.0.1');
  assert.equal(canonicalIp('etcd-1'), undefined);
  assert.equal(etcdUrl('fd00::a', 2379), 'https://[fd00::a]:2379');
});

test('an URL of etcd has a host and a port and nothing else', () => {
  assert.deepEqual(readEtcdUrl('https://[FD00::1]:2380')?.host, 'fd00::1');
  for (const bad of [
    'https://10.0.0.1',
    'ftp://10.0.0.1:1',
    'https://u@10.0.0.1:1',
    'https://a:1/p',
    'https://a:1 b',
  ])
    assert.equal(readEtcdUrl(bad), undefined, bad);
});

test('arguments of a pod: both forms, the last one counts, odd shapes are read', () => {
  const words = ['etcd', '--name=a', '--name', 'b', '--data-dir=/x=y'];
  assert.equal(argumentOf(words, 'name'), 'b');
  assert.equal(argumentOf(words, 'data-dir'), '/x=y');
  assert.equal(argumentOf(words, 'wal-dir'), undefined);
  assert.equal(readEtcdPod({}), undefined);
  assert.deepEqual(readEtcdPod({ spec: { nodeName: 'a', containers: 7 } }), {
    name: '',
    node: 'a',
    image: undefined,
    words: [],
    ready: false,
  });
});
