/** The kill sweep over the real restore scripts: killed at every command, gone on with, rebooted, turned back. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import process from 'node:process';
import { describe, type TestContext, test } from 'node:test';
import { SCRIPTS, type ScriptName } from '../../../../pkg/restore/scripts.ts';
import { missingPrograms } from '../programs.ts';
import { FOLDER } from '../scripts.ts';
import { openRestoreNode } from './restore-node.ts';
import { sweep } from './sweep.ts';

const skip = missingPrograms();
/** Of all ways on from all points each so many-th is tried: 12 takes minutes where the whole takes an hour. */
const every = Number(process.env['SWEEP_EVERY'] ?? 1);
const ROOTS = ['/etc/kubernetes', '/var/lib/etcd', '/run/quick'];

const BACK = `set -e; cd ${FOLDER}/etcd-1; bash undo.sh --lose-new-writes; bash undo-start.sh`;
const RESTORE = [
  'preflight',
  'stop',
  'set-aside',
  'restore',
  'put-in-place',
  'start-etcd',
  'start-rest',
] as const;

interface Swept {
  readonly names: readonly ScriptName[];
  /** The first of them to be killed. */
  readonly from: ScriptName;
  readonly to: ScriptName;
  readonly undo: boolean;
  readonly walDir?: string;
}

async function swept(t: TestContext, { names, from, to, undo, walDir }: Swept): Promise<void> {
  // Another share each time; the number that is printed brings the same one back.
  const offset = Number(process.env['SWEEP_OFFSET'] ?? randomInt(every));
  t.diagnostic(`every ${every}th way on, SWEEP_OFFSET=${offset}`);
  const quick = await openRestoreNode(walDir);
  try {
    quick.node.write('/root/back', BACK);
    const fileOf = (name: ScriptName): string =>
      `${FOLDER}/etcd-1/${SCRIPTS.find((script) => script.name === name)?.file}`;
    const log = walDir === undefined ? [] : [walDir];
    const found = await sweep(
      quick,
      {
        scripts: names.map(fileOf),
        ...(undo ? { undo: '/root/back' } : {}),
        roots: [...ROOTS, ...log],
        precious: ['/etc/kubernetes', '/var/lib/etcd', ...log],
        own: 'etcd-restore-',
        first: names.indexOf(from),
        last: names.indexOf(to),
        every,
        offset,
      },
      3000,
    );
    for (const line of found.figures) t.diagnostic(line);
    assert.deepEqual(found.lost, []);
    assert.ok(found.points > 100 && found.cycles > 0, 'it has been somewhere');
  } finally {
    await quick.world.close();
  }
}

// Two at a time: as many as the machine has cores.
describe('a restore killed at any command goes on, or is turned back', { skip, concurrency: 2 }, () => {
  test('phases 2 to 6', (t) => swept(t, { names: RESTORE, from: 'set-aside', to: 'start-rest', undo: true }));
  test('phases 0 and 1', (t) =>
    swept(t, { names: RESTORE.slice(0, 2), from: 'preflight', to: 'stop', undo: true }));
  test('a log that lies apart', (t) =>
    swept(t, {
      names: RESTORE.slice(0, 5),
      from: 'set-aside',
      to: 'put-in-place',
      undo: true,
      walDir: '/var/lib/etcd-wal',
    }));
  test('the way back', (t) =>
    swept(t, {
      names: [...RESTORE.slice(0, 5), 'undo', 'undo-start'],
      from: 'undo',
      to: 'undo-start',
      undo: true,
      walDir: '/var/lib/etcd-wal',
    }));
});
