/** What stands behind the gateway: an API in memory here, a real one in real.ts. */
import { randomBytes } from 'node:crypto';
import type { Configuration, Host } from './controller.ts';
import type { GatewaySettings } from './gateway.ts';
import { statusOf } from './memory/answers.ts';
import { MemoryApi } from './memory/server.ts';
import { CONFIGURATION_PATH, NAME, type SeedObject } from './seeds.ts';

export interface Backing {
  /** It does not serve the kind of what runs backups. */
  readonly withoutExecutor?: boolean;
  readonly upstream: GatewaySettings['upstream'];
  readonly refusal: GatewaySettings['refusal'];
  /** A token that may do everything. */
  readonly token: string;
  readonly host: Pick<Host, 'read' | 'updateRecords' | 'snapshot'>;
  create(object: SeedObject): Promise<void>;
  stop(): Promise<void>;
}

/** The in-memory API; its own `api` lets a test put and look at objects. */
export interface MemoryBacking extends Backing {
  readonly api: MemoryApi;
}

/** `made`: when everything in it was made (RFC 3339); else as it is made. */
export function memoryBacking(made?: string): MemoryBacking {
  const api = new MemoryApi();
  const token = `demo-${randomBytes(8).toString('hex')}`;
  api.tokens = new Set([token]);
  const current = () => api.store.get(CONFIGURATION_PATH, NAME);
  return {
    api,
    token,
    upstream: (request, response) => void api.handle(request, response).catch(() => response.destroy()),
    refusal: async ({ headers }) =>
      headers.authorization === `Bearer ${token}`
        ? undefined
        : { status: 401, body: statusOf(401, 'Unauthorized', 'Unauthorized') },
    host: {
      read: async () => current() as Configuration | undefined,
      async updateRecords(change) {
        const object = current();
        if (object === undefined) return;
        const status = object['status'] as { records?: readonly object[] } | undefined;
        api.store.put(CONFIGURATION_PATH, {
          ...object,
          status: { ...status, records: change(status?.records ?? []) },
        });
      },
      // Without etcd there is no snapshot: random bytes say that they are none, and `inspect` says so too.
      snapshot: async () => randomBytes(2048),
    },
    create: async (object) => {
      const metadata = made === undefined ? object.metadata : { creationTimestamp: made, ...object.metadata };
      api.seed({ ...object, metadata });
    },
    stop: async () => undefined,
  };
}
