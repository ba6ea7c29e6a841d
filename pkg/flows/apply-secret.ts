/** Writes the S3 Secret by server-side apply. */
import { fieldsOf } from '../backup/fields.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { SecretPlan } from '../settings/secret.ts';
import { doubtful, inDoubt } from './in-doubt.ts';
import { factOf } from './read-facts.ts';

/** Applies the plan, once. Where the answer is lost, a look tells whether it stands. Throws UserError when it does not, or nobody knows. */
export async function applySecret(cluster: Cluster, plan: SecretPlan, dryRun: boolean): Promise<void> {
  try {
    await cluster.patch(plan.ref, 'apply', plan.body, { dryRun, force: plan.force });
  } catch (error) {
    if (dryRun || !inDoubt(error)) throw error;
    const seen = await look(cluster, plan);
    if (seen === 'stands') return;
    throw doubtful(error, seen);
  }
}

async function look(cluster: Cluster, { ref, body }: SecretPlan): Promise<'stands' | 'not yet' | 'unknown'> {
  try {
    const now = await factOf(() => cluster.get(ref));
    if ('unreadable' in now) return now.unreadable.reason === 'NotFound' ? 'not yet' : 'unknown';
    const data = fieldsOf(now.value['data']);
    const wanted = Object.entries(fieldsOf(body['data']));
    return wanted.every(([key, value]) => data[key] === value) ? 'stands' : 'not yet';
  } catch {
    return 'unknown';
  }
}
