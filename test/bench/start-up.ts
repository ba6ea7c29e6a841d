/** What a command costs before it does anything, against kubectl's own. */
import process from 'node:process';
import { cleanEnv, PLUGIN } from '../e2e/built.ts';
import { kubectl } from '../servers/programs.ts';
import { type Line, paired, peakMiB } from './pairs.ts';
import { type Row, rowOf } from './table.ts';

export async function startUpRows(): Promise<Row[]> {
  const newest = kubectl('trixie');
  if (!('path' in newest)) throw new Error(`the bench needs kubectl: ${newest.missing}`);
  const env = cleanEnv();
  const theirs: Line = { program: newest.path, words: ['version', '--client'], env };
  return ['--help', '--version', '__complete list --'].map((line) => {
    const ours: Line = { program: process.execPath, words: [PLUGIN, ...line.split(' ')], env };
    return rowOf(line, 'kubectl version --client', paired(ours, theirs), [peakMiB(ours), peakMiB(theirs)]);
  });
}
