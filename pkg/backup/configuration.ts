/** The EtcdBackupConfiguration as the plugin understands it; the object itself is kept beside. */
import type { KubeObject } from '../ports/cluster.ts';
import { fieldsOf, listOf, scalarText, textOf } from './fields.ts';
import { type BackupRecord, readRecord } from './records.ts';

/** `spec.remoteStorage.s3`. Fields that are not there are undefined. */
export interface S3Target {
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
  readonly bucket: string | undefined;
  /** Without slashes at either end; undefined for the bucket's root. */
  readonly dir: string | undefined;
  readonly skipTLSVerify: boolean;
  /** The Secret in `cpaas-system`. */
  readonly secretRef: string | undefined;
}

export interface LocalStorage {
  readonly path: string | undefined;
  /** As written: the field is a text of seconds, some write a number. */
  readonly ttl: string | undefined;
  /** Seconds; undefined when `ttl` is not there or is not a whole number. */
  readonly retentionSeconds: number | undefined;
}

export interface Configuration {
  readonly name: string;
  readonly schedule: string | undefined;
  readonly paused: boolean;
  readonly local: LocalStorage;
  /** undefined: backups stay on the nodes. */
  readonly s3: S3Target | undefined;
  /** As the resource has them: their order is not documented. */
  readonly records: readonly BackupRecord[];
  /** The object as it came, unknown fields included. */
  readonly object: KubeObject;
}

/** Reads the resource, whatever is missing or of another type. Never throws. */
export function readConfiguration(object: KubeObject): Configuration {
  const spec = fieldsOf(object['spec']);
  const status = fieldsOf(object['status']);
  return {
    name: textOf(object.metadata?.name) ?? '',
    schedule: textOf(spec['schedule']),
    paused: spec['paused'] === true || spec['paused'] === 'true',
    local: readLocal(spec['localStorage']),
    s3: readS3(fieldsOf(spec['remoteStorage'])['s3']),
    records: listOf(status['records']).map(readRecord),
    object,
  };
}

function readLocal(value: unknown): LocalStorage {
  const local = fieldsOf(value);
  const ttl = scalarText(local['ttl']);
  return { path: textOf(local['path']), ttl, retentionSeconds: seconds(ttl) };
}

function seconds(ttl: string | undefined): number | undefined {
  if (ttl === undefined || !/^\d{1,12}$/.test(ttl.trim())) return undefined;
  return Number(ttl);
}

function readS3(value: unknown): S3Target | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const s3 = fieldsOf(value);
  return {
    endpoint: textOf(s3['endpoint']),
    region: textOf(s3['region']),
    bucket: textOf(s3['bucket']),
    dir: textOf(textOf(s3['dir'])?.replaceAll(/^\/+|\/+$/g, '')),
    skipTLSVerify: s3['skipTLSVerify'] === true || s3['skipTLSVerify'] === 'true',
    secretRef: textOf(s3['secretRef']),
  };
}
