/** Each wire fault in front of a real API server, and every command behind each: words and the right code in time, no hang, no stack. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Acp, startAcp } from '../../cluster/acp.ts';
import { REAL_PROGRAMS, realBacking } from '../../cluster/real.ts';
import { type Asked, openGateway } from '../../faults/http.ts';
import { pkiFile, serverPair } from '../../fixtures/pki.ts';
import { run } from '../../run.ts';
import { missingOf } from '../../servers/programs.ts';
import { plugin } from '../built.ts';
import { type Behind, HARMLESS, limitOf, WIRE_FAULTS, type WireFault } from './faults.ts';
import { commandLines, programLines } from './lines.ts';

/** Far beyond every time limit that a run is given: only a hang takes so long. */
const HANG_MS = 90_000;

const CA_FILE = pkiFile('ca.pem');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

type Play = (line: readonly string[]) => Promise<Ended>;

describe('wire faults', { skip: missingOf(REAL_PROGRAMS()) ?? false }, () => {
  let acp: Acp;
  let behind: Behind;

  before(async () => {
    const backing = await realBacking();
    acp = await startAcp(backing);
    behind = { url: new URL(backing.url), caFile: backing.caFile };
  });
  after(() => acp?.stop());

  /** Opens the way that goes wrong; what is played there is played as a process, or here. */
  async function meet(fault: WireFault, look: (asProgram: Play, here: Play) => Promise<unknown>) {
    const way = await fault.open(behind);
    try {
      const name = fault.name.replaceAll(/\W+/g, '-');
      const env = { KUBECONFIG: await acp.writeKubeconfig(name, acp.token, way.server, way.caFile) };
      const limit = ['--request-timeout', limitOf(fault)];
      await look(
        (line) => plugin([...line, ...limit], { env, limitMs: HANG_MS }),
        (line) => run([...line, ...limit], { env }),
      );
    } finally {
      await way.close();
    }
  }

  const told = (fault: WireFault, line: readonly string[], { code, out, err }: Ended): void => {
    const said = `${line.join(' ')}: ${out}${err}`;
    assert.match(said, fault.says);
    assert.equal(code, 3, said);
    assert.doesNotMatch(said, /node:internal|\.ts:\d|this is a bug/);
    assert.ok(!said.includes(acp.token), line.join(' '));
  };

  for (const [turn, fault] of WIRE_FAULTS.entries()) {
    test(fault.name, { timeout: 2 * HANG_MS }, () =>
      meet(fault, async (asProgram, here) => {
        const lines = commandLines(acp.folder);
        await Promise.all(lines.map(async (line) => told(fault, line, await here(line))));
        await inTurns(programLines(lines, turn), async (line) => told(fault, line, await asProgram(line)));
      }),
    );
  }

  for (const [turn, { name, answer, limit }] of WIRE_FAULTS.entries()) {
    if (answer === undefined) continue;
    test(`${name}, when the write is done: sent once, and a look tells that it stands`, async () => {
      const isWrite = ({ method }: Asked): boolean => method !== 'GET';
      const fault = (asked: Asked) => (isWrite(asked) ? answer : undefined);
      const gateway = await openGateway({ upstream: behind.url, tls: serverPair(), fault });
      try {
        const schedule = `${turn} 1 * * *`;
        const env = { KUBECONFIG: await acp.writeKubeconfig('write', acp.token, gateway.url, CA_FILE) };
        const line = ['set-schedule', schedule, '--yes', '--request-timeout', limit ?? '20s'];
        const { code, err } = await run(line, { env });
        assert.equal(code, 0, err);
        assert.match(err, /the answer to the change was lost; a second look shows that it stands/);
        assert.equal(gateway.asked.filter(isWrite).length, 1);
        const { out } = await run(['status'], { env });
        assert.ok(out.includes(schedule), out);
      } finally {
        await gateway.close();
      }
    });
  }

  for (const oddity of HARMLESS) {
    test(`${oddity.name} is no fault`, () =>
      meet(oddity, (asProgram) =>
        inTurns([['list'], ['status'], ['version']], async (line) => {
          const { code, err } = await asProgram(line);
          assert.equal(code, 0, `${line}: ${err}`);
        }),
      ));
  }
});

/** Four processes at once. */
async function inTurns(
  lines: readonly (readonly string[])[],
  work: (line: readonly string[]) => Promise<void>,
): Promise<void> {
  const waiting = [...lines];
  const worker = async (): Promise<void> => {
    for (let line = waiting.shift(); line !== undefined; line = waiting.shift()) await work(line);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}
