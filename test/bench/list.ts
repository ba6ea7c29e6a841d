/** `list` end to end against `kubectl get -o yaml` of the same object, on the same real API server. */
import { startAcp } from '../cluster/acp.ts';
import { manyRecords } from '../cluster/many-records.ts';
import { REAL_PROGRAMS, realBacking } from '../cluster/real.ts';
import { configurationSeed } from '../cluster/seeds.ts';
import { cleanEnv } from '../e2e/built.ts';
import { kubectl, missingOf } from '../servers/programs.ts';
import { addContexts } from './contexts.ts';
import { type Line, paired, peakMiB } from './pairs.ts';
import { type Row, rowOf } from './table.ts';
import { ways } from './ways.ts';

export async function listRows(): Promise<Row[]> {
  const newest = kubectl('trixie');
  const missing = missingOf([...REAL_PROGRAMS(), newest]);
  if (missing !== undefined || !('path' in newest))
    throw new Error(`the bench needs real servers: ${missing}`);
  const backing = await realBacking();
  const acp = await startAcp(backing);
  try {
    // Straight to the API server: the gateway lives in this process, which waits while it measures.
    const kubeconfig = await acp.writeKubeconfig('direct', acp.token, backing.url, backing.caFile);
    const env = cleanEnv({ KUBECONFIG: kubeconfig, HOME: acp.folder });
    // Both at once on the server, so that few and many are timed in turns as well.
    const counts = [90, 5000] as const;
    for (const count of counts) {
      const seed = configurationSeed(manyRecords(count));
      await backing.create({ ...seed, metadata: { name: nameOf(count) } });
    }
    const fleet = await acp.writeKubeconfig('fleet', acp.token, backing.url, backing.caFile);
    addContexts(fleet, 1000);
    return ways().flatMap((way) => {
      const ours = (count: number): Line => way.line(['list', '--name', nameOf(count)], env);
      const theirs = (count: number): Line => ({
        program: newest.path,
        words: ['get', 'ebc', nameOf(count), '-o', 'yaml'],
        env,
      });
      const rows = counts.map((count) => {
        const memory = [peakMiB(ours(count)), peakMiB(theirs(count))];
        const result = paired(ours(count), theirs(count));
        return rowOf(`${way.name}: list, ${count} records`, 'kubectl get ebc -o yaml', result, memory);
      });
      const many = paired(ours(5000), ours(90));
      const contexts = paired(inFleet(ours(90), fleet), ours(90));
      const both = paired(inFleet(ours(90), fleet), inFleet(theirs(90), fleet));
      return [
        ...rows,
        rowOf(`${way.name}: list, 5000 records`, `${way.name}: list, 90 records`, many),
        rowOf(`${way.name}: list, 1000 contexts`, `${way.name}: list, 1 context`, contexts),
        rowOf(`${way.name}: list, 1000 contexts`, 'kubectl get ebc -o yaml, 1000 contexts', both),
      ];
    });
  } finally {
    await acp.stop();
  }
}

const inFleet = (line: Line, kubeconfig: string): Line => ({
  ...line,
  env: { ...line.env, KUBECONFIG: kubeconfig },
});

const nameOf = (count: number): string => `records-${count}`;
