/** The ready roles of docs/rbac: with exactly these rights every command works, and with one right less it says so. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { REAL_PROGRAMS } from '../../cluster/real.ts';
import { kubectl, missingOf } from '../../servers/programs.ts';
import { type Person, personOf } from './roles.ts';
import { startWorld, type World } from './world.ts';

const S3 = {
  remoteStorage: {
    s3: {
      endpoint: 'https://127.0.0.1:9',
      region: 'us-east-1',
      bucket: 'backups',
      secretRef: 'etcd-backup-s3-secret',
    },
  },
};
const TRIGGER = ['trigger', '--wait', '--no-s3'];

describe('the roles of docs/rbac', { skip: missingOf([...REAL_PROGRAMS(), kubectl()]) ?? false }, () => {
  let world: World;
  let person: Person;

  before(async () => {
    world = await startWorld();
    person = await personOf(world);
    await world.secret('etcd-backup-s3-secret', { ACCESS_KEY: 'a', SECRET_KEY: 'b' });
    await world.resource(S3);
  });

  after(() => world?.stop());

  const path = (name: string): string => join(world.acp.folder, name);
  test('read-only: list, status and check know everything, and nothing can be changed', async () => {
    await person.given('read-only.yaml');
    for (const words of [['list'], ['status'], ['check']]) {
      const ended = await person.run(words);
      assert.deepEqual([ended.code, ended.err], [0, ''], ended.out);
    }
    assert.deepEqual(await person.unknowns(), []);
    for (const words of [
      ['pause'],
      ['set-local', '--retention', '91d', '--yes'],
      ['set-s3', '--no-probe', '--force-conflicts', '--yes'],
    ]) {
      const ended = await person.run(words, { ACCESS_KEY: 'c', SECRET_KEY: 'd' });
      assert.equal(ended.code, 3, `${words.join(' ')}: ${ended.out}`);
      assert.match(ended.err, /not allowed to (patch|create)/);
    }
  });

  test('read-only: no backup can be asked for, and the permission is named', async () => {
    const ended = await person.run(TRIGGER);
    assert.equal(ended.code, 3, ended.out);
    assert.match(
      ended.err,
      /^error: not allowed to trigger a backup \(403\): .* "viewer" cannot get resource "etcdbackupconfigurations\/exec" .*; no backup was started$/m,
    );
    assert.equal(world.acp.controller.runs, 0);
  });

  test('read-only: kit and restore know all that they need', async () => {
    const saved = await person.run(['kit', path('kit')]);
    assert.deepEqual([saved.code, /not allowed/.test(saved.err)], [0, false], saved.err);
    const kit = JSON.parse(await readFile(path('kit/kit.json'), 'utf8'));
    assert.deepEqual(
      [kit.members.length, kit.members[0].image, typeof kit.cluster.kubeSystemUid, kit.s3.bucket],
      [3, 'registry.k8s.io/etcd:3.5.15-0', 'string', 'backups'],
    );
    const words = ['--even-with-quorum', '--snapshot', 'local:/b/a.tar', '--output-dir', path('plan')];
    const written = await person.run(['restore', ...words]);
    assert.deepEqual([written.code, /not allowed/.test(written.err)], [0, false], written.err);
    assert.match(await readFile(path('plan/README.md'), 'utf8'), /master-3/);
  });

  test('read-only: without the rule for pods a plan says that it has not seen them', async () => {
    const role = '/apis/rbac.authorization.k8s.io/v1/clusterroles/etcdbackup-viewer-kube-system';
    const unseen = async (): Promise<boolean> =>
      (await person.plan()).notices.some((notice) => notice.is === 'no-etcd-pod');
    assert.equal(await unseen(), false);
    const rules = (await world.backing.client.get(role))?.['rules'];
    await world.patch(role, { rules: [] });
    // RBAC of the API server follows its own watch: it takes a moment.
    for (let tries = 0; tries < 20 && !(await unseen()); tries += 1);
    assert.equal(await unseen(), true);
    await world.patch(role, { rules });
  });

  test('read-only: list --s3, download and prune end at the bucket, not at a right', () =>
    person.reachesTheBucket());

  test('read-only: every rule is needed', async () => {
    const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
    const needed = new Map<string, string[]>();
    for (const role of ['etcdbackup-viewer', 'etcdbackup-viewer-cpaas-system']) {
      const object = await world.backing.client.get(`${roles}/${role}`);
      const rules = object?.['rules'] as { resources: string[]; resourceNames?: string[] }[];
      for (const rule of rules) {
        await world.patch(`${roles}/${role}`, { rules: rules.filter((one) => one !== rule) });
        // RBAC of the API server follows its own watch: it takes a moment.
        for (let tries = 0; tries < 20 && (await person.unknowns()).length === 0; tries += 1)
          if (rule.resources.includes('namespaces') || rule.resources.includes('subjectaccessreviews')) break;
        needed.set(rule.resources.join(), await person.unknowns());
        await world.patch(`${roles}/${role}`, { rules });
        for (let tries = 0; tries < 20 && (await person.unknowns()).length > 0; tries += 1);
      }
    }
    assert.deepEqual(needed.get('secrets'), ['secret']);
    assert.deepEqual(needed.get('advancedcronjobs'), ['executor']);
    assert.deepEqual(needed.get('clusterroles'), ['secret-access']);
    assert.deepEqual(needed.get('clusterrolebindings'), ['secret-access']);
    assert.deepEqual(needed.get('rolebindings'), ['secret-access']);
    assert.ok(needed.get('nodes')?.includes('every-node'));
    assert.ok(needed.get('etcdbackupconfigurations')?.includes('resource'));
    // Without reviews the rules are read instead: still known.
    assert.deepEqual(needed.get('subjectaccessreviews'), []);
  });

  test('full: pause, resume, set-schedule, set-local, set-s3 and unset-s3 work', async () => {
    await person.given('full.yaml');
    const lines = [
      ['pause'],
      ['resume'],
      ['set-schedule', '30 1 * * *', '--yes'],
      ['set-local', '--retention', '91d', '--yes'],
      ['set-s3', '--bucket', 'other', '--no-probe', '--force-conflicts', '--yes'],
      ['unset-s3', '--delete-secret', '--yes'],
      ['check', '--only', 'resource,schedule,not-paused'],
    ];
    for (const words of lines) {
      const ended = await person.run(words, { ACCESS_KEY: 'c', SECRET_KEY: 'd' });
      assert.equal(ended.code, 0, `${words.join(' ')}: ${ended.err}`);
    }
  });

  test('full: a backup is asked for and followed to its end; the commands of S3 end at the bucket', async () => {
    await world.secret('etcd-backup-s3-secret', { ACCESS_KEY: 'a', SECRET_KEY: 'b' });
    await world.resource(S3);
    const ended = await person.run(TRIGGER);
    assert.equal(ended.code, 0, ended.err);
    assert.match(ended.err, /3 of 3/);
    assert.deepEqual([world.acp.gateway.execs, world.acp.controller.runs], [2, 1]);
    await person.reachesTheBucket();
  });
});
