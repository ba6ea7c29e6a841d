import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

/** What npm writes for one package; only what the tests below read. */
interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> };

test('npm ci works on every platform: each platform package of a tool is locked', () => {
  // npm, given a node_modules of one platform, writes the others without a version, and `npm ci` then refuses.
  const missing: string[] = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path !== '' && entry.version === undefined) missing.push(path);
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      const near = [`${path}/node_modules/${name}`, `node_modules/${name}`];
      if (!near.some((place) => lock.packages[place]?.version !== undefined))
        missing.push(`${name} of ${path}`);
    }
  }
  assert.deepEqual(missing, []);
});

test('the lockfile names no registry, so every mirror serves it', () => {
  const named = Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined);
  assert.deepEqual(named, []);
});
