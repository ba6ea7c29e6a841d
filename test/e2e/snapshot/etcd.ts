/** One real etcd of a version, to be filled and saved. */
import { type ChildProcess, execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { endServer, startServer } from '../../servers/child.ts';
import { freePorts } from '../../servers/ports.ts';
import { etcdProgram, type Program } from '../../servers/programs.ts';

const run = promisify(execFile);
export type EtcdVersion = '3.4' | '3.5';

/** What a version needs; 3.4 has its status in etcdctl. */
export function etcdPrograms(version: EtcdVersion): readonly Program[] {
  const status = version === '3.4' ? 'etcdctl' : 'etcdutl';
  return [etcdProgram(version, 'etcd'), etcdProgram(version, 'etcdctl'), etcdProgram(version, status)];
}

/** As `etcdutl snapshot status -w json` prints it. */
export interface SnapshotStatus {
  readonly hash: number;
  readonly revision: number;
  readonly totalKey: number;
  readonly totalSize: number;
}

export type Change = readonly [key: string, value: string | Uint8Array];

const base64 = (value: string | Uint8Array): string => Buffer.from(value).toString('base64');

export class Etcd {
  readonly url: string;
  readonly folder: string;
  readonly #child: ChildProcess;
  readonly #programs: readonly string[];

  private constructor(url: string, folder: string, child: ChildProcess, programs: readonly string[]) {
    this.url = url;
    this.folder = folder;
    this.#child = child;
    this.#programs = programs;
  }

  /** `programs`: the paths of `etcdPrograms`, in their order. */
  static async start(version: EtcdVersion, programs: readonly string[]): Promise<Etcd> {
    const folder = await mkdtemp(join(tmpdir(), 'snapshot-etcd-'));
    const [client, peer] = await freePorts(2);
    const url = `http://127.0.0.1:${client}`;
    const peerUrl = `http://127.0.0.1:${peer}`;
    const args = [
      `--data-dir=${join(folder, 'data')}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=default=${peerUrl}`,
      '--max-txn-ops=2000',
      '--max-request-bytes=16000000',
      '--quota-backend-bytes=8589934592',
      // Nothing here outlives the test.
      ...(version === '3.4' ? [] : ['--unsafe-no-fsync']),
    ];
    const child = startServer(programs[0] ?? '', args);
    const etcd = new Etcd(url, folder, child, programs);
    await etcd.#ready();
    return etcd;
  }

  async #ready(): Promise<void> {
    for (let tries = 0; tries < 1200; tries++) {
      const answer = await fetch(`${this.url}/health`).catch(() => undefined);
      if (answer?.ok && (await answer.text()).includes('true')) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('etcd is not ready within a minute');
  }

  /** One call of the JSON gateway. */
  async call(path: string, body: object): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.url}/v3/${path}`, { method: 'POST', body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${text.slice(0, 300)}`);
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** All changes as one revision. A key may stand in it once. */
  async put(changes: readonly Change[]): Promise<void> {
    const success = changes.map(([key, value]) => ({
      requestPut: { key: base64(key), value: base64(value) },
    }));
    await this.call('kv/txn', { success });
  }

  async remove(keys: readonly string[]): Promise<void> {
    const success = keys.map((key) => ({ requestDeleteRange: { key: base64(key) } }));
    await this.call('kv/txn', { success });
  }

  async revision(): Promise<number> {
    const { header } = (await this.call('maintenance/status', {})) as { header: { revision: string } };
    return Number(header.revision);
  }

  async compact(revision: number): Promise<void> {
    await this.call('kv/compaction', { revision: String(revision), physical: true });
  }

  etcdctl(...words: readonly string[]): Promise<string> {
    return this.#tool(1, ['--endpoints', this.url, ...words]);
  }

  async save(name: string, ...words: readonly string[]): Promise<string> {
    const path = join(this.folder, name);
    await this.etcdctl(...words, 'snapshot', 'save', path);
    return path;
  }

  /** What this version's own tool says of a file. */
  async status(path: string): Promise<SnapshotStatus> {
    return JSON.parse(await this.#tool(2, ['snapshot', 'status', path, '-w', 'json'])) as SnapshotStatus;
  }

  async liveKeys(...words: readonly string[]): Promise<string[]> {
    const listed = await this.etcdctl(...words, 'get', '', '--prefix', '--keys-only');
    return listed.split('\n').filter((line) => line !== '');
  }

  async #tool(program: number, words: readonly string[]): Promise<string> {
    const env = { ...process.env, ETCDCTL_API: '3' };
    const { stdout } = await run(this.#programs[program] ?? '', [...words], {
      env,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  }

  async stop(): Promise<void> {
    await endServer(this.#child);
    await rm(this.folder, { recursive: true, force: true });
  }
}
