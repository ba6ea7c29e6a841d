/** A login that has expired: renewed once whoever asks, written back whole, and never lost. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { endpointOf } from '../../../pkg/kube/endpoint.ts';
import { type Issuer, idToken, LONG_AGO, LONG_TO_COME, openIssuer } from '../../e2e/kubeconfig/issuer.ts';
import { worldOf } from './connection.ts';

const RENEWED = idToken(LONG_TO_COME, 'renewed');

let issuer: Issuer;
let folder: string;
let file: string;

before(async () => {
  issuer = await openIssuer();
});
after(() => issuer.close());
beforeEach(() => {
  issuer.forget();
  folder = mkdtempSync(join(tmpdir(), 'oidc-'));
  file = join(folder, 'config');
  writeFileSync(file, kubeconfig(), { mode: 0o644 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const kubeconfig = (): string => `# kept by hand
current-context: here
contexts: [{name: here, context: {cluster: here, user: me}}]
clusters: [{name: here, cluster: {server: "https://api.test"}}]
users:
- name: me
  user:
    auth-provider:
      name: oidc
      config:
        idp-issuer-url: ${issuer.url}
        client-id: cli # ours
        id-token: ${idToken(LONG_AGO)}
        refresh-token: refresh-1
        extra: kept
`;

const SETTINGS = { 'request-timeout': '30s', verbosity: 0 };

/** The header that a run of its own would send, and what it says. */
async function login(path = file): Promise<{ readonly header: unknown; readonly said: readonly string[] }> {
  const said: string[] = [];
  const world = worldOf(said, { sleep: () => new Promise((resolve) => setTimeout(resolve, 20)) });
  const { identity } = endpointOf({ ...SETTINGS, kubeconfig: path }, world);
  return { header: (await identity()).headers['authorization'], said };
}

test('a renewed login is written back: whole, for its owner only, with comments and unknown fields', async () => {
  assert.deepEqual(await login(), { header: `Bearer ${RENEWED}`, said: [] });
  const text = readFileSync(file, 'utf8');
  const expected = kubeconfig().replace(idToken(LONG_AGO), RENEWED).replace('refresh-1', 'refresh-2');
  assert.equal(text, expected);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(folder), ['config'], 'no lock and no part is left');
  await login();
  assert.equal(issuer.asked().length, 1, 'a valid login is not renewed');
});

test('an authority of the provider that is not there is told', async () => {
  const text = kubeconfig().replace(
    'client-id',
    'idp-certificate-authority: /nowhere/ca.crt\n        client-id',
  );
  writeFileSync(file, text);
  await assert.rejects(login(), {
    message: 'cannot read idp-certificate-authority /nowhere/ca.crt: ENOENT',
    exitCode: 2,
  });
});

test('requests at once share one renewal', async () => {
  const { identity } = endpointOf({ ...SETTINGS, kubeconfig: file }, worldOf([]));
  const headers = await Promise.all([identity(), identity(), identity()]);
  assert.deepEqual(
    new Set(headers.map((one) => one.headers['authorization'])),
    new Set([`Bearer ${RENEWED}`]),
  );
  assert.equal(issuer.asked().length, 1);
});

test('two processes at once renew once: the second finds what the first has written', async () => {
  // A refresh token is good once: a second renewal would be refused, and fail.
  const [one, other] = await Promise.all([loginElsewhere(), loginElsewhere()]);
  assert.deepEqual([one, other], [`Bearer ${RENEWED}`, `Bearer ${RENEWED}`]);
  assert.equal(issuer.asked().length, 1);
  assert.deepEqual(readdirSync(folder), ['config']);
});

/** The same in a process of its own. */
function loginElsewhere(): Promise<string> {
  const code = `
    const { endpointOf } = await import(${JSON.stringify(import.meta.resolve('../../../pkg/kube/endpoint.ts'))});
    const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const world = { env: {}, cwd: '/', homedir: '/', now: () => new Date(), sleep, say: console.error };
    const { identity } = endpointOf(${JSON.stringify({ ...SETTINGS, kubeconfig: file })}, world);
    process.stdout.write((await identity()).headers.authorization);`;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', code]);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (text += piece));
    child.once('error', reject);
    child.once('close', () => resolve(text));
  });
}

test('a lock that somebody keeps: the login serves this run, is not saved, and the lock stays', async () => {
  writeFileSync(`${file}.lock`, '');
  const { header, said } = await login();
  assert.equal(header, `Bearer ${RENEWED}`);
  assert.match(said.join(), /locked or read-only: the refreshed login is not saved/);
  assert.equal(readFileSync(file, 'utf8'), kubeconfig());
  assert.ok(existsSync(`${file}.lock`));
});

test('a kubeconfig that is a link stays one, and its target is written', async () => {
  const link = join(folder, 'link');
  symlinkSync(file, link);
  await login(link);
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.match(readFileSync(file, 'utf8'), /refresh-2/);
});

test('a refused renewal changes nothing, frees the lock and shows no token', async () => {
  writeFileSync(file, kubeconfig().replace('refresh-1', 's3cret'));
  await assert.rejects(
    login(),
    (error: Error) =>
      /does not renew the login: invalid_grant/.test(error.message) && !/s3cret/.test(error.message),
  );
  assert.match(readFileSync(file, 'utf8'), /s3cret/);
  assert.deepEqual(readdirSync(folder), ['config']);
});

test('a folder that cannot be written: the login serves this run', {
  skip: process.getuid?.() === 0 ? 'root may write everywhere' : false,
}, async () => {
  chmodSync(folder, 0o500);
  const { header, said } = await login();
  chmodSync(folder, 0o700);
  assert.equal(header, `Bearer ${RENEWED}`);
  assert.match(said.join(), /not saved/);
});

test('values that stand twice are replaced in their place, and nothing else is', async () => {
  writeFileSync(file, kubeconfig().replace('extra: kept', 'extra: refresh-1'));
  await login();
  const text = readFileSync(file, 'utf8');
  assert.match(text, /refresh-token: refresh-2/);
  assert.match(text, /extra: refresh-1/);
});
