/** A bucket in memory, with every fault a connection can have. */
import { Readable } from 'node:stream';
import { UserError } from '../../pkg/errors.ts';
import type { ObjectStore, ReadObjectOptions, StoredObject } from '../../pkg/ports/object-store.ts';

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
  /** Bytes behind the end. */
  readonly extra?: number;
}

export class MemoryStore implements ObjectStore {
  readonly bucket = 'backups';
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
      etag: `"${this.objects.size}-${body.length}-${lastModified.getTime()}"`,
      lastModified,
    });
  }

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    for (const key of [...this.objects.keys()].sort()) if (key.startsWith(prefix)) yield await this.head(key);
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
    if (options.ifMatch !== undefined && options.ifMatch !== etag)
      throw new UserError('the object changed', { reason: 'PreconditionFailed', exitCode: 3 });
    const part = Buffer.concat([body.subarray(options.start ?? 0), Buffer.alloc(fault.extra ?? 0)]);
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
    if (held === undefined) throw new UserError(`no object ${key}`, { reason: 'NoSuchKey' });
    return held;
  }

  put(): Promise<void> {
    throw new Error('a download writes nothing');
  }
  delete(): Promise<void> {
    throw new Error('a download deletes nothing');
  }
  deleteMany(): Promise<never> {
    throw new Error('a download deletes nothing');
  }
  presign(): Promise<string> {
    throw new Error('a download needs no URL');
  }
  close(): void {}
}
