/** What the plugin needs of the Node that runs it. Checked before anything else is loaded. */

const NEEDED = [22, 19] as const;

/** One line for the person when this Node is too old; undefined when it will do. */
export function nodeIsTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [neededMajor, neededMinor] = NEEDED;
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return undefined;
  return `error: kubectl-etcdbackup needs Node ${neededMajor}.${neededMinor} or newer, this is Node ${version}; or use the binary of your platform, which needs no Node`;
}
