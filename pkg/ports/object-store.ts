/** What the flows and commands need of an S3 bucket. `pkg/s3` is the real one. */
import type { Readable } from 'node:stream';

export interface StoredObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly lastModified: Date | undefined;
  readonly etag: string | undefined;
}

export interface ReadObjectOptions {
  readonly signal?: AbortSignal;
  /** First byte wanted, inclusive. */
  readonly start?: number;
  /** Last byte wanted, inclusive, as HTTP has it. */
  readonly end?: number;
  /** Refused with reason `PreconditionFailed` when the object is another one by now. */
  readonly ifMatch?: string;
}

export interface ObjectBody {
  readonly body: Readable;
  readonly etag: string | undefined;
  /** Bytes of the whole object, not of the range. */
  readonly size: number;
}

/** What a look at the endpoint shows, whoever looks. */
export interface Reached {
  /** The store's clock minus ours, to a second; undefined where it tells no time. S3 allows 15 minutes. */
  readonly clockAheadMs: number | undefined;
}

/** What the store says about the bucket. */
export interface BucketFacts {
  /** The region that requests are signed for; the store has corrected it where it was wrong or not given. */
  readonly region: string;
  /** `https://host/bucket/key` or `https://bucket.host/key`. */
  readonly addressing: 'path' | 'virtual';
}

/** What a write made. */
export interface Stored {
  /** undefined where the bucket keeps no versions. */
  readonly version: string | undefined;
}

interface Interruptible {
  readonly signal?: AbortSignal;
}

/**
 * One bucket. Keys are whole keys (with `dir`). Every method throws UserError in words
 * (`reason` holds S3's own code: NoSuchBucket, AccessDenied, NoSuchKey, …).
 */
export interface ObjectStore {
  readonly bucket: string;
  /** `https://host:port`, for messages. */
  readonly endpoint: string;
  /** Network, proxy and TLS: one request that uses no keys, and takes any answer. */
  reach(options?: Interruptible): Promise<Reached>;
  /** Keys and bucket: one listing of at most one key. */
  lookAtBucket(options?: Interruptible): Promise<BucketFacts>;
  /** Every object whose key begins with `prefix`, page by page, in the store's order (by key, nearly everywhere). */
  list(prefix: string, options?: Interruptible): AsyncIterable<StoredObject>;
  head(key: string, options?: Interruptible): Promise<StoredObject>;
  get(key: string, options?: ReadObjectOptions): Promise<ObjectBody>;
  put(key: string, body: Uint8Array, options?: Interruptible): Promise<Stored>;
  /**
   * No object of that key is no error, as S3 has it. Where the bucket keeps versions, only a delete of a version frees it: without
   * one the object is merely hidden.
   */
  delete(key: string, options?: Interruptible & { readonly version?: string }): Promise<void>;
  /** One batch call per 1000 keys; answers the keys that were refused, each with S3's code and words. */
  deleteMany(keys: readonly string[], options?: Interruptible): Promise<readonly RefusedDelete[]>;
  /**
   * A URL that reads `key` without keys for `expiresSeconds` (at most 7 days). It is a secret. Sends nothing: ask after another
   * request, so that the bucket's region is known.
   */
  presign(key: string, expiresSeconds: number): Promise<string>;
  /** Frees sockets, so that the process can end. */
  close(): void;
}

export interface RefusedDelete {
  readonly key: string;
  readonly code: string;
  readonly message: string;
}
