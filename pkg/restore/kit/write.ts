/** A kit as the text of `kit.json`. */
import { KIT_SCHEMA, type Kit } from './kit.ts';

/** `readKit` reads it back to an equal kit. */
export function kitText(kit: Kit): string {
  const { saved, savedBy, cluster, configuration, schedule, localPath, s3, members, records } = kit;
  const view = {
    kind: 'EtcdRestoreKit',
    schemaVersion: KIT_SCHEMA,
    saved: saved.toISOString(),
    savedBy,
    cluster: { ...cluster, server: withoutUser(cluster.server) },
    configuration,
    schedule,
    localPath,
    s3: s3 === undefined ? undefined : { ...s3, endpoint: s3.endpoint && withoutUser(s3.endpoint) },
    members: members.map((member) => ({ ...member, arguments: member.arguments.map(withoutPassword) })),
    records,
  };
  return `${JSON.stringify(view, undefined, 2)}\n`;
}

/** An URL may carry a password, and an S3 endpoint even a key, before its host or behind its `?`. */
function withoutUser(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/?#]*@/i, '$1').replace(/[?#].*$/s, '');
}

/** An argument keeps its words; a password before the host of an URL in it, as a proxy's, goes. */
function withoutPassword(word: string): string {
  return word.replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^/?#\s]*@/gi, '$1');
}
