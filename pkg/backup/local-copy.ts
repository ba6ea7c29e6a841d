/** The copy of a backup that lies on a control-plane node, for people who must fetch it by hand. */
import { commandLine } from '../shell/command-line.ts';
import { type BackupRecord, latestFirst } from './records.ts';

/** What is known of the copies on the nodes. */
export interface Copies {
  /** Who keeps them, in words. */
  readonly of: string;
  /** `localStorage.path`; undefined where the resource does not say it. */
  readonly folder: string | undefined;
  readonly records: readonly BackupRecord[];
  readonly now: Date;
}

/** Where a copy is. */
export interface LocalCopy {
  readonly fileName: string;
  /** The node's IP, from the file name. */
  readonly ip: string;
  readonly folder: string | undefined;
}

/** The copy of that file name, or of the newest backup that succeeded (`latest`), where a record tells of it. */
export function localCopyOf(wanted: string, { folder, records, now }: Copies): LocalCopy | undefined {
  const found =
    wanted === 'latest'
      ? latestFirst(records, now).find(({ outcome, ip }) => outcome === 'succeeded' && ip !== undefined)
      : records.find(({ fileName }) => fileName === wanted.slice(wanted.lastIndexOf('/') + 1));
  if (found?.fileName === undefined || found.ip === undefined) return undefined;
  return { fileName: found.fileName, ip: found.ip, folder };
}

/** Nothing that a shell would act on. */
const PLAIN_NAME = /^[A-Za-z0-9@%+:,._-]+$/;
const PLAIN_FOLDER = /^\/[A-Za-z0-9@%+:,./_-]*$/;

/**
 * The line that fetches it. Names come from the cluster, and an scp older than OpenSSH 9 gives the path to a shell on the
 * node: undefined for a path with anything else than plain characters, and where the folder is not known.
 */
export function scpLine({ fileName, ip, folder }: LocalCopy): string | undefined {
  if (folder === undefined || !PLAIN_FOLDER.test(folder) || !PLAIN_NAME.test(fileName)) return undefined;
  const host = ip.includes(':') ? `[${ip}]` : ip;
  return commandLine(['scp', `root@${host}:${folder.replace(/\/+$/, '')}/${fileName}`, '.']);
}
