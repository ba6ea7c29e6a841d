/** A server of a test: a port from the kernel, and an end that leaves no socket behind. */
import type { AddressInfo, Server, Socket } from 'node:net';

export interface Closing {
  /** Ends the server and every connection. */
  readonly close: () => Promise<void>;
}

export interface Keeper extends Closing {
  readonly keep: <S extends Socket>(socket: S) => S;
  /** Listens on 127.0.0.1, or another address of this machine; the port. */
  readonly listen: (host?: string) => Promise<number>;
}

/** Remembers the sockets that `keep` is shown. */
export function closingOf(server: Server): Keeper {
  const sockets = new Set<Socket>();
  return {
    keep: (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
    listen: (host = '127.0.0.1') =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, host, () => resolve((server.address() as AddressInfo).port));
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/**
 * Resets the connection of `socket`; `raw` is the TCP socket below one of TLS. One that is ending already is only destroyed: Node
 * cannot reset it, keeps it for ever, and spins at the end of the process without a word.
 */
export function reset(socket: Socket, raw: Socket = socket): void {
  const ending = socket.writableEnded || raw.writableEnded;
  if (!ending) raw.resetAndDestroy();
  if (ending || raw !== socket) socket.destroy();
}
