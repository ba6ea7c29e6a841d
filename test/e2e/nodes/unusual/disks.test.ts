/** Disks of their own, links, full disks: what is no fault must stop no restore. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FOLDER, layScripts, runScript, SNAPSHOT, valuesOf } from '../scripts.ts';
import { SEATS } from '../sweep/restore-node.ts';
import { FINE, passed, refused, restored, skip, unusualNode } from './node.ts';

const node = unusualNode();

test('a data dir that is a disk of its own, with lost+found in it', { skip }, async () => {
  await node().must(`mount -t tmpfs -o size=600m,mode=700 own /var/lib/etcd; cp -a /opt/etcd/. /var/lib/etcd
mkdir -m 700 /var/lib/etcd/lost+found`);
  await restored(node());
  await node().must('[ -d /var/lib/etcd/lost+found ] && [ -d /var/lib/etcd/.etcd-restore-*/old/member ]');
});

test('data dir and /etc/kubernetes that are links to another disk', { skip }, async () => {
  await node().must(`mount -t tmpfs -o size=600m,mode=755 other /data
mv /var/lib/etcd /data/etcd; ln -s /data/etcd /var/lib/etcd
mv /etc/kubernetes /data/kubernetes; ln -s /data/kubernetes /etc/kubernetes`);
  try {
    await restored(node());
    const copy = '/data/etcd/.etcd-restore-20261125t020340z-4f2a/kubernetes';
    await node().must(`[ ! -L ${copy} ] && [ -s ${copy}/pki/etcd/ca.crt ]`);
  } finally {
    await node().must('rm /var/lib/etcd /etc/kubernetes; umount /data');
  }
});

test('manifests in a folder of the kubelet: its volumes are not copied, /etc/kubernetes is', {
  skip,
}, async () => {
  await node().must(`systemctl stop kubelet; mkdir -p /var/lib/kubelet/pods; echo x >/var/lib/kubelet/pods/volume
echo 'staticPodPath: /var/lib/kubelet/manifests' >/var/lib/kubelet/config.yaml
mv /etc/kubernetes/manifests /var/lib/kubelet/manifests`);
  try {
    await passed(node(), ['preflight', 'stop', 'set-aside']);
    const aside = '/var/lib/etcd/.etcd-restore-20261125t020340z-4f2a';
    await node().must(`[ -s ${aside}/kubernetes/pki/etcd/ca.crt ] && [ ! -e ${aside}/kubernetes/pods ]
[ -s /var/lib/kubelet/etcd-restore-20261125t020340z-4f2a/etcd.yaml ] && [ -d ${aside}/old/member ]`);
  } finally {
    await node().must('rm -r /var/lib/kubelet');
  }
});

test('a disk of the logs that is full', { skip }, async () => {
  await node().must(`mount -t tmpfs -o size=64k full /var/log; cat /dev/zero >/var/log/all || true`);
  const told = await restored(node());
  assert.doesNotMatch(told, /No space left/);
});

test('a disk of the logs that fills up between two phases', { skip }, async () => {
  assert.equal((await runScript(node(), 'preflight')).code, 0);
  await node().must(`mount -t tmpfs -o size=64k full /var/log
head -c 4096 /dev/zero | tr "\\0" x >/var/log/etcd-restore-20261125t020340z-4f2a.log; cat /dev/zero >/var/log/all || true`);
  const { code, stdout, stderr } = await runScript(node(), 'stop');
  assert.equal(code, 0, stdout + stderr);
});

test('a snapshot that is packed small and large inside fills no disk, and leaves nothing behind', {
  skip,
}, async () => {
  await node().must(`mount -t tmpfs -o size=300m,mode=700 own /var/lib/etcd; cp -a /opt/etcd/. /var/lib/etcd
head -c 400m /dev/zero | gzip -1 >${SNAPSHOT}`);
  await refused(
    node(),
    'preflight',
    /is too small: unpacking the snapshot needs 864 MiB, 2\d\d MiB are free/,
  );
  await node().must(`head -c 50m /dev/zero | gzip -1 >${SNAPSHOT}`);
  await refused(node(), 'preflight', /is no snapshot of etcd/);
  assert.equal(
    await node().must('cd /var/lib/etcd/.etcd-restore-*; find . -name "snapshot.draft*" -o -name trial'),
    '',
  );
});

test('a file that cannot be read hides no other', { skip }, async () => {
  await node().must(`echo x >/data/snapshot-1.tar; echo x >/data/snapshot-2.tar
printf '#!/bin/bash\nread -r line; [ "$line" = x ] || exit 1; exec /usr/bin/sha256sum <<<x\n' >/usr/local/bin/sha256sum
chmod 755 /usr/local/bin/sha256sum; echo bad >/data/snapshot-2.tar`);
  layScripts(node(), valuesOf(SEATS, SEATS[0], { searchDirs: ['/data'] }));
  try {
    const { code, stdout, stderr } = await runScript(node(), 'find-snapshot');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /[0-9a-f]{64} \/data\/snapshot-1\.tar\n/);
    assert.match(stdout, /cannot be read +\/data\/snapshot-2\.tar\n/);
  } finally {
    await node().must('rm /usr/local/bin/sha256sum');
  }
});

