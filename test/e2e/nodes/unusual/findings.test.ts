/** Manifests, certificates and answers that a person would read rightly: the scripts must, too. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SCRIPTS } from '../../../../pkg/restore/scripts.ts';
import { FOLDER, layScripts, PHASES, runScript, SNAPSHOT, valuesOf } from '../scripts.ts';
import { SEATS } from '../sweep/restore-node.ts';
import { FINE, passed, refused, restored, skip, unusualNode } from './node.ts';

const node = unusualNode();

test('a manifest with its arguments in one line is told as that, not as the wrong machine', {
  skip,
}, async () => {
  await node().must(
    `sed -i '/--name=/d; s/^    - etcd$/    - etcd --name=etcd-1/' /etc/kubernetes/manifests/etcd.yaml`,
  );
  await refused(
    node(),
    'preflight',
    /etcd\.yaml does not say --name in a form that is read here[\s\S]*- --name=NODE/,
  );
});

test('when only the certificate by which etcd is asked has expired, nobody takes that for a disaster', {
  skip,
}, async () => {
  await node().must(
    'cp /opt/repo/test/fixtures/pki/expired.pem /etc/kubernetes/pki/etcd/healthcheck-client.crt',
  );
  await refused(node(), 'preflight', /etcd\/healthcheck-client\.crt has expired: \d{4}-/);
});

test('a manifest with its arguments in quotes is edited like any other', { skip }, async () => {
  await node().must(`sed -i 's/^    - \\(--[^=]*=.*\\)$/    - "\\1"/; s/"\\(--data-dir=[^"]*\\)"/\\1/' /etc/kubernetes/manifests/etcd.yaml
grep -q '"--name=etcd-1"' /etc/kubernetes/manifests/etcd.yaml`);
  await restored(node());
  const edited = await node().must('cat /etc/kubernetes/manifests/etcd.yaml');
  assert.match(edited, /^ {4}- "--name=etcd-1"\n {4}- --initial-cluster-state=existing$/m);
});

test('a crictl.yaml with single quotes is read', { skip }, async () => {
  await node().must(`cp /etc/crictl.yaml /opt/crictl.yaml; mv /usr/local/bin/crictl /opt/crictl
echo "runtime-endpoint: 'unix:///run/crio/crio.sock'" >/etc/crictl.yaml`);
  try {
    await refused(node(), 'preflight', /ctr knows containerd only, not unix:\/\/\/run\/crio\/crio\.sock\n/);
  } finally {
    await node().must('mv /opt/crictl /usr/local/bin/crictl; cp /opt/crictl.yaml /etc/crictl.yaml');
  }
});

test('an edit of the manifest that would do more than it should is refused, without diff too', {
  skip,
}, async () => {
  await node().must(`sed -i 's/^    - --name=.*$/&\\n&\\n&/' /etc/kubernetes/manifests/etcd.yaml
printf '#!/bin/sh\n[ "$1" = -rq ] && exec /usr/bin/diff "$@"\nexit 127\n' >/usr/local/bin/diff; chmod 755 /usr/local/bin/diff`);
  try {
    await passed(node(), ['preflight', 'stop', 'set-aside', 'restore']);
    await refused(node(), 'put-in-place', /the edit of .*etcd\.yaml changed 3 lines, one is meant/);
  } finally {
    await node().must('rm /usr/local/bin/diff');
  }
});

/** Root's shell as people have made it: foreign tools in front, functions, options for every tool, no place for files. */
const HABITS = `mkdir -p /opt/foreign; for tool in mv cp sed tail grep df stat sync; do
  printf '#!/bin/sh\nexit 3\n' >/opt/foreign/$tool; chmod 755 /opt/foreign/$tool
done
rm() { echo "trash: $*"; }; mv() { command mv -i "$@"; }; export -f rm mv
export PATH=/opt/foreign:$PATH TAR_OPTIONS=--no-such-option GREP_OPTIONS=--color=always POSIXLY_CORRECT=1 GZIP=-v
export LC_ALL=tr_TR.UTF-8 TMPDIR=/nowhere CDPATH=/ TMOUT=1 BASH_ENV=/nowhere ETCDCTL_ENDPOINTS=https://127.0.0.1:1`;

test("root's shell with habits, and the script through a pipe", { skip }, async () => {
  await node().must(`cd /opt; tar -czf ${SNAPSHOT} real/first.db`);
  for (const name of PHASES) {
    const file = `${FOLDER}/etcd-1/${SCRIPTS.find((script) => script.name === name)?.file}`;
    const { code, stdout, stderr } = await node().run(`${HABITS}\nexec /usr/bin/bash -s <${file}`);
    assert.equal(code, 0, `${name}: ${stdout}${stderr}`);
    assert.match(stdout, /\nOK: /);
  }
  assert.equal((await node().run('cat /run/quick/trouble')).stdout, '');
});

test('a fetch whose script comes through a pipe goes on behind ssh', { skip }, async () => {
  const fetch = { by: 'scp', host: '127.0.0.2', path: '/opt/real/first.db' } as const;
  const snapshot = { path: SNAPSHOT, withoutHash: false, fetch };
  layScripts(node(), valuesOf(SEATS, SEATS[0], { ...FINE, snapshot }));
  // It reads its input, as a real one does.
  await node().must(`rm ${SNAPSHOT}; mkdir -p /opt/quick; ln -sf /usr/local/bin/.quick /opt/quick/ssh; rm /usr/local/bin/ssh
printf '#!/bin/bash\\n/usr/bin/cat >/dev/null\\nexec /opt/quick/ssh "$@"\\n' >/usr/local/bin/ssh; chmod 755 /usr/local/bin/ssh`);
  try {
    const { code, stdout, stderr } = await node().run(`bash -s <${FOLDER}/etcd-1/fetch.sh`);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /\nOK: fetch on etcd-1/);
  } finally {
    await node().must('ln -sf .quick /usr/local/bin/ssh');
  }
});

