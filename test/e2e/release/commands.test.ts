/** Every command once by the single binary, on a real API server and a real S3 store over TLS. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { commands } from '../../../cmd/root.ts';
import { ownBinary } from '../../../release/binary.ts';
import { type Acp, startAcp } from '../../cluster/acp.ts';
import { demoRecords } from '../../cluster/main-job.ts';
import { REAL_PROGRAMS, type RealBacking, realBacking } from '../../cluster/real.ts';
import { NODES } from '../../cluster/seeds.ts';
import { type Ceph, ceph, cephPrograms } from '../../servers/ceph.ts';
import { missingOf } from '../../servers/programs.ts';
import { type Ended, runProgram } from '../built.ts';

const SAMPLE = 'test/fixtures/etcd-3.6.14-50-keys.db';
const FILE = 'snapshot-etcd-20261122-000003-10.0.0.1.tar';
/** In an order in which each finds what it needs. */
const CASES: readonly (readonly [command: string, words: string, says: RegExp])[] = [
  ['version', '', /Server Version: v\d/],
  ['list', '', /master-1/],
  ['status', '', /Schedule/],
  ['check', '--only schedule', /OK +schedule/],
  ['set-schedule', '0_3_*_*_*', /./],
  ['pause', '', /./],
  ['resume', '', /./],
  ['set-local', '--retention 30d --yes', /./],
  ['set-s3', '--endpoint ENDPOINT --bucket BUCKET --dir a --ca-file CA --yes', /./],
  ['prune', '--keep 2 --dry-run=client --ca-file CA', /./],
  ['download', `${FILE} -O FOLDER/fetched --ca-file CA`, /fetched/],
  ['inspect', SAMPLE, /revision/i],
  ['kit', 'FOLDER/kit', /./],
  [
    'restore',
    `--kit FOLDER/kit --snapshot ${SAMPLE} --force --even-with-quorum --output-dir FOLDER/plan`,
    /./,
  ],
  ['unset-s3', '--yes', /./],
  ['trigger', '--wait --no-s3 --timeout 90s', /Success/],
  ['completion', 'bash', /complete/],
];

describe('the binary', { skip: missingOf([...REAL_PROGRAMS(), ...cephPrograms()]) ?? false }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'commands-'));
  let acp: Acp;
  let backing: RealBacking;
  let store: Ceph;
  let bucket = '';
  let binary = '';

  before(async () => {
    binary = resolve(ownBinary());
    store = await ceph();
    bucket = await store.bucket();
    const { PutObjectCommand } = await import('@aws-sdk/client-s3');
    const Body = readFileSync(SAMPLE);
    await store.sdk.send(new PutObjectCommand({ Bucket: bucket, Key: `a/${FILE}`, Body }));
    backing = await realBacking();
    acp = await startAcp(backing, { records: demoRecords(NODES, new Date()) });
  });
  after(async () => {
    await acp?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function run(command: string, line: string): Promise<Ended> {
    const own: Readonly<Record<string, string>> = { ENDPOINT: store.https, BUCKET: bucket, CA: store.caFile };
    const words = line
      .replace(/ENDPOINT|BUCKET|CA\b/g, (name) => own[name] ?? name)
      .replaceAll('FOLDER', folder)
      .split(' ')
      .filter((word) => word !== '')
      // A schedule is one word.
      .map((word) => (word.includes('_*_') ? word.replaceAll('_', ' ') : word));
    return runProgram(binary, [command, ...words], {
      env: {
        KUBECONFIG: acp.kubeconfig,
        ACCESS_KEY: store.keys.accessKey,
        SECRET_KEY: store.keys.secretKey,
        HOME: folder,
      },
      limitMs: 120_000,
    });
  }

  for (const [command, line, says] of CASES) {
    test(`${command} ${line}`, async () => {
      const ended = await run(command, line);
      assert.equal(ended.code, 0, `${ended.err}${ended.out}`);
      assert.match(`${ended.out}${ended.err}`, says);
    });
  }

  test('what came out of the bucket is what lies there, and the plan is whole', () => {
    assert.deepEqual(readFileSync(join(folder, 'fetched')), readFileSync(SAMPLE));
    for (const file of ['plan/plan.json', 'kit/kit.json']) assert.ok(existsSync(join(folder, file)), file);
  });

  test('a store with a certificate of nobody it knows is refused', async () => {
    const ended = await run(
      'download',
      `${FILE} --endpoint ENDPOINT --bucket BUCKET --dir a -O FOLDER/never`,
    );
    assert.equal(ended.code, 3);
    assert.match(ended.err, /unknown authority/);
    assert.ok(!existsSync(join(folder, 'never')));
  });
});

test('no command is left out', () => {
  assert.deepEqual(
    commands.map(({ name }) => name).filter((name) => !CASES.some(([command]) => command === name)),
    [],
  );
});