test('a disk of the data dir that a reboot did not mount is told as that', { skip }, async () => {
  const mount = 'mount --bind /data/etcd /var/lib/etcd';
  await node().must(`cp -a /opt/etcd /data/etcd; ${mount}`);
  await passed(node(), ['preflight', 'stop', 'set-aside']);
  await node().must('umount /var/lib/etcd');
  for (const name of [
    'preflight',
    'set-aside',
    'restore',
    'put-in-place',
    'start-etcd',
    'undo',
    'undo-start',
  ] as const)
    await refused(
      node(),
      name,
      /\.etcd-restore-.* is gone, .*[\s\S]*is the disk of \/var\/lib\/etcd mounted/,
    );
  await node().must(`[ -z "$(ls -A /var/lib/etcd | grep restore)" ]; ${mount}`);
  await passed(node(), ['restore', 'put-in-place', 'start-etcd', 'start-rest']);
  assert.equal((await node().run('cat /run/quick/trouble')).stdout, '');
});

test('a fetch that would not fit is told so', { skip }, async () => {
  const fetch = { by: 'scp', host: '127.0.0.2', path: '/opt/real/first.db' } as const;
  const snapshot = { path: '/data/small/snapshot', size: 40_000, withoutHash: false, fetch } as const;
  layScripts(node(), valuesOf(SEATS, SEATS[0], { ...FINE, snapshot }));
  await node().must('mkdir /data/small; mount -t tmpfs -o size=16k small /data/small');
  try {
    await refused(
      node(),
      'fetch',
      /the disk of \/data\/small is too small for the snapshot: 1 MiB are needed/,
    );
  } finally {
    await node().must('umount /data/small');
  }
});

test('a survivor whose snapshot would not fit is told so, and nothing is stopped for it', {
  skip,
}, async () => {
  const snapshot = { path: '/data/snapshot', withoutHash: false, fetch: { by: 'hand' } } as const;
  layScripts(node(), valuesOf(SEATS, SEATS[0], { ...FINE, snapshot }));
  await node().must('mount -t tmpfs -o size=16k small /data; mkdir -p /sweep; touch /sweep/deaf');
  try {
    const { code, stderr } = await runScript(node(), 'survivor', '--stop');
    assert.equal(code, 1);
    assert.match(stderr, /the disk of \/data is too small for the snapshot: \d+ MiB are needed/);
    await node().must('[ -e /etc/kubernetes/manifests/etcd.yaml ] && systemctl is-active kubelet');
  } finally {
    await node().must('umount /data; rm /sweep/deaf');
  }
});

test('a data dir on which no program may run is told as that', { skip }, async () => {
  await node().must(
    `mount -t tmpfs -o size=600m,mode=700,noexec own /var/lib/etcd; cp -a /opt/etcd/. /var/lib/etcd`,
  );
  await refused(
    node(),
    'preflight',
    /no program can run on the disk of \/var\/lib\/etcd.*noexec[\s\S]*remount,exec/,
  );
});

test('backups behind a link are found, half a download is not', { skip }, async () => {
  await node().must(`mkdir -p /data/cpaas; echo x >/data/cpaas/snapshot-etcd-20261122-000003-10.0.0.1.tar
echo x >/data/cpaas/snapshot.part; rm -rf /cpaas; ln -s /data/cpaas /cpaas`);
  const { code, stdout, stderr } = await runScript(node(), 'find-snapshot');
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /\/cpaas\/snapshot-etcd-20261122-000003-10\.0\.0\.1\.tar\n/);
  assert.match(stdout, /1 files/);
});

test('a folder that is not there is told, and of very many backups the newest are listed', {
  skip,
}, async () => {
  layScripts(node(), valuesOf(SEATS, SEATS[0], { searchDirs: ['/data', '/nowhere'] }));
  const name = `/data/snapshot-${'x'.repeat(80)}-$day.tar`;
  await node().must(
    `for day in {001..900}; do echo $day >"${name}"; touch -d "2026-01-01 $day hours" "${name}"; done`,
  );
  const { code, stdout, stderr } = await runScript(node(), 'find-snapshot');
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, / {2}there is no \/nowhere here\n/);
  assert.deepEqual(
    [...stdout.matchAll(/x-(\d+)\.tar\n/g)].map(([, day]) => Number(day)),
    Array.from({ length: 50 }, (_, index) => 900 - index),
  );
  assert.match(stdout, / {2}and 850 older ones\n/);
});

test('a folder of scripts whose name has blanks and quotes', { skip }, async () => {
  const odd = `/root/it's a "folder"`;
  await node().must(
    `mkdir -p '/root/it'\\''s a "folder"'; cp ${FOLDER}/etcd-1/* '/root/it'\\''s a "folder"/'`,
  );
  const { code, stdout, stderr } = await node().run(`bash '${odd.replaceAll("'", "'\\''")}/0-preflight.sh'`);
  assert.equal(code, 0, stdout + stderr);
});
