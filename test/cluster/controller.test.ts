import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Acp, startAcp } from './acp.ts';
import { type MemoryBacking, memoryBacking } from './backing.ts';
import { CONFIGURATION_PATH, NAME } from './seeds.ts';

let acp: Acp;
let backing: MemoryBacking;
const uploads: string[] = [];

before(async () => {
  backing = memoryBacking();
  acp = await startAcp(backing, {
    upload: async (_configuration, file) => {
      if (file.endsWith('-10.0.0.3.tar')) throw new Error('NoSuchBucket');
      uploads.push(file);
    },
  });
});

after(() => acp.stop());

function configure(spec: object): void {
  const object = backing.api.store.get(CONFIGURATION_PATH, NAME);
  backing.api.store.put(CONFIGURATION_PATH, {
    ...object,
    spec: { schedule: '0 0 * * *', ...spec },
    status: { records: [] },
  });
}

async function results(): Promise<string[]> {
  await acp.controller.idle();
  const status = backing.api.store.get(CONFIGURATION_PATH, NAME)?.['status'] as
    | { records: { result: string }[] }
    | undefined;
  return (status?.records ?? []).map((record) => record.result);
}

const MIDNIGHT = Date.parse('2030-01-01T00:00:00Z');

test('a run that falls due is made once; a paused one is not', async () => {
  configure({});
  await acp.controller.tick(MIDNIGHT - 1000);
  await acp.controller.idle();
  configure({});
  await acp.controller.tick(MIDNIGHT + 1000);
  await acp.controller.tick(MIDNIGHT + 2000);
  assert.deepEqual(await results(), ['Success', 'Success', 'Success']);
  configure({ paused: true });
  await acp.controller.tick(MIDNIGHT + 86_401_000);
  assert.deepEqual(await results(), []);
});

test('with S3 set each copy is uploaded, and an upload that fails is the record of its node', async () => {
  configure({ remoteStorage: { s3: { bucket: 'b' } } });
  await acp.controller.run();
  assert.deepEqual(await results(), ['Success', 'Success', 'Failed']);
  assert.equal(uploads.length, 2);
});

test('local copies older than ttl are deleted', async () => {
  configure({ localStorage: { ttl: '3600' } });
  acp.controller.script = { skewMs: -7_200_000 };
  await acp.controller.run();
  acp.controller.script = {};
  await acp.controller.run();
  const files = await readdir(join(acp.backups, 'master-1'));
  const old = new Date(Date.now() - 7_200_000)
    .toISOString()
    .replaceAll(/[-:]/g, '')
    .replace('T', '-')
    .slice(0, 13);
  assert.ok(files.length > 0, 'the new copy is there');
  assert.deepEqual(
    files.filter((file) => file.includes(old)),
    [],
  );
});

test('a script decides outcomes, order and silence', async () => {
  configure({});
  acp.controller.script = {
    outcome: (node) =>
      ({ '10.0.0.1': 'Success', '10.0.0.2': { result: 'Failed', message: 'disk full' } })[node.ip] ?? null,
    arrange: (records) => records.toReversed(),
  };
  await acp.controller.run();
  acp.controller.script = {};
  assert.deepEqual(await results(), ['Failed', 'Success']);
});
