/** Tries a bucket as a backup would use it, and leaves nothing behind: reach, clock, keys and bucket, write, read back, delete. */
import { EXIT, InterruptedError, UserError } from '../errors.ts';
import type { ProbeResult, ProbeStep } from '../output/probe.ts';
import type { BucketFacts, ObjectStore } from '../ports/object-store.ts';
import { probePrefix, removeProbe, sweepProbes } from './probe-object.ts';

export interface ProbeOptions {
  /** Without slashes at either end. */
  readonly dir: string | undefined;
  /** Random, so that two probes at once never meet. */
  readonly id: string;
  /** Nothing is written, so only reading is tried. */
  readonly readOnly: boolean;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Told of each step as it ends. */
  readonly onStep: (result: ProbeResult) => void;
}

export interface Probed {
  readonly steps: readonly ProbeResult[];
  /** undefined where listing is not allowed. */
  readonly bucket: BucketFacts | undefined;
}

/** Throws UserError at the first step that a backup cannot do without; its `reason` is the store's own. */
export async function probeStore(store: ObjectStore, options: ProbeOptions): Promise<Probed> {
  const { dir, signal, now } = options;
  const steps: ProbeResult[] = [];
  const step = stepper(options, steps);
  const aheadMs = await step('reach', async () => ({ value: (await store.reach({ signal })).clockAheadMs }));
  await step('clock', async () => ({ value: undefined, ...clockWords(aheadMs) }));
  const bucket = await step('bucket', () => lookAtBucket(store, signal));
  if (options.readOnly) return { steps, bucket };
  if (bucket !== undefined) {
    const theirNow = new Date(now().getTime() + (aheadMs ?? 0));
    await step('leftovers', async () => ({
      value: undefined,
      ...(await sweepProbes(store, dir, theirNow, signal)),
    }));
  }
  await writeAndDelete(store, options, step);
  return { steps, bucket };
}

function stepper({ signal, now, onStep }: ProbeOptions, steps: ProbeResult[]): Stepper {
  return async (name, act, when) => {
    if (signal.aborted && when !== 'always') throw new InterruptedError(UNTOUCHED);
    const started = now().getTime();
    const { found, warning, value } = await act();
    const result = { step: name, ms: Math.max(0, now().getTime() - started), found, warning };
    if (name === 'leftovers' && found === undefined) return value;
    steps.push(result);
    onStep(result);
    return value;
  };
}

const UNTOUCHED = 'interrupted: nothing was changed';

interface StepOutcome<T> {
  readonly value: T;
  readonly found?: string | undefined;
  readonly warning?: string | undefined;
}
/** `always`: even where the person has interrupted by now. */
type Stepper = <T>(name: ProbeStep, act: () => Promise<StepOutcome<T>>, when?: 'always') => Promise<T>;

/** S3 refuses signatures from 15 minutes on; a clock that is this far off is on its way there. */
const ODD_CLOCK_MS = 5 * 60_000;

function clockWords(aheadMs: number | undefined): Omit<StepOutcome<unknown>, 'value'> {
  if (aheadMs === undefined) return { found: 'the store tells no time' };
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const found =
    seconds <= 1
      ? 'the same here and there'
      : `${seconds} s ${aheadMs > 0 ? 'behind' : 'ahead of'} the store`;
  if (Math.abs(aheadMs) < ODD_CLOCK_MS) return { found };
  return { found, warning: "this machine's clock is off, or the store's; from 15 minutes on it refuses" };
}

async function lookAtBucket(
  store: ObjectStore,
  signal: AbortSignal,
): Promise<StepOutcome<BucketFacts | undefined>> {
  try {
    const facts = await store.lookAtBucket({ signal });
    const where = facts.addressing === 'path' ? 'in the path' : "before the store's name";
    return { value: facts, found: `region ${facts.region}, the bucket ${where}` };
  } catch (error) {
    // A backup only writes: keys that may do nothing else are a wise choice, and the next step tells whether they may that.
    if (!(error instanceof UserError) || error.reason !== 'AccessDenied') throw error;
    return {
      value: undefined,
      found: 'listing is not allowed',
      warning: 'with these keys list --s3, download latest and prune cannot see the bucket',
    };
  }
}

/** Refusals of a write after which nothing is stored: there is nothing to delete, and often no right to. */
const NOT_STORED = new Set([
  ...['AccessDenied', 'AllAccessDisabled', 'MethodNotAllowed', 'InvalidAccessKeyId', 'SignatureDoesNotMatch'],
  ...['NoSuchBucket', 'PermanentRedirect', 'WrongRegion', 'QuotaExceeded', 'XMinioStorageFull', 'NotS3'],
  ...['RequestTimeTooSkewed', 'PlainHttp', 'DNS', 'Refused', 'TLS', 'Unreachable'],
]);

async function writeAndDelete(store: ObjectStore, options: ProbeOptions, step: Stepper): Promise<void> {
  const { dir, id, signal } = options;
  const key = `${probePrefix(dir)}${id}`;
  // A few bytes that no cache and no proxy can guess.
  const body = new TextEncoder().encode(`kubectl etcdbackup probe ${id}\n`);
  let version: string | undefined;
  let trouble: UserError | undefined;
  try {
    version = await step('write', async () => {
      // Never cut short: a request that was given up may still arrive, after the delete.
      const written = await store.put(key, body);
      return { value: written.version, found: key };
    });
    await step('read', async () => ({ value: undefined, ...(await readBack(store, key, body, signal)) }));
  } catch (error) {
    if (!(error instanceof UserError) || NOT_STORED.has(error.reason ?? '')) throw error;
    trouble = error;
  }
  const remove = async () => {
    const left = await removeProbe(store, key, version);
    return { value: left, warning: left };
  };
  const left = trouble === undefined ? await step('delete', remove, 'always') : (await remove()).value;
  const failure = trouble ?? (signal.aborted ? new InterruptedError(UNTOUCHED) : undefined);
  if (failure !== undefined) throw withRest(failure, left);
}

async function readBack(store: ObjectStore, key: string, body: Uint8Array, signal: AbortSignal) {
  const answer = await store.get(key, { signal });
  const pieces: Uint8Array[] = [];
  for await (const piece of answer.body as AsyncIterable<Uint8Array>) pieces.push(piece);
  if (Buffer.compare(Buffer.concat(pieces), body) === 0) return { found: `the same ${body.length} bytes` };
  throw new UserError(`the store gives back other bytes than were written to ${key}`, {
    hint: 'a proxy or cache in between may be at fault; a backup that went this way could not be trusted',
    exitCode: EXIT.unreachable,
    reason: 'OtherBytes',
  });
}

/** What went wrong, and what it left behind. */
function withRest(trouble: UserError, left: string | undefined): UserError {
  const interrupted = trouble instanceof InterruptedError;
  if (left === undefined) return interrupted ? new InterruptedError(UNTOUCHED) : trouble;
  const message = `${interrupted ? UNTOUCHED : trouble.message}; but ${left}`;
  const hint = 'delete it by hand, or run the probe again in two minutes: it deletes what is left';
  if (interrupted) return new InterruptedError(message, hint);
  return new UserError(message, {
    hint,
    exitCode: trouble.exitCode,
    reason: trouble.reason ?? 'Probe',
    cause: trouble,
  });
}
