/** A snapshot on this machine: the one kind that is looked into before it is planned with. */
import { resolve } from 'node:path';
import { localFiles } from '../../pkg/files/local.ts';
import { inspectSnapshot } from '../../pkg/flows/inspect-snapshot.ts';
import type { Notice } from '../../pkg/restore/notice.ts';
import { UNKNOWN } from '../../pkg/restore/plan/plan.ts';
import { keysNeeded } from '../../pkg/restore/snapshot/encryption.ts';
import { takenOf } from '../../pkg/restore/snapshot/taken.ts';
import type { Inspection } from '../../pkg/snapshot/inspection.ts';
import { sameCluster } from '../../pkg/snapshot/same-cluster.ts';
import type { Context } from '../context.ts';
import { progressOf } from '../progress.ts';
import type { KnownCluster } from './members.ts';
import type { ChosenSnapshot, Judge } from './snapshot.ts';

/** Throws UserError for a file that speaks against itself, unless forced. */
export async function fromFile(
  given: string,
  known: KnownCluster,
  judge: Judge,
  ctx: Context,
): Promise<ChosenSnapshot> {
  const path = resolve(ctx.cwd, given);
  const inspection = await inspected(path, ctx);
  const facts = await localFiles.facts(path);
  const same = sameCluster(inspection, known.identity);
  const taken = takenOf({ name: given, records: known.records, modified: facts?.modified });
  const notices = judge(given, { taken, inspection, sameCluster: same });
  const unknown: Notice[] =
    same.verdict === 'unknown' ? [{ is: 'other-cluster-unknown', reasons: same.reasons }] : [];
  const encryptionKeys = keysNeeded(inspection);
  const encrypted: Notice[] =
    encryptionKeys === null || encryptionKeys.length === 0
      ? []
      : [{ is: 'encryption-keys', keys: encryptionKeys }];
  // Of the file as it is: what arrives on a node is compared with it.
  const digest = await localFiles.sha256(path, 0, inspection.size, ctx.signal);
  return {
    snapshot: {
      ...UNKNOWN,
      ...taken,
      from: 'file',
      // Whole: the lines of a plan are typed in the plan's folder.
      name: path,
      size: inspection.size,
      sha256: Buffer.from(digest).toString('hex'),
      revision: inspection.etcd?.revision ?? null,
      withoutHash: inspection.sha256.state === 'missing',
      encryptionKeys,
    },
    notices: [...notices, ...unknown, ...encrypted],
  };
}

async function inspected(path: string, ctx: Context): Promise<Inspection> {
  const { signal, terminal } = ctx;
  const progress = terminal.err ? progressOf((await localFiles.facts(path))?.size ?? 0, ctx) : undefined;
  try {
    return await inspectSnapshot(path, localFiles, { signal, ...(progress && { onProgress: progress.at }) });
  } finally {
    progress?.clear();
  }
}
