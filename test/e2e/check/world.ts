/** A real cluster to break: the resource, who runs backups and what they may do, in a state that a test says. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { CheckReport, CheckResult } from '../../../pkg/checks/report.ts';
import { type Acp, type AcpSettings, startAcp } from '../../cluster/acp.ts';
import { type RealBacking, realBacking } from '../../cluster/real.ts';
import { BACKUP_RBAC, CONFIGURATION_PATH, NAME } from '../../cluster/seeds.ts';
import { kubectl } from '../../servers/programs.ts';
import { DIST, type Ended, plugin, shell } from '../built.ts';
import { nights } from './nights.ts';

const MERGE = 'application/merge-patch+json';
const OBJECT = `${CONFIGURATION_PATH}/${NAME}`;
export const SECRETS = '/api/v1/namespaces/cpaas-system/secrets';
export const JOB = '/apis/apps.kruise.io/v1alpha1/namespaces/cpaas-system/advancedcronjobs/etcd-backup';
export const ROLE = '/apis/rbac.authorization.k8s.io/v1/clusterroles/cpaas:etcd-backup';

export interface World {
  readonly acp: Acp;
  readonly backing: RealBacking;
  /** Rewrites spec and records of the resource. */
  resource(spec: object, records?: readonly object[]): Promise<void>;
  patch(path: string, body: object): Promise<void>;
  /** The backup's role as the product has it. */
  healRole(): Promise<void>;
  secret(name: string, data: Readonly<Record<string, string>>): Promise<void>;
  check(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  one(name: string, ...words: readonly string[]): Promise<CheckResult>;
  /** Types a fix as it was printed. */
  type(line: string, env?: Readonly<Record<string, string>>): Promise<Ended>;
  stop(): Promise<void>;
}

/** Starts a healthy cluster; `upload` makes its controller's copies in S3. */
export async function startWorld(settings: Pick<AcpSettings, 'upload'> = {}): Promise<World> {
  const backing = await realBacking();
  const acp = await startAcp(backing, settings);
  const bin = await mkdtemp(join(tmpdir(), 'check-bin-'));
  const program = kubectl();
  assert.ok('path' in program);
  await symlink(program.path, join(bin, 'kubectl'));
  const PATH = `${bin}:${DIST}:${join(process.execPath, '..')}:/usr/bin:/bin`;
  const { client } = backing;
  const sent = async (method: string, path: string, body: object, type?: string): Promise<void> => {
    const answer = await client.send(method, path, body, type);
    assert.ok(answer.status < 300, `${method} ${path}: ${JSON.stringify(answer.body)}`);
  };
  const check: World['check'] = (words, env = {}) =>
    plugin(['check', ...words], { limitMs: 120_000, env: { KUBECONFIG: acp.kubeconfig, ...env } });
  const [role] = BACKUP_RBAC;
  return {
    acp,
    backing,
    check,
    patch: (path, body) => sent('PATCH', path, body, MERGE),
    healRole: () => sent('PATCH', ROLE, { rules: role?.['rules'] }, MERGE),
    async resource(spec, records = nights(2, 8)) {
      const old = await client.get(OBJECT);
      const healthy = { schedule: '0 0 * * *', localStorage: { path: '/cpaas/backup', ttl: '7776000' } };
      await sent('PUT', OBJECT, { ...old, spec: { ...healthy, ...spec }, status: { records } });
    },
    async secret(name, data) {
      await client.send('DELETE', `${SECRETS}/${name}`);
      await sent('POST', SECRETS, { apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData: data });
    },
    async one(name, ...words) {
      const ended = await check(['--only', name, '-o', 'json', ...words]);
      const report = JSON.parse(ended.out) as CheckReport;
      const [result] = report.checks;
      assert.ok(result, ended.err);
      return result;
    },
    type: (line, env = {}) =>
      shell(line, { limitMs: 120_000, env: { KUBECONFIG: acp.kubeconfig, PATH, ...env } }),
    async stop() {
      await acp.stop();
      await rm(bin, { recursive: true, force: true });
    },
  };
}
