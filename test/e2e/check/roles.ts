/** A person with exactly the rights of docs/rbac, given by the commands that stand in its files. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckReport } from '../../../pkg/checks/report.ts';
import type { RestorePlan } from '../../../pkg/restore/plan/plan.ts';
import { type Ended, plugin } from '../built.ts';
import type { World } from './world.ts';

const DOCS = join(import.meta.dirname, '..', '..', '..', 'docs', 'rbac');

export interface Person {
  /** Runs the plugin; keys come from the Secret unless `env` has some. */
  run(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Types the commands of a file's own comment, for one user instead of a group. */
  given(file: string): Promise<void>;
  /** The checks that are unknown. */
  unknowns(): Promise<string[]>;
  /** A plan from the API, without a word on stderr. */
  plan(): Promise<RestorePlan>;
  /** The commands of S3 get as far as a bucket that does not answer: the Secret's keys were read. */
  reachesTheBucket(): Promise<void>;
}

/** Somebody who may do nothing yet. */
export async function personOf(world: World): Promise<Person> {
  const KUBECONFIG = await world.acp.writeKubeconfig('viewer', world.backing.tokens.viewer);
  const run: Person['run'] = (words, env = {}) =>
    plugin(words, { limitMs: 120_000, env: { KUBECONFIG, ...env } });
  return {
    run,
    async unknowns() {
      const { checks } = JSON.parse((await run(['check', '-o', 'json'])).out) as CheckReport;
      return checks.filter(({ result }) => result === 'unknown').map(({ name }) => name);
    },
    async plan() {
      const words = ['restore', '--even-with-quorum', '--snapshot', 'local:/b/a.tar', '-o', 'json'];
      const ended = await run(words);
      assert.deepEqual([ended.code, ended.err], [0, ''], ended.out);
      return JSON.parse(ended.out) as RestorePlan;
    },
    async reachesTheBucket() {
      const lines = [
        ['list', '--s3'],
        ['download', 'latest', '-O', join(world.acp.folder, 'snapshot.tar')],
        ['prune', '--keep', '1', '--yes'],
      ];
      for (const ended of await Promise.all(lines.map((words) => run(words)))) {
        assert.equal(ended.code, 3, ended.err);
        assert.match(ended.err, /^error: 127\.0\.0\.1:9 refuses connections/m);
        assert.doesNotMatch(ended.err, /not allowed/);
      }
    },
    async given(file) {
      const text = await readFile(join(DOCS, file), 'utf8');
      const lines = [...text.matchAll(/^# {3}(kubectl .+)$/gm)].map((match) => match[1] ?? '');
      assert.ok(lines.length >= 3);
      for (const line of lines) {
        const typed = await world.type(`cd '${DOCS}' && ${line.replace('--group=GROUP', '--user=viewer')}`);
        assert.equal(typed.code, 0, `${line}\n${typed.err}`);
      }
    },
  };
}
