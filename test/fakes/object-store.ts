/** A bucket in memory, with every fault a connection can have. The port's suite holds it as it holds Ceph. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { UserError } from '../../pkg/errors.ts';
import type {
  ObjectStore,
  ReadObjectOptions,
  RefusedDelete,
  StoredObject,
} from '../../pkg/ports/object-store.ts';

export interface HeldObject {
  readonly body: Uint8Array;
  readonly etag: string;
  readonly lastModified: Date;
}

/** What happens to one `get`. */
export interface Fault {
  /** The connection breaks after so many bytes of this answer. */
  readonly cutAfter?: number;
  /** The answer ends after so many bytes as if all had come. */
  readonly endAfter?: number;
  readonly refuse?: UserError;
  /** A size that is not the object's. */
  readonly size?: number;
  /** The store does not heed `If-Match`. */
  readonly heedless?: boolean;
  /** Bytes behind the end. */
  readonly extra?: number;
}

export class MemoryStore implements ObjectStore {
  readonly bucket = 'backups';
  readonly endpoint = 'https://s3.example.com';
  readonly objects = new Map<string, HeldObject>();
  /** One for each `get` to come; none left: it goes well. */
  readonly faults: Fault[] = [];
  /** Every `get` so far. */
  readonly gets: { readonly key: string; readonly options: ReadObjectOptions }[] = [];
  /** Called before a chunk is sent. */
  onChunk: (() => void) | undefined;

  add(key: string, body: Uint8Array, lastModified = new Date(0)): void {
    this.objects.set(key, {
      body,
      etag: `"${createHash('md5').update(body).digest('hex')}-${lastModified.getTime()}"`,
      lastModified,
    });
  }

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    const keys = [...this.objects.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    for (const key of keys) if (key.startsWith(prefix)) yield await this.head(key);
  }

  async head(key: string): Promise<StoredObject> {
    const { body, etag, lastModified } = this.#held(key);
    return { key, size: body.length, lastModified, etag };
  }

  async get(key: string, options: ReadObjectOptions = {}) {
    this.gets.push({ key, options });
    const fault = this.faults.shift() ?? {};
    if (fault.refuse !== undefined) throw fault.refuse;
    const { body, etag } = this.#held(key);
    if (options.ifMatch !== undefined && options.ifMatch !== etag && fault.heedless !== true)
      throw new UserError('the object changed', { reason: 'PreconditionFailed', exitCode: 3 });
    const { start = 0, end = body.length - 1 } = options;
    if (start > 0 && start >= body.length)
      throw new UserError('no such range', { reason: 'InvalidRange', exitCode: 3 });
    const part = Buffer.concat([body.subarray(start, end + 1), Buffer.alloc(fault.extra ?? 0)]);
    return { body: Readable.from(this.#chunks(part, fault)), etag, size: fault.size ?? body.length };
  }

  *#chunks(part: Buffer, { cutAfter, endAfter }: Fault): Generator<Buffer> {
    const limit = cutAfter ?? endAfter ?? part.length;
    for (let at = 0; at < Math.min(limit, part.length); at += 1000) {
      this.onChunk?.();
      yield part.subarray(at, Math.min(at + 1000, limit));
    }
    if (cutAfter !== undefined) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  }

  #held(key: string): HeldObject {
    const held = this.objects.get(key);
    if (held === undefined)
      throw new UserError(`there is no object ${key} in bucket ${this.bucket}`, { reason: 'NoSuchKey' });
    return held;
  }

  async reach() {
    return { clockAheadMs: 0 };
  }

  async lookAtBucket() {
    return { region: 'us-east-1', addressing: 'path' as const };
  }

  async put(key: string, body: Uint8Array) {
    this.add(key, body);
    return { version: undefined };
  }

  async delete(key: string): Promise<void> {
    this.objects.delete(key);
  }

  async deleteMany(keys: readonly string[]): Promise<readonly RefusedDelete[]> {
    for (const key of keys) await this.delete(key);
    return [];
  }

  async presign(key: string, expiresSeconds: number): Promise<string> {
    return `${this.endpoint}/${this.bucket}/${key}?X-Amz-Expires=${expiresSeconds}&X-Amz-Signature=0`;
  }

  close(): void {}
}
