/** set-s3 and unset-s3 as a person sees them: an API and a store in this process. Real ones are in test/e2e/. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { type Acp, startAcp } from '../cluster/acp.ts';
import { type MemoryBacking, memoryBacking } from '../cluster/backing.ts';
import { CONFIGURATION_PATH, configurationSeed, NAME } from '../cluster/seeds.ts';
import { type FakeS3, startFakeS3 } from '../fakes/s3/server.ts';
import { golden } from '../golden.ts';
import { type RunWorld, run } from '../run.ts';

const SECRETS = '/api/v1/namespaces/cpaas-system/secrets';
const SECRET = 'etcd-backup-s3-secret';

let acp: Acp;
let backing: MemoryBacking;
let s3: FakeS3;

before(async () => {
  backing = memoryBacking();
  acp = await startAcp(backing);
  s3 = await startFakeS3();
});

after(async () => {
  await acp.stop();
  await s3.close();
});

beforeEach(() => {
  backing.api.seed(configurationSeed([], { unknown: { deep: [1] } }));
  backing.api.store.delete(SECRETS, SECRET);
  s3.buckets.get('backups')?.clear();
  s3.locked.clear();
});

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const stored = () => backing.api.store.get(CONFIGURATION_PATH, NAME);
const target = () =>
  (stored()?.['spec'] as { remoteStorage?: { s3?: object } } | undefined)?.remoteStorage?.s3;
const secret = () => backing.api.store.get(SECRETS, SECRET)?.['data'] as Record<string, string> | undefined;
const state = (): string => JSON.stringify([stored(), backing.api.store.get(SECRETS, SECRET)]);

/** Without the port of this run, and the second that its clock may be off. */
const anyStore = (text: string): string =>
  text
    .replaceAll(s3.url, 'http://s3.example.com')
    .replace(/\d+ s (?:behind|ahead of) the store/, 'the same here and there');

/** The keys as the documentation has people export them. */
const exported = () => ({ ACCESS_KEY: s3.keys.accessKey, SECRET_KEY: s3.keys.secretKey });

async function s3Run(words: readonly string[], keys: object = exported(), world: RunWorld = {}) {
  const env = { KUBECONFIG: acp.kubeconfig, ...keys };
  // The store compares clocks, so this run lives today.
  return run(words, { now: new Date(), ...world, env: { ...env, ...world.env } });
}

const first = () => ['set-s3', '--endpoint', s3.url, '--bucket', 'backups', '--dir', 'cluster-a'];
const NO_KEYS = {};

test('the first time: each step, both objects, and how to undo it', async () => {
  const { code, out, err } = await s3Run(first());
  assert.equal(code, 0, err);
  golden('change/set-s3.txt', anyStore(`${out}-- stderr --\n${err}`));
  assert.deepEqual(target(), {
    endpoint: s3.url,
    region: 'us-east-1',
    bucket: 'backups',
    dir: 'cluster-a',
    secretRef: SECRET,
  });
  assert.deepEqual(secret(), {
    ACCESS_KEY: base64(s3.keys.accessKey),
    SECRET_KEY: base64(s3.keys.secretKey),
  });
  assert.equal(s3.buckets.get('backups')?.size, 0, 'the probe left nothing');
});

test('a second run changes nothing and says so; one flag changes one field, with the keys of the Secret', async () => {
  await s3Run(first());
  const before = state();
  const again = await s3Run(first());
  assert.match(again.out, /etcd-backup-default unchanged\nsecret\/etcd-backup-s3-secret unchanged\n$/);
  assert.equal((await s3Run(['set-s3'], NO_KEYS)).code, 0);
  assert.equal(state(), before);
  const one = await s3Run(['set-s3', '--dir', 'other'], NO_KEYS);
  assert.match(
    one.err,
    /undo: kubectl etcdbackup set-s3 --dir cluster-a --use-secret etcd-backup-s3-secret\n/,
  );
  assert.deepEqual(Object.values(target() ?? {}), [s3.url, 'us-east-1', 'backups', 'other', SECRET]);
});

test('a dry run tries what reads, shows everything and writes nothing, neither here nor there', async () => {
  const before = state();
  s3.asked.length = 0;
  for (const kind of ['client', 'server']) {
    const { code, out } = await s3Run([...first(), `--dry-run=${kind}`]);
    assert.equal(code, 0);
    assert.match(out, /secret\/etcd-backup-s3-secret created \((?:server )?dry run\)\n$/);
  }
  assert.equal(state(), before);
  assert.deepEqual([...new Set(s3.asked.map((one) => one.method))], ['GET']);
});

