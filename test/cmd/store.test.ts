/** Which store a command opens, with whose keys, and what it says when it cannot. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { storeOptions } from '../../cmd/options/store.ts';
import {
  isStoreGiven,
  openClusterStore,
  openGivenStore,
  openSavedStore,
  type StoreArgs,
} from '../../cmd/store.ts';
import { type Configuration, readConfiguration } from '../../pkg/backup/configuration.ts';
import { EXIT, UserError } from '../../pkg/errors.ts';
import type { Cluster, KubeObject } from '../../pkg/ports/cluster.ts';
import { failureOf } from '../pkg/s3/place.ts';
import { contextOf, type RunWorld } from '../run.ts';

const folder = mkdtempSync(join(tmpdir(), 'store-keys-'));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const ARGS: StoreArgs = {
  addressing: 'auto',
  namespace: 'cpaas-system',
  'request-timeout': '30s',
  verbosity: 0,
};
const S3 = {
  endpoint: 'https://s3.example.com',
  region: 'us-east-1',
  bucket: 'backups',
  dir: '/cluster-a/',
  secretRef: 'etcd-backup-s3-secret',
};

const context = (world: RunWorld = {}) => contextOf(world, [], []);

function configuration(s3: object | undefined): Configuration {
  return readConfiguration({
    metadata: { name: 'etcd-backup-default' },
    spec: s3 === undefined ? {} : { remoteStorage: { s3 } },
  });
}

/** A cluster that has one Secret, or answers with an error. */
function clusterWith(secret: KubeObject | UserError): Cluster {
  const get = async (): Promise<KubeObject> => {
    if (secret instanceof UserError) throw secret;
    return secret;
  };
  return { get } as unknown as Cluster;
}

const secretOf = (data: Readonly<Record<string, string>>): KubeObject => ({
  data: Object.fromEntries(
    Object.entries(data).map(([name, text]) => [name, Buffer.from(text).toString('base64')]),
  ),
});
const COMPLETE = secretOf({ ACCESS_KEY: 'AKINSECRET', SECRET_KEY: 'SKINSECRET' });

async function originOf(args: Partial<StoreArgs>, world: RunWorld = {}, s3: object | undefined = S3) {
  const cluster = clusterWith(COMPLETE);
  const opened = await openClusterStore(cluster, configuration(s3), { ...ARGS, ...args }, context(world));
  opened.store.close();
  return opened;
}

test('the store of the resource, with the keys of its Secret', async () => {
  const { origin, dir, store } = await originOf({});
  assert.equal(
    origin,
    'backups/cluster-a at https://s3.example.com, keys from Secret cpaas-system/etcd-backup-s3-secret',
  );
  assert.deepEqual([dir, store.bucket], ['cluster-a', 'backups']);
});

test('one flag overrides one field; an empty dir is the root of the bucket', async () => {
  const { origin, dir } = await originOf({ bucket: 'others', dir: '/' });
  assert.match(origin, /^others at https:\/\/s3\.example\.com,/);
  assert.equal(dir, undefined);
});

test('keys that are given count before those of the Secret: files first, then the environment', async () => {
  const env = { ACCESS_KEY: 'AKINENV', SECRET_KEY: 'SKINENV' };
  const world = { env };
  assert.match((await originOf({}, world)).origin, /keys from the environment \(ACCESS_KEY, SECRET_KEY\)$/);
  const files = {
    'access-key-file': file('ak', 'AKINFILE\n'),
    'secret-key-file': file('sk', 'SKINFILE\r\n'),
  };
  assert.match((await originOf(files, world)).origin, /keys from .*\/ak and .*\/sk$/);
});

test('a store that the flags name needs no cluster', async () => {
  const args = { ...ARGS, endpoint: 'https://10.0.0.5:9000', bucket: 'backups' };
  assert.deepEqual([isStoreGiven(args), isStoreGiven({ ...ARGS, bucket: 'backups' })], [true, false]);
  const opened = await openGivenStore(
    args,
    context({ env: { ACCESS_KEY: 'AKINENV', SECRET_KEY: 'SKINENV' } }),
  );
  assert.match(opened.origin, /^backups at https:\/\/10\.0\.0\.5:9000, keys from the environment/);
  opened.store.close();
});

test('a saved target takes its keys from the person, by hidden questions where there is a terminal', async () => {
  const { s3 } = configuration(S3);
  const world = { answers: ['AKTYPED', 'SKTYPED'], columns: 80 };
  const opened = await openSavedStore(s3, ARGS, context(world));
  assert.equal(opened.origin, 'backups/cluster-a at https://s3.example.com, keys from what was typed');
  opened.store.close();
  const failure = await failureOf(openSavedStore(s3, ARGS, context()));
  assert.deepEqual([failure.message, failure.exitCode], ['no keys for the S3 store', EXIT.usage]);
  assert.match(failure.hint ?? '', /^export ACCESS_KEY and SECRET_KEY/);
});

const FORBIDDEN = new UserError('not allowed to get secrets in namespace cpaas-system', {
  reason: 'Forbidden',
  exitCode: 3,
  hint: 'check with: kubectl auth can-i get secrets -n cpaas-system',
});

