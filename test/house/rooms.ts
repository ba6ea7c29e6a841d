/** Who may import whom: the direction of docs/architecture.md as data, and the walk that finds breaches. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Rooms whose files compute and never act. */
const PURE = ['backup', 'settings', 'checks', 'restore', 'snapshot', 'output', 'words', 'shell', 'ports'];
const ADAPTERS = ['kube', 's3', 'files'];

/** Where a run begins: the only files that see the process, its clock and its streams. */
const ENTRY = new Set(['cmd/main.ts', 'cmd/start.ts', 'cmd/world.ts']);

/** `node:` modules that only compute. */
const HARMLESS = new Set([
  'node:buffer',
  // Streams carry what they are given; only files and sockets reach outside.
  'node:stream',
  'node:path/posix',
  'node:util',
  'node:url',
  'node:assert',
  'node:zlib',
  'node:crypto',
]);
/** Packages that only compute. */
const COMPUTING = new Set([
  'cron-parser',
  'cronstrue',
  'js-yaml',
  'cli-table3',
  'get-east-asian-width',
  'tar-stream',
]);

/** One import that goes against the direction. */
export interface Breach {
  readonly file: string;
  readonly target: string;
  readonly why: string;
}

const IMPORT =
  /(?:^|\n)\s*(import|export)\s+(type\s+)?[^'";]*?from\s+'([^']+)'|(?:^|\n)\s*import\s+'([^']+)'|import\(\s*'([^']+)'\s*\)/g;

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
}

export function importsOf(source: string): Import[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\n)\s*\/\/[^\n]*/g, '$1');
  return [...code.matchAll(IMPORT)].map((match) => ({
    target: match[3] ?? match[4] ?? match[5] ?? '',
    typeOnly: match[2] !== undefined,
  }));
}

function roomOf(path: string): string {
  const parts = path.split('/');
  return parts[0] === 'pkg' ? (parts[1] ?? '').replace(/\.ts$/, '') : (parts[0] ?? '');
}

/** Why `file` may not import `target` (a path from the root, or a module's name); undefined when it may. */
export function forbidden(file: string, target: string, typeOnly: boolean): string | undefined {
  const from = roomOf(file);
  const inside = target.startsWith('cmd/') || target.startsWith('pkg/') || target.startsWith('test/');
  if (!inside) return forbiddenModule(file, from, target, typeOnly);
  const to = roomOf(target);
  if (target.startsWith('test/')) return 'only tests import tests';
  if (target.startsWith('cmd/') && from !== 'cmd') return 'nothing imports the face';
  if (from === to || to === 'errors' || to === 'ports' || from === 'cmd') return undefined;
  if (from === 'wire') return PURE.includes(to) ? undefined : 'the wire imports pure rooms only';
  if (ADAPTERS.includes(from))
    return to === 'wire' || PURE.includes(to) ? undefined : 'adapters import pure rooms and the wire only';
  if (from === 'flows') return PURE.includes(to) ? undefined : 'flows work over ports, not over adapters';
  return PURE.includes(to) ? undefined : 'a pure room imports pure rooms only';
}

function forbiddenModule(file: string, from: string, target: string, typeOnly: boolean): string | undefined {
  if (typeOnly || from === 'wire' || ADAPTERS.includes(from)) return undefined;
  if (from === 'cmd')
    return target === 'node:process' && file !== 'cmd/main.ts'
      ? 'only cmd/main.ts touches process'
      : undefined;
  if (HARMLESS.has(target) || COMPUTING.has(target)) return undefined;
  return `${from === 'flows' ? 'a flow' : 'a pure room'} imports no I/O and no client`;
}

/** Imports, and uses of process, clock and randomness, that go against the direction. */
export function breachesOf(file: string, source: string): Breach[] {
  const found: Breach[] = [];
  for (const { target, typeOnly } of importsOf(source)) {
    const resolved = target.startsWith('.') ? normalize(join(dirname(file), target)) : target;
    const why = forbidden(file, resolved, typeOnly);
    if (why !== undefined) found.push({ file, target: resolved, why });
  }
  const pure = PURE.includes(roomOf(file)) || roomOf(file) === 'flows';
  const world = /\bprocess\.|\bDate\.now\(|\bnew Date\(\s*\)|\bMath\.random\(|\bconsole\./;
  const code = source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\/\/[^\n]*/g, '');
  const use = world.exec(code)?.[0];
  if (use !== undefined && (pure || (file.startsWith('cmd/') && !ENTRY.has(file)))) {
    found.push({ file, target: use, why: 'clock, environment and randomness are handed in' });
  }
  return found;
}

/** Rooms of `pkg/` that lead back to themselves by their imports, types included: `backup → checks → backup`. */
export function circlesOf(files: readonly { readonly file: string; readonly source: string }[]): string[] {
  const doors = new Map<string, Set<string>>();
  for (const { file, source } of files) {
    if (!file.startsWith('pkg/')) continue;
    const from = roomOf(file);
    const reached = importsOf(source)
      .filter(({ target }) => target.startsWith('.'))
      .map(({ target }) => roomOf(normalize(join(dirname(file), target))));
    doors.set(from, new Set([...(doors.get(from) ?? []), ...reached.filter((to) => to !== from)]));
  }
  const from = (way: readonly string[]): string[] =>
    [...(doors.get(way.at(-1) ?? '') ?? [])].flatMap((next) => {
      if (next === way[0]) return [[...way, next].join(' → ')];
      return way.includes(next) ? [] : from([...way, next]);
    });
  return [...doors.keys()].flatMap((room) => from([room]));
}

/** Every source file of the house with its text. */
export function sourceFiles(): { file: string; source: string }[] {
  return globSync(['cmd/**/*.ts', 'pkg/**/*.ts']).map((file) => ({
    file,
    source: readFileSync(file, 'utf8'),
  }));
}
