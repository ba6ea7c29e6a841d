/** Every shell block of README and docs, typed as it stands, against a real API server, etcd and Ceph. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { type Acp, FIXTURES, startAcp } from '../../cluster/acp.ts';
import { demoRecords } from '../../cluster/main-job.ts';
import { REAL_PROGRAMS, type RealBacking, realBacking } from '../../cluster/real.ts';
import { NODES } from '../../cluster/seeds.ts';
import { uploadToS3 } from '../../cluster/upload.ts';
import { shellBlocks, split } from '../../house/docs/blocks.ts';
import { type Ceph, ceph, cephPrograms } from '../../servers/ceph.ts';
import { kubectl, missingOf } from '../../servers/programs.ts';
import { DIST, shell } from '../built.ts';

const missing = missingOf([...REAL_PROGRAMS(), ...cephPrograms(), kubectl()]);
const FILES = ['README.md', ...globSync('docs/**/*.md', { exclude: ['docs/zh/**'] })].filter(
  (file) => shellBlocks(readFileSync(file, 'utf8')).length > 0,
);

describe('shell blocks of the texts', { skip: missing ?? false }, () => {
  const home = mkdtempSync(join(tmpdir(), 'reader-'));
  let acp: Acp;
  let backing: RealBacking;
  let store: Ceph;
  let bucket: string;

  before(async () => {
    store = await ceph();
    bucket = await store.bucket();
    backing = await realBacking();
    const secrets = '/api/v1/namespaces/cpaas-system/secrets';
    const upload = uploadToS3(async (name) => {
      const secret = await backing.client.get(`${secrets}/${name}`);
      return secret?.['data'] as Record<string, string> | undefined;
    });
    acp = await startAcp(backing, { records: demoRecords(NODES, new Date()), upload });
    const authorities = [join(FIXTURES, 'tls', 'ca.crt'), store.caFile].map((file) => readFileSync(file));
    writeFileSync(join(home, 'authorities.pem'), Buffer.concat(authorities));
    mkdirSync(join(home, 'bin'));
    const program = kubectl();
    symlinkSync('path' in program ? program.path : '', join(home, 'bin', 'kubectl'));
  });
  after(async () => {
    await acp?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  /** A reader puts what is theirs in the place of the examples'. */
  function mine(text: string): string {
    const own: readonly (readonly [string, string])[] = [
      // Over HTTP, because the controller's stand-in lives in this process, which trusts no authority of tests.
      ['https://s3.example.com', store.http],
      ['https://acp.example.com', acp.platformUrl],
      ['your-access-key', store.keys.accessKey],
      ['your-secret-key', store.keys.secretKey],
      ['your-platform-token', acp.token],
      ['--bucket backups', `--bucket ${bucket}`],
      ['/srv/etcd-kit', join(home, 'etcd-kit')],
    ];
    return own.reduce((said, [example, real]) => said.replaceAll(example, real), text);
  }

  for (const file of FILES) {
    test(`${file}: every block ends well`, async () => {
      const folder = mkdtempSync(join(home, 'folder-'));
      symlinkSync(DIST, join(folder, 'dist'));
      const typed = shellBlocks(readFileSync(file, 'utf8')).map(
        (block) => `printf '\\n--- ${file}:${block.line}\\n' >&2\n${mine(split(block).typed)}`,
      );
      const ended = await shell(`set -eu\ncd '${folder}'\n${typed.join('\n')}`, {
        env: {
          PATH: `${join(home, 'bin')}:${DIST}:${join(process.execPath, '..')}:/usr/bin:/bin`,
          HOME: home,
          KUBECONFIG: acp.kubeconfig,
          SSL_CERT_FILE: join(home, 'authorities.pem'),
          LANG: 'C.UTF-8',
        },
        limitMs: 180_000,
      });
      assert.equal(ended.code, 0, ended.err.slice(ended.err.lastIndexOf('\n---')));
    });
  }
});

test('what a block leaves to CI, CI runs as it stands', () => {
  const ci = readFileSync('.ci/run', 'utf8');
  const lines = FILES.flatMap((file) =>
    shellBlocks(readFileSync(file, 'utf8')).flatMap((one) => split(one).byCi),
  );
  assert.ok(lines.includes('npm ci && npm test'), 'README says how to run the tests');
  assert.deepEqual(
    [...new Set(lines)].filter((line) => !ci.includes(line)),
    [],
  );
});

test('a block that fails is found', async () => {
  assert.deepEqual(shellBlocks('```sh\nfalse\n```\n'), [{ line: 1, text: 'false' }]);
  assert.throws(() => shellBlocks('```\nunmarked\n```\n'), /must be marked/);
  assert.throws(() => execFileSync('bash', ['-euc', 'false\ntrue'], { stdio: 'ignore' }));
});
