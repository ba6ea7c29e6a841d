import { test } from 'node:test';
import { renderInspection } from '../../../pkg/output/inspection.ts';
import { renderJson } from '../../../pkg/output/structured.ts';
import { Damage } from '../../../pkg/snapshot/damage.ts';
import { inspectionOf } from '../../../pkg/snapshot/inspection.ts';
import { clusterDatabase } from '../../fakes/snapshots.ts';
import { golden } from '../../golden.ts';
import { readAll } from '../snapshot/reading.ts';

const STYLE = { header: true, color: false, columns: undefined, wide: false };
const DIGEST = new Uint8Array(32).fill(0xab);
const wrapped = {
  file: 'snapshot-etcd-x.tar',
  size: 30_000,
  wrapping: ['gzip', 'tar'],
  member: 'snapshot.db',
};
const database = readAll(clusterDatabase());
const whole = inspectionOf(wrapped, database, { state: 'ok', computed: DIGEST, stored: DIGEST }, []);

test('a whole snapshot as a page, as a wide page, and as JSON', () => {
  golden('inspect/whole.txt', renderInspection(whole, STYLE));
  golden('inspect/wide.txt', renderInspection(whole, { ...STYLE, wide: true }));
  golden('inspect/whole.json', renderJson(whole));
});

test('a damaged snapshot says where, before anything else', () => {
  const damage = new Damage('page 7 is of type 0x40, where a branch or a leaf should be', {
    page: 7,
    byte: 28_672,
  });
  const digests = { state: 'bad', computed: DIGEST, stored: new Uint8Array(32) } as const;
  golden('inspect/damaged.txt', renderInspection(inspectionOf(wrapped, database, digests, [damage]), STYLE));
});

test('a file that cannot be opened at all, and one whose origin was asked for', () => {
  const none = { state: 'missing', computed: undefined, stored: undefined } as const;
  const broken = inspectionOf({ ...wrapped, member: undefined }, undefined, none, [
    new Damage('the tar file is cut short', { byte: 512 }),
  ]);
  golden('inspect/unreadable.txt', renderInspection(broken, STYLE));
  const sameCluster = {
    verdict: 'no',
    reasons: ['kube-system has uid a in the snapshot and b in the cluster'],
  } as const;
  const missing = inspectionOf({ ...wrapped, wrapping: [], member: undefined }, database, none, []);
  golden('inspect/other-cluster.txt', renderInspection({ ...missing, sameCluster }, STYLE));
});
