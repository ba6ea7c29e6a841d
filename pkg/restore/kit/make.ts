/** From what the API says to a kit. */
import type { Configuration, S3Target } from '../../backup/configuration.ts';
import { type BackupRecord, newestFirst } from '../../backup/records.ts';
import type { Member } from '../members/member.ts';
import { type EtcdPod, etcdPodOn } from '../members/static-pod.ts';
import { type Kit, type KitRecord, LONGEST, MOST_RECORDS } from './kit.ts';

export interface KitFacts {
  readonly members: readonly Member[];
  readonly pods: readonly EtcdPod[];
  readonly cluster: Kit['cluster'];
  /** undefined where the resource is missing or may not be read. */
  readonly configuration: Configuration | undefined;
  readonly saved: Date;
  readonly savedBy: string;
}

/** The inventory; times are whole seconds, as the file has them. */
export function makeKit({ members, pods, cluster, configuration, saved, savedBy }: KitFacts): Kit {
  return {
    saved: new Date(Math.floor(saved.getTime() / 1000) * 1000),
    savedBy,
    cluster,
    configuration: short(configuration?.name) ?? '',
    schedule: short(configuration?.schedule),
    localPath: short(configuration?.local.path),
    s3: configuration?.s3 && shortTarget(configuration.s3),
    members: members.map((member) => ({
      ...member,
      arguments: (etcdPodOn(member.node, pods)?.words ?? []).flatMap((word) => short(word) ?? []),
    })),
    records: newestFirst(configuration?.records ?? [])
      .slice(0, MOST_RECORDS)
      .flatMap(recordOf),
  };
}

function recordOf({ fileName, timestamp, result }: BackupRecord): KitRecord[] {
  const name = short(fileName);
  return name === undefined
    ? []
    : [{ fileName: name, backupTimestamp: short(timestamp), result: short(result) }];
}

function shortTarget({ endpoint, region, bucket, dir, skipTLSVerify, secretRef }: S3Target): S3Target {
  return {
    endpoint: short(endpoint),
    region: short(region),
    bucket: short(bucket),
    dir: short(dir),
    skipTLSVerify,
    secretRef: short(secretRef),
  };
}

/** What is longer than the reader takes is left out: one endless field must not cost the kit. */
function short(text: string | undefined): string | undefined {
  return text === undefined || text.length > LONGEST ? undefined : text;
}
