/** The connection of this run as flags, for a command that the person is told to run next. */
import { DEFAULT_NAME } from '../pkg/backup/resource.ts';
import type { FixCommand } from '../pkg/checks/result.ts';
import type { ConnectionSettings } from '../pkg/kube/settings.ts';
import { commandLine } from '../pkg/shell/command-line.ts';

/** What kubectl has too, in the order of the help. `token` is a secret: it stays with the person. */
const KUBECTLS = [
  ...(['kubeconfig', 'context', 'cluster', 'user', 'server', 'as', 'as-group', 'as-uid'] as const),
  ...(['as-user-extra'] as const),
  ...(['certificate-authority', 'client-certificate', 'client-key', 'insecure-skip-tls-verify'] as const),
  ...(['tls-server-name', 'proxy-url'] as const),
] as const;
const OURS = ['token-file', 'platform-url', 'platform-cluster'] as const;

/** The connection flags of a command. */
export type ConnectionArgs = ConnectionSettings & { readonly name?: string };

/** Flags of our own commands that reach the same cluster and resource; none where the kubeconfig says it all. */
export function sameConnection(args: ConnectionArgs): string[] {
  const { name = DEFAULT_NAME } = args;
  const flags = [...KUBECTLS, ...OURS].flatMap((flag) => flagWords(flag, args[flag]));
  return name === DEFAULT_NAME ? flags : [...flags, '--name', name];
}

/** The same for kubectl; undefined where kubectl cannot go that way. */
export function kubectlConnection(args: ConnectionArgs): string[] | undefined {
  if (OURS.some((flag) => args[flag] !== undefined)) return undefined;
  return KUBECTLS.flatMap((flag) => flagWords(flag, args[flag]));
}

function flagWords(flag: string, value: unknown): string[] {
  if (value === undefined || value === false) return [];
  if (value === true) return [`--${flag}`];
  if (Array.isArray(value)) return value.flatMap((one) => [`--${flag}`, String(one)]);
  return [`--${flag}`, withoutPassword(String(value))];
}

/** A proxy's or server's URL may carry user and password. */
function withoutPassword(text: string): string {
  return text.replace(/^([a-z0-9+.-]+:\/\/)[^/@]*@/i, '$1');
}

/** A fix as a line for a shell, with the flags that lead to the same cluster; kubectl cannot go through `--platform-url`. */
export function fixLine(
  { program, words }: FixCommand,
  args: ConnectionArgs,
  own: string,
): string | undefined {
  if (program === 'etcdbackup') return `${own} ${commandLine([...words, ...sameConnection(args)])}`;
  const connection = kubectlConnection(args);
  return connection === undefined ? undefined : `kubectl ${commandLine([...words, ...connection])}`;
}
