/** Exit codes of every command: the contract of scripts that call the plugin. */
export const EXIT = {
  ok: 0,
  /** The work failed: a backup that failed, a check that fails, a damaged file. */
  failed: 1,
  /** The command line or the input is wrong: nothing was tried. */
  usage: 2,
  /** The cluster or the store could not be reached, or refused access. */
  unreachable: 3,
  /** Waiting ran out of time (as timeout(1) has it). */
  timeout: 124,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface ErrorDetails {
  /** What the person can do next, one line. */
  readonly hint?: string | undefined;
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
  /** A stable word for code that must tell errors apart (`Forbidden`, `NoSuchBucket`, …); never shown. */
  readonly reason?: string | undefined;
}

/** Something the person can fix: shown as `error: …` and `hint: …`, without a stack. */
export class UserError extends Error {
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;
  readonly reason: string | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'UserError';
    this.hint = details.hint;
    this.exitCode = details.exitCode ?? EXIT.failed;
    this.reason = details.reason;
  }
}

/** The command line or the input is wrong; exit code 2, and nothing was tried. */
export class UsageError extends UserError {
  constructor(message: string, hint?: string) {
    super(message, { hint, exitCode: EXIT.usage, reason: 'Usage' });
    this.name = 'UsageError';
  }
}

/** The person pressed Ctrl-C. `message` says what state things are in. */
export class InterruptedError extends UserError {
  constructor(message = 'interrupted', hint?: string) {
    super(message, { hint, exitCode: EXIT.interrupted, reason: 'Interrupted' });
    this.name = 'InterruptedError';
  }
}
