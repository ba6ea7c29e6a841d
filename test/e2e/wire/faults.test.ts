/** Each wire fault in front of a real API server, and every command behind each: words and the right code in time, no hang, no stack. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Acp, startAcp } from '../../cluster/acp.ts';
import { REAL_PROGRAMS, realBacking } from '../../cluster/real.ts';
import { run } from '../../run.ts';
import { missingOf } from '../../servers/programs.ts';
import { plugin } from '../built.ts';
import { type Behind, HARMLESS, limitOf, WIRE_FAULTS, type WireFault } from './faults.ts';
import { commandLines, programLines } from './lines.ts';

/** Far beyond every time limit that a run is given: only a hang takes so long. */
const HANG_MS = 90_000;

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
