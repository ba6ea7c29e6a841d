/** A change of the resource as `-o json` tells it, and the line that undoes it. */
import { configurationRef } from '../../pkg/backup/resource.ts';
import type { Change } from '../../pkg/settings/change.ts';
import type { Plan } from '../../pkg/settings/plan.ts';
import { undoPatch } from '../../pkg/settings/undo.ts';
import { commandLine } from '../../pkg/shell/command-line.ts';
import { type ConnectionArgs, kubectlConnection, sameConnection } from '../again.ts';
import type { DryRun } from '../options/writing.ts';

/** What every command that writes is given. */
export interface ChangeArgs extends ConnectionArgs {
  readonly name: string;
  readonly output: 'table' | 'json' | 'yaml' | 'name';
  readonly 'dry-run': DryRun;
  readonly yes: boolean;
}

/** The stable shape of `-o json` of a command that changes the resource. */
export interface ChangeView {
  readonly kind: 'EtcdBackupChange';
  readonly configuration: string;
  readonly dryRun: DryRun;
  readonly changed: boolean;
  /** `null` where a field is not there. */
  readonly changes: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
  readonly warnings: readonly string[];
  readonly undo: string | null;
  readonly [fact: string]: unknown;
}

export function viewOf(plan: Plan, changes: readonly Change[], args: ChangeArgs): ChangeView {
  return {
    kind: 'EtcdBackupChange',
    configuration: args.name,
    dryRun: args['dry-run'],
    changed: changes.length > 0,
    changes: changes.map(({ path, before, after }) => ({
      path: path.join('.'),
      before: before ?? null,
      after: after ?? null,
    })),
    warnings: plan.warnings,
    undo: changes.length === 0 ? null : (undoLine(plan, changes, args) ?? null),
    ...plan.facts,
  };
}

/** The line that brings back what was; undefined where no command line can. */
function undoLine(plan: Plan, changes: readonly Change[], args: ChangeArgs): string | undefined {
  if (plan.undo !== undefined) return ownLine(plan.undo, args);
  const connection = kubectlConnection(args);
  if (connection === undefined) return undefined;
  return commandLine([...undoPatch(configurationRef(args.name), changes), ...connection]);
}

/** A command of ours on the same cluster, ready for a shell. */
export function ownLine(words: readonly string[], args: ConnectionArgs): string {
  return `kubectl etcdbackup ${commandLine([...words, ...sameConnection(args)])}`;
}
