/**
 * The note that a Secret is to be deleted. It is written in the same patch that takes S3 out of the resource, where the Secret's
 * name is lost, and goes when the Secret is gone: a run that is killed in between leaves word of what is left to do.
 */
import { textOf } from '../backup/fields.ts';
import type { KubeObject } from '../ports/cluster.ts';
import { type Setting, valueAt } from './change.ts';

const PATH = ['metadata', 'annotations', 'kubectl-etcdbackup/secret-to-delete'];

export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

/** The Secret that an earlier run meant to delete. */
export function secretToDelete(object: KubeObject): SecretName | undefined {
  const [namespace, name, ...rest] = (textOf(valueAt(object, PATH)) ?? '').split('/');
  return namespace && name && rest.length === 0 ? { namespace, name } : undefined;
}

/** Leaves the note. */
export function noteSecret({ namespace, name }: SecretName): Setting {
  return { path: PATH, value: `${namespace}/${name}` };
}

/** Takes it away. */
export function forgetSecret(): Setting {
  return { path: PATH, value: undefined };
}
