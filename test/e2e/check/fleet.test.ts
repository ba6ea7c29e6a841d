/** 100 contexts, 20 of them broken: in time, in little memory, and all others right. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import type { CheckReport } from '../../../pkg/checks/report.ts';
import type { FleetView } from '../../../pkg/output/fleet/rows.ts';
import { cleanEnv, PLUGIN } from '../built.ts';

/** Seconds: at least this, and more where the machine is slow already with one. */
const LEAST_LIMIT = 10;

describe('100 contexts', () => {
  let servers: ChildProcess;
  let kubeconfig: string;

  before(async () => {
    servers = spawn(process.execPath, [join(import.meta.dirname, 'hundred.ts')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    assert.ok(servers.stdout);
    const [line] = (await once(createInterface(servers.stdout), 'line')) as [string];
    kubeconfig = line;
  });

  after(async () => {
    const ended = once(servers, 'exit');
    servers.stdin?.end();
    await ended;
  });

  /** Runs the plugin and watches how much memory it has ever had. */
  async function measured(...words: string[]): Promise<{ out: string; ms: number; peakKiB: number }> {
    const started = performance.now();
    const child = spawn(PLUGIN, words, {
      env: cleanEnv({ KUBECONFIG: kubeconfig }),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    let peakKiB = 0;
    child.stdout.on('data', (piece: Buffer) => {
      out += piece.toString('utf8');
    });
    const look = setInterval(() => {
      peakKiB = Math.max(peakKiB, peakOf(child.pid ?? 0));
    }, 20);
    await once(child, 'close');
    clearInterval(look);
    return { out, ms: performance.now() - started, peakKiB };
  }

  function peakOf(pid: number): number {
    try {
      return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    } catch {
      return 0;
    }
  }

  for (const command of ['list', 'check']) {
    test(`${command}: within three times one context and the limit, under 300 MB, all 80 right`, async (t) => {
      const one = await measured(command, '--contexts', 'fleet/good-0', '-o', 'json');
      const limit = Math.max(LEAST_LIMIT, Math.ceil((20 * one.ms) / 1000));
      const limits = [
        '--context-timeout',
        `${limit}s`,
        ...(command === 'check' ? ['--check-timeout', `${limit}s`] : []),
      ];
      const all = await measured(command, '--all-contexts', '-o', 'json', ...limits);
      t.diagnostic(
        `one ${Math.round(one.ms)} ms, all ${Math.round(all.ms)} ms, ${Math.round(all.peakKiB / 1024)} MiB`,
      );
      const { contexts } = JSON.parse(all.out) as FleetView<Partial<CheckReport>>;
      assert.equal(contexts.length, 100);
      for (const { context, error, view } of contexts) {
        if (context.startsWith('fleet/good-')) {
          assert.equal(error, null, context);
          if (command === 'check') assert.equal(view?.result, 'ok', context);
        } else
          assert.match(
            error ?? `of ${JSON.stringify(view)}`,
            SAYS[context.split(/[/-]/)[1] ?? ''] ?? /never/,
          );
      }
      assert.ok(
        all.ms <= 3 * one.ms + limit * 1000,
        `${Math.round(all.ms)} ms, one takes ${Math.round(one.ms)} ms`,
      );
      assert.ok(all.peakKiB > 0 && all.peakKiB < 300 * 1024, `${all.peakKiB} KiB`);
    });
  }

  const SAYS: Readonly<Record<string, RegExp>> = {
    hangs: /no answer within \d+ s|did not answer in time/,
    refuses: /refuses connections/,
    expired: /token or certificate is wrong or has expired/,
  };
});
