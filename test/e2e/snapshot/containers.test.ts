/** Archives that real programs write: each is read, or refused in words. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Inspection } from '../../../pkg/snapshot/inspection.ts';
import { SAMPLE } from '../../pkg/snapshot/reading.ts';
import { plugin } from '../plugin.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapshot-containers-'));
const temporary = join(folder, 'tmp');
const LONG = `${'a-long-name/'.repeat(12)}snapshot.db`;

before(() => {
  mkdirSync(temporary);
  mkdirSync(join(folder, LONG, '..'), { recursive: true });
  for (const name of ['snapshot.db', 'second.db', LONG]) writeFileSync(join(folder, name), SAMPLE);
  symlinkSync('/etc/shadow', join(folder, 'link.db'));
});
after(() => rmSync(folder, { recursive: true }));

/** Packs with the real program, and looks at what came out. */
async function inspected(line: string) {
  const path = join(folder, 'snapshot.tar');
  rmSync(path, { force: true });
  execFileSync('bash', ['-o', 'pipefail', '-c', line], { cwd: folder, stdio: 'pipe' });
  const ran = await plugin(['inspect', path, '-o', 'json'], { env: { TMPDIR: temporary } });
  assert.deepEqual(readdirSync(temporary), [], 'nothing is left behind');
  return { ...ran, view: ran.out === '' ? undefined : (JSON.parse(ran.out) as Inspection) };
}

const read: readonly (readonly [line: string, wrapping: readonly string[], member: string | null])[] = [
  ['tar --format=v7 -cf snapshot.tar snapshot.db', ['tar'], 'snapshot.db'],
  ['tar --format=ustar -cf snapshot.tar snapshot.db', ['tar'], 'snapshot.db'],
  ['tar --format=oldgnu -cf snapshot.tar snapshot.db', ['tar'], 'snapshot.db'],
  [`tar --format=gnu -cf snapshot.tar ${LONG}`, ['tar'], LONG],
  [`tar --format=pax -cf snapshot.tar ${LONG}`, ['tar'], LONG],
  [
    'tar -C .. -cf - "$(basename "$PWD")/snapshot.db" | gzip -9 >snapshot.tar',
    ['gzip', 'tar'],
    'snapshot.db',
  ],
  ['gzip -c snapshot.db >snapshot.tar', ['gzip'], null],
];
for (const [line, wrapping, member] of read) {
  test(`${line.slice(0, 40)} is read`, async () => {
    const { code, view, err } = await inspected(line);
    assert.equal(code, 0, err);
    assert.deepEqual(view?.wrapping, wrapping);
    assert.ok(member === null ? view?.member === null : view?.member?.endsWith(member));
    assert.equal(view?.etcd?.hash, 'e55d09d3');
  });
}

const refused: readonly (readonly [line: string, why: RegExp])[] = [
  ['tar -cf snapshot.tar snapshot.db second.db', /two databases/],
  ['tar -cf snapshot.tar link.db snapshot.db', /"link\.db", a symlink/],
  ['tar -P -cf snapshot.tar --transform s,^,/etc/, snapshot.db', /absolute name "\/etc\/snapshot\.db"/],
  ['tar -P -cf snapshot.tar --transform s,^,../../, snapshot.db', /leads outside/],
  ['tar -C /dev -cf snapshot.tar null', /"null", a character-device/],
  [
    '{ tar -cf - snapshot.db; head -c 5000000 /dev/zero; } >snapshot.tar',
    /goes on for \d+ bytes after its end/,
  ],
  ['head -c 200000000 /dev/zero | cat snapshot.db - | gzip -9 >snapshot.tar', /unpacks to more than/],
];
for (const [line, why] of refused) {
  test(`${line.slice(0, 60)} is refused`, async () => {
    const { code, view } = await inspected(line);
    assert.equal(code, 1);
    assert.match(view?.damage.map(({ message }) => message).join('\n') ?? '', why);
  });
}

test('a zip archive that is called .tar is told to be one', async () => {
  const { code, err } = await inspected(`printf 'PK\\003\\004rest of a zip archive' >snapshot.tar`);
  assert.equal(code, 1);
  assert.match(err, /is no etcd snapshot: it is a zip archive/);
});
