/** What the system says of a file, in words a person can act on. */
import { EXIT, type ExitCode, UserError } from '../errors.ts';

interface Words {
  readonly say: (path: string) => string;
  readonly hint?: string;
  readonly exitCode?: ExitCode;
}

const KNOWN: Readonly<Record<string, Words>> = {
  ENOENT: { say: (path) => `no such file or folder: ${path}`, exitCode: EXIT.usage },
  EISDIR: { say: (path) => `${path} is a folder, not a file`, exitCode: EXIT.usage },
  ENOTDIR: { say: (path) => `a part of ${path} is a file, not a folder`, exitCode: EXIT.usage },
  EACCES: { say: (path) => `permission denied: ${path}`, hint: 'look at its owner and mode' },
  EPERM: { say: (path) => `not permitted: ${path}` },
  EROFS: { say: (path) => `${path} is on a read-only file system` },
  ENOSPC: { say: (path) => `no space left on the disk of ${path}`, hint: 'make room, then run it again' },
  EDQUOT: { say: (path) => `the disk quota is used up: ${path}`, hint: 'make room, then run it again' },
  EIO: { say: (path) => `the disk failed at ${path}`, hint: 'look at dmesg' },
  EBUSY: {
    say: (path) => `${path} is in use, or a disk is mounted on it`,
    hint: 'a folder inside of it can be written',
  },
  EXDEV: { say: (path) => `${path} is on another file system` },
};

/** The UserError for what `node:fs` threw; anything that is not the system's word is passed on as it is. */
export function fileTrouble(path: string, error: unknown): unknown {
  const said = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  // Node's own word, where it does not even ask the system.
  const code = said === 'ERR_FS_EISDIR' ? 'EISDIR' : said;
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return error;
  const words = KNOWN[code];
  const { hint, exitCode } = words ?? {};
  return new UserError(words?.say(visiblePath(path)) ?? `${visiblePath(path)}: ${code}`, {
    cause: error,
    reason: code,
    hint,
    ...(exitCode === undefined ? {} : { exitCode }),
  });
}

/** Runs `work` and puts the system's complaints about `path` into words. */
export async function about<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileTrouble(path, error);
  }
}

function visiblePath(path: string): string {
  return path.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '\u{fffd}');
}
