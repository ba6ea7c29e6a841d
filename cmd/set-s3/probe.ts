/** Tries the bucket of a target that is about to be set, and says each step. */
import { type Probed, probeStore } from '../../pkg/flows/probe-store.ts';
import { probeLines } from '../../pkg/output/probe.ts';
import type { StoreKeys } from '../../pkg/s3/settings.ts';
import type { WholeTarget } from '../../pkg/settings/s3.ts';
import { visible } from '../../pkg/words/visible.ts';
import type { Context } from '../context.ts';
import type { SetS3Args } from '../set-s3.ts';
import { openTarget } from '../store.ts';

/** Throws UserError at the first step that a backup needs. */
export async function probeTarget(
  target: WholeTarget,
  keys: StoreKeys,
  args: SetS3Args,
  ctx: Context,
): Promise<Probed> {
  // Whoever names an authority wants it to be checked; what is set without one is tried as it is set.
  const skipTLSVerify = target.skipTLSVerify && args['ca-file'] === undefined;
  const place = { ...target, skipTLSVerify, secretRef: undefined };
  const { store, origin } = await openTarget(place, keys, args, ctx, { strictRegion: true });
  ctx.err(`trying ${visible(origin)}, from here and not from the nodes`);
  try {
    return await probeStore(store, {
      dir: target.dir,
      id: Buffer.from(ctx.random(8)).toString('hex'),
      readOnly: args['dry-run'] !== 'none',
      signal: ctx.signal,
      now: ctx.now,
      onStep: (result) => {
        for (const line of probeLines(result)) ctx.err(line);
      },
    });
  } finally {
    store.close();
  }
}