test('other keys replace those of the Secret only when confirmed, and other fields of it stay', async () => {
  await s3Run(first());
  backing.api.store.put(SECRETS, {
    ...backing.api.store.get(SECRETS, SECRET),
    data: { ...secret(), SECRET_KEY: base64('old'), note: 'eA==' },
  });
  const no = await s3Run(['set-s3'], exported(), { answers: ['n'] });
  assert.equal(no.code, 1);
  assert.match(no.err, /Replace SECRET_KEY of Secret cpaas-system\/etcd-backup-s3-secret\?/);
  assert.equal(secret()?.['SECRET_KEY'], base64('old'));
  assert.equal((await s3Run(['set-s3', '--yes'])).code, 0);
  assert.deepEqual([secret()?.['SECRET_KEY'], secret()?.['note']], [base64(s3.keys.secretKey), 'eA==']);
});

test('keys from standard input, from files, and from a hidden question', async () => {
  const { accessKey, secretKey } = s3.keys;
  const [ak, sk] = [join(acp.folder, 'ak'), join(acp.folder, 'sk')];
  await writeFile(ak, `${accessKey}\n`);
  await writeFile(sk, secretKey);
  const ways: [string[], RunWorld][] = [
    [['--stdin'], { stdin: `${accessKey}\r\n${secretKey}\r\n` }],
    [['--stdin'], { stdin: `export SECRET_KEY="${secretKey}"\nACCESS_KEY=${accessKey}\n` }],
    [['--access-key-file', ak, '--secret-key-file', sk], {}],
    [[], { answers: [accessKey, secretKey], columns: 200 }],
  ];
  for (const [words, world] of ways) {
    backing.api.store.delete(SECRETS, SECRET);
    const { code, out, err } = await s3Run([...first(), ...words], NO_KEYS, world);
    assert.equal(code, 0, err);
    assert.equal(secret()?.['SECRET_KEY'], base64(secretKey));
    assert.doesNotMatch(out + err, new RegExp(`${accessKey}|${secretKey.replaceAll('+', '\\+')}`));
  }
});

test('a Secret that is there is used as it is; one that is not, or lacks a key, is told', async () => {
  const there = (data: object): void =>
    backing.api.seed({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'mine', namespace: 'cpaas-system' },
      ...{ data },
    } as Parameters<typeof backing.api.seed>[0]);
  const words = [...first(), '--use-secret', 'mine'];
  assert.match(
    (await s3Run(words)).err,
    /there is no Secret cpaas-system\/mine\nhint: without --use-secret it is made/,
  );
  there({ ACCESS_KEY: 'eA==' });
  assert.match((await s3Run(words)).err, /Secret cpaas-system\/mine lacks SECRET_KEY/);
  there({ ACCESS_KEY: base64(s3.keys.accessKey), SECRET_KEY: base64(s3.keys.secretKey) });
  const { code, out } = await s3Run(words, { ACCESS_KEY: 'half an environment does not matter here' });
  assert.equal(code, 0);
  assert.match(out, /secret\/mine unchanged\n$/);
  assert.equal(secret(), undefined);
});

const wrong: readonly (readonly [readonly string[], object, RegExp])[] = [
  [['--access-key', 'AKIA'], {}, /--access-key is not taken: .* ps shows it to every user/],
  [['--secret-key=sesame'], {}, /--secret-key is not taken/],
  [[], { ACCESS_KEY: 'a' }, /ACCESS_KEY is set in the environment, and SECRET_KEY is not/],
  [['--stdin', '--use-secret', 'x'], {}, /--use-secret takes the keys that are in that Secret/],
  [['--stdin'], {}, /standard input does not hold two keys/],
  [['--stdin', '--access-key-file', 'x'], {}, /cannot both be given/],
  [['--access-key-file', 'x'], {}, /--access-key-file and --secret-key-file go together/],
  [[], { ACCESS_KEY: 'a ', SECRET_KEY: 'b' }, /ends with a space/],
];

for (const [words, keys, says] of wrong)
  test(`set-s3 ${words.join(' ')}${Object.keys(keys).join()}: refused before anything is sent`, async () => {
    acp.gateway.requests.length = 0;
    const { code, err } = await s3Run([...first(), ...words], keys);
    assert.deepEqual([code, acp.gateway.requests.length], [2, 0]);
    assert.match(err, says);
    assert.doesNotMatch(err, /AKIA|sesame/);
  });

