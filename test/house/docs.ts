/** Text that is made from the code: the command tables of both READMEs. `--write` puts it in place. */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { commands } from '../../cmd/root.ts';

const START = '<!-- commands: written by npm run docs -->';
const END = '<!-- end of commands -->';
export const READMES = ['README.md', 'README.zh-CN.md'] as const;

/** The table of commands, as the help tells them. */
export function commandTable(): string {
  const rows = commands.map((one) => `| \`${one.name}\` | ${one.summary} |`);
  return ['| command | what it does |', '|---|---|', ...rows].join('\n');
}

/** `text` with the table in its place. Throws where the place is missing. */
export function withCommands(text: string): string {
  const start = text.indexOf(START);
  const end = text.indexOf(END);
  if (start === -1 || end < start) throw new Error('the README has lost the place of its commands');
  return `${text.slice(0, start + START.length)}\n\n${commandTable()}\n\n${text.slice(end)}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href && process.argv.includes('--write')) {
  for (const file of READMES) writeFileSync(file, withCommands(readFileSync(file, 'utf8')));
}
