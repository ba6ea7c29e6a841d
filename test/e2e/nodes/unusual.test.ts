/** Nodes as people have made them: disks of their own, links, full disks. What is no fault must stop no restore. */
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import type { ScriptName } from '../../../pkg/restore/scripts.ts';
import type { Node } from './node.ts';
import { missingPrograms } from './programs.ts';
import { FOLDER, runScript, SNAPSHOT } from './scripts.ts';
import { openRestoreNode } from './sweep/restore-node.ts';
import type { QuickNode } from './sweep/sweep.ts';

const skip = missingPrograms();
let quick: QuickNode;
let node: Node;

before(async () => {
  if (skip !== false) return;
  quick = await openRestoreNode();
  node = quick.node;
  await node.must('cp -a /etc/kubernetes /opt/kubernetes; cp -a /var/lib/etcd /opt/etcd');
});
after(() => quick?.world.close());
beforeEach(async () => {
  if (skip !== false) return;
  await node.must(`systemctl stop kubelet; umount /var/log /var/lib/etcd 2>/dev/null || true
rm -rf /etc/kubernetes /var/lib/etcd /data /run/quick; mkdir -p /run/quick/c /data
cp -a /opt/kubernetes /etc/kubernetes; cp -a /opt/etcd /var/lib/etcd; systemctl start kubelet`);
  copyFileSync(node.path('/opt/real/first.db'), node.path(SNAPSHOT));
});

/** Phases 0 to 6, each of which has to pass; what they said. */
async function restored(): Promise<string> {
  const phases: readonly ScriptName[] = [
    'preflight',
    'stop',
    'set-aside',
    'restore',
    'put-in-place',
    'start-etcd',
    'start-rest',
  ];
  let told = '';
  for (const name of phases) {
    const { code, stdout, stderr } = await runScript(node, name);
    assert.equal(code, 0, `${name}: ${stdout}${stderr}`);
    told += stdout + stderr;
  }
  assert.equal(await node.run('cat /run/quick/trouble').then(({ stdout }) => stdout), '');
  return told;
}

test('a data dir that is a disk of its own, with lost+found in it', { skip }, async () => {
  await node.must(`mount -t tmpfs -o size=600m,mode=700 own /var/lib/etcd; cp -a /opt/etcd/. /var/lib/etcd
mkdir -m 700 /var/lib/etcd/lost+found`);
  await restored();
  await node.must('[ -d /var/lib/etcd/lost+found ] && [ -d /var/lib/etcd/.etcd-restore-*/old/member ]');
});

test('data dir and /etc/kubernetes that are links to another disk', { skip }, async () => {
  await node.must(`mount -t tmpfs -o size=600m,mode=755 other /data
mv /var/lib/etcd /data/etcd; ln -s /data/etcd /var/lib/etcd
mv /etc/kubernetes /data/kubernetes; ln -s /data/kubernetes /etc/kubernetes`);
  try {
    await restored();
    const copy = '/data/etcd/.etcd-restore-20261125t020340z-4f2a/kubernetes';
    await node.must(`[ ! -L ${copy} ] && [ -s ${copy}/pki/etcd/ca.crt ]`);
  } finally {
    await node.must('rm /var/lib/etcd /etc/kubernetes; umount /data');
  }
});

test('a disk of the logs that is full', { skip }, async () => {
  await node.must(`mount -t tmpfs -o size=64k full /var/log; cat /dev/zero >/var/log/all || true`);
  const told = await restored();
  assert.doesNotMatch(told, /No space left/);
});

test('a disk of the logs that fills up between two phases', { skip }, async () => {
  assert.equal((await runScript(node, 'preflight')).code, 0);
  await node.must(`mount -t tmpfs -o size=64k full /var/log
head -c 4096 /dev/zero | tr "\\0" x >/var/log/etcd-restore-20261125t020340z-4f2a.log; cat /dev/zero >/var/log/all || true`);
  const { code, stdout, stderr } = await runScript(node, 'stop');
  assert.equal(code, 0, stdout + stderr);
});

test('a data dir on which no program may run is told as that', { skip }, async () => {
  await node.must(
    `mount -t tmpfs -o size=600m,mode=700,noexec own /var/lib/etcd; cp -a /opt/etcd/. /var/lib/etcd`,
  );
  const { code, stderr } = await runScript(node, 'preflight');
  assert.equal(code, 1);
  assert.match(stderr, /no program can run on the disk of \/var\/lib\/etcd.*noexec[\s\S]*remount,exec/);
});

test('backups behind a link are found', { skip }, async () => {
  await node.must(`mkdir -p /data/cpaas; echo x >/data/cpaas/snapshot-etcd-20261122-000003-10.0.0.1.tar
rm -rf /cpaas; ln -s /data/cpaas /cpaas`);
  const { code, stdout, stderr } = await runScript(node, 'find-snapshot');
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /\/cpaas\/snapshot-etcd-20261122-000003-10\.0\.0\.1\.tar\n/);
  assert.match(stdout, /1 files/);
});