const faults: readonly (readonly [string, () => string[], RegExp, number])[] = [
  [
    'an endpoint without a scheme',
    () => ['--endpoint', 's3.example.com'],
    /has no scheme\nhint: write https/,
    2,
  ],
  ['an endpoint with the bucket in it', () => ['--endpoint', `${s3.url}/backups`], /has the bucket in it/, 2],
  ['a bucket that is not there', () => ['--bucket', 'nobody'], /there is no bucket nobody/, 3],
  ['a folder that is none', () => ['--dir', 'a/../b'], /is no folder in a bucket/, 2],
  ['nobody listens', () => ['--endpoint', 'http://127.0.0.1:1'], /refuses connections/, 3],
];

for (const [what, words, says, exit] of faults)
  test(`${what}: a line, a hint, and nothing is changed`, async () => {
    const before = state();
    const { code, err } = await s3Run([...first(), ...words()]);
    assert.equal(code, exit, err);
    assert.match(err, says);
    assert.equal(state(), before);
  });

test('another namespace is warned about, and the undo names it', async () => {
  await s3Run([...first(), '-n', 'elsewhere']);
  const { err } = await s3Run(['set-s3', '--dir', 'b', '-n', 'elsewhere'], NO_KEYS);
  assert.match(err, /warning: the backup looks for the Secret in cpaas-system, and this one is in elsewhere/);
  assert.match(err, /undo: kubectl etcdbackup set-s3 --dir cluster-a --use-secret \S+ -n elsewhere\n/);
  backing.api.store.delete('/api/v1/namespaces/elsewhere/secrets', SECRET);
});

test('without any keys there is nothing to ask on: the ways to give them are named', async () => {
  const { code, err } = await s3Run(first(), NO_KEYS);
  assert.equal(code, 2);
  assert.match(err, /no keys for the S3 store\nhint: export ACCESS_KEY and SECRET_KEY/);
});

test('a second write that fails: what stands, what does not, and the command that finishes', async () => {
  let patches = 0;
  acp.gateway.fault = (request, path) => {
    if (request.method !== 'PATCH' || !path.endsWith(NAME)) return undefined;
    patches += 1;
    const body = JSON.stringify({ kind: 'Status', reason: 'Forbidden', message: 'no', code: 403 });
    return patches === 1 ? undefined : { kind: 'answer', status: 403, body };
  };
  const { code, err } = await s3Run(first());
  acp.gateway.fault = undefined;
  assert.equal(code, 3);
  assert.match(
    err,
    /error: Secret cpaas-system\/etcd-backup-s3-secret has the new keys, and the configuration could not be changed: not allowed to patch/,
  );
  const finish = /hint: finish it with: kubectl etcdbackup (.+)\n$/.exec(err)?.[1] ?? '';
  assert.equal(target(), undefined);
  const finished = await s3Run(finish.split(' '), NO_KEYS);
  assert.equal(finished.code, 0, finished.err);
  assert.match(finished.out, /etcd-backup-default configured\nsecret\/etcd-backup-s3-secret unchanged\n$/);
});

test('what the server would refuse is known before the first write', async () => {
  acp.gateway.fault = (request, path) =>
    request.method === 'PATCH' && path.endsWith(NAME)
      ? { kind: 'answer', status: 422, body: '{"kind":"Status","reason":"Invalid","message":"spec.x"}' }
      : undefined;
  const before = state();
  const { code, err } = await s3Run(first());
  acp.gateway.fault = undefined;
  assert.equal(code, 1);
  assert.match(err, /error: the server refuses this as invalid: spec\.x/);
  assert.equal(state(), before);
});

test('unset-s3 asks, keeps the Secret, and says how to bring it back', async () => {
  await s3Run(first());
  const no = await s3Run(['unset-s3'], NO_KEYS, { answers: ['n'] });
  assert.deepEqual([no.code, target() === undefined], [1, false]);
  const { code, out, err } = await s3Run(['unset-s3'], NO_KEYS, { answers: ['y'] });
  assert.equal(code, 0);
  golden('change/unset-s3.txt', anyStore(`${out}-- stderr --\n${err}`));
  assert.deepEqual(
    [stored()?.['spec'], secret() === undefined],
    [configurationSeed([], { unknown: { deep: [1] } })['spec'], false],
  );
  const undo = /undo: kubectl etcdbackup (.+)\n$/.exec(err)?.[1] ?? '';
  assert.equal((await s3Run(undo.split(' '), NO_KEYS)).code, 0);
  assert.notEqual(target(), undefined);
});

