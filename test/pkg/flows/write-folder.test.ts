import assert from 'node:assert/strict';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, test } from 'node:test';
import { localFiles } from '../../../pkg/files/local.ts';
import { overwriteFiles, replaceFolder, writeNewFolder } from '../../../pkg/flows/write-folder.ts';
import type { Files } from '../../../pkg/ports/files.ts';

const CONTENTS = [
  { path: 'a/b/one.sh', content: 'one\n', mode: 0o700 },
  { path: 'two.json', content: 'two\n' },
];
let home = '';
let folder = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'write-folder-'));
  folder = join(home, 'plan');
});
afterEach(() => rmSync(home, { recursive: true }));

const options = (signal = new AbortController().signal) => ({ signal, unique: 'cafe' });
const text = (path: string): string => readFileSync(join(folder, path), 'utf8');

test('a new folder is there with every file and mode, and nothing beside it', async () => {
  await writeNewFolder(folder, CONTENTS, localFiles, options());
  assert.deepEqual([text('a/b/one.sh'), text('two.json')], ['one\n', 'two\n']);
  assert.deepEqual(readdirSync(home), ['plan']);
  const mode = (path: string): number => statSync(join(folder, path)).mode & 0o777;
  assert.deepEqual([mode(''), mode('a'), mode('a/b/one.sh'), mode('two.json')], [0o700, 0o700, 0o700, 0o600]);
});

test('an empty folder is filled, a folder with anything in it and a file are left alone', async () => {
  mkdirSync(folder);
  await writeNewFolder(folder, CONTENTS, localFiles, options());
  await assert.rejects(writeNewFolder(folder, CONTENTS, localFiles, options()), { reason: 'NotOurs' });
  writeFileSync(join(home, 'file'), '');
  await assert.rejects(writeNewFolder(join(home, 'file'), CONTENTS, localFiles, options()), {
    reason: 'NotOurs',
  });
});

test('folders in it, or another run that was faster: left alone as well, in words', async () => {
  mkdirSync(join(folder, 'mine'), { recursive: true });
  await assert.rejects(writeNewFolder(folder, CONTENTS, localFiles, options()), { reason: 'NotOurs' });
  assert.deepEqual([readdirSync(home), readdirSync(folder)], [['plan'], ['mine']]);
  rmSync(folder, { recursive: true });
  const runs = ['a', 'b'].map((unique) =>
    writeNewFolder(folder, CONTENTS, localFiles, { ...options(), unique }),
  );
  const ends = (await Promise.allSettled(runs)).map(({ status }) => status);
  assert.deepEqual(ends.sort(), ['fulfilled', 'rejected']);
  assert.deepEqual([readdirSync(home), text('two.json')], [['plan'], 'two\n']);
});

test('a link whose disk is not mounted is told as that, and stays', {
  skip: process.platform === 'win32',
}, async () => {
  symlinkSync(join(home, 'unmounted', 'kit'), folder);
  await assert.rejects(writeNewFolder(folder, CONTENTS, localFiles, options()), {
    message: `${folder} is a link that leads nowhere`,
  });
  assert.deepEqual([readdirSync(home), lstatSync(folder).isSymbolicLink()], [['plan'], true]);
});

test('Ctrl-C and a full disk leave nothing', async () => {
  const stopped = AbortSignal.abort();
  await assert.rejects(writeNewFolder(folder, CONTENTS, localFiles, options(stopped)), {
    message: 'interrupted: nothing was written',
  });
  const full: Files = {
    ...localFiles,
    writeWhole: async (path, content, mode) => {
      if (path.endsWith('two.json')) throw new Error('ENOSPC');
      await localFiles.writeWhole(path, content, mode);
    },
  };
  await assert.rejects(writeNewFolder(folder, CONTENTS, full, options()), { message: 'ENOSPC' });
  assert.deepEqual(readdirSync(home), []);
});

const known = new Set(CONTENTS.map(({ path }) => path));
const next = [{ path: 'two.json', content: 'next\n' }];

test('a folder that is replaced is the new one whole', async () => {
  await writeNewFolder(folder, CONTENTS, localFiles, options());
  assert.equal(await replaceFolder(folder, next, known, localFiles, options()), undefined);
  assert.deepEqual([await localFiles.filesBelow(folder), text('two.json')], [['two.json'], 'next\n']);
  assert.deepEqual(readdirSync(home), ['plan']);
});

test('a file of the person in a folder that is replaced is kept', async () => {
  await writeNewFolder(folder, CONTENTS, localFiles, options());
  writeFileSync(join(folder, 'a', 'mine'), 'mine');
  const kept = await replaceFolder(folder, next, known, localFiles, options());
  assert.equal(kept, `${folder}.cafe.old`);
  assert.equal(readFileSync(join(kept, 'a', 'mine'), 'utf8'), 'mine');
});

test('a folder that cannot take the place of the old one leaves the old one there', async () => {
  await writeNewFolder(folder, CONTENTS, localFiles, options());
  const failing: Files = {
    ...localFiles,
    rename: async (from, to) => {
      if (from.endsWith('.tmp')) throw new Error('EIO');
      await localFiles.rename(from, to);
    },
  };
  await assert.rejects(replaceFolder(folder, next, known, failing, options()), { message: 'EIO' });
  assert.deepEqual([readdirSync(home), text('two.json')], [['plan'], 'two\n']);
});

test('files that are written anew leave what else lies there', async () => {
  await writeNewFolder(folder, CONTENTS, localFiles, options());
  writeFileSync(join(folder, 'snapshot.tar'), 'mine');
  await overwriteFiles(folder, next, localFiles, new AbortController().signal);
  assert.deepEqual([text('two.json'), text('snapshot.tar'), text('a/b/one.sh')], ['next\n', 'mine', 'one\n']);
});
