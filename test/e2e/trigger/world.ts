/** An ACP on a real API server for the tests of `trigger`, and the built plugin on it. */
import { type Acp, type AcpSettings, startAcp } from '../../cluster/acp.ts';
import type { Fault } from '../../cluster/gateway.ts';
import { type RealBacking, realBacking } from '../../cluster/real.ts';
import { CONFIGURATION_PATH, NAME } from '../../cluster/seeds.ts';
import { type Ended, type How, plugin } from '../built.ts';

export interface World {
  readonly acp: Acp;
  readonly backing: RealBacking;
  /** Starts anew: these records, this spec over a healthy one, no script and no fault. */
  reset(records?: unknown, spec?: object): Promise<void>;
  /** What becomes of `exec`. */
  failExec(fault: Fault): void;
  /** Runs `trigger`; how often `exec` arrived is counted. */
  trigger(words?: readonly string[], how?: How): Promise<Ended & { readonly execs: number }>;
  stop(): Promise<void>;
}

export async function startWorld(settings: AcpSettings = {}): Promise<World> {
  const backing = await realBacking();
  const acp = await startAcp(backing, settings);
  const path = `${CONFIGURATION_PATH}/${NAME}`;
  return {
    acp,
    backing,
    async reset(records = [], spec = {}) {
      await acp.controller.idle();
      acp.gateway.fault = undefined;
      acp.controller.script = {};
      const old = await backing.client.get(path);
      const localStorage = { path: '/cpaas/backup', ttl: '7776000' };
      const next = { ...old, spec: { schedule: '0 0 * * *', localStorage, ...spec }, status: { records } };
      const { status, body } = await backing.client.send('PUT', path, next);
      if (status !== 200) throw new Error(`the resource is refused: ${JSON.stringify(body)}`);
    },
    failExec(fault) {
      acp.gateway.fault = (_request, asked) => (asked.endsWith('/exec') ? fault : undefined);
    },
    async trigger(words = [], how = {}) {
      const before = acp.gateway.execs;
      const env = { KUBECONFIG: acp.kubeconfig, ...how.env };
      const ended = await plugin(['trigger', ...words], { limitMs: 300_000, ...how, env });
      return { ...ended, execs: acp.gateway.execs - before };
    },
    stop: () => acp.stop(),
  };
}
