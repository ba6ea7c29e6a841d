/** The 800 MB database of the bench: made once by real etcd, kept in the cache. */
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { type Change, Etcd, etcdPrograms } from '../e2e/snapshot/etcd.ts';
import { etcdProgram } from '../servers/programs.ts';

const KINDS = ['pods', 'configmaps', 'secrets', 'events', 'leases', 'replicasets'];
const OBJECTS = 135_000;
const BATCH = 500;

/** A program that must be there. */
export function programPath(version: '3.4' | '3.5', name: 'etcd' | 'etcdctl' | 'etcdutl'): string {
  const program = etcdProgram(version, name);
  if ('missing' in program) throw new Error(program.missing);
  return program.path;
}

/** Its path: objects of 0.3 to 9 KB as clusters have them, a third of them changed once. Made in about a minute. */
export async function largeDatabase(): Promise<string> {
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'kubectl-etcdbackup');
  const path = join(folder, 'bench-800MB.db');
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const programs = etcdPrograms('3.5').map((program) => ('path' in program ? program.path : ''));
  const etcd = await Etcd.start('3.5', programs);
  try {
    await fill(etcd);
    const saved = await etcd.save('large.db');
    copyFileSync(saved, `${path}.part`);
    renameSync(`${path}.part`, path);
    return path;
  } finally {
    await etcd.stop();
  }
}

async function fill(etcd: Etcd): Promise<void> {
  const noise = randomBytes(1 << 20);
  const change = (id: number, round: number): Change => {
    const length = 300 + ((id * 7919 + round) % 97) ** 2;
    const at = (id * 31 + round) % (noise.length - length);
    return [
      `/registry/${KINDS[id % KINDS.length]}/namespace-${id % 300}/object-${id}`,
      noise.subarray(at, at + length),
    ];
  };
  for (let at = 0; at < OBJECTS; at += BATCH)
    await etcd.put(Array.from({ length: BATCH }, (_, index) => change(at + index, 0)));
  for (let at = 0; at < OBJECTS; at += BATCH)
    await etcd.put(Array.from({ length: Math.floor(BATCH / 3) }, (_, index) => change(at + index * 3, 1)));
}
