/** A kubeconfig as a fleet's operator has it: a thousand clusters, each with its authority and a token. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dump, load } from 'js-yaml';
import { CA } from '../e2e/kubeconfig/kubeconfig.ts';

/** Writes `file` anew with so many more contexts in front of its own, which stays the current one. */
export function addContexts(file: string, count: number): void {
  const config = load(readFileSync(file, 'utf8')) as Record<'clusters' | 'users' | 'contexts', object[]>;
  const names = Array.from({ length: count }, (_, at) => `cluster-${at}`);
  const server = (name: string): string => `https://${name}.example.test:6443`;
  config.clusters.unshift(
    ...names.map((name) => ({ name, cluster: { server: server(name), 'certificate-authority-data': CA } })),
  );
  config.users.unshift(...names.map((name) => ({ name, user: { token: `${name}-token`.repeat(20) } })));
  config.contexts.unshift(...names.map((name) => ({ name, context: { cluster: name, user: name } })));
  writeFileSync(file, dump(config, { lineWidth: -1 }), { mode: 0o600 });
}
