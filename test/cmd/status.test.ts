/** `status` and `check` look at the same facts: what one calls wrong, the other does, in the same words and with the same fix. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHECKS_OF_STATUS } from '../../pkg/checks/problems.ts';
import type { CheckReport } from '../../pkg/checks/report.ts';
import { startAcp } from '../cluster/acp.ts';
import { memoryBacking } from '../cluster/backing.ts';
import { S3_SPEC } from '../pkg/backup/examples.ts';
import { TEN_NIGHTS } from '../pkg/checks/examples.ts';
import { run } from '../run.ts';

interface Case {
  readonly what: string;
  readonly now: string;
  readonly made?: string;
  readonly records?: readonly object[];
  readonly spec?: object;
  /** What `status` tells, the worst first. */
  readonly says: readonly RegExp[];
}

const NOON = '2026-11-23T12:00:00Z';
const isOf = (record: object, n: number): boolean => JSON.stringify(record).includes(`-10.0.0.${n}.tar`);
const manual = ['1', '2', '3'].map((n) => ({
  backupTimestamp: '2026-11-26T08:00:00Z',
  fileName: `snapshot-etcd-20261126-080000-10.0.0.${n}.tar`,
  result: 'Success',
}));

// Ten nights of midnight in UTC, the last one on the 23rd: the records tell the zone, give or take an hour.
const cases: readonly Case[] = [
  { what: 'a fresh success', now: NOON, says: [] },
  { what: 'a run that may still be going on', now: '2026-11-24T00:10:00Z', says: [] },
  {
    what: 'a run that is missing on every clock that the records allow',
    now: '2026-11-24T02:30:00Z',
    says: [/^the newest success is 26h old: the run of 2026-11-2\dT.* brought none/],
  },
  { what: 'a week without a run', now: '2026-11-30T12:00:00Z', says: [/^the newest success is 7d11h old/] },
  {
    what: 'one node whose backups stopped',
    now: NOON,
    records: TEN_NIGHTS.filter((one, index) => index < 15 || !isOf(one, 2)),
    says: [/^not every node has a fresh success: master-2's is 5d11h old/],
  },
  {
    what: 'one node without any backup',
    now: NOON,
    records: TEN_NIGHTS.filter((one) => !isOf(one, 2)),
    says: [/: master-2 has none/],
  },
  {
    what: 'a schedule that died behind a manual backup',
    now: '2026-11-26T12:00:00Z',
    records: [...TEN_NIGHTS, ...manual],
    says: [/^the run due at .* left no record; the newest is 4h old/],
  },
  {
    what: 'no record yet, and none was due',
    now: NOON,
    made: '2026-11-23T11:50:00Z',
    records: [],
    says: [/^no backup has been recorded yet, and none was due so far/],
  },
  { what: 'never a record', now: NOON, records: [], says: [/^no backup has ever been recorded/] },
  {
    what: 'a pause and an S3 Secret that is not there',
    now: NOON,
    spec: { ...S3_SPEC, paused: true },
    says: [/^backups are paused/, /etcd-backup-s3-secret does not exist/],
  },
  {
    what: 'an S3 Secret under a name that none can have',
    now: NOON,
    spec: { remoteStorage: { s3: { ...S3_SPEC.remoteStorage.s3, secretRef: 'My Keys/prod' } } },
    says: [/^no Secret can be called "My Keys\/prod"/],
  },
  {
    what: 'no schedule, and no retention',
    now: NOON,
    spec: { schedule: undefined, localStorage: {} },
    says: [/^there is no schedule/, /^no retention is set/],
  },
];

for (const { what, now, made = '2026-01-01T00:00:00Z', records = TEN_NIGHTS, spec = {}, says } of cases) {
  test(`${what}: status and check agree`, async () => {
    const acp = await startAcp(memoryBacking(made), { records, spec });
    const ask = async (...words: string[]) =>
      JSON.parse(
        (await run([...words, '-o', 'json', '--kubeconfig', acp.kubeconfig], { now: new Date(now) })).out,
      );
    try {
      const { checks, result } = (await ask(
        ...['check', '--only', CHECKS_OF_STATUS.map(({ name }) => name).join()],
      )) as CheckReport;
      const { problems } = (await ask('status')) as { problems: CheckReport['checks'] };
      assert.equal(problems.length, says.length, JSON.stringify(problems));
      for (const [index, pattern] of says.entries()) assert.match(problems[index]?.reason ?? '', pattern);
      for (const problem of problems)
        assert.deepEqual(
          problem,
          checks.find(({ name }) => name === problem.name),
        );
      assert.equal(problems[0]?.result ?? 'ok', result);
    } finally {
      await acp.stop();
    }
  });
}
