import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Acp, type AcpSettings, startAcp } from '../cluster/acp.ts';
import { memoryBacking } from '../cluster/backing.ts';
import type { Script } from '../cluster/controller.ts';
import type { Fault } from '../cluster/gateway.ts';
import { type Ran, type RunWorld, run } from '../run.ts';

interface Case extends AcpSettings {
  readonly words?: readonly string[];
  readonly script?: Script;
  /** What becomes of `exec`. */
  readonly fault?: Fault;
  readonly world?: RunWorld;
}

/** One run of `trigger` on an ACP of its own: what a user saw, and how often `exec` arrived. */
async function trigger({ words = [], script = {}, fault, world = {}, ...settings }: Case) {
  const acp = await startAcp(memoryBacking(), settings);
  try {
    acp.controller.script = script;
    acp.gateway.fault = (_request, path) => (path.endsWith('/exec') ? fault : undefined);
    const ran = await run(['trigger', '--kubeconfig', acp.kubeconfig, ...words], world);
    return { ...ran, err: ran.err.replaceAll(acp.kubeconfig, 'FILE'), execs: acp.gateway.execs };
  } finally {
    await acp.stop();
  }
}

const failing = {
  outcome: (node: { name: string }) =>
    node.name === 'master-2' ? { result: 'Failed', message: 'disk full' } : 'Success',
};
const silent = { outcome: (node: { name: string }) => (node.name === 'master-2' ? null : 'Success') };

