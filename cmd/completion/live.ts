/** Values that only a cluster or a kubeconfig knows, within the time that a person waits for a Tab. */
import { newestFirst } from '../../pkg/backup/records.ts';
import { readBackup, readNodes } from '../../pkg/flows/read-facts.ts';
import { age } from '../../pkg/words/age.ts';
import { connect, contextNames } from '../connect.ts';
import type { Context } from '../context.ts';
import { connectionOptions } from '../options/connection.ts';
import { looseArgs } from '../parse.ts';
import type { Candidate } from './candidates.ts';

/** A Tab is worth two seconds, and a hundred lines. */
const PATIENCE = '2s';
const MOST = 100;

/** Asks with the connection flags that the line has so far. Throws where there is nothing to ask. */
export async function askLive(
  kind: 'records' | 'nodes' | 'contexts',
  words: readonly string[],
  ctx: Context,
): Promise<Candidate[]> {
  const args = { ...looseArgs(connectionOptions, words), 'request-timeout': PATIENCE, verbosity: 0 };
  if (kind === 'contexts') return (await contextNames(args, ctx)).map((value) => ({ value, means: '' }));
  // A plugin that asks for a password would do so in the middle of a line.
  const terminal = { ...ctx.terminal, in: false };
  const cluster = await connect(args, { ...ctx, terminal, err: () => undefined });
  try {
    return kind === 'nodes' ? await nodes() : await records();
  } finally {
    cluster.close();
  }

  async function nodes(): Promise<Candidate[]> {
    const fact = await readNodes(cluster, ctx.signal);
    const known = 'value' in fact ? fact.value.filter((node) => node.controlPlane) : [];
    return known.map((node) => ({ value: node.name, means: node.ips[0] ?? '' }));
  }

  async function records(): Promise<Candidate[]> {
    const configuration = await readBackup(cluster, args.name, ctx.signal);
    return newestFirst(configuration.records)
      .filter((record) => record.outcome === 'succeeded')
      .slice(0, MOST)
      .flatMap((record) =>
        record.fileName === undefined
          ? []
          : { value: record.fileName, means: `${age(record.taken, ctx.now())} old` },
      );
  }
}
