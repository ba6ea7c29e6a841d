/** What opening a bucket takes, and the world in which it happens. */
import { UsageError } from '../errors.ts';

/** How the bucket stands in the URL: found by itself, `https://host/bucket/key`, or `https://bucket.host/key`. */
export type Addressing = 'auto' | 'path' | 'virtual';

export interface StoreKeys {
  readonly accessKey: string;
  readonly secretKey: string;
  /** Where they come from, for messages: `Secret cpaas-system/etcd-backup-s3-secret`. */
  readonly from: string;
}

export interface StoreSettings {
  /** As the person or the resource has it. */
  readonly endpoint: string;
  readonly bucket: string;
  /** undefined: found where the store tells it. */
  readonly region: string | undefined;
  /** Another region than `region` is an error, and not gone along with: what is probed must be what is written. */
  readonly strictRegion?: boolean;
  readonly addressing: Addressing;
  readonly skipTlsVerify: boolean;
  /** PEM of the authorities to trust instead of the system's. */
  readonly ca?: string | undefined;
  readonly keys: StoreKeys;
  /** Milliseconds of one request; 0 for no limit. */
  readonly timeoutMs: number;
  /** 0-9, as kubectl's `-v`. */
  readonly verbosity: number;
}

/** What requests need of the process. */
export interface StoreWorld {
  /** For the proxy's variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  /** A line to the person. */
  readonly say: (line: string) => void;
}

/** Refuses keys that cannot be right before a store calls them wrong. Never shows them. Throws UsageError. */
export function checkKeys({ accessKey, secretKey, from }: StoreKeys): void {
  for (const [name, key] of Object.entries({ ACCESS_KEY: accessKey, SECRET_KEY: secretKey })) {
    if (key === '') throw new UsageError(`${name} of ${from} is empty`);
    if (/\s$/.test(key))
      throw new UsageError(
        `${name} of ${from} ends with a space or line break`,
        'write it without one: printf %s, not echo, when it is encoded by hand',
      );
    if (!/^[\x21-\x7e]{1,512}$/.test(key))
      throw new UsageError(`${name} of ${from} has characters that no key has`, 'was it encoded twice?');
  }
}

/** Refuses a region that could not even be signed. Throws UsageError. */
export function checkRegion(region: string): void {
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(region))
    throw new UsageError(`"${region}" is not the name of a region`, 'it looks like us-east-1');
}
