/** Every check: one case that is well, one that is not, one that cannot be known. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfiguration } from '../../../pkg/backup/configuration.ts';
import { readNode } from '../../../pkg/backup/nodes.ts';
import { CHECKS } from '../../../pkg/checks/all.ts';
import type { CheckFacts } from '../../../pkg/checks/facts.ts';
import type { Result } from '../../../pkg/checks/result.ts';
import type { StoredObject } from '../../../pkg/ports/object-store.ts';
import type { Kit } from '../../../pkg/restore/kit/kit.ts';
import { NODES, recordOf } from '../backup/examples.ts';
import { COPIES, configured, factsOf, IDENTITY, KIT, SILENT, TEN_NIGHTS } from './examples.ts';
import { recordsOf } from './freshness/worlds.ts';

const HOUR = 3_600_000;
const spec = (over: object, more?: Partial<CheckFacts>) => factsOf(configured(TEN_NIGHTS, over), more);
const records = (list: readonly object[], more?: Partial<CheckFacts>) => factsOf(configured(list), more);
const until = (day: number) => TEN_NIGHTS.slice(0, 3 * (day - 13));
const access = (over: object) =>
  factsOf(undefined, {
    access: { known: { subject: IDENTITY, hasRules: true, lacks: [], by: 'review', ...over } },
  });
const nodes = (over: object) => ({ nodes: { known: NODES.map((node) => ({ ...node, ...over })) } });
const job = { name: 'etcd-backup', resource: 'advancedcronjobs.apps.kruise.io', paused: false };
const newNode = { ...NODES[0], name: 'master-4', ips: ['10.0.0.4'], controlPlane: true, osImage: 'Debian' };
const joined = (created: string) => ({ nodes: { known: [...NODES, { ...newNode, created }] } });
/** A success whose clock was wrong; in the bucket is no such file. */
const FUTURE = (ip: string) => ({
  ...recordOf('23', ip),
  backupTimestamp: '2099-01-01T00:00:00Z',
  fileName: `snapshot-etcd-20990101-000000-${ip}.tar`,
});
/** Ten nights at two o'clock in Berlin, where summer time ended in one of them. */
const OCTOBER = recordsOf(
  Array.from({ length: 10 }, (_, index) => Date.UTC(2026, 9, 19 + index, index < 6 ? 0 : 1)),
  0,
);
/** Made an hour before noon: no run was due yet. */
const newborn = (list: readonly object[]) => {
  const { object } = configured(list);
  return factsOf(
    readConfiguration({
      ...object,
      metadata: { ...object.metadata, creationTimestamp: '2026-11-23T11:00:00Z' },
    }),
  );
};
const S3 = { endpoint: 'https://s3', bucket: 'backups', secretRef: 's' };

type Case = readonly [check: string, what: string, facts: CheckFacts, result: Result, reason: RegExp];

