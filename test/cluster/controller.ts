/**
 * A stand-in for the product's controller: a backup leaves one file and one record per control-plane node. What is not
 * documented (order, pace, trimming, clocks, failures) is the test's to say.
 */
import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CronExpressionParser } from 'cron-parser';
import type { NodeSeed } from './seeds.ts';

/** How one run goes; every field has a healthy default. */
export interface Script {
  /** What each node answers: a result, an object of record fields, or null for one that never reports. */
  readonly outcome?: (node: NodeSeed, run: number) => string | object | null;
  /** Milliseconds between two nodes' records. */
  readonly paceMs?: number;
  /** Awaited before a node backs up: the test decides when it goes on. */
  readonly hold?: (node: NodeSeed) => Promise<void>;
  /** The controller's clock against this machine's. */
  readonly skewMs?: number;
  /** Rearranges or trims the records before they are written. */
  readonly arrange?: (records: readonly object[]) => readonly object[];
}

/** What the controller needs of the cluster it runs in. */
export interface Host {
  readonly nodes: readonly NodeSeed[];
  /** Where each node's local copies lie: a folder per node. */
  readonly folder: string;
  read(): Promise<Configuration | undefined>;
  /** Rewrites the records; called again with fresh ones when somebody else wrote in between. */
  updateRecords(change: (records: readonly object[]) => readonly object[]): Promise<void>;
  /** The bytes of a backup file: a real etcd snapshot in a tar where etcd is at hand. */
  snapshot(): Promise<Uint8Array>;
  /** Puts a copy into the bucket that the resource names; absent where S3 is not at hand. */
  upload?(configuration: Configuration, file: string, bytes: Uint8Array): Promise<void>;
}

export interface Configuration {
  readonly spec: {
    readonly schedule?: string;
    readonly paused?: boolean;
    readonly localStorage?: { readonly ttl?: string | number };
    readonly remoteStorage?: { readonly s3?: Readonly<Record<string, unknown>> };
  };
}

export class Controller {
  script: Script = {};
  runs = 0;
  readonly #host: Host;
  #timer: NodeJS.Timeout | undefined;
  #lastTick = Date.now();
  readonly #going = new Set<Promise<void>>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** Looks at the schedule every second, as cron does. */
  start(): void {
    this.#timer = setInterval(() => void this.tick(Date.now()), 1000);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.idle();
  }

  /** Resolves when the backups that were started have ended. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#going);
  }

  /** Starts a backup and answers at once, as `exec` does. */
  trigger(): void {
    const run = this.run().catch(() => undefined);
    this.#going.add(run);
    void run.finally(() => this.#going.delete(run));
  }

  /** One backup of every control-plane node. */
  async run(): Promise<void> {
    this.runs += 1;
    const { runs, script } = this;
    const configuration = await this.#host.read();
    if (configuration === undefined) return;
    for (const node of this.#host.nodes.filter((one) => one.controlPlane)) {
      await new Promise((resolve) => setTimeout(resolve, script.paceMs ?? 5));
      await script.hold?.(node);
      await this.#backUp(node, runs, configuration);
    }
    await this.#expire(configuration);
  }

  async #backUp(node: NodeSeed, run: number, configuration: Configuration): Promise<void> {
    const outcome =
      this.script.outcome?.(node, run) ?? (this.script.outcome === undefined ? 'Success' : null);
    if (outcome === null) return;
    const taken = new Date(Date.now() + (this.script.skewMs ?? 0));
    const fileName = backupFileName(taken, node.ip);
    const fields = typeof outcome === 'string' ? { result: outcome } : outcome;
    const kept =
      (fields as { result?: string }).result === 'Success'
        ? await this.#keep(node, fileName, taken, configuration)
        : undefined;
    const record = {
      backupTimestamp: taken.toISOString().replace(/\.\d+Z/, 'Z'),
      fileName,
      ...fields,
      ...kept,
    };
    const arrange = this.script.arrange ?? ((records: readonly object[]) => records);
    await this.#host.updateRecords((records) => arrange([...records, record]));
  }

  /** The local copy, and the one in S3; a copy that fails is the record's failure. */
  async #keep(
    node: NodeSeed,
    fileName: string,
    taken: Date,
    configuration: Configuration,
  ): Promise<object | undefined> {
    const bytes = await this.#host.snapshot();
    const folder = join(this.#host.folder, node.name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, fileName), bytes);
    await utimes(join(folder, fileName), taken, taken);
    if (configuration.spec.remoteStorage?.s3 === undefined || this.#host.upload === undefined)
      return undefined;
    try {
      await this.#host.upload(configuration, fileName, bytes);
      return undefined;
    } catch (error) {
      return {
        result: 'Failed',
        message: `upload to S3 failed: ${error instanceof Error ? error.message : 'unknown'}`,
      };
    }
  }

  /** Deletes local copies that are older than `ttl`. */
  async #expire(configuration: Configuration): Promise<void> {
    const ttl = Number(configuration.spec.localStorage?.ttl ?? Number.NaN);
    if (!Number.isFinite(ttl)) return;
    for (const node of this.#host.nodes) {
      const folder = join(this.#host.folder, node.name);
      for (const file of await readdir(folder).catch(() => [])) {
        const { mtimeMs } = await stat(join(folder, file));
        if (Date.now() - mtimeMs > ttl * 1000) await rm(join(folder, file));
      }
    }
  }

  /** What cron does at `now`: starts a backup when a run fell due since it last looked. */
  async tick(now: number): Promise<void> {
    const since = this.#lastTick;
    this.#lastTick = now;
    const configuration = await this.#host.read().catch(() => undefined);
    const schedule = configuration?.spec.schedule;
    if (schedule === undefined || configuration?.spec.paused === true) return;
    try {
      const next = CronExpressionParser.parse(schedule, { currentDate: new Date(since), tz: 'UTC' })
        .next()
        .getTime();
      if (next <= this.#lastTick) this.trigger();
    } catch {
      // A schedule that cannot be read never fires.
    }
  }
}

/** `snapshot-etcd-<date>-<time>-<ip>.tar`. */
export function backupFileName(taken: Date, ip: string): string {
  const digits = taken.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `snapshot-etcd-${digits}-${ip}.tar`;
}
