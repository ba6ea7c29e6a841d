/** Every check, in the order in which a person would look. */
import { bucket } from './bucket.ts';
import type { Check } from './check.ts';
import { clocks } from './clocks.ts';
import { everyNode } from './every-node.ts';
import { executor } from './executor.ts';
import { immutableOs } from './immutable-os.ts';
import { kit } from './kit.ts';
import { lastSuccess } from './last-success.ts';
import { localDisk } from './local-disk.ts';
import { localPath } from './local-path.ts';
import { noFailures } from './no-failures.ts';
import { notPaused } from './not-paused.ts';
import { resource } from './resource.ts';
import { retention } from './retention.ts';
import { s3Copies } from './s3-copies.ts';
import { s3Sizes } from './s3-sizes.ts';
import { s3Target } from './s3-target.ts';
import { schedule } from './schedule.ts';
import { scheduledRuns } from './scheduled-runs.ts';
import { secret } from './secret.ts';
import { secretAccess } from './secret-access.ts';

/** The resource first, then whether backups come, then where they go. */
export const CHECKS: readonly Check[] = [
  ...[resource, notPaused, schedule, executor],
  // What failed explains what is missing.
  ...[noFailures, lastSuccess, everyNode, scheduledRuns, clocks],
  ...[localPath, retention, immutableOs],
  ...[s3Target, secret, secretAccess],
  ...[bucket, s3Copies, s3Sizes, localDisk],
  kit,
];
