/** Which end-to-end file sees each check ok, failing and unknown on real servers; each proves at its end that it saw its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckResult } from '../../../pkg/checks/report.ts';
import type { Result } from '../../../pkg/checks/result.ts';

/** `test/e2e/check/FILE.test.ts`. */
export type File = 'checks' | 'incident';

/** Where a check is seen in each of its results; one that never fails is seen warning, and says why it does no more. */
export type Row = { readonly ok: File; readonly unknown: File } & (
  | { readonly failing: File }
  | { readonly warning: File; readonly neverFails: string }
);

const API: Row = { ok: 'checks', failing: 'checks', unknown: 'checks' };
const BUCKET: Row = { ok: 'incident', failing: 'incident', unknown: 'incident' };

/** A row for every check there is: `test/house/checks-seen.test.ts` compares. */
export const ROWS: Readonly<Record<string, Row>> = {
  resource: API,
  'not-paused': API,
  schedule: API,
  executor: API,
  'no-failures': API,
  'last-success': API,
  'every-node': API,
  'scheduled-runs': API,
  clocks: {
    ok: 'checks',
    warning: 'checks',
    unknown: 'checks',
    neverFails: 'a clock that differs makes times hard to read, and harms no backup',
  },
  'local-path': API,
  retention: API,
  'immutable-os': API,
  's3-target': API,
  secret: API,
  'secret-access': API,
  bucket: BUCKET,
  's3-copies': BUCKET,
  's3-sizes': BUCKET,
  'local-disk': {
    ok: 'incident',
    warning: 'incident',
    unknown: 'incident',
    neverFails: 'it estimates what will be kept: nothing is broken yet',
  },
  kit: API,
};

/** What the tests of one file have seen. */
export class Sightings {
  readonly #seen = new Set<string>();

  /** Asserts the results of the named checks, and keeps them. */
  see(checks: readonly CheckResult[], expected: Readonly<Record<string, Result>>): void {
    const named = checks.filter(({ name }) => name in expected);
    const found = Object.fromEntries(named.map(({ name, result }) => [name, result]));
    assert.deepEqual(found, expected, named.map(({ name, reason }) => `${name}: ${reason}`).join('\n'));
    for (const [name, result] of Object.entries(found)) this.#seen.add(`${name} is ${result}`);
  }

  /** What the table says that `file` sees, and it has not. */
  missing(file: File): string[] {
    const own = Object.entries(ROWS).flatMap(([name, row]) =>
      (['ok', 'failing', 'warning', 'unknown'] as const)
        .filter((result) => result in row && row[result as 'ok'] === file)
        .map((result) => `${name} is ${result}`),
    );
    return own.filter((one) => !this.#seen.has(one));
  }
}

/** The last test of a file of the table. */
export function seesItsOwn(file: File, sightings: Sightings): void {
  test('each check was seen in every result that the table asks of this file', () => {
    assert.deepEqual(sightings.missing(file), []);
  });
}
