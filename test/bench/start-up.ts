/** What a command costs before it does anything, against kubectl's own. */
import { cleanEnv } from '../e2e/built.ts';
import { kubectl } from '../servers/programs.ts';
import { type Line, paired, peakMiB } from './pairs.ts';
import { type Row, rowOf } from './table.ts';
import { ways } from './ways.ts';

export async function startUpRows(): Promise<Row[]> {
  const newest = kubectl('trixie');
  if (!('path' in newest)) throw new Error(`the bench needs kubectl: ${newest.missing}`);
  const env = cleanEnv();
  const theirs: Line = { program: newest.path, words: ['version', '--client'], env };
  return ways().flatMap((way) =>
    ['--help', '--version', '__complete list --'].map((line) => {
      const ours = way.line(line.split(' '), env);
      const memory = [peakMiB(ours), peakMiB(theirs)];
      return rowOf(`${way.name}: ${line}`, 'kubectl version --client', paired(ours, theirs), memory);
    }),
  );
}
