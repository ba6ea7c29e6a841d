/** This machine's own binary, compiled once per bundle: for tests and the bench. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { compile } from './compile.ts';
import { programName, targetOf } from './targets.ts';

const BUNDLE = 'dist/kubectl-etcdbackup';

/** Its path below dist; compiled anew only when the bundle is another one. Throws where it cannot be made. */
export function ownBinary(): string {
  const target = targetOf(process.platform, process.arch);
  if (target === undefined) throw new Error(`there is no binary for ${process.platform} on ${process.arch}`);
  const digest = createHash('sha256').update(readFileSync(BUNDLE)).digest('hex').slice(0, 16);
  const folder = join('dist', 'binary', digest);
  const path = join(folder, programName(target));
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  // Several files of tests want it at once: each compiles into a part of its own, and any whole one is right.
  const part = `${path}.${process.pid}.part`;
  compile(target, part);
  renameSync(part, path);
  return path;
}
