/** `npm run docs`: writes what is made from the code in its place, and removes pages of commands that are gone. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandPages, FOLDERS, READMES, withCommands } from './pages.ts';
import { PICTURE, picture } from './picture.ts';
import { twins, withBlocksOf } from './twins.ts';

for (const language of ['en', 'zh'] as const) {
  const readme = READMES[language];
  writeFileSync(readme, withCommands(readFileSync(readme, 'utf8'), language));
  const folder = join(FOLDERS[language], 'commands');
  const pages = commandPages(language);
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) if (!pages.has(join(folder, file))) rmSync(join(folder, file));
  for (const [path, text] of pages)
    if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}

// Code is the same in both languages: the English text is where it is edited.
for (const [english, chinese] of twins())
  if (existsSync(chinese))
    writeFileSync(chinese, withBlocksOf(readFileSync(chinese, 'utf8'), readFileSync(english, 'utf8')));
writeFileSync(PICTURE, await picture());
