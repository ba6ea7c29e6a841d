/** Whatever happens on the wire, `exec` is sent once, and the person is told what is known. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { after, before, beforeEach, describe, test } from 'node:test';
import { startAcp } from '../../cluster/acp.ts';
import { memoryBacking } from '../../cluster/backing.ts';
import type { Fault } from '../../cluster/gateway.ts';
import { REAL_PROGRAMS } from '../../cluster/real.ts';
import { CONFIGURATION_PATH, NAME } from '../../cluster/seeds.ts';
import { missingOf } from '../../servers/programs.ts';
import { type Ended, plugin } from '../built.ts';
import { startWorld, type World } from './world.ts';

const EXEC = `${CONFIGURATION_PATH}/${NAME}/exec`;
const REDIRECT = { kind: 'answer', status: 302, headers: { location: `/kubernetes/prod${EXEC}` } } as const;

/** Without `--wait` and with it: exit codes, and what is said. */
interface Case {
  readonly what: string;
  readonly fault: Fault;
  readonly words?: readonly string[];
  readonly codes: readonly [plain: number, waiting: number];
  readonly says: RegExp;
}

const cases: readonly Case[] = [
  {
    what: 'an answer that never comes',
    fault: { kind: 'hang', started: true },
    words: ['--request-timeout', '2s'],
    codes: [0, 0],
    says: /did not answer in time|3 of 3/,
  },
  {
    what: 'a reset after the request was taken',
    fault: { kind: 'reset', started: true },
    codes: [0, 0],
    says: /the answer to the request is lost: .* closed the connection without an answer\n/,
  },
  {
    what: '500 of a platform that has started it',
    fault: { kind: 'answer', status: 500, started: true },
    codes: [0, 0],
    says: /is lost: the server answers 500\n/,
  },
  {
    what: '502 of a gateway that has passed it on',
    fault: { kind: 'html', started: true },
    codes: [0, 0],
    says: /is lost: the server answers 502\n/,
  },
  { what: 'a slow answer', fault: { kind: 'slow', afterMs: 1500 }, codes: [0, 0], says: /Follow it|3 of 3/ },
  {
    what: 'records before the answer',
    fault: { kind: 'slow', afterMs: 4000, started: true },
    codes: [0, 0],
    says: /Follow it|3 of 3/,
  },
  {
    what: 'a redirect to itself',
    fault: REDIRECT,
    codes: [3, 3],
    says: /sends us elsewhere \(302\), .*; no backup was started/,
  },
  {
    what: '401',
    fault: { kind: 'answer', status: 401, headers: { 'www-authenticate': 'Bearer' } },
    codes: [3, 3],
    says: /\(401\); no backup was started/,
  },
  {
    what: '429 that asks to come back',
    fault: { kind: 'answer', status: 429, headers: { 'retry-after': '1' } },
    codes: [3, 3],
    says: /too busy \(429\); no backup was started/,
  },
];

