/** The ready roles of docs/rbac: with exactly these rights the commands work, and with one right less a check is unknown. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { CheckReport } from '../../../pkg/checks/report.ts';
import { REAL_PROGRAMS } from '../../cluster/real.ts';
import { kubectl, missingOf } from '../../servers/programs.ts';
import { type Ended, plugin } from '../built.ts';
import { startWorld, type World } from './world.ts';

const DOCS = join(import.meta.dirname, '..', '..', '..', 'docs', 'rbac');
const S3 = {
  remoteStorage: {
    s3: {
      endpoint: 'https://127.0.0.1:9',
      region: 'us-east-1',
      bucket: 'b',
      secretRef: 'etcd-backup-s3-secret',
    },
  },
};

describe('the roles of docs/rbac', { skip: missingOf([...REAL_PROGRAMS(), kubectl()]) ?? false }, () => {
  let world: World;
  let kubeconfig: string;

  before(async () => {
    world = await startWorld();
    kubeconfig = await world.acp.writeKubeconfig('viewer', world.backing.tokens.viewer);
    await world.secret('etcd-backup-s3-secret', { ACCESS_KEY: 'a', SECRET_KEY: 'b' });
    await world.resource(S3);
  });

  after(() => world?.stop());

  const as = (...words: string[]): Promise<Ended> =>
    plugin(words, { limitMs: 120_000, env: { KUBECONFIG: kubeconfig, ACCESS_KEY: 'c', SECRET_KEY: 'd' } });
  /** The commands in a file's own comment, for one user instead of a group. */
  const applied = async (file: string): Promise<void> => {
    const text = await readFile(join(DOCS, file), 'utf8');
    const lines = [...text.matchAll(/^# {3}(kubectl .+)$/gm)].map((match) => match[1] ?? '');
    assert.ok(lines.length >= 3);
    for (const line of lines) {
      const typed = await world.type(`cd '${DOCS}' && ${line.replace('--group=GROUP', '--user=viewer')}`);
      assert.equal(typed.code, 0, `${line}\n${typed.err}`);
    }
  };
  const unknowns = async (): Promise<string[]> => {
    const { out } = await as('check', '-o', 'json');
    return (JSON.parse(out) as CheckReport).checks
      .filter(({ result }) => result === 'unknown')
      .map(({ name }) => name);
  };

  test('read-only: list, status and check know everything, and nothing can be changed', async () => {
    await applied('read-only.yaml');
    for (const words of [['list'], ['status'], ['check']]) {
      const ended = await as(...words);
      assert.deepEqual([ended.code, ended.err], [0, ''], ended.out);
    }
    assert.deepEqual(await unknowns(), []);
    for (const words of [
      ['pause'],
      ['set-local', '--retention', '91d', '--yes'],
      ['set-s3', '--no-probe', '--force-conflicts', '--yes'],
    ]) {
      const ended = await as(...words);
      assert.equal(ended.code, 3, `${words.join(' ')}: ${ended.out}`);
      assert.match(ended.err, /not allowed to (patch|create)/);
    }
  });

  test('read-only: every rule is needed', async () => {
    const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
    const needed = new Map<string, string[]>();
    for (const role of ['etcdbackup-viewer', 'etcdbackup-viewer-cpaas-system']) {
      const object = await world.backing.client.get(`${roles}/${role}`);
      const rules = object?.['rules'] as { resources: string[]; resourceNames?: string[] }[];
      for (const rule of rules) {
        await world.patch(`${roles}/${role}`, { rules: rules.filter((one) => one !== rule) });
        // RBAC of the API server follows its own watch: it takes a moment.
        for (let tries = 0; tries < 20 && (await unknowns()).length === 0; tries += 1)
          if (rule.resources.includes('namespaces') || rule.resources.includes('subjectaccessreviews')) break;
        needed.set(rule.resources.join(), await unknowns());
        await world.patch(`${roles}/${role}`, { rules });
        for (let tries = 0; tries < 20 && (await unknowns()).length > 0; tries += 1);
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
    await applied('full.yaml');
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
      const ended = await as(...words);
      assert.equal(ended.code, 0, `${words.join(' ')}: ${ended.err}`);
    }
  });
});