test('a folder of scripts whose name has blanks and quotes', { skip }, async () => {
  const odd = `/root/it's a "folder"`;
  await node.must(`mkdir -p '/root/it'\\''s a "folder"'; cp ${FOLDER}/etcd-1/* '/root/it'\\''s a "folder"/'`);
  const { code, stdout, stderr } = await node.run(`bash '${odd.replaceAll("'", "'\\''")}/0-preflight.sh'`);
  assert.equal(code, 0, stdout + stderr);
});

async function refused(why: RegExp): Promise<void> {
  const { code, stderr } = await runScript(node, 'preflight');
  assert.equal(code, 1);
  assert.match(stderr, why);
}

test('a manifest with its arguments in one line is told as that, not as the wrong machine', {
  skip,
}, async () => {
  await node.must(
    `sed -i '/--name=/d; s/^    - etcd$/    - etcd --name=etcd-1/' /etc/kubernetes/manifests/etcd.yaml`,
  );
  await refused(/etcd\.yaml does not say --name in a form that is read here[\s\S]*- --name=NODE/);
});

test('when only the certificate by which etcd is asked has expired, nobody takes that for a disaster', {
  skip,
}, async () => {
  await node.must(
    'cp /opt/repo/test/fixtures/pki/expired.pem /etc/kubernetes/pki/etcd/healthcheck-client.crt',
  );
  await refused(/etcd\/healthcheck-client\.crt has expired: \d{4}-/);
});

test('a manifest with its arguments in quotes is edited like any other', { skip }, async () => {
  await node.must(`sed -i 's/^    - \\(--[^=]*=.*\\)$/    - "\\1"/; s/"\\(--data-dir=[^"]*\\)"/\\1/' /etc/kubernetes/manifests/etcd.yaml
grep -q '"--name=etcd-1"' /etc/kubernetes/manifests/etcd.yaml`);
  await restored();
  const edited = await node.must('cat /etc/kubernetes/manifests/etcd.yaml');
  assert.match(edited, /^ {4}- "--name=etcd-1"\n {4}- --initial-cluster-state=existing$/m);
});

test('a crictl.yaml with single quotes is read', { skip }, async () => {
  await node.must(`cp /etc/crictl.yaml /opt/crictl.yaml; mv /usr/local/bin/crictl /opt/crictl
echo "runtime-endpoint: 'unix:///run/crio/crio.sock'" >/etc/crictl.yaml`);
  try {
    await refused(/ctr knows containerd only, not unix:\/\/\/run\/crio\/crio\.sock\n/);
  } finally {
    await node.must('mv /opt/crictl /usr/local/bin/crictl; cp /opt/crictl.yaml /etc/crictl.yaml');
  }
});

test('an edit of the manifest that would do more than it should is refused, without diff too', {
  skip,
}, async () => {
  await node.must(`sed -i 's/^    - --name=.*$/&\\n&\\n&/' /etc/kubernetes/manifests/etcd.yaml
printf '#!/bin/sh\n[ "$1" = -rq ] && exec /usr/bin/diff "$@"\nexit 127\n' >/usr/local/bin/diff; chmod 755 /usr/local/bin/diff`);
  try {
    for (const name of ['preflight', 'stop', 'set-aside', 'restore'] as const)
      assert.equal((await runScript(node, name)).code, 0, name);
    const { code, stderr } = await runScript(node, 'put-in-place');
    assert.equal(code, 1);
    assert.match(stderr, /the edit of .*etcd\.yaml changed 3 lines, one is meant/);
  } finally {
    await node.must('rm /usr/local/bin/diff');
  }
});

/** An API server that answers, and looks who has written down what it said. */
const CURL = `#!/bin/bash
to=/dev/stdout
for word; do
  [ "$before" != --output ] || to=$word
  before=$word
done
case $word in
  */secrets) echo '{"items":[{"creationTimestamp":"x","data":"hidden-words"}]}' ;;
  */nodes) echo '{"items":[]}' ;;
  *) echo ok ;;
esac >>"$to"
grep -rlsF hidden-words /tmp /run /var/log >>/opt/written
case "$*" in *http_code*) printf 200 ;; esac
exit 0
`;

test('what a Secret holds is never written down, and a cluster without nodes is pointed out', {
  skip,
}, async () => {
  node.write('/root/curl', CURL, 0o755);
  node.write('/etc/kubernetes/admin.conf', 'users:\n');
  await node.must('rm -f /opt/written; mv /root/curl /usr/local/bin/curl');
  try {
    const { code, stdout, stderr } = await runScript(node, 'verify');
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, / {2}1 Secrets\n/);
    assert.match(stdout, /WARNING: the API server knows no node/);
    assert.equal(await node.must('cat /opt/written'), '');
  } finally {
    await node.must('rm /usr/local/bin/curl');
  }
});
