import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { archive, sha256, sumsFile } from '../../release/archive.ts';

const entries = [
  { name: 'program', content: Buffer.alloc(70_000, 'p'), executable: true },
  { name: 'LICENSE', content: Buffer.from('text'), executable: false },
];

test('an archive holds what was put in, with the modes that make a program run', async () => {
  const found: [string, number | undefined, string][] = [];
  const reader = extract();
  reader.end(gunzipSync(await archive(entries, new Date(0))));
  for await (const entry of reader)
    found.push([entry.header.name, entry.header.mode, sha256(await buffer(entry))]);
  assert.deepEqual(
    found,
    entries.map(({ name, content, executable }) => [name, executable ? 0o755 : 0o644, sha256(content)]),
  );
});

test('the same content gives the same archive', async () => {
  const time = new Date('2026-01-01T00:00:00Z');
  assert.deepEqual(await archive(entries, time), await archive(entries, time));
});

test('checksums are lines that sha256sum reads', () => {
  assert.equal(sumsFile(new Map([['a.tar.gz', 'ff']])), 'ff  a.tar.gz\n');
});
