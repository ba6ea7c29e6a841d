import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { Context } from '../../../cmd/context.ts';
import { type BackupSource, type FetchOptions, fetchSnapshot } from '../../../cmd/download/fetch.ts';
import { UserError } from '../../../pkg/errors.ts';
import { MemoryStore } from '../../fakes/object-store.ts';
import { SAMPLE } from '../../pkg/snapshot/reading.ts';

const NAME = 'snapshot-etcd-20261122-000003-10.0.0.1.tar';
let cwd = '';
let store = new MemoryStore();
let out: Buffer[] = [];
let err: string[] = [];

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'download-cmd-'));
  store = new MemoryStore();
  store.add(`backups/${NAME}`, SAMPLE, new Date(1));
  out = [];
  err = [];
});
afterEach(() => rmSync(cwd, { recursive: true }));

/** Only what a fetch uses of a context. */
function context(terminal = false): Context {
  let clock = 0;
  const partial: Partial<Context> = {
    cwd,
    terminal: { out: terminal, err: terminal, in: false, columns: undefined, color: false },
    now: () => {
      clock += 150;
      return new Date(clock);
    },
    sleep: async () => {},
    random: (bytes) => new Uint8Array(bytes).fill(7),
    out: async (text) => void out.push(Buffer.from(text)),
    err: (line) => void err.push(line),
    signal: new AbortController().signal,
  };
  return partial as Context;
}

function fetch(
  wanted: string,
  options: Partial<FetchOptions> = {},
  terminal = false,
  more: Partial<BackupSource> = {},
  readerLeft = false,
) {
  const nothing = { records: undefined, ips: undefined, identity: undefined };
  const source: BackupSource = { store, dir: 'backups', ...nothing, ...more };
  return fetchSnapshot(
    wanted,
    source,
    { to: undefined, inspect: true, ...options },
    {
      ...context(terminal),
      readerLeft: () => readerLeft,
    },
  );
}

const usage = (message: RegExp) => (error: unknown) =>
  error instanceof UserError && error.exitCode === 2 && message.test(error.message);

test('the newest backup comes into this folder under its own name, which is all that is on stdout', async () => {
  await fetch('latest');
  assert.deepEqual(new Uint8Array(readFileSync(join(cwd, NAME))), SAMPLE);
  assert.equal(statSync(join(cwd, NAME)).mode & 0o777, 0o600);
  assert.equal(Buffer.concat(out).toString(), `${NAME}\n`);
  assert.deepEqual(err, [
    `backups/${NAME}, 24.0 KiB`,
    '24.0 KiB, whole, SHA-256 ok, revision 51, of etcd-3, etcd-1, etcd-2',
  ]);
});

test('-O names a file, or a folder', async () => {
  await fetch(NAME, { to: 'mine.db' });
  mkdirSync(join(cwd, 'folder'));
  await fetch(NAME, { to: 'folder' });
  assert.deepEqual(readdirSync(join(cwd, 'folder')), [NAME]);
  assert.deepEqual(readdirSync(cwd).sort(), ['folder', 'mine.db']);
  assert.equal(Buffer.concat(out).toString(), `mine.db\nfolder/${NAME}\n`);
});

test('-O - sends the bytes to stdout and writes no file, over a broken connection too', async () => {
  store.faults.push({ cutAfter: 5000 });
  await fetch(NAME, { to: '-' });
  assert.deepEqual(new Uint8Array(Buffer.concat(out)), SAMPLE);
  assert.deepEqual(readdirSync(cwd), []);
  assert.match(err.join('\n'), /socket hang up; trying again/);
});

test('-O - to a terminal is refused before anything is fetched', async () => {
  await assert.rejects(fetch(NAME, { to: '-' }, true), usage(/stdout, which is a terminal/));
  assert.equal(store.gets.length, 0);
});

test('a terminal sees one line of progress, drawn over itself', async () => {
  await fetch(NAME, {}, true);
  const drawn = err.filter((line) => line.includes(' of 24.0 KiB'));
  assert.ok(drawn.length > 2);
  assert.ok(drawn.slice(1).every((line) => line.startsWith('\u001b[1A\u001b[2K')));
  assert.match(drawn.at(-1) ?? '', /% {2}.* KiB of 24\.0 KiB {2}.*\/s {2}.* left$/);
});

test('a file that is there already is never touched, and nothing is fetched', async () => {
  writeFileSync(join(cwd, NAME), 'mine');
  await assert.rejects(fetch(NAME), usage(/exists already/));
  writeFileSync(join(cwd, 'mine.db'), 'mine');
  await assert.rejects(fetch(NAME, { to: 'mine.db' }), usage(/mine\.db exists already/));
  assert.equal(store.gets.length, 0);
});

test('a folder in the place of the unfinished file is told', async () => {
  mkdirSync(join(cwd, `${NAME}.part`));
  await assert.rejects(fetch(NAME), usage(/\.part is a folder, not a file/));
});

test('a reader of stdout that left ends the transfer, and is no success', async () => {
  await assert.rejects(fetch(NAME, { to: '-' }, false, {}, true), /whoever reads stdout has left after 0 of/);
  assert.equal(store.gets.length, 1);
});

test('a folder that is not there is told', async () => {
  await assert.rejects(fetch(NAME, { to: 'no/mine.db' }), usage(/there is no folder .*no/));
  await assert.rejects(fetch(NAME, { to: 'no/' }), usage(/there is no folder no\//));
  await assert.rejects(fetch(NAME, { to: '' }), usage(/-O is empty/));
});

test('a key that names no file cannot lead anywhere', async () => {
  for (const key of ['backups/..', 'backups/.', 'backups/a\u0007b', 'backups/a\\b', 'backups/a\u009b31mb']) {
    store.add(key, SAMPLE);
    await assert.rejects(fetch(key), /does not end in a name for a file/);
  }
});

test('without inspection that is said', async () => {
  await fetch(NAME, { inspect: false });
  assert.equal(err.at(-1), '24.0 KiB, not inspected');
});

test("another cluster's snapshot is fetched as asked, with a warning that cannot be missed", async () => {
  const identity = { kubeSystemUid: undefined, nodes: [{ name: 'cp-1', ips: ['10.0.0.1'] }] };
  await fetch(NAME, {}, false, { identity });
  assert.match(err.join('\n'), /warning: it is a snapshot of ANOTHER cluster/);
  assert.match(err.join('\n'), /none of the members' addresses 127\.0\.0\.23/);
  assert.deepEqual(readdirSync(cwd), [NAME]);
});
