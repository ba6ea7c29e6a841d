/** `inspect` of 800 MB against hashing it, and against etcd's own tools. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { largeDatabase, programPath } from './database.ts';
import { measure, named, type Row } from './measure.ts';

const BUILT = join(import.meta.dirname, '../../dist/kubectl-etcdbackup');
/** What any program must do at least: read it all, hash it all, with nothing but node:crypto. */
const HASH = `
const { closeSync, openSync, readSync } = require('node:fs');
const hash = require('node:crypto').createHash('sha256');
const file = openSync(process.argv[1], 'r');
const chunk = Buffer.alloc(262144);
for (let got; (got = readSync(file, chunk)) > 0; ) hash.update(chunk.subarray(0, got));
closeSync(file);
process.stdout.write(hash.digest('hex'));
`;

export async function benchInspect(): Promise<Row> {
  const file = await largeDatabase();
  const ours = 'inspect';
  const hash = 'node:crypto alone';
  const tools = 'etcdutl snapshot status + sha256sum';
  const measured = await measure(
    [
      { name: ours, commands: [[process.execPath, BUILT, 'inspect', file]] },
      { name: hash, commands: [[process.execPath, '-e', HASH, file]] },
      {
        name: tools,
        commands: [
          [programPath('3.5', 'etcdutl'), 'snapshot', 'status', file],
          ['sha256sum', file],
        ],
      },
    ],
    5,
  );
  const { ms, peakMB } = named(measured, ours);
  return {
    what: `inspect of ${(statSync(file).size / 1e6).toFixed(0)} MB, page cache warm`,
    measured,
    targets: [
      { name: 'time against node:crypto alone', value: ms / named(measured, hash).ms, limit: 1.5 },
      { name: 'time against etcdutl and sha256sum', value: ms / named(measured, tools).ms, limit: 1 },
      { name: 'peak memory, MB', value: peakMB, limit: 200 },
    ],
  };
}
