/** A process of its own with many clusters in it, so that the plugin's time is not shared with theirs: prints a kubeconfig's path, ends with its stdin. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { type Acp, startAcp } from '../../cluster/acp.ts';
import { memoryBacking } from '../../cluster/backing.ts';
import { freePorts } from '../../servers/ports.ts';
import { nights } from './nights.ts';

const HOUR = 3_600_000;
const MADE = '2026-01-01T00:00:00Z';
const BROKEN = ['hangs', 'refuses', 'expired'] as const;

/** Every fifth is broken, each in its turn: it hangs, refuses connections, or its token has expired. */
async function start(index: number): Promise<{ acp: Acp; broken: (typeof BROKEN)[number] | undefined }> {
  const records = nights(2, 8, Math.floor(Date.now() / HOUR) * HOUR);
  const acp = await startAcp(memoryBacking(MADE), { cluster: `c${index}`, records });
  const broken = index % 5 === 4 ? BROKEN[Math.floor(index / 5) % 3] : undefined;
  if (broken === 'hangs') acp.gateway.fault = () => ({ kind: 'hang' });
  return { acp, broken };
}

const clusters: Awaited<ReturnType<typeof start>>[] = [];
for (let index = 0; index < 100; index += 1) clusters.push(await start(index));
const [dead] = await freePorts(1);
const names = clusters.map(({ broken }, index) => `fleet/${broken ?? 'good'}-${index}`);
const config = {
  apiVersion: 'v1',
  kind: 'Config',
  clusters: clusters.map(({ acp, broken }, index) => ({
    name: names[index],
    cluster: {
      server: `${broken === 'refuses' ? `https://127.0.0.1:${dead}` : acp.platformUrl}/kubernetes/${acp.cluster}/`,
      'certificate-authority': acp.caFile,
    },
  })),
  contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
  users: clusters.map(({ acp, broken }, index) => ({
    name: names[index],
    user: { token: broken === 'expired' ? 'expired' : acp.token },
  })),
};
const path = join(clusters[0]?.acp.folder ?? '', 'hundred');
await writeFile(path, JSON.stringify(config), { mode: 0o600 });
process.stdout.write(`${path}\n`);
process.stdin.once('end', () => {
  void Promise.all(clusters.map(({ acp }) => acp.stop())).then(() => process.exit(0));
});
process.stdin.resume();
