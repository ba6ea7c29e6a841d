/** Text that is made from the code: the command tables of both READMEs, and a page per command in both languages. */
import { commandHelp } from '../../../cmd/help.ts';
import { commands } from '../../../cmd/root.ts';
import { SUMMARIES } from './chinese.ts';

export type Language = 'en' | 'zh';

const START = '<!-- commands: written by npm run docs -->';
const END = '<!-- end of commands -->';
export const READMES: Readonly<Record<Language, string>> = { en: 'README.md', zh: 'README.zh-CN.md' };
/** Where the pages of a language lie. */
export const FOLDERS: Readonly<Record<Language, string>> = { en: 'docs', zh: 'docs/zh' };

const WORDS = {
  en: { command: 'command', does: 'what it does', help: 'Its own help:', more: 'All commands' },
  zh: { command: '命令', does: '作用', help: '它自己的帮助:', more: '所有命令' },
} as const;

function summary(name: string, english: string, language: Language): string {
  return language === 'en' ? english : (SUMMARIES[name] ?? '');
}

/** The table of commands; `base` leads from the file that holds it to the pages. */
export function commandTable(language: Language, base: string): string {
  const { command, does } = WORDS[language];
  const rows = commands.map(
    (one) => `| [\`${one.name}\`](${base}${one.name}.md) | ${summary(one.name, one.summary, language)} |`,
  );
  return [`| ${command} | ${does} |`, '|---|---|', ...rows].join('\n');
}

/** `text` of a README with the table in its place. Throws where the place is missing. */
export function withCommands(text: string, language: Language): string {
  const start = text.indexOf(START);
  const end = text.indexOf(END);
  if (start === -1 || end < start) throw new Error('the README has lost the place of its commands');
  const table = commandTable(language, `${FOLDERS[language]}/commands/`);
  return `${text.slice(0, start + START.length)}\n\n${table}\n\n${text.slice(end)}`;
}

/** Every page that is made, by its path. */
export function commandPages(language: Language): ReadonlyMap<string, string> {
  const folder = `${FOLDERS[language]}/commands`;
  const { help, more } = WORDS[language];
  const pages = commands.map((one): [string, string] => [
    `${folder}/${one.name}.md`,
    [
      '<!-- written by npm run docs -->',
      '',
      `# kubectl etcdbackup ${one.name}`,
      '',
      `${sentence(summary(one.name, one.summary, language), language)} ${help}`,
      '',
      '```text',
      commandHelp(one).trimEnd(),
      '```',
      '',
      `[${more}](README.md)`,
      '',
    ].join('\n'),
  ]);
  const index = ['<!-- written by npm run docs -->', '', `# ${more}`, '', commandTable(language, ''), ''];
  return new Map([[`${folder}/README.md`, index.join('\n')], ...pages]);
}

function sentence(text: string, language: Language): string {
  return language === 'zh' ? `${text}。` : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
