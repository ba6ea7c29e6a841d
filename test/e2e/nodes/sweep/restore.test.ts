/**
 * The kill sweep over the real restore scripts: killed at every command, gone on with, rebooted, turned back. Every end
 * has to equal that of a run without a kill, and a real etcd is started once on each that differs from the others.
 */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { SCRIPTS, type ScriptName } from '../../../../pkg/restore/scripts.ts';
import type { ScriptValues } from '../../../../pkg/restore/values.ts';
import { missingPrograms } from '../programs.ts';
import { FOLDER, PHASES, SNAPSHOT } from '../scripts.ts';
import { openRestoreNode } from './restore-node.ts';
import { bootEnd, sweep } from './sweep.ts';

const skip = missingPrograms();
const ROOTS = ['/etc/kubernetes', '/var/lib/etcd', '/run/quick', FOLDER];
const WAL_DIR = '/var/lib/etcd-wal';

const BACK = `set -e; cd ${FOLDER}/etcd-1; bash undo.sh --lose-new-writes; bash undo-start.sh`;

/** What a real etcd finds where these have ended; after all others no manifest is in place that would start it. */
const FOUND: Readonly<Record<string, string>> = {
  '0-preflight.sh': 'old',
  '5-start-etcd.sh': 'first, raised',
  '6-start-rest.sh': 'first, raised',
  'undo-start.sh': 'old',
  back: 'old',
};

interface Swept {
  readonly names: readonly ScriptName[];
  /** The first of them to be killed. */
  readonly from: ScriptName;
  readonly to: ScriptName;
  readonly words?: readonly string[];
  readonly walDir?: string;
  readonly values?: Partial<ScriptValues>;
  /** Bash source: what is different on the node. */
  readonly prepare?: string;
  readonly found?: Readonly<Record<string, string>>;
}

async function swept(t: TestContext, plan: Swept): Promise<void> {
  const { names, from, to, walDir, values, words = [], prepare = 'true' } = plan;
  const quick = await openRestoreNode(walDir, values);
  try {
    await quick.node.must(prepare);
    quick.node.write('/root/back', BACK);
    const fileOf = (name: ScriptName): string =>
      `${FOLDER}/etcd-1/${SCRIPTS.find((script) => script.name === name)?.file}`;
    const log = walDir === undefined ? [] : [walDir];
    const found = await sweep(quick, {
      scripts: names.map(fileOf),
      arguments: words,
      undo: '/root/back',
      roots: [...ROOTS, ...log],
      precious: ['/etc/kubernetes', '/var/lib/etcd', ...log],
      own: 'etcd-restore-',
      first: names.indexOf(from),
      last: names.indexOf(to),
    });
    for (const line of found.figures) t.diagnostic(line);
    assert.deepEqual(found.lost, []);
    assert.ok(found.points > 30 && found.cycles > 0, 'it has been somewhere');
    assert.ok(found.halves > 0, 'commands were killed midway: the scripts have met the stand-ins for it');
    for (const end of found.ends) {
      const there = await bootEnd(quick, end);
      t.diagnostic(`etcd after ${end.script}: ${there}`);
      assert.equal(there, { ...FOUND, ...plan.found }[end.script] ?? 'held', end.script);
    }
  } finally {
    await quick.world.close();
  }
}

// Two at a time: as many as the machine has cores.
describe('a restore killed at any command goes on, or is turned back', { skip, concurrency: 2 }, () => {
  test('phases 2 to 6', (t) => swept(t, { names: PHASES, from: 'set-aside', to: 'start-rest' }));
  test('phases 0 and 1', (t) => swept(t, { names: PHASES.slice(0, 2), from: 'preflight', to: 'stop' }));
  test('a log that lies apart', (t) =>
    swept(t, {
      names: PHASES.slice(0, 6),
      from: 'set-aside',
      to: 'put-in-place',
      walDir: WAL_DIR,
    }));
  test('a snapshot that is fetched from another node', (t) =>
    swept(t, {
      names: ['fetch', 'preflight'],
      from: 'fetch',
      to: 'fetch',
      values: {
        snapshot: {
          path: SNAPSHOT,
          withoutHash: false,
          fetch: { by: 'scp', host: '127.0.0.2', path: '/opt/real/first.db' },
        },
      },
      prepare: `rm ${SNAPSHOT}`,
      found: { 'fetch.sh': 'old' },
    }));
  test('a survivor that answers', (t) =>
    swept(t, {
      names: ['survivor', 'preflight'],
      from: 'survivor',
      to: 'survivor',
      prepare: `rm ${SNAPSHOT}`,
      found: { 'survivor.sh': 'old' },
    }));
  test('a survivor that has to be stopped', (t) =>
    swept(t, {
      names: ['survivor'],
      from: 'survivor',
      to: 'survivor',
      words: ['--stop'],
      prepare: `rm ${SNAPSHOT}; mkdir -p /sweep; touch /sweep/deaf`,
    }));
  test('the way back', (t) =>
    swept(t, {
      names: [...PHASES.slice(0, 5), 'undo', 'undo-start'],
      from: 'undo',
      to: 'undo-start',
      walDir: WAL_DIR,
    }));
});
