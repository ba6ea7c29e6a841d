/** What the scripts are told beside facts. */
import { UsageError } from '../../pkg/errors.ts';
import type { Notice } from '../../pkg/restore/notice.ts';
import type { PlanSettings } from '../../pkg/restore/plan/plan.ts';
import { visible } from '../../pkg/words/visible.ts';

/** The flags that become settings. */
export interface SettingArgs {
  readonly 'etcd-tool'?: string | undefined;
  readonly 'skip-confirm': boolean;
  readonly 'even-with-quorum'?: boolean;
  readonly force?: boolean;
}

/** Where backups lie by the product's documentation, older and newer. */
const DOCUMENTED = ['/cpaas', '/root', '/tmp'];

/** `localPath` is where the cluster keeps its copies, where that is known. Throws UsageError. */
export function planSettings(args: SettingArgs, localPath: string | undefined): PlanSettings {
  const tool = args['etcd-tool'];
  if (tool !== undefined && (!/^\/.*[^/]$/s.test(tool) || visible(tool) !== tool))
    throw new UsageError(`--etcd-tool ${tool} is not the absolute path of a folder on the nodes`);
  const own = localPath !== undefined && /^\/./.test(localPath) && visible(localPath) === localPath;
  const dirs = own ? [localPath.replace(/\/+$/, '') || '/', ...DOCUMENTED] : DOCUMENTED;
  return {
    evenWithQuorum: args['even-with-quorum'] === true,
    anyCluster: args.force === true,
    confirm: !args['skip-confirm'],
    etcdTool: tool ?? null,
    // A folder below another would list its files twice.
    searchDirs: dirs.filter((dir) => !dirs.some((other) => dir !== other && dir.startsWith(`${other}/`))),
  };
}

/** What of them a person must not miss. */
export function settingNotices({ evenWithQuorum, anyCluster, confirm }: PlanSettings): readonly Notice[] {
  return [
    ...(evenWithQuorum ? [{ is: 'even-with-quorum' } as const] : []),
    ...(anyCluster ? [{ is: 'forced' } as const] : []),
    ...(confirm ? [] : [{ is: 'no-confirm' } as const]),
  ];
}
