/** When the resource was last changed in a way that moves its runs. */
import type { Configuration } from '../../backup/configuration.ts';
import { type Fields, fieldsOf } from '../../backup/fields.ts';
import type { ManagedField } from '../../ports/cluster.ts';
import { parseTime } from '../../words/time.ts';

/**
 * No run is asked for before this moment: the resource was made, or its schedule or its pause was changed, then or
 * earlier. The API keeps one time for all fields of a manager. Where the manager also writes the records, that time is
 * the last record's and tells nothing: then the manager is the controller itself, and no person has changed the field.
 */
export function settledSince({ object }: Configuration): number | undefined {
  const times = [
    object.metadata?.creationTimestamp,
    ...managers(object.metadata?.managedFields)
      .filter((entry) => owns(entry, 'f:schedule') || owns(entry, 'f:paused'))
      .filter((entry) => !('f:records' in fieldsOf(fieldsOf(entry.fieldsV1)['f:status'])))
      .map((entry) => entry.time),
  ].flatMap((time) => (typeof time === 'string' ? (parseTime(time)?.getTime() ?? []) : []));
  return times.length === 0 ? undefined : Math.max(...times);
}

/** What comes from outside may be anything. */
function managers(entries: unknown): readonly ManagedField[] {
  return Array.isArray(entries) ? entries.filter((one) => typeof one === 'object' && one !== null) : [];
}

function owns({ fieldsV1 }: ManagedField, field: string): boolean {
  const spec: Fields = fieldsOf(fieldsOf(fieldsV1)['f:spec']);
  return field in spec;
}
