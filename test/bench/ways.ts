/** The two ways that the plugin runs: the bundle on plain Node, and this platform's single binary. */
import process from 'node:process';
import { ownBinary } from '../../release/binary.ts';
import { PLUGIN } from '../e2e/built.ts';
import type { Line } from './pairs.ts';

export interface Way {
  readonly name: string;
  line(words: readonly string[], env: Line['env']): Line;
}

export function ways(): readonly Way[] {
  const binary = ownBinary();
  return [
    { name: 'Node', line: (words, env) => ({ program: process.execPath, words: [PLUGIN, ...words], env }) },
    { name: 'binary', line: (words, env) => ({ program: binary, words, env }) },
  ];
}
