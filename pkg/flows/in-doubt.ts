/** What a write that failed left behind: surely nothing, or nobody knows before somebody looks. */
import { UserError } from '../errors.ts';

/** Refusals, and failures before anything was sent. */
const NOT_STORED = new Set([
  ...['Admission', 'AlreadyExists', 'BadRequest', 'Conflict', 'Forbidden', 'Invalid', 'KindNotFound'],
  ...['MethodNotAllowed', 'NotAcceptable', 'NotFound', 'Redirect', 'RequestEntityTooLarge'],
  ...[
    'TooManyRequests',
    'Unauthorized',
    'UnsupportedMediaType',
    'DNS',
    'Refused',
    'TLS',
    'Unreachable',
    'Usage',
  ],
]);

/** Whether the write may stand although it failed: its answer was lost on the way. */
export function inDoubt(error: unknown): error is UserError {
  return error instanceof UserError && !NOT_STORED.has(error.reason ?? '');
}

/** The failure with what a look showed: `not yet`, as a request may still be on its way, or that no look was possible. */
export function doubtful(error: UserError, seen: 'not yet' | 'unknown'): UserError {
  const state =
    seen === 'not yet' ? 'nothing is changed so far' : 'it is not known whether the change was stored';
  return new UserError(`${error.message}; ${state}`, {
    hint: 'run the command again: it says what still has to change',
    reason: error.reason ?? 'Unknown',
    exitCode: error.exitCode,
    cause: error,
  });
}
