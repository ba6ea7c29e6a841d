/**
 * What set-s3 and the other commands write, on a real API server and Ceph: who owns it, who else writes, who refuses. The
 * tests lie in `writes/`, one file an idea; they share one world, because it takes longer to start than most of them.
 */
import { after, before, beforeEach, describe } from 'node:test';
import { REAL_PROGRAMS } from '../../cluster/real.ts';
import { cephPrograms } from '../../servers/ceph.ts';
import { kubectl, missingOf } from '../../servers/programs.ts';
import { type SetWorld, setWorld } from './world.ts';
import { bucketTests } from './writes/buckets.ts';
import { dryRunTests } from './writes/dry-runs.ts';
import { otherWriterTests } from './writes/others.ts';
import { proxyTests } from './writes/proxy.ts';
import { rightsTests } from './writes/rights.ts';
import { secrecyTests } from './writes/secrecy.ts';
import { secretTests } from './writes/secret.ts';

const missing = missingOf([...REAL_PROGRAMS(), ...cephPrograms(), kubectl()]);

describe('writing settings, on a real API server and Ceph', { skip: missing ?? false }, () => {
  let world: SetWorld;

  before(async () => {
    world = await setWorld();
  });
  beforeEach(() => world.reset());
  after(() => world?.stop());

  const at = (): SetWorld => world;
  secretTests(at);
  dryRunTests(at);
  bucketTests(at);
  otherWriterTests(at);
  rightsTests(at);
  secrecyTests(at);
  proxyTests(at);
});
