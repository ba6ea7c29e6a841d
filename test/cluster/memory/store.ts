/** Objects in memory with resource versions, and everybody who watches them. */

export interface Stored {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & {
    readonly name: string;
    readonly resourceVersion: string;
  };
  readonly [field: string]: unknown;
}

export interface StoreEvent {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** The collection's path, then the object's name. */
  readonly collection: string;
  readonly object: Stored;
}

/** Events that a watch may start from; older ones are gone, as after etcd's compaction. */
const HISTORY = 100;

export class Store {
  #version = 1;
  #events: StoreEvent[] = [];
  readonly #objects = new Map<string, Stored>();
  readonly #watchers = new Set<(event: StoreEvent) => void>();

  get version(): number {
    return this.#version;
  }

  get(collection: string, name: string): Stored | undefined {
    return this.#objects.get(`${collection}/${name}`);
  }

  list(collection: string): Stored[] {
    return [...this.#objects]
      .filter(([path]) => path.startsWith(`${collection}/`))
      .map(([, object]) => object);
  }

  /** Creates or replaces; the resource version is the store's. */
  put(collection: string, object: object): Stored {
    const metadata = (object as { metadata?: Record<string, unknown> }).metadata ?? {};
    const name = String(metadata['name']);
    const old = this.get(collection, name);
    this.#version += 1;
    const stored = {
      ...object,
      metadata: {
        uid: old?.metadata['uid'] ?? crypto.randomUUID(),
        creationTimestamp:
          old?.metadata['creationTimestamp'] ?? new Date().toISOString().replace(/\.\d+Z/, 'Z'),
        ...metadata,
        resourceVersion: String(this.#version),
      },
    } as unknown as Stored;
    this.#objects.set(`${collection}/${name}`, stored);
    this.#tell(old === undefined ? 'ADDED' : 'MODIFIED', collection, stored);
    return stored;
  }

  delete(collection: string, name: string): Stored | undefined {
    const old = this.get(collection, name);
    if (old === undefined) return undefined;
    this.#objects.delete(`${collection}/${name}`);
    this.#version += 1;
    this.#tell('DELETED', collection, old);
    return old;
  }

  /** Events after `version`; undefined when some of them are gone. */
  since(version: number): readonly StoreEvent[] | undefined {
    const oldest = this.#events[0]?.version ?? this.#version + 1;
    if (version < oldest - 1 && version < this.#version && this.#events.length >= HISTORY) return undefined;
    return this.#events.filter((event) => event.version > version);
  }

  watch(told: (event: StoreEvent) => void): () => void {
    this.#watchers.add(told);
    return () => void this.#watchers.delete(told);
  }

  #tell(type: StoreEvent['type'], collection: string, object: Stored): void {
    const event = { version: this.#version, type, collection, object };
    this.#events = [...this.#events, event].slice(-HISTORY);
    for (const told of this.#watchers) told(event);
  }
}
