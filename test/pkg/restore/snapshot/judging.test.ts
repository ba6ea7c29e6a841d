import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curlConfig } from '../../../../pkg/restore/snapshot/curl-config.ts';
import { doubtsOf, overcome } from '../../../../pkg/restore/snapshot/doubts.ts';
import { type Taken, takenOf, type Witnesses } from '../../../../pkg/restore/snapshot/taken.ts';
import type { Inspection } from '../../../../pkg/snapshot/inspection.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const record = { fileName: 'a.tar', taken: new Date('2026-11-01T00:00:00Z') };

const witnesses: readonly (readonly [Partial<Witnesses>, Taken])[] = [
  [
    { name: '/x/a.tar', records: [record], modified: 0 },
    { taken: '2026-11-01T00:00:00Z', takenBy: 'record' },
  ],
  [
    { name: 'snapshot-etcd-20261122-000003-10.0.0.1.tar', stored: NOW },
    { taken: '2026-11-23T12:00:00Z', takenBy: 'object' },
  ],
  [
    { name: 'snapshot-etcd-20261122-000003-10.0.0.1.tar' },
    { taken: '2026-11-22T00:00:03Z', takenBy: 'file-name' },
  ],
  [
    { name: 'snapshot-etcd-2026-11-22-00-00-03-10.0.0.1.tar' },
    { taken: '2026-11-22T00:00:03Z', takenBy: 'file-name' },
  ],
  [{ name: 'x-20261399-000003.tar' }, { taken: null, takenBy: null }],
  [
    { name: 'b.tar', modified: NOW.getTime() },
    { taken: '2026-11-23T12:00:00Z', takenBy: 'file-time' },
  ],
  [{ name: 'b.tar' }, { taken: null, takenBy: null }],
];

for (const [given, taken] of witnesses)
  test(`${given.name} was taken ${taken.taken ?? 'at an unknown time'} by ${taken.takenBy}`, () =>
    assert.deepEqual(takenOf({ name: '', records: [], ...given }), taken));

const inspection = (ok: boolean, state: Inspection['sha256']['state']): Inspection =>
  ({
    ok,
    damage: ok ? [] : [{ message: 'page 2', page: 2, byte: 0 }],
    sha256: { state },
  }) as unknown as Inspection;
const young: Taken = { taken: '2026-11-22T00:00:03Z', takenBy: 'record' };
const findings = { taken: young, now: NOW, maxAge: 7 * 86_400 };

const cases: readonly (readonly [string, Parameters<typeof doubtsOf>[0], string[]])[] = [
  ['whole and young', { ...findings, inspection: inspection(true, 'ok') }, []],
  ['nobody looked, nobody knows when', { ...findings, taken: { taken: null, takenBy: null } }, []],
  ['damaged', { ...findings, inspection: inspection(false, 'bad') }, ['damaged']],
  ['without a digest', { ...findings, inspection: inspection(true, 'missing') }, ['no-hash']],
  ['old', { ...findings, maxAge: 3600 }, ['too-old']],
  [
    'of another cluster, and damaged',
    {
      ...findings,
      inspection: inspection(false, 'bad'),
      sameCluster: { verdict: 'no', reasons: [{ is: 'no-nodes' }] },
    },
    ['damaged', 'other-cluster'],
  ],
];

for (const [name, given, is] of cases)
  test(`a snapshot that is ${name}: ${is.join(', ') || 'no doubt'}`, () => {
    const doubts = doubtsOf(given);
    assert.deepEqual(
      doubts.map((doubt) => doubt.is),
      is,
    );
    assert.deepEqual(overcome('a.tar', doubts, true), doubts, 'forced, they stand on the plan');
    if (is.length === 0) assert.deepEqual(overcome('a.tar', doubts, false), []);
    else
      assert.throws(() => overcome('a.tar', doubts, false), {
        message: /^the snapshot a\.tar is not used: /,
      });
  });

test('a curl config says when it expires, and nothing in it ends its quotes', () => {
  const source = { url: 'https://s3/a?X="\\', expires: '2026-11-23T13:00:00Z', skipTlsVerify: true };
  assert.equal(
    curlConfig({ ...source, caPath: '/root/r/ca.crt' }),
    `# Whoever has this file can read the snapshot until 2026-11-23T13:00:00Z.
globoff
url = "https://s3/a?X=\\"\\\\"
insecure
cacert = "/root/r/ca.crt"
`,
  );
  assert.throws(() => curlConfig({ ...source, url: 'https://s3/\noutput=/etc/passwd', caPath: undefined }));
});
