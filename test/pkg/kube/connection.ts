/** A Cluster for tests: settings by flags only, a world of the test's own. */
import { connectCluster } from '../../../pkg/kube/connect.ts';
import type { ConnectionSettings, KubeWorld } from '../../../pkg/kube/settings.ts';
import type { Cluster } from '../../../pkg/ports/cluster.ts';
import { pkiFile } from '../../fixtures/pki.ts';

export interface Connected {
  readonly cluster: Cluster;
  /** What the person was told on the way. */
  readonly said: readonly string[];
}

/** A world without files and environment; `say` collects. */
export function worldOf(said: string[], more: Partial<KubeWorld> = {}): KubeWorld {
  return {
    env: {},
    cwd: '/nowhere',
    homedir: '/nowhere',
    now: () => new Date(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    say: (line) => void said.push(line),
    ...more,
  };
}

/** Connects to `server` with the tests' authority and a token. */
export async function connectTo(
  server: string,
  settings: Partial<ConnectionSettings> = {},
  world: Partial<KubeWorld> = {},
): Promise<Connected> {
  const said: string[] = [];
  const all: ConnectionSettings = {
    server,
    token: 'tok-SECRET',
    'certificate-authority': pkiFile('ca.pem'),
    'request-timeout': '2s',
    verbosity: 0,
    ...settings,
  };
  return { cluster: await connectCluster(all, worldOf(said, world)), said };
}
