import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { commands } from '../../../cmd/root.ts';
import { shellBlocks } from './blocks.ts';
import { SUMMARIES } from './chinese.ts';
import { commandPages, READMES, withCommands } from './pages.ts';
import { PICTURE, picture } from './picture.ts';
import { blocks, headings, twins } from './twins.ts';

const read = (path: string): string => readFileSync(path, 'utf8');

for (const language of ['en', 'zh'] as const) {
  test(`${READMES[language]} lists the commands that there are (npm run docs writes them)`, () => {
    const text = read(READMES[language]);
    assert.equal(text, withCommands(text, language));
  });

  test(`a page per command says what its help says, in ${language} (npm run docs writes them)`, () => {
    for (const [path, text] of commandPages(language))
      assert.equal(existsSync(path) && read(path), text, path);
  });
}

test('every command has its Chinese words', () => {
  assert.deepEqual(
    commands.map(({ name }) => name).filter((name) => SUMMARIES[name] === undefined),
    [],
  );
});

const TWINS = twins();

for (const [english, chinese] of TWINS) {
  test(`${english} and ${chinese} say the same: headings of the same depth, the same code`, () => {
    assert.ok(existsSync(chinese), `${chinese} is missing`);
    assert.deepEqual(blocks(read(chinese)), blocks(read(english)));
    assert.deepEqual(headings(read(chinese)), headings(read(english)));
  });
}

test('every block of code says what it is, so that those to type are typed by a test', () => {
  for (const [english] of TWINS) assert.doesNotThrow(() => shellBlocks(read(english)), english);
});

test('no Chinese text is without its English twin', () => {
  const twins = new Set(TWINS.map(([, chinese]) => chinese));
  assert.deepEqual(
    globSync('docs/zh/**/*.md').filter((path) => !twins.has(path)),
    [],
  );
});

test('links that the texts follow lead somewhere', () => {
  const texts = [...TWINS.flat(), 'CONTRIBUTING.md', 'CHANGELOG.md'];
  for (const file of texts) {
    for (const [, target = ''] of read(file).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
      if (!/^https?:/.test(target)) assert.ok(existsSync(join(dirname(file), target)), `${file}: ${target}`);
    }
  }
});

test('every message that troubleshooting explains is one that the plugin says', () => {
  const source = globSync('{cmd,pkg}/**/*.ts')
    .map((file) => read(file).replaceAll(/\$\{CONFIGURATION\.kind\}/g, 'EtcdBackupConfiguration'))
    .join('\n');
  const messages = [...read('docs/troubleshooting.md').matchAll(/^\| `([^`]+)` \|/gm)].map(
    ([, said = '']) => said,
  );
  assert.ok(messages.length > 10);
  assert.deepEqual(
    messages.filter((said) => !source.includes(said)),
    [],
  );
});

test('the picture shows what the commands print today (npm run docs draws it)', async () => {
  assert.equal(read(PICTURE), await picture());
});
