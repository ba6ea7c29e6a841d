/** Waiting for something that goes on by itself. */
import { InterruptedError } from '../errors.ts';

/** What `asked` brings, unless `signal` fires before: then InterruptedError. */
export async function until<T>(asked: Promise<T>, signal: AbortSignal): Promise<T> {
  const over = Promise.withResolvers<never>();
  const stop = (): void => over.reject(new InterruptedError());
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([asked, over.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
