/** `restore --presign`: what stands in the curl config, and how a plan goes on when its URL has expired. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Kit } from '../../../pkg/restore/kit/kit.ts';
import { kitText } from '../../../pkg/restore/kit/write.ts';
import { type FakeS3, startFakeS3 } from '../../fakes/s3/server.ts';
import { KIT } from '../../pkg/restore/examples.ts';
import { NOON, type Ran, run } from '../../run.ts';

let s3: FakeS3;
let now = NOON;
const home = mkdtempSync(join(tmpdir(), 'presign-cmd-'));
before(async () => {
  s3 = await startFakeS3({ now: () => now });
  const target = { endpoint: s3.url, region: 'us-east-1', bucket: 'backups', dir: 'prod', secretRef: 'keys' };
  // As a kit of a cluster that does not look at certificates.
  const kit: Kit = { ...KIT, s3: { ...target, skipTLSVerify: true } };
  const six = KIT.members.map((member, n) => ({
    ...member,
    ip: `fd00::${n}`,
    peerUrl: `https://[fd00::${n}]:2380`,
  }));
  for (const [name, members] of [
    ['kit', KIT.members],
    ['dual', six],
  ] as const) {
    mkdirSync(join(home, name));
    writeFileSync(join(home, name, 'kit.json'), kitText({ ...kit, members }));
  }
  put('22');
});
after(async () => {
  await s3.close();
  rmSync(home, { recursive: true });
});

const nameOf = (day: string): string => `prod/snapshot-etcd-202611${day}-000003-10.0.0.1.tar`;
function put(day: string): void {
  const modified = new Date(`2026-11-${day}T00:00:09Z`);
  s3.buckets.get('backups')?.set(nameOf(day), { body: Buffer.alloc(3000), etag: '"x"', modified });
}

const restore = (...words: string[]): Promise<Ran> =>
  run(['restore', ...(words.includes('--kit') ? [] : ['--kit', 'kit']), '--presign', '1h', ...words], {
    cwd: home,
    now,
    env: { ACCESS_KEY: s3.keys.accessKey, SECRET_KEY: s3.keys.secretKey },
  });
/** The curl config of each node of a plan's folder. */
const configs = (folder: string): string[] =>
  readdirSync(join(home, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('fetch.curl'))
    .map((name) => {
      assert.equal(statSync(join(home, folder, name)).mode & 0o777, 0o600);
      return readFileSync(join(home, folder, name), 'utf8');
    });

test('a URL that has expired is renewed in the same folder, and stands nowhere else', async () => {
  assert.equal((await restore('--output-dir', 'plan', '--runbook', 'html')).code, 0);
  const [first = ''] = configs('plan');
  now = new Date(NOON.getTime() + 2 * 3_600_000);
  const again = await restore('--output-dir', 'plan', '--runbook', 'html');
  assert.match(again.err, /which goes on\n$/);
  const renewed = configs('plan');
  assert.equal(renewed.length, 3);
  assert.ok(renewed.every((text) => text.includes('X-Amz-Signature=') && text !== first));
  for (const file of readdirSync(join(home, 'plan'), { recursive: true, encoding: 'utf8' })) {
    const path = join(home, 'plan', file);
    if (statSync(path).isFile() && !file.endsWith('fetch.curl'))
      assert.doesNotMatch(readFileSync(path, 'utf8'), /X-Amz-Signature/, file);
  }
  assert.doesNotMatch(again.out + again.err, /X-Amz-Signature/);
});

test('a backup that came in between does not take the place of the one in hand', async () => {
  put('23');
  const newer = await restore('--output-dir', 'plan');
  assert.equal(newer.code, 1);
  assert.match(newer.err, /hint: .*--snapshot prod\/snapshot-etcd-20261122-000003-10\.0\.0\.1\.tar/);
  const named = await restore('--output-dir', 'plan', '--snapshot', nameOf('22'));
  assert.match(named.err, /which goes on\n$/);
});

test("the kit's word on certificates is for the kit's store only", async () => {
  await restore('--output-dir', 'own');
  assert.ok(configs('own').every((text) => text.includes('\ninsecure\n')));
  const words = ['--endpoint', s3.url, '--bucket', 'backups', '--dir', 'prod', '--region', 'us-east-1'];
  const other = await restore('--output-dir', 'other', ...words);
  assert.equal(other.code, 0, other.err);
  assert.ok(configs('other').every((text) => !text.includes('insecure')));
});

test('of a file with an authority and its key only the certificate goes to the nodes', async () => {
  const tls = join(import.meta.dirname, '..', '..', 'fixtures', 'tls');
  const certificate = readFileSync(join(tls, 'ca.crt'), 'utf8');
  writeFileSync(join(home, 'both.pem'), `${certificate}${readFileSync(join(tls, 'server.key'), 'utf8')}`);
  assert.equal((await restore('--output-dir', 'signed', '--ca-file', 'both.pem')).code, 0);
  const [node = ''] = readdirSync(join(home, 'signed', 'etcd-1'));
  const sent = readFileSync(join(home, 'signed', 'etcd-1', node, 'fetch-ca.crt'), 'utf8');
  assert.ok(certificate.includes(sent.trim()) && !sent.includes('PRIVATE'));
});

test('etcd talks IPv6 and backups are named by IPv4: the records say whose they are', async () => {
  const { code, err } = await restore('--kit', 'dual', '--output-dir', 'six');
  assert.equal(code, 0, err);
});
