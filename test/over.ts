/**
 * Preloaded into every file of tests. A file whose tests are over while something in it still runs would never end, and
 * the run with it: it is given time to tell its results, and then ends with them, saying what still ran.
 */
import process from 'node:process';
import { after } from 'node:test';

const GRACE_MS = 15_000;

// A locale that this machine is told to have, and has not: every bash would say so, where a test wants silence.
for (const name of Object.keys(process.env)) if (name.startsWith('LC_')) delete process.env[name];

if (process.env['NODE_TEST_CONTEXT'] !== undefined)
  after(() => {
    const late = setTimeout(() => {
      const open = process.getActiveResourcesInfo().join(' ');
      process.stderr.write(
        `${process.argv[1]}: its tests are over, and this still ran after 15 s: ${open}\n`,
      );
      process.exit();
    }, GRACE_MS);
    // It does not keep a file alive that has ended.
    late.unref();
  });