test('unset-s3 --delete-secret: when deleting fails, the next run knows what is left', async () => {
  await s3Run(first());
  acp.gateway.fault = (request) =>
    request.method === 'DELETE'
      ? { kind: 'answer', status: 403, body: '{"kind":"Status","message":"no"}' }
      : undefined;
  const { code, err } = await s3Run(['unset-s3', '--delete-secret', '-y'], NO_KEYS);
  acp.gateway.fault = undefined;
  assert.equal(code, 3);
  assert.match(err, /S3 is unset, and Secret .* is not deleted for sure: not allowed to delete secrets/);
  assert.match(err, /hint: finish it with: kubectl etcdbackup unset-s3 --delete-secret\n$/);
  assert.equal(target(), undefined);
  assert.match(
    (await s3Run(['unset-s3'], NO_KEYS)).err,
    /an earlier run was to delete Secret cpaas-system\//,
  );
  const finished = await s3Run(['unset-s3', '--delete-secret', '-y'], NO_KEYS);
  assert.match(finished.out, /unchanged\nsecret\/etcd-backup-s3-secret deleted\n$/);
  assert.deepEqual([secret(), stored()?.metadata['annotations']], [undefined, {}]);
});

test('a Secret that somebody changed while the question stood is not deleted', async () => {
  await s3Run(first());
  const changed = () => ({ ...backing.api.store.get(SECRETS, SECRET), data: { ACCESS_KEY: 'bmV3' } });
  acp.gateway.fault = (request) => {
    if (request.method === 'DELETE') backing.api.store.put(SECRETS, changed());
    return undefined;
  };
  const { code, err } = await s3Run(['unset-s3', '--delete-secret', '-y'], NO_KEYS);
  acp.gateway.fault = undefined;
  assert.equal(code, 1);
  assert.match(err, /Secret .* is not deleted for sure: somebody else changed secrets .* in between/);
  assert.equal(secret()?.['ACCESS_KEY'], 'bmV3');
  backing.api.store.delete(SECRETS, SECRET);
});

test('a Secret that is set again is no longer to be deleted', async () => {
  await s3Run(first());
  acp.gateway.fault = (request) =>
    request.method === 'DELETE' ? { kind: 'answer', status: 403, body: '{}' } : undefined;
  await s3Run(['unset-s3', '--delete-secret', '-y'], NO_KEYS);
  acp.gateway.fault = undefined;
  await s3Run(first());
  assert.deepEqual(stored()?.metadata['annotations'], {});
  assert.doesNotMatch((await s3Run(['unset-s3', '-y'], NO_KEYS)).err, /earlier run/);
});

test('a Secret that another configuration uses is not deleted', async () => {
  await s3Run(first());
  backing.api.seed({
    ...configurationSeed([], { remoteStorage: { s3: { secretRef: SECRET } } }),
    metadata: { name: 'second' },
  });
  const before = state();
  const { code, err } = await s3Run(['unset-s3', '--delete-secret', '-y'], NO_KEYS);
  assert.deepEqual([code, state()], [1, before]);
  assert.match(err, /is used by second, too/);
  backing.api.store.delete(CONFIGURATION_PATH, 'second');
});

for (const odd of [
  { dir: 'a//b' },
  { dir: '/a/' },
  { dir: '../a' },
  { dir: '-a' },
  { region: 7 },
  { partSize: '5Mi' },
])
  test(`unset-s3 takes any target away, and its undo brings all of it back: ${JSON.stringify(odd)}`, async () => {
    const before = { endpoint: s3.url, region: 'r', bucket: 'backups', dir: 'd', secretRef: SECRET, ...odd };
    backing.api.seed(configurationSeed([], { remoteStorage: { s3: before } }));
    const { code, err } = await s3Run(['unset-s3', '-y'], NO_KEYS);
    assert.deepEqual([code, target()], [0, undefined], err);
    const patch = /undo: kubectl patch .* --type=merge -p '(.+)'\n/.exec(err)?.[1];
    assert.deepEqual(JSON.parse(patch ?? ''), { spec: { remoteStorage: { s3: before } } });
  });

