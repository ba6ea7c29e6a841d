/** What a snapshot knows of a node. */
import type { StoredObject } from './object.ts';

export interface NodeFacts {
  readonly name: string;
  /** undefined where the node's object is encrypted. */
  readonly controlPlane: boolean | undefined;
  readonly internalIPs: readonly string[];
}

/** `master` is what releases before Kubernetes 1.24 called it. */
const CONTROL_PLANE = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/** Role and addresses of a node; `object` is undefined where it could not be read. */
export function nodeFacts(name: string, object: StoredObject | undefined): NodeFacts {
  return {
    name,
    controlPlane: object === undefined ? undefined : CONTROL_PLANE.some((label) => object.labels.has(label)),
    internalIPs: (object?.addresses ?? [])
      .filter(([type]) => type === 'InternalIP')
      .map(([, address]) => address),
  };
}
