/** Everything that the preflight is for: each fault stops a restore before anything is touched. */
import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import type { ScriptName } from '../../../pkg/restore/scripts.ts';
import type { ScriptValues } from '../../../pkg/restore/values.ts';
import type { Node } from './node.ts';
import { missingPrograms } from './programs.ts';
import { checkCode, FOLDER, layScripts, runScript, SNAPSHOT, valuesOf } from './scripts.ts';
import { openRestoreNode, SEATS, snapshotOf } from './sweep/restore-node.ts';
import type { QuickNode } from './sweep/sweep.ts';

const skip = missingPrograms();
const SELF = SEATS[0];
const FINE = { confirm: false, evenWithQuorum: true, encryptionKeys: [] } as const;
let quick: QuickNode;
let node: Node;
let untouched: string;

/** Everything of Kubernetes and etcd, and what runs; without the preflight's own folder. */
const STATE = `find /etc/kubernetes /var/lib/etcd -path '*/.etcd-restore-*' -prune -o -printf '%y %m %U:%G %T@ %p\\n' | grep -v '^d .* /var/lib/etcd$' | sort
find /etc/kubernetes /var/lib/etcd -path '*/.etcd-restore-*' -prune -o -type f -exec sha256sum {} + | sort; head /run/quick/c/* 2>/dev/null || true`;

before(async () => {
  if (skip !== false) return;
  quick = await openRestoreNode();
  node = quick.node;
  await node.must(
    'cp -a /etc/kubernetes /opt/kubernetes; cp -a /var/lib/etcd /opt/etcd; cp /etc/crictl.yaml /opt/',
  );
});
after(() => quick?.world.close());
beforeEach(async () => {
  if (skip !== false) return;
  await node.must(`systemctl stop kubelet; rm -rf /etc/kubernetes /var/lib/etcd /run/quick; mkdir -p /run/quick/c
cp -a /opt/kubernetes /etc/kubernetes; cp -a /opt/etcd /var/lib/etcd; systemctl start kubelet
ln -sf .quick /usr/local/bin/crictl; ln -sf .quick /usr/local/bin/ctr; cp /opt/crictl.yaml /etc/crictl.yaml`);
  writeFileSync(node.path(SNAPSHOT), snapshotOf('first'));
  layScripts(node, valuesOf(SEATS, SELF, FINE));
});

const values = (change: Partial<ScriptValues>): void =>
  layScripts(node, valuesOf(SEATS, SELF, { ...FINE, ...change }));
const snapshot = (change: Partial<ScriptValues['snapshot']>): void =>
  values({ snapshot: { path: SNAPSHOT, withoutHash: false, fetch: { by: 'hand' }, ...change } });

async function refused(name: ScriptName, why: RegExp, ...words: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await runScript(node, name, ...words);
  assert.equal(code, 1, stdout + stderr);
  assert.match(stderr, why);
  assert.match(stderr, /\n {2}do: {4}\S.*\n/, 'it says what to do');
  assert.equal((stderr.match(/FAILED/g) ?? []).length, 1, stderr);
}

interface Fault {
  readonly title: string;
  readonly make: () => Promise<unknown> | unknown;
  readonly why: RegExp;
}

const must = (script: string) => () => node.must(script);
const ETCD = '/etc/kubernetes/manifests/etcd.yaml';

