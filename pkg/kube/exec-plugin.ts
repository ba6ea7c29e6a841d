/** Credential plugins (client.authentication.k8s.io): run once, kept until they expire. client-node lacks most of this (#2044). */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { type Fields, fieldsOf, listOf, textOf } from '../backup/fields.ts';
import { EXIT, InterruptedError, UserError } from '../errors.ts';
import { visible } from '../words/visible.ts';
import type { Chosen } from './choice.ts';
import { type Credential, execCredential, execInfo } from './exec-credential.ts';
import { checkAllowed } from './plugin-policy.ts';
import { programPath } from './program-path.ts';
import type { KubeWorld } from './settings.ts';
import { until } from './until.ts';

export interface ExecPlugin {
  /** What the plugin last said, or says now. `signal` ends the wait, but where the plugin may be asking a person. */
  credential(signal?: AbortSignal): Promise<Credential>;
  /** The server did not accept it: ask anew next time. */
  forget(): void;
}

/** A credential is a token and a certificate: this is far more. */
const MOST_OUTPUT = 1024 * 1024;

/** The plugin of the chosen user. Requests that come at once share one run of it. */
export function execPlugin(chosen: Chosen, world: KubeWorld): ExecPlugin {
  let running: Promise<Credential> | undefined;
  return {
    async credential(signal) {
      const wait = <T>(asked: Promise<T>): Promise<T> =>
        signal === undefined || asksPerson(chosen, world) ? asked : until(asked, signal);
      try {
        const known = running && (await wait(running));
        if (known?.expires !== undefined && known.expires <= world.now().getTime()) running = undefined;
        running ??= ask(chosen, world);
        return await wait(running);
      } catch (error) {
        // Whoever stops waiting does not end the plugin: others wait for it too.
        if (signal?.aborted !== true) running = undefined;
        throw error;
      }
    },
    forget: () => {
      running = undefined;
    },
  };
}

async function ask(chosen: Chosen, world: KubeWorld): Promise<Credential> {
  const exec = fieldsOf(chosen.user['exec']);
  const command = textOf(exec['command']) ?? '';
  const version = textOf(exec['apiVersion']) ?? '';
  const path = programPath(command, world);
  if (path === undefined) throw notStarted(command, exec, { code: 'ENOENT', message: '' });
  checkAllowed(command, path, world);
  const interactive = mayAsk(exec, command, world);
  const info = execInfo(exec, chosen.cluster, interactive);
  const output = await run({ command, path }, exec, info, interactive, world);
  return execCredential(output, version, command);
}

/** A login in a browser takes a person as long as it takes. */
function asksPerson({ user }: Chosen, world: KubeWorld): boolean {
  return world.terminal === true && textOf(fieldsOf(user['exec'])['interactiveMode']) !== 'Never';
}

/** Whether the plugin gets the terminal. */
function mayAsk(exec: Fields, command: string, world: KubeWorld): boolean {
  const mode = textOf(exec['interactiveMode']) ?? 'IfAvailable';
  if (mode === 'Always' && world.terminal !== true) {
    throw new UserError(`the credential plugin "${visible(command)}" needs a terminal to ask on`, {
      exitCode: EXIT.unreachable,
      hint: 'run the command on a terminal, or log in with the plugin itself first',
      reason: 'Plugin',
    });
  }
  return mode !== 'Never' && world.terminal === true;
}

interface Program {
  /** As the kubeconfig names it. */
  readonly command: string;
  readonly path: string;
}

function run(
  { command, path }: Program,
  exec: Fields,
  info: string,
  interactive: boolean,
  world: KubeWorld,
): Promise<string> {
  const args = listOf(exec['args']).map(String);
  const own = listOf(exec['env']).map(fieldsOf);
  const added = own.map((one) => [textOf(one['name']) ?? '', String(one['value'] ?? '')] as const);
  const env = { ...world.env, ...Object.fromEntries(added), KUBERNETES_EXEC_INFO: info };
  return new Promise((resolve, reject) => {
    // A NUL in an argument or variable is thrown at once: what is thrown would show it.
    if ([path, ...args, ...added.flat()].some((one) => one.includes('\0')))
      return reject(
        notStarted(command, exec, { code: 'EINVAL', message: 'its arguments or variables hold a NUL' }),
      );
    const child = spawn(path, args, {
      env,
      // A folder that was removed under the shell is inherited: named, it would look as if the plugin were missing.
      ...(existsSync(world.cwd) ? { cwd: world.cwd } : {}),
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', interactive ? 'inherit' : 'pipe'],
      ...(world.signal === undefined ? {} : { signal: world.signal }),
    });
    const pieces: Buffer[] = [];
    let size = 0;
    child.stdout?.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size <= MOST_OUTPUT) pieces.push(piece);
      else child.kill();
    });
    if (child.stderr !== null) sayLines(child.stderr, world.say);
    // What a wrapper has started lives on when the wrapper is ended, and holds its pipes: nobody waits for that.
    const leave = (): void => {
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.unref();
    };
    world.signal?.addEventListener('abort', leave, { once: true });
    child.once('close', () => world.signal?.removeEventListener('abort', leave));
    const interrupted = (): boolean => world.signal?.aborted === true;
    child.once('error', (error) =>
      reject(interrupted() ? new InterruptedError() : notStarted(command, exec, error)),
    );
    child.once('close', (code, signal) => {
      if (interrupted()) reject(new InterruptedError());
      else if (size > MOST_OUTPUT) reject(failed(command, 'says far too much'));
      else if (code === 0) resolve(Buffer.concat(pieces).toString('utf8'));
      else
        reject(failed(command, code === null ? `was ended by ${signal}` : `failed with exit code ${code}`));
    });
  });
}

/** What the plugin says on stderr is for the person. */
function sayLines(stream: NodeJS.ReadableStream, say: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (piece: Buffer) => {
    const lines = (rest + decoder.write(piece)).split('\n');
    rest = (lines.pop() ?? '').slice(-MOST_OUTPUT);
    for (const line of lines) say(visible(line));
  });
  stream.on('end', () => {
    if (rest !== '') say(visible(rest));
  });
}

function notStarted(
  command: string,
  exec: Fields,
  error: Pick<NodeJS.ErrnoException, 'code' | 'message'>,
): UserError {
  const { code } = error;
  const what =
    code === 'ENOENT'
      ? 'is not installed'
      : code === 'EACCES'
        ? 'may not be run'
        : `did not run: ${error.message}`;
  const hint = textOf(exec['installHint']);
  return new UserError(`the credential plugin "${visible(command)}" ${visible(what)}`, {
    exitCode: EXIT.unreachable,
    hint:
      hint === undefined
        ? 'the kubeconfig names it to log in; install it, or choose another user'
        : visible(hint),
    reason: 'Plugin',
    cause: error,
  });
}

function failed(command: string, what: string): UserError {
  return new UserError(`the credential plugin "${visible(command)}" ${what}`, {
    exitCode: EXIT.unreachable,
    hint: 'run it by hand to see what it says, and log in with it',
    reason: 'Plugin',
  });
}
