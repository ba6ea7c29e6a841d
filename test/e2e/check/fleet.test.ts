/** 100 contexts, 20 of them broken: in time, in little memory, and all others right. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import type { Listing } from '../../../pkg/backup/listing.ts';
import type { BackupStatus } from '../../../pkg/backup/status.ts';
import { CHECKS } from '../../../pkg/checks/all.ts';
import type { CheckReport } from '../../../pkg/checks/report.ts';
import type { FleetView } from '../../../pkg/output/fleet/rows.ts';
import { cleanEnv, PLUGIN } from '../built.ts';

/** Seconds: at least this, and more where the machine is slow already with one. */
const LEAST_LIMIT = 10;
/** The machine may be busier than it was with one; a limit that is waited for twice takes longer than this. */
const BUSY_MS = 6000;

/** What a healthy cluster of eight nights on three nodes looks like. */
const RIGHT = {
  list: ({ records }: Listing): unknown => records.map(({ node, outcome }) => `${node} ${outcome}`).sort(),
  status: ({ problems, records, nodes }: BackupStatus): unknown => [
    problems,
    records.succeeded,
    nodes.map(({ lastSuccess }) => lastSuccess !== null),
  ],
  check: ({ result, checks }: CheckReport): unknown => [result, checks.length],
};
const EIGHT_NIGHTS = {
  list: [1, 2, 3].flatMap((n) => Array.from({ length: 8 }, () => `master-${n} succeeded`)),
  status: [[], 24, [true, true, true]],
  check: ['ok', CHECKS.length],
};

describe('100 contexts', () => {
  let servers: ChildProcess;
  let ended: Promise<unknown[]>;
  let kubeconfig: string;

  before(async () => {
    servers = spawn(process.execPath, [join(import.meta.dirname, 'hundred.ts')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    assert.ok(servers.stdout);
    ended = once(servers, 'exit');
    const died = ended.then((how) => assert.fail(`the clusters ended: ${how}`));
    const [line] = await Promise.race([once(createInterface(servers.stdout), 'line'), died]);
    kubeconfig = String(line);
  });

  after(async () => {
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

  for (const command of ['list', 'status', 'check'] as const) {
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
      const right = RIGHT[command] as (view: object) => unknown;
      const { contexts } = JSON.parse(all.out) as FleetView<object>;
      assert.equal(contexts.length, 100);
      assert.equal(contexts.filter(({ context }) => context.startsWith('fleet/good-')).length, 80);
      for (const { context, error, view } of contexts) {
        if (context.startsWith('fleet/good-')) {
          assert.equal(error, null, context);
          assert.deepEqual(right(view ?? assert.fail()), EIGHT_NIGHTS[command], context);
        } else
          assert.match(
            error ?? `of ${JSON.stringify(view)}`,
            SAYS[context.split(/[/-]/)[1] ?? ''] ?? /never/,
          );
      }
      assert.ok(
        all.ms <= 3 * one.ms + limit * 1000 + BUSY_MS,
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