const faults: readonly Fault[] = [
  {
    title: 'the scripts of another node',
    make: must(`sed -i s/--name=etcd-1/--name=etcd-9/ ${ETCD}`),
    why: /wrong machine: its etcd is called 'etcd-9'/,
  },
  {
    title: 'a machine without the address',
    make: () =>
      layScripts(node, valuesOf([{ name: 'etcd-1', address: '10.77.0.99' }, ...SEATS.slice(1)], SELF, FINE)),
    why: /wrong machine: it does not have the address 10\.77\.0\.99/,
  },
  {
    title: 'a manifest with another peer URL',
    make: must(`sed -i s/peer-urls=https:/peer-urls=http:/ ${ETCD}`),
    why: /the manifest disagrees with the plan: peer URL/,
  },
  {
    title: 'a second manifest of etcd in the folder',
    make: must(`cp ${ETCD} ${ETCD.replace('etcd.yaml', 'etcd-backup.yaml')}`),
    why: /a second one is called etcd: .*etcd-backup\.yaml/,
  },
  {
    title: 'neither crictl nor ctr',
    make: must('rm /usr/local/bin/crictl /usr/local/bin/ctr'),
    why: /neither crictl nor ctr is on this node\n {2}do: {4}install cri-tools/,
  },
  {
    title: 'a runtime that only crictl knows, without crictl',
    make: must(
      'rm /usr/local/bin/crictl; echo runtime-endpoint: unix:///run/crio/crio.sock >/etc/crictl.yaml',
    ),
    why: /crictl is not on this node, and ctr knows containerd only, not unix:\/\/\/run\/crio\/crio\.sock/,
  },
  {
    title: 'no etcd tool',
    make: must('rm /run/quick/c/etcd /run/quick/kubelet'),
    why: /no etcd tool: no etcd container runs, and the image .* is not on this node/,
  },
  {
    title: 'a disk that is too small',
    make: must('mount -t tmpfs -o size=20m,mode=700 small /var/lib/etcd; cp -a /opt/etcd/. /var/lib/etcd'),
    why: /the disk of \/var\/lib\/etcd is too small: .* needs \d+ MiB, \d+ MiB are free/,
  },
  {
    title: 'no snapshot',
    make: must(`rm ${SNAPSHOT}`),
    why: /the snapshot is not at/,
  },
  {
    title: 'a damaged snapshot',
    make: must(`printf x | dd of=${SNAPSHOT} bs=1 seek=3000 conv=notrunc status=none`),
    why: /damaged: it does not have the SHA-256 that stands at its end/,
  },
  {
    title: 'half a snapshot',
    make: must(`truncate -s 2500 ${SNAPSHOT}`),
    why: /cut off: 2500 bytes/,
  },
  {
    title: 'a database without a digest',
    make: must(`truncate -s 4096 ${SNAPSHOT}`),
    why: /no SHA-256 at its end/,
  },
  {
    title: 'another snapshot than the plan was made for',
    make: () => snapshot({ sha256: 'a'.repeat(64) }),
    why: /is not the plan's snapshot: SHA-256/,
  },
  {
    title: 'a tar inside a tar',
    make: must(`cd /opt; cp ${SNAPSHOT} db; tar -cf inner.tar db; tar -cf ${SNAPSHOT} inner.tar`),
    why: /an archive inside an archive/,
  },
  {
    title: 'a tar with two files',
    make: must(`cd /opt; cp ${SNAPSHOT} a.db; cp a.db b.db; tar -cf ${SNAPSHOT} a.db b.db`),
    why: /holds 2 files, one is wanted/,
  },
  {
    title: 'something else',
    make: must(`head -c 4128 /dev/zero >${SNAPSHOT}`),
    why: /is no snapshot of etcd/,
  },
  {
    title: 'a snapshot of another cluster',
    make: async () => writeFileSync(node.path(SNAPSHOT), snapshotOf('first', 'https://10.99.0.1:2380')),
    why: /names none of the members of this plan: it is of another cluster/,
  },
  {
    title: 'an expired certificate',
    make: must('cp /opt/repo/test/fixtures/pki/expired.pem /etc/kubernetes/pki/etcd/peer.crt'),
    why: /etcd\/peer\.crt has expired: \d{4}-\d\d-\d\d/,
  },
  {
    title: 'a certificate that is none',
    make: must('echo nothing >/etc/kubernetes/pki/etcd/peer.crt'),
    why: /etcd\/peer\.crt \(--peer-cert-file in .*\) is no certificate that can be read/,
  },
  {
    title: 'a certificate without its key',
    make: must('rm /etc/kubernetes/pki/etcd/peer.key'),
    why: /the key \/etc\/kubernetes\/pki\/etcd\/peer\.key \(--peer-key-file in .*\) is not there/,
  },
  {
    title: 'a clock that is behind its certificates',
    make: must('cp /opt/repo/test/fixtures/pki/not-yet.pem /etc/kubernetes/pki/etcd/peer.crt'),
    why: /etcd\/peer\.crt holds from \d{4}-\d\d-\d\d on, and this node's clock says \d{4}-/,
  },
  {
    title: 'a quorum that is alive',
    make: () => values({ evenWithQuorum: false }),
    why: /etcd still has a majority: etcd-1 serves[\s\S]*replace the one broken member/,
  },
  {
    title: 'another plan that is unfinished',
    make: must(
      'mkdir /etc/kubernetes/etcd-restore-other; mv /etc/kubernetes/manifests/kube-scheduler.yaml $_/',
    ),
    why: /plan other is unfinished on this node: it holds kube-scheduler\.yaml/,
  },
  {
    title: 'an encryption key that is missing',
    make: () => values({ encryptionKeys: ['aescbc:v1:key1'] }),
    why: /encrypted with keys that this node does not have: aescbc:v1:key1/,
  },
  {
    title: 'an encryption key that only the snapshot names',
    make: () => {
      writeFileSync(node.path(SNAPSHOT), snapshotOf('k8s:enc:secretbox:v1:spare:xyz'));
      layScripts(node, valuesOf(SEATS, SELF, { confirm: false, evenWithQuorum: true }));
    },
    why: /does not have: secretbox:v1:spare/,
  },
];

