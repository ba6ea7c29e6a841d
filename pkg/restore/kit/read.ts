/** Reads `kit.json`. A kit has travelled: every field is looked at, nothing is unbounded. */
import type { S3Target } from '../../backup/configuration.ts';
import { type Fields, fieldsOf, listOf, textOf } from '../../backup/fields.ts';
import { EXIT, UserError } from '../../errors.ts';
import { parseTime } from '../../words/time.ts';
import { checkMembers } from '../members/member.ts';
import {
  KIT_FILE,
  KIT_SCHEMA,
  type Kit,
  type KitMember,
  type KitRecord,
  LONGEST,
  MOST_RECORDS,
} from './kit.ts';

/** Bytes; a kit with 5000 records has under 1 MiB. */
export const LARGEST_KIT = 8 * 1024 * 1024;
const MOST_MEMBERS = 99;
const MOST_WORDS = 200;

/** The kit, or UserError in words; members are as `checkMembers` wants them. */
export function readKit(text: string): Kit {
  const fields = parse(text);
  const saved = parseTime(textAt(fields, 'saved') ?? '');
  if (saved === undefined) throw broken('it does not say when it was saved');
  const members = listOf(fields['members']).map(fieldsOf).map(memberOf);
  if (members.length === 0 || members.length > MOST_MEMBERS)
    throw broken(`it names ${members.length} members`);
  checkMembers(members);
  const cluster = fieldsOf(fields['cluster']);
  return {
    saved,
    savedBy: textAt(fields, 'savedBy') ?? 'an unknown version',
    cluster: {
      server: textAt(cluster, 'server') ?? 'an unknown server',
      context: textAt(cluster, 'context'),
      kubeSystemUid: textAt(cluster, 'kubeSystemUid'),
      kubernetes: textAt(cluster, 'kubernetes'),
    },
    configuration: textAt(fields, 'configuration') ?? '',
    schedule: textAt(fields, 'schedule'),
    localPath: textAt(fields, 'localPath'),
    s3: s3Of(fields['s3']),
    members,
    records: listOf(fields['records']).slice(0, MOST_RECORDS).map(fieldsOf).flatMap(recordOf),
  };
}

function parse(text: string): Fields {
  if (text.length > LARGEST_KIT) throw broken(`it has more than ${LARGEST_KIT} bytes`);
  let value: unknown;
  try {
    // Windows' editors put a mark in front.
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw broken('it is no JSON', error);
  }
  const fields = fieldsOf(value);
  if (fields['kind'] !== 'EtcdRestoreKit') throw broken('its kind is not EtcdRestoreKit');
  const schema = fields['schemaVersion'];
  if (typeof schema !== 'number' || schema < 1) throw broken('it has no schemaVersion');
  if (schema > KIT_SCHEMA)
    throw new UserError(`the kit has schema ${schema}, this plugin reads up to ${KIT_SCHEMA}`, {
      hint: 'a newer plugin has written it: use that one',
      exitCode: EXIT.usage,
    });
  return fields;
}

function broken(why: string, cause?: unknown): UserError {
  return new UserError(`${KIT_FILE} cannot be read: ${why}`, {
    hint: 'name the nodes yourself with --node NAME=IP, or write the kit anew while the API answers',
    exitCode: EXIT.usage,
    reason: 'BrokenKit',
    cause,
  });
}

function textAt(fields: Fields, name: string): string | undefined {
  const text = textOf(fields[name]);
  if (text !== undefined && text.length > LONGEST) throw broken(`${name} is longer than any`);
  return text;
}

function memberOf(fields: Fields): KitMember {
  const need = (name: string): string => {
    const text = textAt(fields, name);
    if (text === undefined) throw broken(`a member has no ${name}`);
    return text;
  };
  return {
    node: need('node'),
    name: need('name'),
    ip: need('ip'),
    peerUrl: need('peerUrl'),
    dataDir: need('dataDir'),
    walDir: textAt(fields, 'walDir'),
    image: textAt(fields, 'image'),
    arguments: listOf(fields['arguments'])
      .slice(0, MOST_WORDS)
      .flatMap((word) => (typeof word === 'string' && word.length <= LONGEST ? word : [])),
  };
}

function recordOf(fields: Fields): KitRecord[] {
  const fileName = textAt(fields, 'fileName');
  if (fileName === undefined) return [];
  return [{ fileName, backupTimestamp: textAt(fields, 'backupTimestamp'), result: textAt(fields, 'result') }];
}

function s3Of(value: unknown): S3Target | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const s3 = fieldsOf(value);
  return {
    endpoint: textAt(s3, 'endpoint'),
    region: textAt(s3, 'region'),
    bucket: textAt(s3, 'bucket'),
    dir: textAt(s3, 'dir'),
    skipTLSVerify: s3['skipTLSVerify'] === true,
    secretRef: textAt(s3, 'secretRef'),
  };
}
