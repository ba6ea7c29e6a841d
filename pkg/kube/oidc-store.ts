/** The login inside the kubeconfig: read and written under client-go's own lock, whole or not at all. */
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import process from 'node:process';
import { dump, load } from 'js-yaml';
import { type Fields, fieldsOf, listOf, textOf } from '../backup/fields.ts';
import { visible } from '../words/visible.ts';
import { parseKubeconfig } from './kubeconfig-file.ts';
import type { Tokens } from './oidc-refresh.ts';
import type { KubeWorld } from './settings.ts';

const LOCK_TRIES = 20;
const LOCK_WAIT_MS = 100;

/** kubectl's lock (`<file>.lock`, made exclusively). undefined: somebody keeps it, or the folder is read-only; then nothing is written. */
export async function lockFile(file: string, world: KubeWorld): Promise<(() => void) | undefined> {
  const lock = `${file}.lock`;
  for (let tries = 0; tries < LOCK_TRIES; tries += 1) {
    try {
      closeSync(openSync(lock, 'wx', 0o600));
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') break;
      await world.sleep(LOCK_WAIT_MS);
    }
  }
  world.say(`the kubeconfig ${visible(file)} is locked or read-only: the refreshed login is not saved`);
  return undefined;
}

/** The provider's settings as they are in the file now. */
export function readLogin(file: string, userName: string, known: Fields): Fields {
  const user = parseKubeconfig(readFileSync(file, 'utf8'), file).users.get(userName);
  const provider = fieldsOf(user?.['auth-provider']);
  return textOf(provider['name']) === 'oidc' ? fieldsOf(provider['config']) : known;
}

/** Puts the tokens where the old ones are. Comments stay where the old values stand alone in the text. */
export function saveLogin(file: string, userName: string, tokens: Tokens): void {
  const target = realpathSync(file);
  const text = readFileSync(target, 'utf8');
  const old = readLogin(file, userName, {});
  const changes = [
    [textOf(old['id-token']), tokens.idToken],
    ...(tokens.refreshToken === undefined
      ? []
      : [[textOf(old['refresh-token']), tokens.refreshToken] as const]),
  ] as const;
  writeWhole(target, replaced(text, changes) ?? rewritten(text, userName, tokens));
}

/** Characters that need no quotes in YAML or JSON, so that the text around them may stay as it is. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._~+/=-]*$/;

function replaced(
  text: string,
  changes: readonly (readonly [old: string | undefined, next: string])[],
): string | undefined {
  let result = text;
  for (const [old, next] of changes) {
    if (old === next) continue;
    if (old === undefined || !PLAIN.test(old) || !PLAIN.test(next)) return undefined;
    const parts = result.split(old);
    if (parts.length !== 2) return undefined;
    result = parts.join(next);
  }
  return result;
}

/** The whole document anew, as kubectl does it: every field stays, comments go. */
function rewritten(text: string, userName: string, tokens: Tokens): string {
  const document = load(text) as { users?: unknown };
  const entry = listOf(document.users)
    .map(fieldsOf)
    .find((one) => one['name'] === userName);
  const settings = fieldsOf(fieldsOf(fieldsOf(entry?.['user'])['auth-provider'])['config']) as Record<
    string,
    unknown
  >;
  settings['id-token'] = tokens.idToken;
  if (tokens.refreshToken !== undefined) settings['refresh-token'] = tokens.refreshToken;
  return text.trimStart().startsWith('{')
    ? `${JSON.stringify(document, null, 2)}\n`
    : dump(document, { lineWidth: -1 });
}

function writeWhole(target: string, text: string): void {
  const part = `${target}.${process.pid}.part`;
  try {
    const file = openSync(part, 'wx', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, target);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
