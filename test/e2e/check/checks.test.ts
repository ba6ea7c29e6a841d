/** Every check on a real API server: made to fail, mended as it says itself, and unknown to somebody without rights. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readConfiguration } from '../../../pkg/backup/configuration.ts';
import { settledSince } from '../../../pkg/checks/freshness/changes.ts';
import { CHECKS_OF_STATUS } from '../../../pkg/checks/problems.ts';
import type { CheckReport } from '../../../pkg/checks/report.ts';
import type { Result } from '../../../pkg/checks/result.ts';
import { REAL_PROGRAMS } from '../../cluster/real.ts';
import { CONFIGURATION_PATH, NAME } from '../../cluster/seeds.ts';
import { run } from '../../run.ts';
import { kubectl, missingOf } from '../../servers/programs.ts';
import { plugin } from '../built.ts';
import { nights } from './nights.ts';
import { Sightings, seesItsOwn } from './seen.ts';
import { JOB, ROLE, startWorld, type World } from './world.ts';

const S3 = {
  remoteStorage: {
    s3: { endpoint: 'https://127.0.0.1:9', region: 'us-east-1', bucket: 'backups', secretRef: 'keys' },
  },
};
const DAY = 24 * 3_600_000;
const NOT_ASKED = ['bucket', 's3-copies', 's3-sizes', 'local-disk', 'kit'];
/** Of the checks that need no flag. */
const everyOne = (checks: CheckReport['checks'], result: Result): Record<string, Result> =>
  Object.fromEntries(
    checks.flatMap(({ name }) => (NOT_ASKED.includes(name) ? [] : [[name, result] as const])),
  );
const isOf = (record: object, ip: string): boolean => JSON.stringify(record).includes(`-${ip}.tar`);

