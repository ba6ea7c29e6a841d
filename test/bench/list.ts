/** `list` end to end against `kubectl get -o yaml` of the same object, on the same real API server. */
import process from 'node:process';
import { startAcp } from '../cluster/acp.ts';
import { manyRecords } from '../cluster/many-records.ts';
import { REAL_PROGRAMS, realBacking } from '../cluster/real.ts';
import { CONFIGURATION_PATH, NAME } from '../cluster/seeds.ts';
import { cleanEnv, PLUGIN } from '../e2e/built.ts';
import { kubectl, missingOf } from '../servers/programs.ts';
import { type Line, paired, peakMiB } from './pairs.ts';
import { type Row, rowOf } from './table.ts';

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
    const ours: Line = { program: process.execPath, words: [PLUGIN, 'list'], env };
    const theirs: Line = { program: newest.path, words: ['get', 'ebc', NAME, '-o', 'yaml'], env };
    const rows: Row[] = [];
    const listTimes: number[] = [];
    for (const count of [90, 5000]) {
      const path = `${CONFIGURATION_PATH}/${NAME}`;
      await backing.client.updateRecords(path, () => manyRecords(count));
      const result = paired(ours, theirs);
      listTimes.push(result.a.medianMs);
      rows.push(
        rowOf(`list, ${count} records`, 'kubectl get ebc -o yaml', result, [peakMiB(ours), peakMiB(theirs)]),
      );
    }
    const [few = 0, many = 0] = listTimes;
    rows.push({
      what: 'list, 5000 records',
      against: 'list, 90 records',
      ratio: many / few,
      oursMs: many,
      theirsMs: few,
    });
    return rows;
  } finally {
    await acp.stop();
  }
}
