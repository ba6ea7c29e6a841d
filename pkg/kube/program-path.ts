/** Where a program lies, by Go's exec.LookPath: what a relative entry of PATH finds is not run. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import process from 'node:process';

type Environment = Readonly<Record<string, string | undefined>>;

/** The program's absolute path; undefined where there is none, or where a relative entry of PATH finds it first. */
export function programPath(
  command: string,
  { env, cwd }: { env: Environment; cwd: string },
): string | undefined {
  if (isAbsolute(command)) return command;
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter);
  const names = endings(env).map((ending) => `${command}${ending}`);
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const first = found.find((path) => isProgram(resolve(cwd, path)));
  return first !== undefined && isAbsolute(first) ? first : undefined;
}

function endings(env: Environment): readonly string[] {
  if (process.platform !== 'win32') return [''];
  return ['', ...(env['PATHEXT'] ?? '.COM;.EXE;.BAT;.CMD').split(';')];
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
