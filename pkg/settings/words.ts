/** Values of the resource in words, as a diff shows them. */
import { spanInWords } from '../words/retention.ts';
import { scheduleInWords } from '../words/schedule.ts';

const EXPLAIN: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  'spec.schedule': (value) => (typeof value === 'string' ? scheduleInWords(value) : undefined),
  'spec.localStorage.ttl': (value) =>
    /^\d{1,12}$/.test(String(value)) ? spanInWords(Number(value)) : undefined,
};

/** `90 days` for the ttl `"7776000"`; undefined where the value speaks for itself. */
export function explainValue(path: readonly string[], value: unknown): string | undefined {
  return EXPLAIN[path.join('.')]?.(value);
}