describe('checks on a real API server', { skip: missingOf([...REAL_PROGRAMS(), kubectl()]) ?? false }, () => {
  let world: World;
  const sightings = new Sightings();

  before(async () => {
    world = await startWorld();
    await world.secret('keys', { ACCESS_KEY: 'a', SECRET_KEY: 'b' });
  });

  after(() => world?.stop());

  test('a healthy cluster is ok in every check', async () => {
    await world.resource(S3);
    const ended = await world.check(['-o', 'json']);
    assert.equal(ended.code, 0, ended.out);
    const { checks } = JSON.parse(ended.out) as CheckReport;
    assert.deepEqual(
      checks.filter(({ result }) => result !== 'ok').map(({ name }) => name),
      NOT_ASKED,
    );
    sightings.see(checks, everyOne(checks, 'ok'));
  });

  // Before the plugin owns a field: 1.20 keeps a manager's time when it writes a field of its own again; later versions do not.
  test('an edit of the schedule and a pause are told by what the API server keeps of managers, and records are not', async () => {
    const settled = async (): Promise<number> => {
      const object = await world.backing.client.get(`${CONFIGURATION_PATH}/${NAME}`);
      return settledSince(readConfiguration(object ?? assert.fail())) ?? assert.fail();
    };
    // It keeps whole seconds.
    const aSecond = () => new Promise((resolve) => setTimeout(resolve, 1100));
    let before = await settled();
    for (const words of ["set-schedule '0 1 * * *' --yes", 'pause']) {
      await aSecond();
      const typed = await world.type(`kubectl etcdbackup ${words}`);
      assert.equal(typed.code, 0, typed.err);
      const after = await settled();
      assert.ok(after > before, words);
      before = after;
    }
    await aSecond();
    await world.resource({ ...S3, schedule: '0 1 * * *', paused: true }, nights(1, 8));
    assert.equal(await settled(), before);
  });

  /** `mend`: what a person must do where the fix is no command that ends it. */
  interface Breakage {
    readonly check: string;
    readonly what: string;
    readonly words?: readonly string[];
    break(): Promise<void>;
    readonly result?: 'warning';
    readonly says: RegExp;
    readonly mend?: () => Promise<void>;
    /** What the fix says that it takes from the environment. */
    readonly env?: Readonly<Record<string, string>>;
  }

  /** The result of one check as `status` tells it. */
  const statusSays = async (check: string): Promise<Result | undefined> => {
    const ran = await run(['status', '--kubeconfig', world.acp.kubeconfig, '-o', 'json'], {
      now: new Date(),
    });
    const { problems } = JSON.parse(ran.out) as { problems: CheckReport['checks'] };
    return problems.find(({ name }) => name === check)?.result;
  };

  const healthy = () => world.resource(S3);
  const spec = (over: object) => () => world.resource({ ...S3, ...over });

  const breakages: readonly Breakage[] = [
    { check: 'not-paused', what: 'a pause', break: spec({ paused: true }), says: /paused/ },
    {
      check: 'schedule',
      what: 'a schedule of six fields',
      break: spec({ schedule: '0 0 0 * * *' }),
      says: /6 fields/,
    },
    { check: 'schedule', what: 'no schedule', break: spec({ schedule: undefined }), says: /no schedule/ },
    {
      check: 'executor',
      what: 'a paused job',
      break: () => world.patch(JOB, { spec: { paused: true } }),
      says: /etcd-backup is paused/,
    },
    {
      check: 'last-success',
      what: 'an old success',
      words: ['--max-age', '26h'],
      break: () => world.resource({}, nights(80, 3)),
      says: /3d8h old, more than --max-age 26h/,
    },
    {
      check: 'last-success',
      what: 'nothing but failures',
      break: () =>
        world.resource(
          S3,
          nights(2, 3).map((one) => ({ ...one, result: 'Failed' })),
        ),
      says: /no backup in the records succeeded/,
    },
    {
      check: 'every-node',
      what: 'a node whose backup is old',
      words: ['--max-age', '26h'],
      break: () =>
        world.resource({}, [...nights(80, 1), ...nights(2, 3).filter((one) => !isOf(one, '10.0.0.2'))]),
      says: /: master-2's is 3d8h old/,
    },
    {
      check: 'no-failures',
      what: 'a failed backup',
      break: () =>
        world.resource(
          S3,
          nights(2, 3).map((one, index) => (index === 8 ? { ...one, result: 'Failed' } : one)),
        ),
      says: /newest backup of master-3 failed 2h ago|120m ago/,
    },
    {
      check: 'clocks',
      what: 'a record of tomorrow',
      break: () => world.resource(S3, nights(-24, 3)),
      result: 'warning',
      says: /in the future/,
      mend: healthy,
    },
    {
      check: 'local-path',
      what: 'the root',
      break: spec({ localStorage: { path: '/', ttl: '86400' } }),
      says: /root of the file system/,
    },
    {
      check: 'retention',
      what: 'a retention in words',
      break: spec({ localStorage: { path: '/b', ttl: '90 days' } }),
      says: /not a whole number/,
    },
    {
      check: 's3-target',
      what: 'S3 without a bucket',
      break: () => world.resource({ remoteStorage: { s3: { ...S3.remoteStorage.s3, bucket: undefined } } }),
      says: /without bucket/,
      mend: healthy,
    },
    {
      check: 'secret',
      what: 'a Secret with other keys',
      break: () => world.secret('keys', { AWS_ACCESS_KEY_ID: 'a' }),
      says: /lacks ACCESS_KEY and SECRET_KEY/,
      env: { ACCESS_KEY: 'a', SECRET_KEY: 'b' },
    },
    {
      check: 'secret',
      what: 'a name that no Secret can have',
      break: spec({ remoteStorage: { s3: { ...S3.remoteStorage.s3, secretRef: 'My Keys/prod' } } }),
      says: /no Secret can be called/,
      env: { ACCESS_KEY: 'a', SECRET_KEY: 'b' },
    },
    {
      check: 'secret-access',
      what: 'a role without the rule',
      break: () => world.patch(ROLE, { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }),
      says: /etcd-backup may not get, list, watch secrets in cpaas-system \(the API server says so\)/,
    },
    {
      check: 'secret-access',
      what: 'a role without any rule',
      break: () => world.patch(ROLE, { rules: [] }),
      says: /may not get, list, watch/,
    },
  ];

  for (const breakage of breakages) {
    const { check, what, words = [], break: breakIt, result = 'failing', says, mend, env } = breakage;
    test(`${check}: ${what} is ${result}, and ok once mended ${mend === undefined ? 'by the printed fix' : 'by hand'}`, async () => {
      await healthy();
      await breakIt();
      const found = await world.one(check, ...words);
      sightings.see([found], { [check]: result });
      assert.match(found.reason, says);
      if (words.length === 0 && CHECKS_OF_STATUS.some(({ name }) => name === check))
        assert.deepEqual([check, await statusSays(check)], [check, result]);
      if (mend === undefined) {
        assert.ok(found.fix, 'there is a command');
        const fixed = await world.type(found.fix, env);
        assert.equal(fixed.code, 0, fixed.err);
      } else await mend();
      const again = await world.one(check, ...words);
      sightings.see([again], { [check]: 'ok' });
      await world.healRole();
    });
  }

  test('resource: another name fails, and says what there is', async () => {
    const found = await world.one('resource', '--name', 'other');
    sightings.see([found], { resource: 'failing' });
    assert.match(found.reason, /"other" does not exist; there is etcd-backup-default/);
  });

  test('immutable-os: an Immutable OS without S3 fails, with S3 it does not', async () => {
    const node = '/api/v1/nodes/master-1/status';
    await world.patch(node, { status: { nodeInfo: { osImage: 'SUSE Linux Micro 6.0 (MicroOS)' } } });
    await world.resource({});
    sightings.see([await world.one('immutable-os')], { 'immutable-os': 'failing' });
    await world.resource(S3);
    sightings.see([await world.one('immutable-os')], { 'immutable-os': 'ok' });
    await world.patch(node, { status: { nodeInfo: { osImage: 'Debian GNU/Linux 12' } } });
  });

  test('kit: none is there, then the printed fix saves one; then the path changes, and it does again', async () => {
    await world.resource({});
    const folder = join(await mkdtemp(join(tmpdir(), 'check-kit-')), "the night's kit");
    const kit = () => world.one('kit', '--kit', folder);
    const script = async () => {
      const [line = ''] = (await readFile(join(folder, 'SHA256SUMS'), 'utf8')).split('\n');
      await writeFile(join(folder, line.slice(66)), 'cut off');
    };
    const steps: readonly (readonly [says: RegExp, then: () => Promise<void>])[] = [
      [
        /is no kit: it has no kit.json/,
        () => world.resource({ localStorage: { path: '/other', ttl: '7776000' } }),
      ],
      [/since then changed: the local path/, script],
      [/the kit is damaged: master-1\/\S+ is not as it was saved/, async () => undefined],
    ];
    for (const [says, then] of steps) {
      const found = await kit();
      sightings.see([found], { kit: 'failing' });
      assert.match(found.reason, says);
      const typed = await world.type(found.fix ?? 'false');
      assert.equal(typed.code, 0, `${found.fix}\n${typed.err}`);
      sightings.see([await kit()], { kit: 'ok' });
      await then();
    }
    const kubeconfig = await world.acp.writeKubeconfig('viewer', world.backing.tokens.viewer);
    const blind = await world.check(['--only', 'kit', '--kit', folder, '-o', 'json'], {
      KUBECONFIG: kubeconfig,
    });
    sightings.see((JSON.parse(blind.out) as CheckReport).checks, { kit: 'unknown' });
    await rm(join(folder, '..'), { recursive: true });
  });

  test('a schedule that stops is late three days on, and a manual backup does not hide it', async () => {
    const midnight = Math.floor(Date.now() / DAY) * DAY;
    await world.resource(S3, nights(0, 8, midnight));
    const at = async (days: number) => {
      const now = new Date(midnight + days * DAY + DAY / 2);
      const ran = await run(
        ['check', '--kubeconfig', world.acp.kubeconfig, '-o', 'json', '--schedule-timezone', 'UTC'],
        { now },
      );
      return (JSON.parse(ran.out) as CheckReport).checks;
    };
    sightings.see(await at(3), {
      'last-success': 'failing',
      'every-node': 'failing',
      'scheduled-runs': 'failing',
    });
    await world.resource(S3, [...nights(0, 8, midnight), ...nights(0, 1, midnight + 3 * DAY + DAY / 3)]);
    sightings.see(await at(3), { 'last-success': 'ok', 'every-node': 'ok', 'scheduled-runs': 'failing' });
  });

  test('secret-access: a Role in the namespace grants as well as the ClusterRole', async () => {
    await world.patch(ROLE, { rules: [] });
    const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/cpaas-system';
    const metadata = { name: 'narrow', namespace: 'cpaas-system' };
    const rule = { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] };
    const api = { apiVersion: 'rbac.authorization.k8s.io/v1' };
    await world.backing.create({ ...api, kind: 'Role', metadata, rules: [rule] });
    await world.backing.create({
      ...api,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'narrow' },
      subjects: [{ kind: 'ServiceAccount', name: 'etcd-backup', namespace: 'cpaas-system' }],
    });
    const granted = await world.one('secret-access');
    assert.equal(granted.result, 'ok', granted.reason);
    await world.backing.client.send('DELETE', `${rbac}/rolebindings/narrow`);
    assert.equal((await world.one('secret-access')).result, 'failing');
    await world.healRole();
  });

  test('somebody without rights finds every check of the API unknown, and exit code 3', async () => {
    const kubeconfig = await world.acp.writeKubeconfig('viewer', world.backing.tokens.viewer);
    const ended = await plugin(['check', '-o', 'json'], {
      limitMs: 120_000,
      env: { KUBECONFIG: kubeconfig },
    });
    assert.equal(ended.code, 3);
    const { checks } = JSON.parse(ended.out) as CheckReport;
    sightings.see(checks, everyOne(checks, 'unknown'));
    assert.match(
      checks.find(({ name }) => name === 'resource')?.reason ?? '',
      /not allowed to get etcdbackupconfigurations/,
    );
  });

  test('executor and resource: nothing that runs backups, then no such kind at all', async () => {
    await world.backing.client.send('DELETE', JOB);
    assert.match((await world.one('executor')).reason, /no advancedcronjob in cpaas-system/);
    const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    await world.backing.client.send('DELETE', `${crds}/advancedcronjobs.apps.kruise.io`);
    await world.backing.client.send(
      'DELETE',
      `${crds}/etcdbackupconfigurations.enhancement.cluster.alauda.io`,
    );
    // The objects of a kind go before the kind itself.
    const served = async () => (await world.backing.client.get(CONFIGURATION_PATH)) !== undefined;
    for (let tries = 0; tries < 200 && (await served()); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(await world.backing.client.get(CONFIGURATION_PATH), undefined);
    const found = await world.one('resource');
    assert.deepEqual(
      [found.result, found.reason],
      ['failing', 'this cluster does not know EtcdBackupConfiguration'],
    );
  });

  seesItsOwn('checks', sightings);
});
