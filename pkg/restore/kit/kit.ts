/** A kit: what a restore needs when the API is gone, saved while all is well. Never a key, never a token. */
import type { S3Target } from '../../backup/configuration.ts';
import type { Member } from '../members/member.ts';

/** Grows when an older plugin would misread the file; new fields alone do not. */
export const KIT_SCHEMA = 1;
/** The inventory inside a kit's folder; the rest of the folder is made from it. */
export const KIT_FILE = 'kit.json';

/** Characters of one text; longer ones are not written, and not read. */
export const LONGEST = 4096;
export const MOST_RECORDS = 5000;

/** A member as it was, with all the words of its static pod for people to look up. */
export interface KitMember extends Member {
  readonly arguments: readonly string[];
}

/** What a plan knows of it: the words of the static pod are for people. */
export function plainMember({ arguments: _words, ...member }: KitMember): Member {
  return member;
}

/** A record as it stood; it never decides which snapshot is the newest now. */
export interface KitRecord {
  readonly fileName: string;
  /** RFC 3339, as written in the resource. */
  readonly backupTimestamp: string | undefined;
  readonly result: string | undefined;
}

export interface Kit {
  readonly saved: Date;
  /** The plugin's version that wrote it. */
  readonly savedBy: string;
  readonly cluster: {
    /** The API server's URL, without user and password. */
    readonly server: string;
    readonly context: string | undefined;
    /** To tell another cluster's snapshot. */
    readonly kubeSystemUid: string | undefined;
    /** `v1.31.4`. */
    readonly kubernetes: string | undefined;
  };
  /** The EtcdBackupConfiguration's name. */
  readonly configuration: string;
  readonly schedule: string | undefined;
  /** Where the nodes keep their copies; undefined for the controller's default. */
  readonly localPath: string | undefined;
  readonly s3: S3Target | undefined;
  readonly members: readonly KitMember[];
  /** Newest first. */
  readonly records: readonly KitRecord[];
}
