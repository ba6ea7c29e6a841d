/** `status` and `check` look at the same facts: what one calls late, the other does. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Acp, startAcp } from '../cluster/acp.ts';
import { memoryBacking } from '../cluster/backing.ts';
import { TEN_NIGHTS } from '../pkg/checks/examples.ts';
import { run } from '../run.ts';

let acp: Acp;
before(async () => {
  acp = await startAcp(memoryBacking('2026-01-01T00:00:00Z'), { records: TEN_NIGHTS });
});
after(() => acp.stop());

const at = (now: string) => async (words: readonly string[]) =>
  (await run([...words, '--kubeconfig', acp.kubeconfig], { now: new Date(now) })).out;

// Ten nights of midnight in UTC, the last one on the 23rd: the records tell the zone, give or take an hour.
const cases: readonly (readonly [now: string, what: string, late: boolean])[] = [
  ['2026-11-23T12:00:00Z', 'a fresh success', false],
  ['2026-11-24T00:10:00Z', 'a run that may still be going on', false],
  ['2026-11-24T02:30:00Z', 'a run that is missing on every clock that the records allow', true],
  ['2026-11-30T12:00:00Z', 'a week without a run', true],
];

for (const [now, what, late] of cases) {
  test(`${what}: status and check agree`, async () => {
    const ask = at(now);
    const checked = await ask(['check', '--only', 'last-success']);
    assert.match(checked, late ? /^FAILING +last-success/m : /^OK +last-success/m);
    const { problems } = JSON.parse(await ask(['status', '-o', 'json'])) as {
      problems: { message: string }[];
    };
    const said = problems.filter(({ message }) => message.includes('scheduled runs since then are missing'));
    assert.equal(said.length, late ? 1 : 0, JSON.stringify(problems));
  });
}