describe('trigger', { concurrency: true }, () => {
  test('without --wait it says that it was asked for, and how to follow', async () => {
    assert.deepEqual(await trigger({}), {
      code: 0,
      out: 'etcdbackupconfiguration.enhancement.cluster.alauda.io/etcd-backup-default backup requested\n',
      err: 'Follow it with: kubectl etcdbackup list --watch --kubeconfig FILE\n',
      execs: 1,
    });
  });

  test('with --wait each node is told as it reports, and the table is the data', async () => {
    const { code, out, err, execs } = await trigger({ words: ['--wait'] });
    assert.deepEqual([code, execs], [0, 1], err);
    assert.match(
      err,
      /^Asking for a backup, and waiting for 3 nodes \(all control-plane nodes\): master-1, master-2, master-3; at most 10m\.\n/,
    );
    assert.match(err, /\nmaster-2: Success, snapshot-etcd-[\d-]+-10\.0\.0\.2\.tar \(2 of 3\)\n/);
    assert.match(
      out,
      /^NODE +FILE +TAKEN +RESULT +MESSAGE\nmaster-1 .* Success +-\nmaster-2 .*\nmaster-3 .*\n$/,
    );
  });

  test('one that failed fails the command, with the reason', async () => {
    const { code, out, err } = await trigger({ words: ['--wait'], script: failing });
    assert.equal(code, 1);
    assert.match(err, /\nerror: the backup failed on master-2: Failed \(disk full\)\n$/);
    assert.match(out, /master-2 .* Failed +disk full\n/);
  });

  test('time that runs out is 124, and says what did arrive', async () => {
    const { code, out, err } = await trigger({
      words: ['--wait', '--timeout', '3s', '-o', 'json'],
      script: silent,
    });
    assert.equal(code, 124);
    assert.match(
      err,
      /error: not every backup was there within 3s: 2 of 3 had reported, not master-2; the backup goes on in the cluster\nhint: /,
    );
    const view = JSON.parse(out);
    assert.deepEqual(
      [
        view.kind,
        view.answer,
        view.outcome,
        view.expected.by,
        view.nodes.map((one: { outcome: string }) => one.outcome),
      ],
      ['EtcdBackupTrigger', 'accepted', 'timeout', 'control-plane', ['succeeded', 'missing', 'succeeded']],
    );
  });

  test('a failure outweighs that another node was silent', async () => {
    const script = {
      outcome: (node: { name: string }) =>
        ({ 'master-1': 'Success', 'master-2': 'Failed' })[node.name] ?? null,
    };
    const { code, err } = await trigger({ words: ['--wait', '--timeout', '3s'], script });
    assert.equal(code, 1);
    assert.match(err, /error: the backup failed on master-2: Failed; without a record in time: master-3\n$/);
  });

  test('--expect 2 ends with the second node', async () => {
    const { code, err } = await trigger({ words: ['--wait', '--expect', '2'], script: silent });
    assert.equal(code, 0, err);
    assert.match(err, /waiting for 2 nodes \(as --expect says\);/);
  });

  test('Ctrl-C ends the wait with 130, and says that the backup goes on', async () => {
    const abort = new AbortController();
    const onErr = (text: string): void => (text.includes('(2 of 3)') ? abort.abort() : undefined);
    const ran = await trigger({ words: ['--wait'], script: silent, world: { signal: abort.signal, onErr } });
    assert.deepEqual([ran.code, ran.out, ran.execs], [130, '', 1]);
    assert.match(
      ran.err,
      /error: interrupted: the backup goes on in the cluster; 2 of 3 had reported\nhint: follow it with kubectl etcdbackup list --watch --kubeconfig FILE\n$/,
    );
  });

  test('an answer that is lost is settled by the records, and nothing is sent again', async () => {
    for (const fault of [
      { kind: 'reset', started: true },
      { kind: 'html', started: true },
    ] as const) {
      const { code, err, execs } = await trigger({ fault });
      assert.deepEqual([code, execs], [0, 1]);
      assert.match(
        err,
        /^warning: the answer to the request is lost: .*\nIt is not sent again\. .*\nA backup was started: there is a new record, snapshot-etcd-/,
      );
    }
  });

  test('with --wait a lost answer is a warning, and the records decide', async () => {
    const fault = { kind: 'answer', status: 500 } as const;
    const started = await trigger({ words: ['--wait', '-o', 'json'], fault: { ...fault, started: true } });
    assert.deepEqual([started.code, started.execs, JSON.parse(started.out).answer], [0, 1, 'lost']);
    const never = await trigger({ words: ['--wait', '--timeout', '3s'], fault });
    assert.deepEqual([never.code, never.execs], [124, 1]);
    assert.match(
      never.err,
      /0 of 3 had reported, not master-1, .*; the answer to the request was lost, and whether a backup was started is not known/,
    );
  });

  test('a refusal ends it at once, with --wait too', async () => {
    for (const words of [[], ['--wait']]) {
      const { code, out, err, execs } = await trigger({ words, fault: { kind: 'answer', status: 401 } });
      assert.deepEqual([code, out, execs], [3, '', 1]);
      assert.match(err, /error: the server does not accept who we are: .*; no backup was started\n/);
    }
  });

  test('what should be known is pointed out before', async () => {
    const { err } = await trigger({
      spec: { paused: true },
      records: [{ fileName: 'x', result: 'Running' }],
    });
    assert.match(
      err,
      /^warning: scheduled backups are paused; .*\nwarning: a backup seems to be running already \(a node: Running\)/,
    );
  });

  test('a cluster that cannot say who will report asks nothing', async () => {
    const { code, err, execs } = await trigger({ words: ['--wait'], nodes: [] });
    assert.deepEqual([code, execs], [2, 0]);
    assert.match(
      err,
      /^error: cannot tell which nodes will report: .*; nothing was asked for\nhint: .*--expect\n$/,
    );
  });
});

describe('a wrong line', () => {
  let acp: Acp;
  before(async () => {
    acp = await startAcp(memoryBacking());
  });
  after(() => acp.stop());

  const lines: readonly (readonly [words: string[], says: RegExp])[] = [
    [['--timeout', '5m'], /^error: --timeout goes with --wait\n$/],
    [['--expect', '3'], /^error: --expect goes with --wait\n$/],
    [['--wait', '--expect', '0'], /^error: --expect 0 is not a number of nodes\n$/],
    [['--wait', '--timeout', '0'], /^error: --timeout 0 is not between 1s and 24d\n$/],
    [['--wait', '--timeout', 'soon'], /^error: "soon" is not a duration\n/],
  ];
  for (const [words, says] of lines) {
    test(`${words.join(' ')} is refused, and nothing is asked for`, async () => {
      const { code, err }: Ran = await run(['trigger', '--kubeconfig', acp.kubeconfig, ...words]);
      assert.equal(code, 2);
      assert.match(err, says);
      assert.equal(acp.gateway.requests.length, 0);
    });
  }
});