for (const { title, make, why } of faults) {
  test(`preflight stops at ${title}, and nothing is touched`, { skip }, async () => {
    await make();
    try {
      untouched = await node.must(STATE);
      await refused('preflight', why);
      assert.equal(await node.must(STATE), untouched);
      await refused('stop', /./);
      assert.equal(await node.must(STATE), untouched, 'nor does phase 1 begin');
    } finally {
      await node.run('umount /var/lib/etcd');
    }
  });
}

test('a word that a script does not know starts nothing, --help included', { skip }, async () => {
  assert.equal((await runScript(node, 'preflight')).code, 0);
  assert.equal((await runScript(node, 'stop')).code, 0);
  untouched = await node.must(STATE);
  const others = [
    'stop',
    'set-aside',
    'restore',
    'put-in-place',
    'start-etcd',
    'undo',
    'undo-start',
  ] as const;
  for (const name of others) {
    await refused(name, /unknown: --help|the code --help is not/, '--help');
    assert.equal(await node.must(STATE), untouched, name);
  }
});

test('nobody but root runs a script', { skip }, async () => {
  await node.must(`chmod 755 /root ${FOLDER} ${FOLDER}/etcd-1; chmod 644 ${FOLDER}/etcd-1/*`);
  const said = await node.run(`setpriv --reuid 65534 bash ${FOLDER}/etcd-1/0-preflight.sh`);
  assert.equal(said.code, 1);
  assert.match(said.stderr, /must run as root on etcd-1; nothing was changed/);
});