const REFUSED: readonly {
  readonly name: string;
  readonly secret?: KubeObject | UserError;
  readonly s3?: object | undefined;
  readonly args?: Partial<StoreArgs>;
  readonly env?: Record<string, string>;
  readonly says: RegExp;
  readonly code: number;
}[] = [
  {
    name: 'no S3 storage',
    s3: undefined,
    says: /^etcd-backup-default has no S3 storage: backups stay on the nodes \| set-s3 sets it; or name a store/,
    code: 1,
  },
  {
    name: 'no S3 storage, and a store by flags without keys',
    s3: undefined,
    args: { endpoint: 'https://s3.example.com', bucket: 'backups' },
    says: /^no keys for the S3 store \| export ACCESS_KEY/,
    code: 2,
  },
  {
    name: 'an endpoint flag without a scheme',
    args: { endpoint: 's3.example.com' },
    says: /^endpoint "s3\.example\.com" has no scheme \|/,
    code: 2,
  },
  {
    name: 'no Secret named',
    s3: { ...S3, secretRef: undefined },
    says: /^the S3 storage names no Secret, so the backup itself has no keys either \| set-s3 sets one; or give keys/,
    code: 1,
  },
  {
    name: 'a Secret that does not exist',
    secret: new UserError('no', { reason: 'NotFound', exitCode: 3 }),
    says: /^Secret cpaas-system\/etcd-backup-s3-secret, which the S3 storage names, does not exist \| the backup itself/,
    code: 3,
  },
  {
    name: 'a Secret that may not be read',
    secret: FORBIDDEN,
    says: /^not allowed to get secrets in namespace cpaas-system \| check with: .*; or give keys of your own: export/,
    code: 3,
  },
  {
    name: 'a Secret with other keys',
    secret: secretOf({ access_key: 'AKINSECRET', SECRET_KEY: 'SKINSECRET' }),
    says: /^Secret cpaas-system\/etcd-backup-s3-secret lacks ACCESS_KEY: it has access_key, SECRET_KEY \|/,
    code: 1,
  },
  {
    name: 'an empty Secret',
    secret: {},
    says: /lacks ACCESS_KEY and SECRET_KEY: it has nothing \|/,
    code: 1,
  },
  {
    name: 'a Secret whose key ends with a line break',
    secret: secretOf({ ACCESS_KEY: 'AKINSECRET', SECRET_KEY: 'SKINSECRET\n' }),
    says: /^SECRET_KEY of Secret cpaas-system\/etcd-backup-s3-secret ends with a space or line break \(S3 storage of etcd-backup-default\)/,
    code: 2,
  },
  {
    name: 'an endpoint without a scheme in the resource',
    s3: { ...S3, endpoint: 's3.example.com' },
    says: /^endpoint "s3\.example\.com" has no scheme \(S3 storage of etcd-backup-default\) \| write https/,
    code: 2,
  },
  { name: 'no bucket', s3: { ...S3, bucket: '' }, says: /^no S3 bucket is set \(S3/, code: 2 },
  {
    name: 'a key as a plain flag',
    args: { 'secret-key': 'SKINSECRET' },
    says: /^--secret-key is not taken: .*ps shows it .* \| export ACCESS_KEY and SECRET_KEY, .* should be replaced/,
    code: 2,
  },
  {
    name: 'half of the keys in the environment',
    env: { ACCESS_KEY: 'AKINSECRET' },
    says: /^ACCESS_KEY is set in the environment, and SECRET_KEY is not \| export SECRET_KEY too, or unset ACCESS_KEY/,
    code: 2,
  },
  {
    name: 'one key file of two',
    args: { 'access-key-file': '/x' },
    says: /go together/,
    code: 2,
  },
  {
    name: 'a key file that is not there',
    args: { 'access-key-file': '/nowhere/ak', 'secret-key-file': '/nowhere/sk' },
    says: /\/nowhere\/ak/,
    code: 2,
  },
  {
    name: 'an authority that is none',
    args: { 'ca-file': file('ca', 'no PEM') },
    says: /holds no certificate that can be read/,
    code: 2,
  },
  {
    name: 'an authority and no check at once',
    args: { 'ca-file': file('ca2', 'no PEM'), 'skip-tls-verify': true },
    says: /cannot both be given/,
    code: 2,
  },
];

for (const { name, secret = COMPLETE, args = {}, env = {}, says, code, ...more } of REFUSED) {
  test(`${name}: what is wrong, what to do, and no key in it`, async () => {
    const settings = configuration('s3' in more ? more.s3 : S3);
    const failure = await failureOf(
      openClusterStore(clusterWith(secret), settings, { ...ARGS, ...args }, context({ env })),
    );
    const text = `${failure.message} | ${failure.hint}`;
    assert.match(text, says);
    assert.equal(failure.exitCode, code);
    assert.doesNotMatch(text, /[AS]KIN/);
  });
}

test('help and completion offer no flag that takes a key itself', () => {
  const offered = Object.entries(storeOptions).filter(([, option]) => !('hidden' in option));
  assert.deepEqual(
    offered.map(([name]) => name).filter((name) => name.includes('key')),
    ['access-key-file', 'secret-key-file'],
  );
});
