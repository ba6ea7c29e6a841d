/** Steps of a probe, a line each. */
import { visible } from '../words/visible.ts';
import { padEnd } from '../words/width.ts';

export type ProbeStep = 'reach' | 'clock' | 'bucket' | 'leftovers' | 'write' | 'read' | 'delete';

/** One step that went well, or that a backup can do without. */
export interface ProbeResult {
  readonly step: ProbeStep;
  readonly ms: number;
  /** What was found; undefined where there is nothing to say. */
  readonly found: string | undefined;
  /** The backup works, and something else will not. */
  readonly warning?: string | undefined;
}

const NAMES: Readonly<Record<ProbeStep, string>> = {
  reach: 'reach, TLS',
  clock: 'clock',
  bucket: 'keys, bucket',
  leftovers: 'leftovers',
  write: 'write',
  read: 'read back',
  delete: 'delete',
};

/** `  write            12 ms   cluster-a/…`; a warning stands on a line of its own. */
export function probeLines({ step, ms, found, warning }: ProbeResult): string[] {
  const line = `  ${padEnd(NAMES[step], 14)}${`${ms} ms`.padStart(8)}   ${visible(found ?? '')}`.trimEnd();
  return warning === undefined ? [line] : [line, `  warning: ${visible(warning)}`];
}
