/** `npm run demo`: starts the embedded ACP and runs the built plugin through its main job, every command echoed. */
import { spawn } from 'node:child_process';
import { delimiter, join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { type Acp, startAcp } from './acp.ts';
import { memoryBacking } from './backing.ts';
import { demoRecords, mainJob } from './main-job.ts';
import { REAL_PROGRAMS, realBacking } from './real.ts';
import { NODES } from './seeds.ts';

/** The folder of the plugin: the bundle's, or that of a binary which a release is about to publish. */
const { values: asked } = parseArgs({
  options: { keep: { type: 'boolean', default: false }, binary: { type: 'string' } },
});
const PLUGIN = resolve(asked.binary ?? join(import.meta.dirname, '..', '..', 'dist'));
const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** A real API server and etcd where KUBEBUILDER_ASSETS says so; else plain Node is enough. */
async function backing() {
  if (process.env['KUBEBUILDER_ASSETS'] === undefined)
    return { api: memoryBacking(), what: 'an API server in memory' };
  const missing = REAL_PROGRAMS().flatMap((one) => ('missing' in one ? one.missing : []));
  if (missing.length > 0) {
    say(`not using real servers: ${missing.join('; ')}`);
    return { api: memoryBacking(), what: 'an API server in memory' };
  }
  return { api: await realBacking(), what: 'a real kube-apiserver and etcd' };
}

/** Runs one line as a person would type it; the plugin is found on PATH. */
function type(line: string, acp: Acp): Promise<number> {
  process.stdout.write(`\n$ ${line}\n`);
  const env = {
    ...process.env,
    KUBECONFIG: acp.kubeconfig,
    PATH: `${PLUGIN}${delimiter}${process.env['PATH']}`,
  };
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', line], { stdio: ['ignore', 'inherit', 'inherit'], env });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function demo(): Promise<number> {
  const { api, what } = await backing();
  const acp = await startAcp(api, { records: demoRecords(NODES, new Date()), scheduled: true });
  say(`An ACP cluster is running on ${acp.platformUrl}, with ${what}.`);
  let failed = 0;
  try {
    for (const { line, exits } of mainJob(acp)) {
      const code = await type(line, acp);
      if (code === exits) continue;
      failed += 1;
      say(`demo: this should have ended with ${exits}, and ended with ${code}`);
    }
    say(
      `\nTo go on by hand: npm run demo -- --keep, then in another shell\n  export KUBECONFIG=${acp.kubeconfig} PATH="${PLUGIN}:$PATH"`,
    );
    if (asked.keep) await kept();
  } finally {
    await acp.stop();
  }
  return failed === 0 ? 0 : 1;
}

function kept(): Promise<void> {
  say('It stays until Ctrl-C.');
  return new Promise((resolve) => {
    const timer = setInterval(() => undefined, 60_000);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        clearInterval(timer);
        resolve();
      });
    }
  });
}

process.exitCode = await demo();
