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

/**
 * One bucket. Keys are whole keys (with `dir`). Every method throws UserError in words
 * (`reason` holds S3's own code: NoSuchBucket, AccessDenied, NoSuchKey, …).
 */
export interface ObjectStore {
  readonly bucket: string;
  list(prefix: string, options?: { readonly signal?: AbortSignal }): AsyncIterable<StoredObject>;
  head(key: string, options?: { readonly signal?: AbortSignal }): Promise<StoredObject>;
  get(key: string, options?: ReadObjectOptions): Promise<ObjectBody>;
  put(key: string, body: Uint8Array, options?: { readonly signal?: AbortSignal }): Promise<void>;
  delete(key: string, options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** One batch call per 1000 keys; answers the keys that were refused, each with S3's code and words. */
  deleteMany(
    keys: readonly string[],
    options?: { readonly signal?: AbortSignal },
  ): Promise<readonly RefusedDelete[]>;
  /** A URL that reads `key` without keys for `expiresSeconds`. It is a secret. */
  presign(key: string, expiresSeconds: number): Promise<string>;
  close(): void;
}

export interface RefusedDelete {
  readonly key: string;
  readonly code: string;
  readonly message: string;
}