test('nodes with different snapshots: phase 1 refuses the code of the other', { skip }, async () => {
  const code = async (): Promise<string> => checkCode((await runScript(node, 'preflight')).stdout);
  const first = await code();
  writeFileSync(node.path(SNAPSHOT), snapshotOf('second'));
  const second = await code();
  assert.notEqual(first, second);
  untouched = await node.must(STATE);
  await refused('stop', /the code .* is not this node's/, first);
  assert.equal(await node.must(STATE), untouched);
});

/** An etcdctl that answers as a real one does; everything else as the quick one does. */
const etcdctlSays = (words: string, code: number) =>
  node.must(`mkdir -p /opt/quick; ln -sf /usr/local/bin/.quick /opt/quick/etcdctl; rm -f /usr/local/bin/etcdctl
cat >/usr/local/bin/etcdctl <<'END'
#!/bin/bash
case "$*" in *'get health'*) echo '${words}' >&2; exit ${code} ;; esac
exec /opt/quick/etcdctl "$@"
END
chmod 755 /usr/local/bin/etcdctl; rm -rf /var/lib/etcd/.etcd-restore-*`);
const etcdctlBack = () => node.must('ln -sf .quick /usr/local/bin/etcdctl');

test('an etcd that cannot be asked is no disaster; one that is silent or has no majority is', {
  skip,
}, async () => {
  values({ evenWithQuorum: false });
  try {
    for (const [words, why] of [
      [
        'Error: open /etc/kubernetes/pki/etcd/healthcheck-client.key: no such file or directory',
        /cannot be asked whether it has a majority: Error: open .*client\.key/,
      ],
      [
        'Error: tls: failed to find any PEM data in key input',
        /cannot be asked whether it has a majority: Error: tls/,
      ],
      ['Error: etcdserver: user name is empty', /cannot be asked whether/],
    ] as const) {
      await etcdctlSays(words, 128);
      await refused('preflight', why);
    }
    for (const words of [
      'Error: context deadline exceeded',
      'Error: etcdserver: request timed out',
      'Error: etcdserver: no leader',
    ]) {
      await etcdctlSays(words, 1);
      const { code, stdout, stderr } = await runScript(node, 'preflight');
      assert.equal(code, 0, stdout + stderr);
    }
  } finally {
    await etcdctlBack();
  }
});

test('a cluster that came back to life after the preflight is not stopped', { skip }, async () => {
  values({ evenWithQuorum: false });
  try {
    await etcdctlSays('Error: context deadline exceeded', 1);
    assert.equal((await runScript(node, 'preflight')).code, 0);
    // The preflight has a copy of it.
    await node.must('cp /usr/local/bin/.quick /var/lib/etcd/.etcd-restore-*/tool/etcdctl');
    untouched = await node.must(STATE);
    await refused(
      'stop',
      /etcd still has a majority: etcd-1 serves reads[\s\S]*1-stop\.sh CODE --peers-are-restored/,
    );
    await refused('stop', /the code 0000-0000 is not this node's/, '0000-0000', '--peers-are-restored');
    assert.equal(await node.must(STATE), untouched);
    const { code, stdout, stderr } = await runScript(node, 'stop', '--peers-are-restored');
    assert.equal(code, 0, stdout + stderr);
  } finally {
    await etcdctlBack();
  }
});

test('a port that this node may not ask is no closed port', { skip }, async () => {
  values({ evenWithQuorum: false });
  await node.must(`ln -sf .quick /opt/timeout; rm /usr/local/bin/timeout
printf '#!/bin/bash\necho "connect: Operation not permitted" >&2; exit 1\n' >/usr/local/bin/timeout; chmod 755 /usr/local/bin/timeout`);
  try {
    await refused('preflight', /cannot tell whether etcd of etcd-1 .* runs: .*Operation not permitted/);
  } finally {
    await node.must('ln -sf .quick /usr/local/bin/timeout');
  }
});

test('a person is asked, or nothing is stopped', { skip }, async () => {
  values({ confirm: true });
  assert.equal((await runScript(node, 'preflight')).code, 0);
  untouched = await node.must(STATE);
  await refused('stop', /nobody was asked/);
  assert.equal(await node.must(STATE), untouched);
});

test('on a terminal nothing but the code that was printed begins phase 1', { skip }, async () => {
  values({ confirm: true });
  const code = checkCode((await runScript(node, 'preflight')).stdout);
  untouched = await node.must(STATE);
  const typed = (keys: string) =>
    node.run(`cd /root; printf '${keys}' | script -qec 'bash etcd-restore/etcd-1/1-stop.sh' /dev/null`);
  for (const [keys, why] of [
    ['\\n', /no code was typed/],
    [' \\n', /no code was typed/],
    ['\\004', /no code was typed/],
    ['yes\\n', /the code yes is not this node's/],
  ] as const) {
    const { code: ended, stdout } = await typed(keys);
    assert.equal(ended, 1, stdout);
    assert.match(stdout, /Type the check code/);
    assert.match(stdout, why);
    assert.equal(await node.must(STATE), untouched);
  }
  const { code: ended, stdout } = await typed(`${code}\\n`);
  assert.equal(ended, 0, stdout);
});

test('while another script runs, the second one says which', { skip }, async () => {
  const said = await node.run(`exec 8<>/run/etcd-restore.lock; flock 8
echo '3-restore (process 77)' >/run/etcd-restore.lock; cd /root; bash etcd-restore/etcd-1/0-preflight.sh`);
  assert.equal(said.code, 1);
  assert.match(said.stderr, /another script of a restore runs on this node: 3-restore \(process 77\)\n/);
  assert.equal((await runScript(node, 'preflight')).code, 0);
});

test('a fetch that went through a proxy says so', { skip }, async () => {
  snapshot({ fetch: { by: 'curl', config: 'fetch.curl' } });
  await node.must(`rm ${SNAPSHOT}; echo 'url = "http://127.0.0.1:9/x"' >${FOLDER}/etcd-1/fetch.curl`);
  const fetched = (words: string) => node.run(`cd /root; ${words} bash etcd-restore/etcd-1/fetch.sh`);
  const direct = await fetched('');
  assert.match(direct.stderr, /curl failed: [\s\S]*make it anew with --presign/);
  assert.doesNotMatch(direct.stderr, /proxy/);
  const through = await fetched('http_proxy= https_proxy=http://127.0.0.1:8');
  assert.match(through.stderr, /do: {4}it went through the proxy of this shell; .*unset HTTPS_PROXY/);
});

test('a plan that has brought its node back sends a person to a new one', { skip }, async () => {
  await node.must('mkdir -p /etc/kubernetes/etcd-restore-20261125t020340z-4f2a; touch $_/served');
  await refused('stop', /brought this node back already\n {2}do: {4}after another disaster: make a new plan/);
});

test('while a peer still serves, the old data stays where it is', { skip }, async () => {
  assert.equal((await runScript(node, 'preflight')).code, 0);
  assert.equal((await runScript(node, 'stop')).code, 0);
  await node.must('touch /run/quick/peers');
  untouched = await node.must(STATE);
  await refused('set-aside', /etcd-2 still answers on port 2379\n {2}do: {4}run 1-stop\.sh on etcd-2/);
  assert.equal(await node.must(STATE), untouched);
});

test('a snapshot in tar, in gzip, in both and by another name is found to be one', { skip }, async () => {
  const plain = snapshotOf('first');
  writeFileSync(node.path('/opt/plain.db'), plain);
  for (const pack of [
    'tar -cf out plain.db',
    'gzip -c plain.db >out',
    'tar -czf out plain.db',
    'cp plain.db out',
  ]) {
    await node.must(`cd /opt; ${pack}`);
    cpSync(node.path('/opt/out'), node.path(SNAPSHOT));
    const { code, stdout, stderr } = await runScript(node, 'preflight');
    assert.equal(code, 0, stdout + stderr);
    assert.equal(
      await node.must('sha256sum </var/lib/etcd/.etcd-restore-*/snapshot.db'),
      await node.must('sha256sum </opt/plain.db'),
    );
  }
});
