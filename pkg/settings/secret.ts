/** The S3 Secret: what has to be written, and whether it may be. Keys go into the body that is sent and nowhere else. */
import type { V1Secret } from '@kubernetes/client-node';
import { fieldsOf, textOf } from '../backup/fields.ts';
import { SECRET } from '../backup/resource.ts';
import { SECRET_KEYS } from '../backup/secret.ts';
import { UserError } from '../errors.ts';
import type { KubeObject, ObjectRef } from '../ports/cluster.ts';
import { holders, otherManagers } from './managers.ts';

/** Both keys of a store, as they are used. */
export interface S3Keys {
  readonly accessKey: string;
  readonly secretKey: string;
}

export interface SecretPlan {
  readonly ref: ObjectRef;
  readonly exists: boolean;
  /** Names of the keys that get another value; empty: there is nothing to write. */
  readonly changed: readonly string[];
  /** Of those, the ones whose old value is lost. */
  readonly replaced: readonly string[];
  /** What is applied: both keys, so that they are ours; other keys of the Secret are not in it and stay. */
  readonly body: KubeObject;
  /** The managers that its keys are taken over from. */
  readonly takesOver: readonly string[];
  /** Whether the server may take them over. */
  readonly force: boolean;
}

export function secretRef(namespace: string, name: string): ObjectRef {
  return { kind: SECRET, namespace, name };
}

/**
 * What makes the Secret carry `keys`. Throws UserError where it cannot be changed, or where another manager holds a key and
 * `force` was not said. `existing`: as it was read, undefined where it is not there.
 */
export function planSecret(
  ref: ObjectRef,
  existing: KubeObject | undefined,
  keys: S3Keys,
  force: boolean,
): SecretPlan {
  const data = encoded(keys);
  const before = fieldsOf(existing?.['data']);
  const changed = SECRET_KEYS.filter((name) => before[name] !== data[name]);
  const owners = existing === undefined ? [] : managersOf(existing, changed);
  if (existing !== undefined && changed.length > 0) refuseHeld(ref, existing, holders(owners), force);
  return {
    ref,
    exists: existing !== undefined,
    changed,
    replaced: changed.filter((name) => textOf(before[name]) !== undefined),
    body: bodyOf(ref, existing, data),
    takesOver: owners,
    force: force || owners.length > 0,
  };
}

type Data = Record<string, string>;

function encoded({ accessKey, secretKey }: S3Keys): Data {
  const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
  return { ACCESS_KEY: base64(accessKey), SECRET_KEY: base64(secretKey) };
}

function managersOf(secret: KubeObject, keys: readonly string[]): string[] {
  return [...new Set(keys.flatMap((key) => otherManagers(secret, ['data', key])))];
}

function refuseHeld(ref: ObjectRef, secret: KubeObject, held: readonly string[], force: boolean): void {
  const name = `Secret ${ref.namespace}/${ref.name}`;
  if (secret['immutable'] === true)
    throw new UserError(`${name} is immutable: its keys cannot be changed`, {
      hint: 'make another one: --secret NAME',
      reason: 'Immutable',
    });
  if (held.length > 0 && !force)
    throw new UserError(`the keys of ${name} are written by ${held.join(', ')}, which may put its own back`, {
      hint: 'change them there; or take them over with --force-conflicts; or use another one with --secret NAME',
      reason: 'Managed',
    });
}

/** A Secret's type can never change, so one that exists keeps its own. */
function bodyOf({ name, namespace }: ObjectRef, existing: KubeObject | undefined, data: Data): KubeObject {
  const version = existing?.metadata?.resourceVersion;
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(version === undefined ? {} : { resourceVersion: version }),
    },
    type: textOf(existing?.['type']) ?? 'Opaque',
    data,
  } satisfies V1Secret;
}
