/** Servers of tests as processes of their own: none keeps a finished file of tests alive, and none outlives it. */
import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';

/** Starts a server. It is killed with this process, however that ends. */
export function startServer(program: string, args: readonly string[], folder?: string): ChildProcess {
  const cwd = folder === undefined ? {} : { cwd: folder };
  // setpriv becomes the program: the number is the server's.
  const line = process.platform === 'linux' ? ['setpriv', '--pdeathsig', 'KILL', program] : [program];
  const child = spawn(line[0] ?? program, [...line.slice(1), ...args], { ...cwd, stdio: 'ignore' });
  // A file whose world came up by half is over; it does not wait for what came up.
  child.unref();
  return child;
}

/** Ends a server, and waits until it has ended. */
export async function endServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => {
    child.once('exit', resolve);
    child.ref();
    child.kill('SIGKILL');
  });
}
