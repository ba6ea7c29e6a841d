/** The plugin's main job, as the demo types it and as a test runs it. */
import type { Acp } from './acp.ts';
import { backupFileName } from './controller.ts';
import type { NodeSeed } from './seeds.ts';

/** What is typed, and the exit code that is right for it. */
export interface Typed {
  readonly line: string;
  readonly exits: number;
}

export function mainJob(_acp: Pick<Acp, 'folder'>): Typed[] {
  const plugin = 'kubectl-etcdbackup';
  return [
    { line: `${plugin} version`, exits: 0 },
    { line: `${plugin} list`, exits: 0 },
    { line: `${plugin} list --failed -o wide`, exits: 0 },
    { line: `${plugin} trigger --wait`, exits: 0 },
    { line: `${plugin} status`, exits: 0 },
  ];
}

/** Three nights of every control-plane node, with one failure. */
export function demoRecords(nodes: readonly NodeSeed[], now: Date): object[] {
  const masters = nodes.filter((node) => node.controlPlane);
  return [3, 2, 1].flatMap((days) => {
    const midnight = Math.floor(now.getTime() / 86_400_000) * 86_400_000 - (days - 1) * 86_400_000;
    return masters.map((node, index) => {
      const taken = new Date(midnight + 3000 + index * 1000);
      const failed = days === 2 && index === 1;
      return {
        backupTimestamp: taken.toISOString().replace('.000Z', 'Z'),
        fileName: backupFileName(taken, node.ip),
        result: failed ? 'Failed' : 'Success',
        ...(failed ? { message: 'no space left on device' } : {}),
      };
    });
  });
}
