/** Requests until they are answered: repeated where that is safe, and sent where the bucket really is. */
import type { UserError } from '../errors.ts';
import type { WireResponse } from '../wire/http.ts';
import { type Attempt, againAfter, type MayWait, retryAfterMs } from '../wire/retries.ts';
import type { Asked } from './asked.ts';
import { adapt } from './bearings.ts';
import { bodyText, type Exchange, type Line, type StoreRequest, sendOnce } from './exchange.ts';
import { type Refusal, refusalError } from './failures.ts';
import { readRefusal } from './refusals.ts';

/** A store that is busy for a moment and does not say for how long: short waits, of which nobody needs to be told. */
const BUSY_MS = 200;
const LONGEST_BUSY_MS = 900;
const BUSY = new Set([429, 500, 502, 503, 504]);

/** A person waits less than a controller. */
const MOST_TRIES = 5;

/** The answer as it comes; 2xx or thrown. */
export async function send(request: StoreRequest, line: Line): Promise<WireResponse> {
  return (await sendRetrying(request, line)).response;
}

/** What only reads is repeated; what was refused for its address has done nothing, and goes to the right one. */
export async function sendRetrying(request: StoreRequest, line: Line): Promise<Exchange> {
  const safe = request.method === 'GET' || request.method === 'HEAD';
  let tries = 0;
  const attempt = (mayWait: MayWait): Promise<Attempt<Exchange>> => {
    tries += 1;
    return attemptOnce(request, line, mayWait, tries);
  };
  return againAfter(attempt, { safe, mostTries: MOST_TRIES, timeoutMs: 0 }, line.world, request.signal);
}

async function attemptOnce(
  request: StoreRequest,
  line: Line,
  mayWait: MayWait,
  tries: number,
): Promise<Attempt<Exchange>> {
  for (;;) {
    const exchange = await sendOnce(request, line);
    const { response } = exchange;
    if (response.status >= 200 && response.status < 300) return { done: exchange };
    const waitMs = retryAfterMs(response) ?? (BUSY.has(response.status) ? busyMs(tries) : undefined);
    const text = await bodyText(exchange, request);
    if (waitMs !== undefined && mayWait(waitMs))
      return { waitMs, because: `the store is busy (${response.status})` };
    const { settings, bearings, world, mask } = line;
    const refusal = readRefusal(response, mask(text), exchange.url.host, world.now());
    line.trace.body(`${refusal.code} ${refusal.message}`, false);
    const news = adapt(bearings, refusal, settings);
    if (news === undefined) throw refused(refusal, request, line);
    if (news !== '') world.say(news);
  }
}

const busyMs = (tries: number): number => Math.min(BUSY_MS * tries, LONGEST_BUSY_MS);

/** The refusal in words. */
export function refused(refusal: Refusal, asked: Asked, { settings, bearings }: Line): UserError {
  return refusalError(refusal, asked, { ...settings, region: bearings.region, host: bearings.endpoint.host });
}
