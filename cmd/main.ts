/** The entry: an old Node is told so before anything else loads. */
import process from 'node:process';
import { nodeIsTooOld } from './runtime.ts';

const refusal = nodeIsTooOld(process.versions.node);
if (refusal === undefined) {
  import('./start.ts').then(({ start }) => start(process));
} else {
  process.stderr.write(`${refusal}\n`);
  process.exitCode = 2;
}
