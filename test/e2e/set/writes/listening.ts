/** A server on a port that the kernel chooses. */
import type { Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';

/** Its address, as http. */
export async function listening(server: Server | TlsServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}
