/** One run: the process becomes a Context, and the exit code comes back to it. */
import { EXIT } from '../pkg/errors.ts';
import { runCli } from './root.ts';
import { contextOf } from './world.ts';

/** Runs the command line of `host` and sets its exit code. Bugs get their stack, people's errors do not. */
export async function start(host: NodeJS.Process): Promise<void> {
  // Whoever writes is told, and knows what it means: see `outputOf` in world.ts.
  for (const stream of [host.stdout, host.stderr]) stream.on('error', () => undefined);
  const abort = new AbortController();
  const interrupt = (): void => {
    // The first Ctrl-C lets the command say what state things are in; the second one ends it.
    if (abort.signal.aborted) host.exit(EXIT.interrupted);
    abort.abort();
  };
  host.on('SIGINT', interrupt);
  host.on('SIGTERM', interrupt);
  // What ends without a result, as when all that it waits for is gone, has not succeeded.
  host.exitCode = EXIT.failed;
  try {
    host.exitCode = await runCli(host.argv.slice(2), contextOf(host, abort.signal));
  } catch (error) {
    const stack = error instanceof Error ? error.stack : String(error);
    host.stderr.write(`error: this is a bug in the plugin, please report it\n${stack}\n`);
    host.exitCode = EXIT.failed;
  }
  // Whatever still waits for an answer, like a library for its proxy, has nobody left to tell.
  if (abort.signal.aborted) host.exit();
  host.off('SIGINT', interrupt);
  host.off('SIGTERM', interrupt);
}