describe('exec is sent once', { skip: missingOf(REAL_PROGRAMS()) ?? false }, () => {
  let world: World;
  /** Takes its half minute while the others run. */
  let lost: Promise<Ended & { readonly execs: number }>;

  before(async () => {
    lost = neverStarted();
    world = await startWorld();
  });
  beforeEach(() => world.reset());
  after(async () => {
    await lost;
    await world?.stop();
  });

  for (const { what, fault, words = [], codes, says } of cases) {
    for (const [index, wait] of [[], ['--wait']].entries()) {
      test(`${what}${wait.length > 0 ? ', with --wait' : ''}`, async () => {
        world.failExec(fault);
        const ended = await world.trigger([...wait, ...words]);
        assert.deepEqual([ended.code, ended.execs], [codes[index], 1], ended.err);
        assert.match(ended.err, says);
        assert.doesNotMatch(ended.err, /node:internal|\.ts:\d/);
      });
    }
  }

  for (const wait of [[], ['--wait']]) {
    test(`Ctrl-C before the answer${wait.length > 0 ? ', with --wait' : ''}`, async () => {
      world.acp.gateway.fault = (_request, path) => {
        if (!path.endsWith('/exec')) return undefined;
        setTimeout(() => process.kill(pid, 'SIGINT'), 300);
        return { kind: 'hang' };
      };
      let pid = 0;
      const ended = await world.trigger(wait, { onStart: (started) => (pid = started) });
      assert.deepEqual([ended.code, ended.execs], [130, 1], ended.err);
      assert.match(ended.err, /error: interrupted.*whether a backup was started is not known/);
    });
  }

  test('Ctrl-C in the middle of the wait: the backup goes on', async () => {
    world.acp.controller.script = { paceMs: 400 };
    let struck = false;
    const ended = await world.trigger(['--wait'], {
      onText: (text, pid) => {
        if (struck || !text.includes('(1 of 3)')) return;
        struck = true;
        process.kill(pid, 'SIGINT');
      },
    });
    assert.deepEqual([ended.code, ended.execs], [130, 1], ended.err);
    assert.match(
      ended.err,
      /error: interrupted: the backup goes on in the cluster; \d of 3 had reported\nhint: follow it/,
    );
    await world.acp.controller.idle();
    assert.equal((await world.backing.client.records()).length, 3);
  });

  test('a watch that is cut twenty times', async () => {
    let cuts = 0;
    let cutOff = (): void => undefined;
    const twenty = new Promise<void>((resolve) => (cutOff = resolve));
    world.acp.controller.script = { hold: (node) => (node.name === 'master-3' ? twenty : Promise.resolve()) };
    world.acp.gateway.fault = (request) => {
      if (!request.url?.includes('watch=true') || cuts === 20) return undefined;
      cuts += 1;
      if (cuts === 20) cutOff();
      // Something changes each time, as it would in a cluster that is at work.
      void world.backing.client.annotate(`cut-${cuts}`);
      return { kind: 'cut', afterMs: 100 };
    };
    const ended = await world.trigger(['--wait']);
    assert.deepEqual([ended.code, ended.execs, cuts], [0, 1, 20], ended.err);
  });

  test('a cluster that serves no exec names the way through the platform', async () => {
    const { backing, acp } = world;
    const direct = await acp.writeKubeconfig('direct', backing.token, backing.url, backing.caFile);
    const ended = await world.trigger([], { env: { KUBECONFIG: direct } });
    assert.deepEqual([ended.code, ended.execs], [3, 0]);
    assert.match(
      ended.err,
      /serves no exec \(404\): .*; no backup was started\nhint: go through the platform: --platform-url/,
    );
  });

  test('through the platform, with nothing but its address and a token', async () => {
    const { platformUrl, caFile, token } = world.acp;
    const words = [
      '--wait',
      '--platform-url',
      platformUrl,
      '--platform-cluster',
      'prod',
      '--certificate-authority',
      caFile,
    ];
    const ended = await world.trigger(words, { env: { KUBECONFIG: undefined, ACP_TOKEN: token } });
    assert.deepEqual([ended.code, ended.execs], [0, 1], ended.err);
  });

  test('an answer that is lost, and no record either: unknown, after half a minute', async () => {
    const ended = await lost;
    assert.deepEqual([ended.code, ended.out, ended.execs], [3, '', 1]);
    assert.match(
      ended.err,
      /error: whether a backup was started is not known: .*; and no new record came within 30 s\nhint: look at kubectl etcdbackup list before you ask again\n$/,
    );
  });
});

async function neverStarted(): Promise<Ended & { readonly execs: number }> {
  const acp = await startAcp(memoryBacking());
  try {
    acp.gateway.fault = (_request, path) => (path.endsWith('/exec') ? { kind: 'reset' } : undefined);
    const ended = await plugin(['trigger'], { env: { KUBECONFIG: acp.kubeconfig }, limitMs: 90_000 });
    return { ...ended, execs: acp.gateway.execs };
  } finally {
    await acp.stop();
  }
}
