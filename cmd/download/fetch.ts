/** `download`, once the store is open: find, fetch, inspect, say what came. */
import { join, resolve } from 'node:path';
import { baseName } from '../../pkg/backup/file-name.ts';
import type { BackupRecord } from '../../pkg/backup/records.ts';
import { InterruptedError, UsageError, UserError } from '../../pkg/errors.ts';
import { localFiles } from '../../pkg/files/local.ts';
import { type Downloaded, downloadSnapshot } from '../../pkg/flows/download-snapshot.ts';
import { findSnapshot } from '../../pkg/flows/find-snapshot.ts';
import { inspectSnapshot } from '../../pkg/flows/inspect-snapshot.ts';
import { receiveObject } from '../../pkg/flows/receive-object.ts';
import type { ObjectStore, StoredObject } from '../../pkg/ports/object-store.ts';
import { reasonText } from '../../pkg/snapshot/cluster-reasons.ts';
import type { Inspection } from '../../pkg/snapshot/inspection.ts';
import { type ClusterIdentity, sameCluster } from '../../pkg/snapshot/same-cluster.ts';
import { humanSize } from '../../pkg/words/size.ts';
import { visible } from '../../pkg/words/visible.ts';
import type { Context } from '../context.ts';
import { progressOf } from '../progress.ts';

/** Where backups are, and what is known of them. */
export interface BackupSource {
  readonly store: ObjectStore;
  /** Without slashes at either end. */
  readonly dir: string | undefined;
  /** undefined where the cluster was not asked. */
  readonly records: readonly BackupRecord[] | undefined;
  /** Addresses of this cluster's nodes; undefined where they are not known. */
  readonly ips: ReadonlySet<string> | undefined;
  /** To tell another cluster's snapshot; undefined where no cluster is known. */
  readonly identity: ClusterIdentity | undefined;
}

export interface FetchOptions {
  /** -O: a file, a folder, `-`, or undefined. */
  readonly to: string | undefined;
  readonly inspect: boolean;
}

/** Fetches what `wanted` names. Throws UserError. */
export async function fetchSnapshot(
  wanted: string,
  source: BackupSource,
  { to, inspect }: FetchOptions,
  ctx: Context,
): Promise<void> {
  const { signal } = ctx;
  if (to === '-' && ctx.terminal.out)
    throw new UsageError('-O - sends bytes to stdout, which is a terminal', 'pipe it on, or name a file');
  const place = to === '-' ? undefined : placeOf(to, ctx);
  const object = await findSnapshot(wanted, {
    ...source,
    now: ctx.now(),
    signal,
    onSkip: (why) => ctx.err(visible(why)),
  });
  if (place === undefined) return toStdout(source.store, object, ctx);
  const target = await targetOf(place, object, ctx);
  const words = say(object, ctx);
  const found = await downloadSnapshot(source.store, localFiles, object, target, {
    signal,
    sleep: ctx.sleep,
    ...words,
    onResume: (bytes) => ctx.err(`going on behind the ${humanSize(bytes)} of an earlier run`),
    run: Buffer.from(ctx.random(12)).toString('hex'),
    inspect: inspect ? (path) => inspectSnapshot(path, localFiles, { signal }) : undefined,
  });
  ctx.err(visible(summary(found)));
  warnOfOther(found.inspection, source.identity, ctx);
  await ctx.out(`${target.shown}\n`);
}

/** What the person reads while it runs. */
function say(object: StoredObject, ctx: Context) {
  ctx.err(`${visible(object.key)}, ${humanSize(object.size)}`);
  const progress = progressOf(object.size, ctx);
  return {
    onProgress: progress.at,
    onTrouble: (why: string): void => {
      ctx.err(`${visible(why)}; trying again`);
      progress.interrupt();
    },
  };
}

function summary({ size, inspection }: Downloaded): string {
  if (inspection === undefined) return `${humanSize(size)}, not inspected`;
  const { sha256, etcd, kubernetes } = inspection;
  const proof = sha256.state === 'ok' ? 'whole, SHA-256 ok' : 'readable, without a SHA-256';
  const objects = kubernetes === null ? '' : `, ${kubernetes.objects} Kubernetes objects`;
  const members = etcd?.members.map(({ name }) => name).join(', ') || 'unknown members';
  return `${humanSize(size)}, ${proof}, revision ${etcd?.revision ?? 'unknown'}${objects}, of ${members}`;
}

/** Folders are shared and addresses are used twice: restored here, another cluster's snapshot breaks this cluster. */
function warnOfOther(
  inspection: Inspection | undefined,
  identity: ClusterIdentity | undefined,
  ctx: Context,
): void {
  if (inspection === undefined || identity === undefined) return;
  const { verdict, reasons } = sameCluster(inspection, identity);
  if (verdict !== 'no') return;
  ctx.err('warning: it is a snapshot of ANOTHER cluster; restored into this one it would break it');
  for (const reason of reasons) ctx.err(`  ${visible(reasonText(reason))}`);
}

interface Place {
  /** As the person gave it. */
  readonly given: string | undefined;
  readonly path: string;
}

function placeOf(to: string | undefined, ctx: Context): Place {
  if (to === '') throw new UsageError('-O is empty');
  return { given: to, path: resolve(ctx.cwd, to ?? '.') };
}

/** A folder gets the backup's own name. A file that is there already is never touched. */
async function targetOf({ given, path }: Place, { key }: StoredObject, ctx: Context) {
  const there = await localFiles.facts(path);
  const isFolder = there?.kind === 'folder';
  const name = baseName(key);
  if (isFolder && (visible(name) !== name || !/^[^/\\]+$/.test(name.replace(/^\.+$/, ''))))
    throw new UserError(`${visible(key)} does not end in a name for a file`, {
      hint: 'name the file with -O',
    });
  if (!isFolder && given?.endsWith('/')) throw new UsageError(`there is no folder ${visible(given)}`);
  const target = isFolder ? join(path, name) : path;
  if (isFolder ? await localFiles.exists(target) : there !== undefined)
    throw new UsageError(`${visible(target)} exists already`, 'remove it, or name another file with -O');
  const shown = given === undefined ? name : isFolder ? join(given, name) : given;
  const folder = resolve(target, '..');
  if ((await localFiles.facts(folder))?.kind !== 'folder')
    throw new UsageError(
      `there is no folder ${visible(folder)}`,
      `make it first; the current folder is ${ctx.cwd}`,
    );
  return { folder, target, shown };
}

/** Nothing of it touches the disk; the reader at the other end has to look whether it is whole. */
async function toStdout(store: ObjectStore, object: StoredObject, ctx: Context): Promise<void> {
  let size = 0;
  const sink = {
    get size() {
      return size;
    },
    append: async (bytes: Uint8Array) => {
      await ctx.out(bytes);
      if (ctx.readerLeft())
        throw new UserError(`whoever reads stdout has left after ${size} of ${object.size} bytes`, {
          reason: 'EPIPE',
        });
      size += bytes.length;
    },
  };
  const { onProgress, onTrouble } = say(object, ctx);
  try {
    await receiveObject(store, object, sink, { signal: ctx.signal, sleep: ctx.sleep, onProgress, onTrouble });
    ctx.err(`${humanSize(size)}, not inspected: whoever reads it has to`);
  } catch (error) {
    if (error instanceof InterruptedError)
      throw new InterruptedError(`interrupted after ${size} of ${object.size} bytes`);
    throw error;
  }
}
