/** Others who write at the same time, and rules of the cluster that refuse. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { RESOURCE, type SetWorld } from '../world.ts';
import { denying } from './webhook.ts';

/** Registers the tests; `at` is the world when they run. */
export function otherWriterTests(at: () => SetWorld): void {
  let world: SetWorld;
  before(() => {
    world = at();
  });

  test('two writers at once: one is told what the other changed, and can be run again', async () => {
    let other: Promise<{ code: number; err: string }> | undefined;
    world.gates.api = (method, path, when) => {
      if (method !== 'PATCH' || path !== RESOURCE || when !== 'before' || other !== undefined)
        return undefined;
      other = world.run(['set-local', '--retention', '120d']);
      return other;
    };
    const late = await world.run(['set-schedule', '5 5 * * *']);
    assert.equal((await other)?.code, 0);
    assert.equal(late.code, 1);
    assert.match(
      late.err,
      /error: somebody else changed spec\.localStorage\.ttl in between\nhint: nothing was written/,
    );
    world.gates.api = undefined;
    assert.equal((await world.run(['set-schedule', '5 5 * * *'])).code, 0);
    const { spec } = (await world.get(RESOURCE)) as {
      spec: { schedule: string; localStorage: { ttl: string } };
    };
    assert.deepEqual([spec.schedule, spec.localStorage.ttl], ['5 5 * * *', '10368000']);
  });

  test('a record that the controller writes in between is no conflict', async () => {
    let records = 0;
    world.gates.api = async (method, path, when) => {
      if (method !== 'PATCH' || path !== RESOURCE || when !== 'before' || records > 0) return;
      records += 1;
      await world.acp.controller.run();
    };
    const ran = await world.run(['set-schedule', '6 6 * * *']);
    assert.deepEqual([ran.code, records], [0, 1], ran.err);
    const { status } = (await world.get(RESOURCE)) as { status: { records: unknown[] } };
    assert.equal(status.records.length, 3);
  });

  test("an admission webhook's no is told as that, and nothing is written", async () => {
    const hook = await denying(world, 'backups are frozen');
    const before = await world.state();
    const { code, err } = await world.run(['pause']);
    await hook.stop();
    assert.equal(code, 1, err);
    assert.match(
      err,
      /error: a rule of this cluster refuses the change: admission webhook "frozen\.example\.com" denied the request: backups are frozen\nhint: /,
    );
    assert.equal(await world.state(), before);
  });
}
