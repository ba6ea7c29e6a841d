/** How long a request may wait, for its answer and within it. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import { WireTimeout } from './failures.ts';
import type { WireRequest } from './http.ts';

/**
 * DNS, connection, TLS and the answer's headers together. Rejects by itself: a request that an agent has no socket for yet tells
 * of its end only when it has one, which behind a silent proxy is never.
 */
export function limitWaiting(
  outgoing: ClientRequest,
  { timeoutMs, signal }: WireRequest,
  reject: (error: unknown) => void,
): { readonly stop: () => void } {
  const interrupt = (): void => {
    stop();
    reject(signal?.reason);
  };
  const late = (): void => {
    stop();
    const error = new WireTimeout(`no answer within ${timeoutMs / 1000} s`);
    reject(error);
    outgoing.destroy(error);
  };
  const timer = timeoutMs === 0 ? undefined : setTimeout(late, timeoutMs);
  const stop = (): void => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', interrupt);
  };
  if (signal?.aborted === true) interrupt();
  else signal?.addEventListener('abort', interrupt, { once: true });
  return { stop };
}

/** A peer that is gone without a word is noticed by the system's own probes, where no limit is set. */
const PROBE_AFTER_MS = 30_000;

/** No byte for the whole limit: the body ends with an error instead of hanging. */
export function limitSilence(incoming: IncomingMessage, silenceMs: number): void {
  if (silenceMs === 0) return void incoming.socket.setKeepAlive(true, PROBE_AFTER_MS);
  const stop = (): void =>
    void incoming.destroy(new WireTimeout(`the answer stopped for ${silenceMs / 1000} s`));
  const { socket } = incoming;
  socket.setTimeout(silenceMs, stop);
  incoming.once('close', () => {
    socket.setTimeout(0);
    socket.off('timeout', stop);
  });
}
