import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { load } from 'js-yaml';
import type { Member } from '../../../pkg/restore/members/member.ts';
import { replaceSteps } from '../../../pkg/restore/replace.ts';
import { replace as en } from '../../../pkg/restore/words/en/replace.ts';
import { replace as zh } from '../../../pkg/restore/words/zh/replace.ts';
import { etcdManifest } from '../../e2e/nodes/manifests.ts';
import { MEMBERS } from './examples.ts';

const [first, broken] = MEMBERS as [Member, Member, Member];
const linesOf = (words: typeof en): string[] =>
  replaceSteps(broken, MEMBERS, words, 1).flatMap((block) => (block.is === 'step' ? block.lines : []));

test('the commands name the broken member and run on one that works, the same in both languages', () => {
  const lines = linesOf(en);
  assert.deepEqual(linesOf(zh), lines);
  assert.ok(lines.some((line) => line.endsWith('member add etcd-2 --peer-urls=https://10.0.0.2:2380')));
  assert.ok(lines[0]?.startsWith('etcdctl() { kubectl -n kube-system exec etcd-etcd-1 -- etcdctl '));
});

test('a cluster of IPv6 addresses: etcdctl asks where kubeadm has that etcd listen', () => {
  const six = MEMBERS.map((member, index) => ({
    ...member,
    ip: `fd00::${index}a`,
    peerUrl: `https://[fd00::${index}a]:2380`,
  }));
  const lines = replaceSteps(six[1] as Member, six, en, 1).flatMap((block) =>
    block.is === 'step' ? block.lines : [],
  );
  assert.ok(lines[0]?.includes(" -- etcdctl --endpoints='https://[::1]:2379' --cacert="), lines[0]);
  assert.ok(lines.includes("etcdctl member add etcd-2 --peer-urls='https://[fd00::1a]:2380'"));
});

test('one node alone has nobody to join', () => assert.deepEqual(replaceSteps(first, [first], en, 1), []));

for (const quote of ['', '"', "'"])
  test(`the manifest of kubeadm's first node, its arguments in ${quote || 'no quotes'}, edited as printed, lists all and joins the existing cluster`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'replace-'));
    const path = join(folder, 'etcd.yaml');
    const line = linesOf(en).find((one) => one.startsWith('sed ')) ?? '';
    try {
      writeFileSync(
        path,
        etcdManifest(
          { name: 'etcd-2', address: '10.0.0.2' },
          [{ name: 'etcd-2', address: '10.0.0.2' }],
          'i',
        ).replaceAll(/- (--.*)$/gm, `- ${quote}$1${quote}`),
      );
      for (let twice = 0; twice < 2; twice += 1)
        assert.equal(spawnSync('bash', ['-c', line.replace('/root/etcd.yaml', path)]).status, 0);
      const pod = load(readFileSync(path, 'utf8')) as { spec: { containers: { command: string[] }[] } };
      const words = (pod.spec.containers[0]?.command ?? []).filter((word) =>
        word.startsWith('--initial-cluster'),
      );
      const all = 'etcd-1=https://10.0.0.1:2380,etcd-2=https://10.0.0.2:2380,etcd-3=https://10.0.0.3:2380';
      assert.deepEqual(words, [`--initial-cluster=${all}`, '--initial-cluster-state=existing']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
