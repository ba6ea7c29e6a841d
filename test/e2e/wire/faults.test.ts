/** Each wire fault in front of a real API server, and every command in its turn: words and the right code in time, no hang, no stack. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Acp, startAcp } from '../../cluster/acp.ts';
import { REAL_PROGRAMS, realBacking } from '../../cluster/real.ts';
import { missingOf } from '../../servers/programs.ts';
import { plugin } from '../built.ts';
import { type Behind, HARMLESS, limitOf, WIRE_FAULTS, type WireFault } from './faults.ts';
import { commandLines } from './lines.ts';

/** Far beyond every time limit that a run is given: only a hang takes so long. */
const HANG_MS = 90_000;

describe('wire faults', { skip: missingOf(REAL_PROGRAMS()) ?? false }, () => {
  let acp: Acp;
  let behind: Behind;

  before(async () => {
    const backing = await realBacking();
    acp = await startAcp(backing);
    behind = { url: new URL(backing.url), caFile: backing.caFile };
  });
  after(() => acp?.stop());

  /** Runs the lines against the fault, four at a time. */
  async function meet(
    fault: WireFault,
    lines: readonly (readonly string[])[],
    look: (line: string, ended: Ended) => void,
  ) {
    const way = await fault.open(behind);
    try {
      const name = fault.name.replaceAll(/\W+/g, '-');
      const env = { KUBECONFIG: await acp.writeKubeconfig(name, acp.token, way.server, way.caFile) };
      const waiting = [...lines];
      const worker = async (): Promise<void> => {
        for (let words = waiting.shift(); words !== undefined; words = waiting.shift()) {
          const all = [...words, '--request-timeout', limitOf(fault)];
          look(words.join(' '), await plugin(all, { env, limitMs: HANG_MS }));
        }
      };
      await Promise.all([worker(), worker(), worker(), worker()]);
    } finally {
      await way.close();
    }
  }

  for (const [turn, fault] of WIRE_FAULTS.entries()) {
    test(fault.name, async () => {
      await meet(fault, commandLines(turn, acp.folder), (line, { code, out, err }) => {
        const said = `${out}${err}`;
        assert.match(said, fault.says, line);
        assert.equal(code, 3, `${line}: ${said}`);
        assert.doesNotMatch(said, /node:internal|\.ts:\d|this is a bug/, line);
        assert.doesNotMatch(said, new RegExp(acp.token), line);
      });
    });
  }

  for (const oddity of HARMLESS) {
    test(`${oddity.name} is no fault`, async () => {
      await meet(oddity, [['list'], ['status'], ['version']], (line, { code, err }) => {
        assert.equal(code, 0, `${line}: ${err}`);
      });
    });
  }
});

type Ended = Awaited<ReturnType<typeof plugin>>;
