import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { localFiles } from '../../../../pkg/files/local.ts';
import { openKit } from '../../../../pkg/flows/open-kit.ts';
import type { Kit } from '../../../../pkg/restore/kit/kit.ts';
import { readKit } from '../../../../pkg/restore/kit/read.ts';
import { kitText } from '../../../../pkg/restore/kit/write.ts';
import { KIT } from '../examples.ts';

test('a kit is read back as it was written', () => {
  assert.deepEqual(readKit(kitText(KIT)), KIT);
  const bare: Kit = { ...KIT, s3: undefined, schedule: undefined, localPath: undefined, records: [] };
  assert.deepEqual(readKit(kitText(bare)), bare);
});

test('passwords in URLs do not get into a kit', () => {
  const secret = 'hunter2';
  const text = kitText({
    ...KIT,
    cluster: { ...KIT.cluster, server: `https://admin:${secret}@10.0.0.1:6443/k8s?token=${secret}` },
    ...(KIT.s3 && { s3: { ...KIT.s3, endpoint: `https://key:p@ss,${secret}@s3.example.com` } }),
    members: KIT.members.map((member) => ({
      ...member,
      arguments: [
        'etcd',
        `--discovery-proxy=http://u:p@ss,${secret}@proxy:3128`,
        `http://${secret}@a,http://${secret}@b`,
      ],
    })),
  });
  assert.doesNotMatch(text, new RegExp(secret));
  const { cluster, s3, members: saved } = readKit(text);
  assert.deepEqual(saved[0]?.arguments, ['etcd', '--discovery-proxy=http://proxy:3128', 'http://a,http://b']);
  assert.deepEqual([cluster.server, s3?.endpoint], ['https://10.0.0.1:6443/k8s', 'https://s3.example.com']);
});

test('a kit that an editor of Windows has saved is read all the same', () => {
  assert.deepEqual(readKit(`\ufeff${kitText(KIT).replaceAll('\n', '\r\n')}`), KIT);
});

const written = JSON.parse(kitText(KIT)) as Record<string, unknown>;
const members = written['members'] as Record<string, unknown>[];
const broken: readonly (readonly [string, unknown, RegExp])[] = [
  ['not an object', 7, /kind is not/],
  ['another kind', { ...written, kind: 'List' }, /kind is not/],
  ['no schema', { ...written, schemaVersion: undefined }, /no schemaVersion/],
  ['a newer schema', { ...written, schemaVersion: 2 }, /schema 2, this plugin reads up to 1/],
  ['no time', { ...written, saved: 'yesterday' }, /when it was saved/],
  ['no members', { ...written, members: [] }, /names 0 members/],
  ['a member without a peer URL', { ...written, members: [{ ...members[0], peerUrl: 7 }] }, /no peerUrl/],
  [
    'a node name that is a command',
    { ...written, members: [{ ...members[0], node: '$(id)' }] },
    /node name "\$\(id\)"/,
  ],
  [
    'a data dir that climbs',
    { ...written, members: [{ ...members[0], dataDir: '/var/lib/../..' }] },
    /data dir/,
  ],
  ['two members with one IP', { ...written, members: [members[0], { ...members[0], node: 'x' }] }, /same/],
  ['an endless text', { ...written, schedule: '*'.repeat(5000) }, /longer than any/],
];

for (const [name, value, message] of broken)
  test(`a kit with ${name} is refused in words`, () =>
    assert.throws(() => readKit(JSON.stringify(value)), { name: 'UserError', message }));

test('any JSON is a kit or a UserError, never a bug', () => {
  const field = fc.oneof(fc.constantFrom(...Object.keys(written)), fc.string());
  fc.assert(
    fc.property(fc.dictionary(field, fc.jsonValue()), (over) => {
      try {
        readKit(JSON.stringify({ ...written, ...over }));
      } catch (error) {
        assert.equal((error as Error).name, 'UserError', String(error));
      }
    }),
    { numRuns: 300 },
  );
});

test('a folder without a kit, and a kit that is no JSON, are told apart', async () => {
  await localFiles.inTemporaryFolder(async (folder) => {
    await assert.rejects(openKit(folder, localFiles), { message: /is no kit: it has no kit\.json/ });
    await localFiles.writeWhole(`${folder}/kit.json`, '{');
    await assert.rejects(openKit(folder, localFiles), { message: /kit\.json cannot be read: it is no JSON/ });
    await localFiles.writeWhole(`${folder}/kit.json`, kitText(KIT));
    assert.deepEqual(await openKit(folder, localFiles), KIT);
  });
});