test('a copy of a manifest that somebody has put beside it is seen before anything is stopped or started', {
  skip,
}, async () => {
  const copy = (name: string) =>
    node().must(`cd /etc/kubernetes/manifests; cp /opt/kubernetes/manifests/${name}.yaml ${name}.yaml.bak`);
  const gone = () => node().must('rm /etc/kubernetes/manifests/*.bak; rm -f /run/quick/trouble');
  await passed(node(), ['preflight']);
  await copy('etcd');
  await refused(node(), 'stop', /a second one is called etcd: .*etcd\.yaml\.bak/);
  await node().must('[ -e /etc/kubernetes/manifests/etcd.yaml ] && systemctl is-active kubelet');
  await gone();
  await passed(node(), ['stop', 'set-aside', 'restore', 'put-in-place']);
  await copy('kube-apiserver');
  await refused(node(), 'start-etcd', /a second one is called kube-apiserver/);
  await refused(node(), 'undo-start', /a second one is called kube-apiserver/);
  await node().must('[ ! -e /etc/kubernetes/manifests/etcd.yaml ] && ! systemctl is-active kubelet');
  await gone();
  await passed(node(), ['start-etcd', 'start-rest']);
  assert.equal((await node().run('cat /run/quick/trouble')).stdout, '');
});

test('somebody puts etcd.yaml back too early: it leaves again, and the restore goes on', {
  skip,
}, async () => {
  await passed(node(), ['preflight', 'stop', 'set-aside']);
  await node().must('cp /opt/kubernetes/manifests/etcd.yaml /etc/kubernetes/manifests/');
  for (const name of ['set-aside', 'restore', 'put-in-place'] as const)
    await refused(
      node(),
      name,
      /somebody has put etcd\.yaml back[\s\S]*do: {4}run 1-stop\.sh here, then this again/,
    );
  await passed(node(), ['stop', 'set-aside', 'restore', 'put-in-place', 'start-etcd', 'start-rest']);
  assert.equal((await node().run('cat /run/quick/trouble')).stdout, '');
});

test('an API server of another node that is not ready is pointed out', { skip }, async () => {
  const curl = CURL.replace(
    '*/secrets)',
    '*127.0.0.3*) echo "curl: (7) refused" >&2; exit 7 ;;\n  */secrets)',
  );
  node().write('/root/curl', curl, 0o755);
  node().write('/etc/kubernetes/admin.conf', 'users:\n');
  await node().must('mv /root/curl /usr/local/bin/curl');
  try {
    const { code, stdout, stderr } = await runScript(node(), 'verify');
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /WARNING: the API server of etcd-3 does not say that it is ready: .*refused/);
    assert.doesNotMatch(stdout, /API server of etcd-2/);
  } finally {
    await node().must('rm /usr/local/bin/curl');
  }
});

/** A port of etcd-3 that says nothing; the others answer as ever. */
const SILENT = `mkdir -p /opt/quick; ln -sf /usr/local/bin/.quick /opt/quick/timeout; rm /usr/local/bin/timeout
printf '#!/bin/bash\\ncase "$*" in *127.0.0.3*) exit 124 ;; esac\\nexec /opt/quick/timeout "$@"\\n' >/usr/local/bin/timeout
chmod 755 /usr/local/bin/timeout`;

test('a machine is lost midway: the plan is made again without it, and goes on', { skip }, async () => {
  await node().must(SILENT);
  try {
    await passed(node(), ['preflight', 'stop']);
    await refused(
      node(),
      'set-aside',
      /etcd-3 .* no answer[\s\S]*--plan-id 20261125t020340z-4f2a --without etcd-3/,
    );
    // As `restore` has them then: those that are gone come last.
    const [first, second, third] = SEATS;
    layScripts(node(), valuesOf([second, first, third], first, FINE, [third]));
    await passed(node(), ['preflight', 'set-aside', 'restore', 'put-in-place', 'start-etcd']);
  } finally {
    await node().must('ln -sf .quick /usr/local/bin/timeout');
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

test('an API server that does not take the certificate of admin.conf is told as that, at once', {
  skip,
}, async () => {
  const curl = '#!/bin/sh\necho "curl: (22) The requested URL returned error: 401" >&2; exit 22\n';
  node().write('/root/curl', curl, 0o755);
  node().write('/etc/kubernetes/admin.conf', 'users:\n');
  await node().must('mv /root/curl /usr/local/bin/curl');
  try {
    await refused(
      node(),
      'verify',
      /does not take the client certificate of .*admin\.conf[\s\S]*certs renew/,
    );
  } finally {
    await node().must('rm /usr/local/bin/curl');
  }
});

test('what a Secret holds is never written down, and a cluster without nodes is pointed out', {
  skip,
}, async () => {
  node().write('/root/curl', CURL, 0o755);
  node().write('/etc/kubernetes/admin.conf', 'users:\n');
  await node().must('rm -f /opt/written; mv /root/curl /usr/local/bin/curl');
  try {
    const { code, stdout, stderr } = await runScript(node(), 'verify');
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, / {2}1 Secrets\n/);
    assert.match(stdout, /WARNING: the API server knows no node/);
    assert.equal(await node().must('cat /opt/written'), '');
  } finally {
    await node().must('rm /usr/local/bin/curl');
  }
});
