/** The copy of a backup that lies on a control-plane node, for people who must fetch it by hand. */
import { quote } from '../shell/quote.ts';

/** Where the copy is. */
export interface LocalCopy {
  readonly fileName: string;
  /** The node's IP, from the file name. */
  readonly ip: string;
  /** `localStorage.path`. */
  readonly folder: string;
}

/** The line that fetches it, ready for a shell. Names come from the cluster: nothing in them can end the quotes. */
export function scpLine({ fileName, ip, folder }: LocalCopy): string {
  const host = ip.includes(':') ? `[${ip}]` : ip;
  return `scp ${quote(`root@${host}:${folder.replace(/\/+$/, '')}/${fileName}`)} .`;
}
