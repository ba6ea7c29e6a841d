/** A machine that was gone joins the restored cluster: the lines for etcd that the plan prints, on a real one. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Member } from '../../../pkg/restore/members/member.ts';
import { replaceSteps } from '../../../pkg/restore/replace.ts';
import { replace as en } from '../../../pkg/restore/words/en/replace.ts';
import { endServer, startServer } from '../../servers/child.ts';
import { freePorts } from '../../servers/ports.ts';
import { etcdProgram, needs } from '../../servers/programs.ts';
import { eventually } from './execute.ts';

const SAMPLE = new URL('../../fixtures/etcd-3.6.14-50-keys.db', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'rejoin-'));
const running: ChildProcess[] = [];
after(async () => {
  await Promise.all(running.map(endServer));
  rmSync(folder, { recursive: true, force: true });
});

test('the member without a machine is taken out and joins again by the printed lines', async (t) => {
  const programs = needs(
    t,
    ...(['etcd', 'etcdctl', 'etcdutl'] as const).map((name) => etcdProgram('3.5', name)),
  );
  if (programs === undefined) return;
  const [etcd = '', etcdctl = '', etcdutl = ''] = programs;
  const ports = await freePorts(6);
  const members = ['a', 'b', 'c'].map((name, index): Member & { client: string } => ({
    node: name,
    name,
    ip: '127.0.0.1',
    peerUrl: `http://127.0.0.1:${ports[index]}`,
    client: `http://127.0.0.1:${ports[index + 3]}`,
    dataDir: join(folder, name),
    walDir: undefined,
    image: undefined,
  }));
  const [first, second, gone] = members as [(typeof members)[0], (typeof members)[0], (typeof members)[0]];
  const cluster = members.map(({ name, peerUrl }) => `${name}=${peerUrl}`).join(',');
  const start = ({ name, peerUrl, client, dataDir }: typeof first): unknown =>
    running.push(
      startServer(etcd, [
        `--name=${name}`,
        `--data-dir=${dataDir}`,
        `--initial-cluster=${cluster}`,
        '--initial-cluster-state=existing',
        `--initial-advertise-peer-urls=${peerUrl}`,
        `--listen-peer-urls=${peerUrl}`,
        `--advertise-client-urls=${client}`,
        `--listen-client-urls=${client}`,
        '--unsafe-no-fsync',
      ]),
    );
  for (const { name, peerUrl, dataDir } of [first, second]) {
    const words = [`--name=${name}`, `--data-dir=${dataDir}`, `--initial-cluster=${cluster}`];
    const restored = spawnSync(etcdutl, [
      'snapshot',
      'restore',
      SAMPLE,
      ...words,
      `--initial-advertise-peer-urls=${peerUrl}`,
    ]);
    assert.equal(restored.status, 0, String(restored.stderr));
  }
  start(first);
  start(second);

  const type = (line: string): string => {
    const own = `etcdctl() { ETCDCTL_API=3 ${etcdctl} --endpoints=${first.client} "$@"; }`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', `${own}\n${line}`], { encoding: 'utf8' });
    assert.equal(status, 0, `${line}: ${stderr}`);
    return stdout;
  };
  await eventually(60, async () => type('etcdctl get /none'));
  assert.match(type('etcdctl member list'), /, unstarted, , /, 'restored, and never started: it has no name');

  const lines = replaceSteps(gone, members, en, 1).flatMap((block) =>
    block.is === 'step' ? block.lines : [],
  );
  const [remove = '', add = ''] = lines.filter((line) => /^etcdctl member (remove|add) /.test(line));
  // etcd lets members come and go when the others have seen each other for five seconds.
  await eventually(15, async () => type(remove));
  await eventually(15, async () => type(add));
  start(gone);
  await eventually(60, async () => {
    const health = type('etcdctl endpoint health --cluster 2>&1');
    assert.equal(health.match(/ is healthy/g)?.length, 3, health);
  });
  assert.equal(type('etcdctl member list').match(/, started, [abc], .*, false$/gm)?.length, 3);
});