test('unset-s3 --delete-secret says when there is no Secret to delete, in a dry run too', async () => {
  const none = await s3Run(['unset-s3', '--delete-secret', '-y', '--context', 'demo/prod'], NO_KEYS);
  assert.equal(none.code, 0);
  assert.match(
    none.err,
    /warning: .* so none is deleted; look with: kubectl get secrets -n cpaas-system --context demo\/prod\n/,
  );
  backing.api.seed(configurationSeed([], { remoteStorage: { s3: { secretRef: 'gone' } } }));
  for (const kind of ['client', 'server'])
    assert.match(
      (await s3Run(['unset-s3', '--delete-secret', `--dry-run=${kind}`], NO_KEYS)).out,
      /secret\/gone not there \((?:server )?dry run\)\n$/,
    );
});

test('what was set before is put back without a trial where the trial took flags', async () => {
  await s3Run(first());
  const { err } = await s3Run(['set-s3', '--endpoint', 'http://127.0.0.1:1', '--no-probe'], NO_KEYS);
  const undo = /undo: kubectl etcdbackup (.+)\n/.exec(err)?.[1] ?? '';
  assert.match(undo, / --no-probe$/);
  assert.equal((await s3Run(undo.split(' '), NO_KEYS)).code, 0);
  assert.equal((target() as { endpoint: string }).endpoint, s3.url);
});

test('a server dry run that a webhook refuses was none; the write itself goes on without a rehearsal', async () => {
  const before = state();
  const message = 'admission webhook "x" does not support dry run';
  acp.gateway.fault = ({ url }) =>
    url?.includes('dryRun=All')
      ? {
          kind: 'answer',
          status: 400,
          body: JSON.stringify({ kind: 'Status', reason: 'BadRequest', message }),
        }
      : undefined;
  try {
    const dry = await s3Run([...first(), '--dry-run=server']);
    assert.deepEqual([dry.code === 0, state()], [false, before], dry.out);
    assert.match(dry.err, /does not support dry run/);
    assert.equal((await s3Run(first())).code, 0);
  } finally {
    acp.gateway.fault = undefined;
  }
});

for (const flag of [
  '--bucket=',
  '--bucket=a/b',
  '--region=',
  '--region=a/b',
  '--endpoint=',
  '--endpoint=ftp://x',
])
  test(`${flag} is no field of a target, tried or not`, async () => {
    await s3Run(first());
    const before = state();
    for (const more of [[], ['--no-probe'], ['--no-probe', '--use-secret', SECRET]]) {
      const { code } = await s3Run(['set-s3', flag, '-y', ...more]);
      assert.deepEqual([code, state()], [2, before]);
    }
  });

test('a target that set-s3 would not take is brought back by kubectl', async () => {
  const odd = { endpoint: 's3.example.com', region: 'r', bucket: 'backups', secretRef: SECRET };
  for (const words of [
    [...first(), '--no-probe'],
    ['unset-s3', '-y'],
  ]) {
    backing.api.seed(configurationSeed([], { remoteStorage: { s3: odd } }));
    const { code, err } = await s3Run(words);
    assert.equal(code, 0, err);
    assert.match(err, /undo: kubectl patch .*"endpoint":"s3\.example\.com"/);
  }
});

test('a namespace that can be none is found out before S3 is unset', async () => {
  await s3Run(first());
  const before = state();
  for (const namespace of ['-n=', '-n=a/b']) {
    const { code } = await s3Run(['unset-s3', '--delete-secret', '-y', namespace], NO_KEYS);
    assert.deepEqual([code, state()], [2, before]);
  }
});

test('keys go into a Secret that may not be read only when confirmed, and nobody calls it created', async () => {
  await s3Run(first());
  const before = state();
  const refusal = { kind: 'answer', status: 403, body: '{"kind":"Status","reason":"Forbidden"}' } as const;
  acp.gateway.fault = ({ method }, path) =>
    method === 'GET' && path.includes('/secrets/') ? refusal : undefined;
  try {
    const no = await s3Run(first(), exported(), { answers: ['n'] });
    assert.deepEqual([no.code, state()], [1, before]);
    assert.match(no.err, /Write both keys into Secret .*, which may not be read\?/);
    assert.match((await s3Run([...first(), '-y'])).out, /secret\/etcd-backup-s3-secret applied\n$/);
  } finally {
    acp.gateway.fault = undefined;
  }
});
