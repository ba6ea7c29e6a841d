/** Every way in which an S3 target can be wrong, on a real Ceph: its own words, its exit code, and nothing is changed. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { REAL_PROGRAMS } from '../../cluster/real.ts';
import type { RunWorld } from '../../run.ts';
import { cephPrograms } from '../../servers/ceph.ts';
import { missingOf } from '../../servers/programs.ts';
import { type SetWorld, setWorld } from './world.ts';

const missing = missingOf([...REAL_PROGRAMS(), ...cephPrograms()]);

interface Fault {
  readonly what: string;
  readonly words: (world: SetWorld) => readonly string[];
  readonly world?: (world: SetWorld) => RunWorld;
  readonly says: RegExp;
  readonly code: number;
}

const minutes = (count: number): Date => new Date(Date.now() + count * 60_000);

const FAULTS: readonly Fault[] = [
  {
    what: 'a name that DNS does not know',
    words: () => ['--endpoint', 'https://no-such-store.invalid'],
    says: /cannot find no-such-store\.invalid.*\nhint: /,
    code: 3,
  },
  {
    what: 'nobody listens',
    words: () => ['--endpoint', 'http://127.0.0.1:1'],
    says: /127\.0\.0\.1:1 refuses connections\nhint: /,
    code: 3,
  },
  {
    what: 'a certificate of an authority that nobody knows',
    words: ({ ceph }) => ['--endpoint', ceph.https],
    says: /signed by an unknown authority\nhint: .*--ca-file.*--skip-tls-verify/,
    code: 3,
  },
  {
    what: 'http where the store speaks https',
    words: ({ ceph }) => ['--endpoint', ceph.https.replace('https', 'http')],
    says: /error: .*\nhint: /,
    code: 3,
  },
  {
    what: 'https where the store speaks http',
    words: ({ ceph }) => ['--endpoint', ceph.http.replace('http', 'https')],
    says: /TLS with .* failed.*\nhint: /,
    code: 3,
  },
  {
    what: 'a clock that is 20 minutes ahead',
    words: () => [],
    world: () => ({ now: minutes(20) }),
    says: /this machine's clock is 20m ahead of that of .*\nhint: set the clock right/,
    code: 3,
  },
  {
    what: 'an access key that does not exist',
    words: () => [],
    world: () => ({ env: { ACCESS_KEY: 'NOSUCHKEY' } }),
    says: /does not know the access key\nhint: .*the environment/,
    code: 3,
  },
  {
    what: 'a secret key that is wrong',
    words: () => [],
    world: () => ({ env: { SECRET_KEY: 'wrong-secret-key' } }),
    says: /the secret key does not belong to the access key\nhint: /,
    code: 3,
  },
  {
    what: 'keys that may not do anything with the bucket',
    words: () => [],
    world: ({ ceph: { stranger } }) => ({
      env: { ACCESS_KEY: stranger.accessKey, SECRET_KEY: stranger.secretKey },
    }),
    says: /not allowed to write cluster-a\/\.kubectl-etcdbackup-probe-.*\nhint: grant s3:PutObject/,
    code: 3,
  },
  {
    what: 'a bucket that does not exist',
    words: () => ['--bucket', 'no-such-bucket'],
    says: /there is no bucket no-such-bucket at .*\nhint: /,
    code: 3,
  },
  {
    what: 'an endpoint with the bucket in it',
    words: ({ ceph, bucket }) => ['--endpoint', `${ceph.http}/${bucket}`],
    says: /has the bucket in it\nhint: the endpoint is http/,
    code: 2,
  },
  {
    what: 'an endpoint without a scheme',
    words: ({ ceph }) => ['--endpoint', ceph.http.slice('http://'.length)],
    says: /has no scheme\nhint: write https:/,
    code: 2,
  },
];

describe('wrong S3 targets, on a real API server and Ceph', { skip: missing ?? false }, () => {
  let world: SetWorld;
  let before_: string;

  before(async () => {
    world = await setWorld();
    await world.reset();
    const set = await world.run(world.first());
    assert.equal(set.code, 0, set.err);
    before_ = await world.state();
  });

  after(() => world?.stop());

  for (const { what, words, world: more, says, code } of FAULTS) {
    test(what, async () => {
      const ran = await world.run([...world.first(), ...words(world), '--yes', '-v', '9'], more?.(world));
      assert.equal(ran.code, code, ran.err);
      assert.match(ran.err, says);
      assert.equal(await world.state(), before_, 'resource and Secret are byte for byte what they were');
      const { accessKey, secretKey } = world.ceph.keys;
      for (const secret of [accessKey, secretKey, 'NOSUCHKEY', 'wrong-secret-key', world.acp.token])
        assert.ok(!(ran.out + ran.err).includes(secret), 'no key is shown');
    });
  }
});
