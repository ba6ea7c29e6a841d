/** What the wire itself reports; everything else is the socket's own error, with Node's codes. */

/** The time limit is over; `code` as Node has it for sockets. */
export class WireTimeout extends Error {
  readonly code = 'ETIMEDOUT';
}

/** The way to the proxy, or the proxy's own refusal; `cause` says which. */
export class ProxyFailure extends Error {
  readonly code = 'PROXY';
  /** host:port of the proxy, without user and password. */
  readonly proxy: string;
  /** The proxy's refusal of CONNECT; undefined where it was not reached. */
  readonly status: number | undefined;

  constructor(proxy: URL, details: { readonly cause?: unknown; readonly status?: number }) {
    const cause = details.cause instanceof Error ? details.cause.message : undefined;
    super(cause ?? `the proxy answers ${details.status}`, { cause: details.cause });
    this.proxy = proxy.host;
    this.status = details.status;
  }
}

/** The server packs its answer in a way that nobody asked for. */
export class UnknownEncoding extends Error {
  readonly code = 'ENCODING';
}
