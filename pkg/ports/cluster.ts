/** What the flows and commands need of a Kubernetes cluster. `pkg/kube` is the real one. */

/** One kind of resource as the API serves it. */
export interface ResourceKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** One object's place: what a URL and an error message name. */
export interface ObjectRef {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly namespace?: string;
}

export interface ObjectMeta {
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly managedFields?: readonly ManagedField[];
  readonly [field: string]: unknown;
}

export interface ManagedField {
  readonly manager?: string;
  readonly operation?: string;
  readonly time?: string;
  readonly fieldsV1?: unknown;
  readonly [field: string]: unknown;
}

/** Any object as it came from the API: nothing but `metadata` is believed, unknown fields are kept. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
  readonly [field: string]: unknown;
}

export interface KubeList {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string | undefined;
}

/** One event of a watch. `ERROR` never gets here: it is thrown as a UserError (reason `Expired` for 410). */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: KubeObject;
}

export type PatchType = 'merge' | 'json' | 'apply';

export interface WriteOptions {
  /** `server`: the API server checks and admits, and stores nothing. */
  readonly dryRun?: boolean;
  /** Only for `apply`: take fields over from other managers. */
  readonly force?: boolean;
}

export interface ReadOptions {
  readonly signal?: AbortSignal;
}

export interface ListOptions extends ReadOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface WatchOptions extends ReadOptions {
  /** Watch from here; with none the server sends what exists as ADDED first. */
  readonly resourceVersion?: string;
}

/** The answer to `…/exec`: the body is not documented by the platform, so it is kept as text. */
export interface ExecAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * A connected cluster. Every method throws UserError with the exit code of the contract, in words
 * (`reason` holds the API's own: NotFound, Forbidden, Unauthorized, Conflict, Expired, Invalid, TooManyRequests, …).
 * Reads are retried where that is safe; writes and `exec` are never sent twice.
 */
export interface Cluster {
  /** The server's URL with its path prefix, for messages. */
  readonly server: string;
  /** The kubeconfig context's name where there is one, for messages. */
  readonly context: string | undefined;

  get(ref: ObjectRef, options?: ReadOptions): Promise<KubeObject>;
  list(kind: ResourceKind, options?: ListOptions): Promise<KubeList>;
  watch(ref: ObjectRef, options?: WatchOptions): AsyncIterable<WatchEvent>;
  /** `merge` and `json` patches to guarded objects carry `metadata.resourceVersion` in their body. Field manager: `kubectl-etcdbackup`. */
  patch(ref: ObjectRef, type: PatchType, body: unknown, options?: WriteOptions): Promise<KubeObject>;
  /** For reviews (SelfSubjectAccessReview and the like) and for plain creation. */
  create(
    kind: ResourceKind,
    body: KubeObject,
    options?: WriteOptions & ReadOptions & { readonly namespace?: string },
  ): Promise<KubeObject>;
  delete(ref: ObjectRef, options?: WriteOptions & { readonly resourceVersion?: string }): Promise<void>;
  /** One GET on `<object>/exec`: sent once, no redirect followed, never repeated. */
  exec(ref: ObjectRef, options?: ReadOptions & { readonly timeoutMs?: number }): Promise<ExecAnswer>;
  /** `gitVersion` of the server, like `v1.31.4`. */
  serverVersion(options?: ReadOptions): Promise<string>;
  /** The preferred version and resources of a group; undefined where the server does not serve it. */
  discover(group: string, options?: ReadOptions): Promise<readonly ResourceKind[] | undefined>;
  /** Frees sockets, so that the process can end. */
  close(): void;
}
