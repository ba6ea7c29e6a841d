/** What a store refuses, in words: its codes are the same everywhere, its own words often are not there. */
import { EXIT, UserError } from '../errors.ts';
import { type Asked, inWords } from './asked.ts';
import type { StoreSettings } from './settings.ts';
import { KNOWN, said, type Words } from './wordings.ts';

/** An answer that is no success. */
export interface Refusal {
  readonly status: number;
  /** S3's own code; made from the status where the answer has none. */
  readonly code: string;
  /** The store's own words, without keys; may be empty. */
  readonly message: string;
  /** Where the store says the bucket is. */
  readonly region: string | undefined;
  /** The store's clock minus ours. */
  readonly clockAheadMs: number | undefined;
}

export interface Situation extends Pick<StoreSettings, 'bucket' | 'keys'> {
  readonly host: string;
  /** The region that was signed for. */
  readonly region: string;
}

/** The refusal as the person should read it; `reason` is S3's code. */
export function refusalError(refusal: Refusal, asked: Asked, situation: Situation): UserError {
  const words = KNOWN[refusal.code]?.(refusal, asked, situation) ?? unknown(refusal, asked, situation);
  return new UserError(words.message, {
    hint: words.hint,
    exitCode: words.exitCode ?? EXIT.unreachable,
    reason: words.reason ?? refusal.code,
  });
}

function unknown({ status, code, message }: Refusal, asked: Asked, { host, bucket }: Situation): Words {
  const what = `${host} ${status >= 500 ? 'failed to' : 'refuses to'} ${inWords(asked, bucket)}`;
  return {
    message: `${what} (${code}, ${status})${said(message)}`,
    ...(status >= 500 ? { hint: 'try again; if it stays, look at the store' } : {}),
  };
}