const cases: readonly Case[] = [
  ['resource', 'it is there', factsOf(), 'ok', /etcd-backup-default is there/],
  [
    'resource',
    'the kind is not served',
    factsOf(undefined, { configuration: { absent: 'kind', said: 'this cluster does not know it' } }),
    'failing',
    /does not know/,
  ],
  [
    'resource',
    'another name',
    factsOf(undefined, { configuration: { absent: 'object', said: '"x" does not exist' } }),
    'failing',
    /"x" does not exist/,
  ],
  ['not-paused', 'it runs', factsOf(), 'ok', /not paused/],
  ['not-paused', 'paused', spec({ paused: true }), 'failing', /paused: no scheduled backup/],
  ['schedule', 'daily', factsOf(), 'ok', /At 00:00, every day \(0 0 \* \* \*\)/],
  ['schedule', 'none', spec({ schedule: undefined }), 'failing', /there is no schedule/],
  ['schedule', 'day 7', spec({ schedule: '0 0 * * 5-7' }), 'warning', /names weekday 7.* may never run/],
  ['schedule', 'six fields', spec({ schedule: '0 0 0 * * *' }), 'failing', /6 fields/],
  [
    'schedule',
    'a day that never comes',
    spec({ schedule: '0 0 31 2 *' }),
    'failing',
    /cannot be read|never comes/,
  ],
  ['last-success', 'this midnight', factsOf(), 'ok', /11h old/],
  [
    'last-success',
    'four nights ago',
    records(until(19)),
    'failing',
    /4d11h old: the run of 2026-11-\d\d.* brought none \(the schedule taken in UTC, as 6 past runs show/,
  ],
  [
    'last-success',
    'young enough for --max-age',
    factsOf(undefined, { maxAgeMs: 12 * HOUR }),
    'ok',
    /--max-age is 12h/,
  ],
  [
    'last-success',
    'too old for --max-age',
    factsOf(undefined, { maxAgeMs: 11 * HOUR }),
    'failing',
    /more than --max-age 11h/,
  ],
  [
    'last-success',
    'no record of an old resource',
    records([]),
    'failing',
    /no backup has ever been recorded/,
  ],
  [
    'last-success',
    'only failures',
    records([recordOf('23', '10.0.0.1', 'Failed')]),
    'failing',
    /no backup in the records succeeded/,
  ],
  [
    'last-success',
    'only one of the year 2099',
    records([{ ...recordOf('23', '10.0.0.1'), backupTimestamp: '2099-01-01T00:00:00Z' }]),
    'failing',
    /no backup in the records succeeded/,
  ],
  [
    'last-success',
    'the first one of a new resource still runs',
    newborn([recordOf('23', '10.0.0.1', 'Running')]),
    'warning',
    /the first backup has not ended yet/,
  ],
  [
    'last-success',
    'the first one of a new resource failed',
    newborn([recordOf('23', '10.0.0.1', 'Failed')]),
    'failing',
    /no backup in the records succeeded/,
  ],
  [
    'last-success',
    'one that never ended, days after the first run was due',
    records([recordOf('20', '10.0.0.1', 'Running')]),
    'failing',
    /no backup in the records succeeded/,
  ],
  ['last-success', 'paused', spec({ paused: true }), 'warning', /no run is due while/],
  ['last-success', 'no schedule', spec({ schedule: undefined }), 'unknown', /no schedule says/],
  ['every-node', 'all three', factsOf(), 'ok', /each of 3/],
  [
    'every-node',
    'one never',
    records(TEN_NIGHTS.filter((one) => !JSON.stringify(one).includes('0.0.2.'))),
    'failing',
    /master-2 has none/,
  ],
  [
    'every-node',
    'one record for all three nodes in every run, from the first on',
    records(TEN_NIGHTS.filter((one) => JSON.stringify(one).includes('0.0.1.'))),
    'warning',
    /^each of the 10 runs .* left one record, .*; master-2 has none; master-3 has none$/,
  ],
  [
    'every-node',
    'one record for all three nodes, of whichever leads',
    records(TEN_NIGHTS.filter((_, index) => index % 3 === (index < 24 ? 1 : 0))),
    'warning',
    /^each of the 10 runs .*; master-2's is 2d11h old; master-3 has none$/,
  ],
  [
    'every-node',
    'one record in each of the last five runs, where those before had three',
    records(TEN_NIGHTS.filter((one, index) => index < 15 || JSON.stringify(one).includes('0.0.1.'))),
    'failing',
    /^not every node has a fresh success: master-2's is 5d11h old; master-3's is 5d11h old/,
  ],
  [
    'every-node',
    'one record in each of two runs, which may be chance',
    records(TEN_NIGHTS.slice(24).filter((one) => JSON.stringify(one).includes('0.0.1.'))),
    'failing',
    /master-2 has none; master-3 has none/,
  ],
  [
    'every-node',
    'one record in every run, and those stopped four nights ago',
    records(until(19).filter((one) => JSON.stringify(one).includes('0.0.1.'))),
    'failing',
    /master-1's is 4d11h old; master-2 has none/,
  ],
  [
    'every-node',
    'one record in every run, by --max-age',
    records(
      TEN_NIGHTS.filter((one) => JSON.stringify(one).includes('0.0.1.')),
      { maxAgeMs: 26 * HOUR },
    ),
    'warning',
    /left one record/,
  ],
  [
    'every-node',
    'one never, which the spec of the resource does not list',
    factsOf(
      configured(
        TEN_NIGHTS.filter((one) => !JSON.stringify(one).includes('0.0.2.')),
        { nodes: ['master-1', '10.0.0.3'] },
      ),
    ),
    'warning',
    /^master-2 has none: the spec of the resource lists only master-1, 10\.0\.0\.3$/,
  ],
  [
    'every-node',
    'one never, which the spec of the resource lists',
    factsOf(
      configured(
        TEN_NIGHTS.filter((one) => !JSON.stringify(one).includes('0.0.2.')),
        { nodes: ['master-1', 'master-2'] },
      ),
    ),
    'failing',
    /master-2 has none/,
  ],
  [
    'every-node',
    'one four nights ago, though the spec lists it no more',
    factsOf(
      configured([...until(19), ...TEN_NIGHTS.filter((one) => !JSON.stringify(one).includes('0.0.3.'))], {
        nodes: ['master-1', 'master-2'],
      }),
    ),
    'failing',
    /master-3's is 4d11h old/,
  ],
  [
    'every-node',
    'one four nights ago',
    records([...until(19), ...TEN_NIGHTS.filter((one) => !JSON.stringify(one).includes('0.0.3.'))]),
    'failing',
    /master-3's is 4d11h old/,
  ],
  [
    'every-node',
    'nodes of IPv6, whose addresses the file names spell in full',
    records(
      TEN_NIGHTS.map((one) =>
        JSON.parse(JSON.stringify(one).replace(/10\.0\.0\.(\d)/, 'FD00:0:0:0:0:0:0:000$1')),
      ),
      {
        nodes: {
          known: NODES.map(({ name }, index) =>
            readNode({
              metadata: { name, labels: { 'node-role.kubernetes.io/control-plane': '' } },
              status: { addresses: [{ type: 'InternalIP', address: `fd00:0::${index + 1}` }] },
            }),
          ),
        },
      },
    ),
    'ok',
    /each of 3 control-plane nodes has a fresh success/,
  ],
  [
    'every-node',
    'one that joined this morning',
    factsOf(undefined, joined('2026-11-23T08:00:00Z')),
    'ok',
    /each of 4/,
  ],
  [
    'every-node',
    'one that joined last week',
    factsOf(undefined, joined('2026-11-16T08:00:00Z')),
    'failing',
    /master-4 has none/,
  ],
  [
    'every-node',
    'too old for --max-age',
    factsOf(undefined, { maxAgeMs: HOUR }),
    'failing',
    /master-1's is 11h old; .*--max-age 60m/,
  ],
  [
    'every-node',
    'trimmed to what manual backups left',
    records(
      ['1', '2'].map((n) =>
        recordOf('23', `10.0.0.${n}`, 'Success', { backupTimestamp: '2026-11-23T11:58:00Z' }),
      ),
    ),
    'unknown',
    /do not reach back/,
  ],
  [
    'every-node',
    'names that tell no node',
    records([{ fileName: 'a.tar', backupTimestamp: '2026-11-23T00:00:03Z', result: 'Success' }]),
    'unknown',
    /no file name/,
  ],
  [
    'every-node',
    'nodes may not be read',
    factsOf(undefined, { nodes: { unknown: 'not allowed to list nodes' } }),
    'unknown',
    /not allowed to list nodes/,
  ],
  [
    'every-node',
    'paused for long',
    factsOf(configured(until(15), { paused: true })),
    'warning',
    /^not every node has a fresh success: master-1's is 8d old/,
  ],
  ['scheduled-runs', 'every night', factsOf(), 'ok', /newest due run left records/],
  [
    'scheduled-runs',
    'dead since Thursday',
    records(until(19)),
    'failing',
    /4 runs, the last due at .* left no record; the newest is 4d11h old/,
  ],
  ['scheduled-runs', 'paused', spec({ paused: true }), 'skipped', /paused/],
  [
    'scheduled-runs',
    'trimmed',
    records([{ ...recordOf('23', '10.0.0.1'), backupTimestamp: '2026-11-23T11:59:00Z' }]),
    'unknown',
    /do not reach back/,
  ],
  ['no-failures', 'all well', factsOf(), 'ok', /succeeded/],
  [
    'no-failures',
    'the newest of one failed',
    records([...until(22), recordOf('23', '10.0.0.2', 'Failed', { message: 'disk full' })]),
    'failing',
    /master-2 failed 11h ago: Failed: disk full/,
  ],
  [
    'no-failures',
    'three in a row',
    records([...until(20), ...['21', '22', '23'].map((day) => recordOf(day, '10.0.0.2', 'Failed'))]),
    'failing',
    /master-2 failed 11h ago, 3 in a row/,
  ],
  [
    'no-failures',
    'again and again',
    records([
      ...until(23),
      recordOf('21', '10.0.0.2', 'Failed', { backupTimestamp: '2026-11-21T10:00:00Z' }),
      recordOf('22', '10.0.0.2', 'Failed', { backupTimestamp: '2026-11-22T10:00:00Z' }),
    ]),
    'warning',
    /master-2 failed 2 of its last 5/,
  ],
  [
    'no-failures',
    'a failure that names no file',
    records([...until(22), { backupTimestamp: '2026-11-23T00:00:03Z', result: 'Failed' }]),
    'failing',
    /a node that no file name tells failed/,
  ],
  [
    'no-failures',
    'one failed where no node is labelled as a control-plane node',
    records([...until(22), recordOf('23', '10.0.0.2', 'Failed')], nodes({ controlPlane: false })),
    'failing',
    /newest backup of 10\.0\.0\.2 failed 11h ago/,
  ],
  [
    'no-failures',
    'all failed under addresses that no node has',
    records(['1', '2'].map((n) => recordOf('23', `10.9.9.${n}`, 'Failed'))),
    'failing',
    /newest backup of 10\.9\.9\.1 failed .*; the newest backup of 10\.9\.9\.2 failed/,
  ],
  [
    'no-failures',
    'the last one of a node that is gone failed',
    records([...TEN_NIGHTS, recordOf('23', '10.9.9.1', 'Failed')]),
    'ok',
    /succeeded/,
  ],
  [
    'no-failures',
    'failures after a success of the year 2099',
    records([...until(22), recordOf('23', '10.0.0.2', 'Failed'), FUTURE('10.0.0.2')]),
    'failing',
    /master-2 failed 11h ago/,
  ],
  ['clocks', 'they agree', factsOf(), 'ok', /no record/],
  [
    'clocks',
    'a node in 2027',
    records([{ ...recordOf('23', '10.0.0.1'), backupTimestamp: '2027-11-23T00:00:00Z' }]),
    'warning',
    /10\.0\.0\.1 is 364d in the future/,
  ],
  ['local-path', 'a folder of its own', factsOf(), 'ok', /\/cpaas\/backup/],
  [
    'local-path',
    'the root',
    spec({ localStorage: { path: '/', ttl: '60' } }),
    'failing',
    /root of the file system/,
  ],
  [
    'local-path',
    'relative',
    spec({ localStorage: { path: 'backup', ttl: '60' } }),
    'failing',
    /start with \//,
  ],
  ['retention', '90 days', factsOf(), 'ok', /90 days, about 90 on each node/],
  ['retention', 'none', spec({ localStorage: {} }), 'warning', /no retention/],
  ['retention', 'words', spec({ localStorage: { ttl: '90 days' } }), 'failing', /not a whole number/],
  [
    'retention',
    'shorter than a night',
    spec({ localStorage: { ttl: '3600' } }),
    'failing',
    /gone before the next run/,
  ],
  [
    'retention',
    'shorter than a month, on the first day of one',
    factsOf(
      configured([], { schedule: '0 0 1 * *', localStorage: { ttl: '3600' } }),
      {},
      new Date('2026-11-01T06:00:00Z'),
    ),
    'failing',
    /gone before the next run/,
  ],
  [
    'retention',
    'a day and a half, in the week after summer time ended',
    factsOf(
      configured(OCTOBER, { schedule: '0 2 * * *', localStorage: { ttl: '129600' } }),
      {},
      new Date('2026-10-28T12:00:00Z'),
      'Europe/Berlin',
    ),
    'ok',
    /1 day 12 hours, about 2 on each node/,
  ],
  [
    'retention',
    'many on working days, and none on a Sunday',
    spec({ schedule: '*/5 8-18 * * 1-5', localStorage: { ttl: '129600' } }),
    'failing',
    /gone before the next run/,
  ],
  ['immutable-os', 'S3 is set', factsOf(), 'ok', /S3 is set/],
  ['immutable-os', 'Debian', spec({ remoteStorage: undefined }), 'ok', /no control-plane node/],
  [
    'immutable-os',
    'MicroOS without S3',
    spec({ remoteStorage: undefined }, nodes({ osImage: 'SUSE Linux Micro 6.0 MicroOS' })),
    'failing',
    /master-1 runs SUSE/,
  ],
  [
    'immutable-os',
    'SLE Micro under its newer name, without S3',
    spec({ remoteStorage: undefined }, nodes({ osImage: 'SUSE Linux Enterprise Micro 5.5' })),
    'failing',
    /master-1 runs SUSE/,
  ],
  [
    'immutable-os',
    'a system that nobody knows',
    spec({ remoteStorage: undefined }, nodes({ osImage: 'HannahOS 1' })),
    'unknown',
    /HannahOS 1/,
  ],
  ['s3-target', 'all set', factsOf(), 'ok', /backups at https/],
  ['s3-target', 'no S3', spec({ remoteStorage: undefined }), 'skipped', /not set/],
  [
    's3-target',
    'no bucket',
    spec({ remoteStorage: { s3: { ...S3, bucket: '' } } }),
    'failing',
    /without bucket/,
  ],
  [
    's3-target',
    'a folder where the bucket should be',
    spec({ remoteStorage: { s3: { ...S3, bucket: 'backups/etcd' } } }),
    'failing',
    /no store can have a bucket called "backups\/etcd"/,
  ],
  [
    's3-target',
    'no URL',
    spec({ remoteStorage: { s3: { ...S3, endpoint: 's3:9000' } } }),
    'failing',
    /not a URL/,
  ],
  [
    's3-target',
    'unencrypted',
    spec({ remoteStorage: { s3: { ...S3, endpoint: 'http://s3:9000' } } }),
    'warning',
    /unencrypted/,
  ],
  ['secret', 'both keys', factsOf(), 'ok', /both keys/],
  [
    'secret',
    'absent',
    factsOf(undefined, { secret: { known: { state: 'absent' } } }),
    'failing',
    /does not exist/,
  ],
  [
    'secret',
    'one key',
    factsOf(undefined, { secret: { known: { state: 'incomplete', missingKeys: ['SECRET_KEY'] } } }),
    'failing',
    /lacks SECRET_KEY/,
  ],
  [
    'secret',
    'not named',
    spec({ remoteStorage: { s3: { ...S3, secretRef: undefined } } }),
    'failing',
    /without a Secret/,
  ],
  [
    'secret',
    'a name that no Secret can have',
    spec({ remoteStorage: { s3: { ...S3, secretRef: 'My Keys/prod' } } }),
    'failing',
    /no Secret can be called "My Keys\/prod"/,
  ],
  [
    'secret',
    'may not be read',
    factsOf(undefined, { secret: { unknown: 'not allowed to get secrets' } }),
    'unknown',
    /not allowed/,
  ],
  ['secret', 'no S3', spec({ remoteStorage: undefined }, { secret: undefined }), 'skipped', /not set/],
  ['secret-access', 'allowed', factsOf(), 'ok', /may read secrets/],
  [
    'secret-access',
    'the rule is missing',
    access({ lacks: ['get', 'list', 'watch'] }),
    'failing',
    /may not get, list, watch secrets/,
  ],
  ['secret-access', 'nobody is bound', access({ subject: undefined }), 'failing', /bound to nobody/],
  [
    'secret-access',
    'no such role',
    factsOf(undefined, { access: { missing: 'there is no ClusterRole' } }),
    'unknown',
    /no ClusterRole/,
  ],
  ['executor', 'there', factsOf(), 'ok', /etcd-backup is there/],
  [
    'executor',
    'the kind is not served',
    factsOf(undefined, { executors: { known: undefined } }),
    'failing',
    /serves no advancedcronjobs/,
  ],
  ['executor', 'none', factsOf(undefined, { executors: { known: [] } }), 'failing', /nothing runs backups/],
  [
    'executor',
    'paused',
    factsOf(undefined, { executors: { known: [{ ...job, paused: true }] } }),
    'failing',
    /is paused/,
  ],
  [
    'executor',
    'others only',
    factsOf(undefined, { executors: { known: [{ ...job, name: 'cleaner' }] } }),
    'unknown',
    /none of 1/,
  ],
];

const MIB = 2 ** 20;
const lies = (objects: readonly StoredObject[], more: Partial<CheckFacts> = {}) =>
  factsOf(undefined, { bucket: { known: { where: 'backups at s3', objects, partial: false } }, ...more });
/** The newest copy of node 2 with another size. */
const sized = (size: number) =>
  COPIES.map((copy) => (copy.key.endsWith('20261123-000003-10.0.0.2.tar') ? { ...copy, size } : copy));
const refuses = (reason: string, message: string) =>
  factsOf(undefined, { bucket: { refused: { reason, message, hint: 'a hint' } } });
const disk = (diskBytes: number) => nodes({ diskBytes });
const kitOf = (over: Partial<Kit>, uid = 'uid-1') =>
  factsOf(undefined, {
    kit: { known: { folder: './kit', kit: { ...KIT, ...over }, damage: [], kubeSystemUid: uid } },
  });
const noS3 = spec({ remoteStorage: undefined }, { bucket: undefined });

const outside: readonly Case[] = [
  ['bucket', 'it lists', factsOf(), 'ok', /backups at s3: 30 objects, seen from here/],
  [
    'bucket',
    'a self-signed certificate',
    refuses('TLS', 'the certificate of s3 is signed by an unknown authority'),
    'failing',
    /unknown authority \(seen from here\)/,
  ],
  ['bucket', 'no such bucket', refuses('NoSuchBucket', 'there is no bucket x'), 'failing', /no bucket x/],
  ['bucket', 'no S3', noS3, 'skipped', /not set/],
  ['s3-copies', 'all there', factsOf(), 'ok', /newest copies of 3 nodes/],
  ['s3-copies', 'one is empty', lies(sized(0)), 'failing', /10\.0\.0\.2\.tar of master-2 is empty/],
  ['s3-copies', 'none is there', lies([]), 'failing', /of master-1, 11h old, is not in the bucket/],
  [
    's3-copies',
    'none is there a minute after the run',
    lies([], { now: new Date('2026-11-23T00:01:00Z') }),
    'warning',
    /57s old, is not in the bucket/,
  ],
  [
    's3-copies',
    'a success of the year 2099 stands for none of the real ones',
    factsOf(configured([...TEN_NIGHTS, FUTURE('10.0.0.1')])),
    'ok',
    /newest copies of 3 nodes/,
  ],
  [
    's3-copies',
    'it may be among those that were not read',
    factsOf(undefined, { bucket: { known: { where: '', objects: [], partial: true } } }),
    'unknown',
    /more objects than were read/,
  ],
  ['s3-copies', 'no success to look for', factsOf(configured([])), 'unknown', /names a file/],
  ['s3-sizes', 'as always', factsOf(), 'ok', /less than half/],
  [
    's3-sizes',
    'one is a third of what it was',
    lies(sized(8 * MIB)),
    'warning',
    /master-2's newest copy has 8\.0 MiB, those before 24\.0 MiB/,
  ],
  ['s3-sizes', 'one is empty', lies(sized(0)), 'failing', /0 B/],
  ['s3-sizes', 'all are empty', lies(COPIES.map((one) => ({ ...one, size: 0 }))), 'failing', /0 B/],
  [
    's3-sizes',
    'the first one of a node is empty',
    lies(sized(0).filter(({ key }) => key.includes('20261123'))),
    'failing',
    /master-2's newest copy has 0 B, and there is none before/,
  ],
  [
    's3-sizes',
    'the last one of a node that is gone was empty',
    lies([...COPIES, ...sized(0).map((one) => ({ ...one, key: one.key.replace('-10.0.0.', '-10.9.9.') }))]),
    'ok',
    /less than half/,
  ],
  [
    's3-sizes',
    'nothing but files of others',
    lies([{ key: 'cluster-a/readme', size: 1, lastModified: undefined, etag: undefined }]),
    'unknown',
    /name of a backup/,
  ],
  [
    'local-disk',
    'room enough',
    factsOf(undefined, disk(100e9)),
    'ok',
    /about 90 copies of 24\.0 MiB on each node, 2\.1 GiB, of a disk of 93\.1 GiB/,
  ],
  [
    'local-disk',
    'every five minutes of working hours: 8486 copies in 90 days',
    spec({ schedule: '*/5 8-18 * * 1-5' }, disk(100e9)),
    'warning',
    /about 8\d\d\d copies of 24\.0 MiB/,
  ],
  [
    'local-disk',
    'too small a disk',
    factsOf(undefined, disk(3e9)),
    'warning',
    /more than half of a disk of 2\.8 GiB/,
  ],
  ['local-disk', 'nodes do not tell', factsOf(), 'unknown', /do not tell how large/],
  ['kit', 'of last week, and still so', factsOf(), 'ok', /7d old, and shows 3 control-plane nodes/],
  [
    'kit',
    'whose cluster it is cannot be read',
    factsOf(undefined, {
      kit: { known: { folder: './kit', kit: KIT, damage: [], kubeSystemUid: undefined } },
    }),
    'unknown',
    /7d old, and whether it is of this cluster is not known: the uid .* cannot be read here/,
  ],
  [
    'kit',
    'it does not tell its cluster',
    kitOf({ cluster: { ...KIT.cluster, kubeSystemUid: undefined } }),
    'unknown',
    /saved without the uid/,
  ],
  ['kit', 'of another cluster', kitOf({}, 'uid-2'), 'failing', /of another cluster, https:\/\/acp/],
  [
    'kit',
    'three of its files are missing or altered',
    factsOf(undefined, {
      kit: {
        known: {
          folder: './kit',
          kit: KIT,
          damage: ['a.sh is missing', 'b.sh is not as it was saved', 'c.sh is missing'],
          kubeSystemUid: 'uid-1',
        },
      },
    }),
    'failing',
    /^the kit is damaged: a\.sh is missing; b\.sh is not as it was saved; and 1 more$/,
  ],
  [
    'kit',
    'a node has joined, another left',
    kitOf({ members: KIT.members.slice(1) }),
    'failing',
    /master-1 joined/,
  ],
  ['kit', 'the bucket is another one', kitOf({ s3: undefined }), 'failing', /the S3 target/],
  [
    'kit',
    'not there',
    factsOf(undefined, { kit: { broken: { folder: './kit', message: 'no such file' } } }),
    'failing',
    /no such file/,
  ],
];

const byName = (name: string) => {
  const check = CHECKS.find((one) => one.name === name);
  assert.ok(check, name);
  return check;
};

for (const [name, what, facts, result, reason] of [...cases, ...outside]) {
  test(`${name}: ${what} is ${result}`, () => {
    const found = byName(name).decide(facts);
    assert.deepEqual([found.result, reason.test(found.reason)], [result, true], found.reason);
    if (result !== 'failing') return;
    assert.ok(found.fix, 'it says what to do');
    // Run word for word, the command of a fix mends: one that only looks is advice.
    assert.doesNotMatch(found.fix.command?.words[0] ?? '', /^(list|status|check|get|describe)$/);
  });
}

for (const check of CHECKS) {
  test(`${check.name} is unknown, and never ok, where the cluster does not answer`, () => {
    assert.equal(check.decide(SILENT).result, 'unknown');
  });

  test(`${check.name} has a case that is well and one that is not`, () => {
    const results = new Set(
      [...cases, ...outside].flatMap(([name, , , result]) => (name === check.name ? [result] : [])),
    );
    assert.ok(results.has('ok') && (results.has('failing') || results.has('warning')), [...results].join());
  });
}

test('a hint that names flags says whose they are: check has none of them', () => {
  const refused = { reason: 'DNS', message: 'cannot find s3', hint: 'check --endpoint, and DNS' };
  assert.deepEqual(byName('bucket').decide(factsOf(undefined, { bucket: { refused } })).fix, {
    advice: 'check --endpoint, and DNS (kubectl etcdbackup set-s3 has these flags)',
  });
});

test('the fix of a retention mends it, however rarely the schedule comes', () => {
  for (const schedule of ['*/5 * * * *', '0 0 * * *', '0 0 1 * *', '0 0 1 */6 *', '0 0 1 1 *']) {
    const { fix } = byName('retention').decide(spec({ schedule, localStorage: { ttl: '60' } }));
    const ttl = String(Number.parseInt(fix?.command?.words[2] ?? '', 10) * 86_400);
    assert.equal(
      byName('retention').decide(spec({ schedule, localStorage: { ttl } })).result,
      'ok',
      schedule,
    );
  }
});

test('the fix of a disk that is too small fits on it, is never longer than what is kept now, and is none where nothing fits', () => {
  const DAY = 86_400;
  for (const [schedule, keptDays, bytes, days] of [
    ['0 0 * * *', 90, 3e9, 59],
    ['0 0 * * *', 20, 0.5e9, 9],
    ['0 * * * *', 20, 3e9, 2],
    ['0 * * * *', 20, 0.5e9, undefined],
    ['0 0 1 * *', 90, 60e6, undefined],
  ] as const) {
    const kept = (ttl: number) =>
      byName('local-disk').decide(spec({ schedule, localStorage: { ttl: String(ttl) } }, disk(bytes)));
    const { result, fix } = kept(keptDays * DAY);
    assert.equal(result, 'warning', schedule);
    assert.equal(fix?.command?.words[2], days === undefined ? undefined : `${days}d`, fix?.advice);
    if (days !== undefined) assert.equal(kept(days * DAY).result, 'ok');
  }
});
