/** Asks the platform for a backup: one request, whatever becomes of it. */
import { type ExecMeaning, meaningOf } from '../backup/run/answer.ts';
import { EXIT, InterruptedError, UserError } from '../errors.ts';
import type { Cluster, ObjectRef } from '../ports/cluster.ts';

/** Failures before the request is on the wire: no name, no connection, no trust, no identity. */
const NEVER_SENT = new Set(['DNS', 'Refused', 'TLS', 'Plugin', 'Unauthorized']);

/** Sends `exec` once. `timeoutMs`: 0 for none; undefined for the run's own limit. Throws only when interrupted. */
export async function askForBackup(
  cluster: Cluster,
  ref: ObjectRef,
  options: { readonly signal: AbortSignal; readonly timeoutMs?: number },
): Promise<ExecMeaning> {
  try {
    const { status, body } = await cluster.exec(ref, options);
    return meaningOf(status, body, cluster.server);
  } catch (error) {
    if (options.signal.aborted) throw new InterruptedError();
    if (!(error instanceof UserError)) throw error;
    const { message, hint, exitCode, reason = '' } = error;
    if (!NEVER_SENT.has(reason) && exitCode !== EXIT.usage) return { kind: 'lost', why: message };
    const details = { hint, exitCode, reason, cause: error };
    return { kind: 'refused', error: new UserError(`${message}; no backup was started`, details) };
  }
}
