/** An OpenID Connect provider that renews one login: discovery and the token endpoint, and what it was asked. */
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { type Closing, closingOf } from '../../faults/closing.ts';

export interface Issuer extends Closing {
  /** `http://localhost:port` */
  readonly url: string;
  /** Bodies and identities of the token requests. */
  readonly asked: () => readonly string[];
  readonly forget: () => void;
}

/** A token that is valid until `seconds` since 1970; nobody here checks its signature. */
export function idToken(seconds: number, name = 'me'): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ sub: name, exp: seconds })}.c2ln`;
}

/** Far from now in either direction. */
export const LONG_AGO = 1_600_000_000;
export const LONG_TO_COME = 4_000_000_000;

/** Renews `refresh-1` into `refresh-2`, and refuses every other one. */
export async function openIssuer(): Promise<Issuer> {
  let asked: string[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = new URLSearchParams(Buffer.concat(pieces).toString());
    const json = (status: number, value: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    if (request.method === 'GET') return json(200, { issuer: url, token_endpoint: `${url}/token` });
    body.sort();
    asked.push(`${body} as ${request.headers.authorization}`);
    if (body.get('refresh_token') !== 'refresh-1') return json(400, { error: 'invalid_grant' });
    json(200, {
      access_token: 'unused',
      token_type: 'bearer',
      id_token: idToken(LONG_TO_COME, 'renewed'),
      refresh_token: 'refresh-2',
    });
  });
  const keeper = closingOf(server);
  server.on('connection', (socket: Socket) => keeper.keep(socket).on('error', () => undefined));
  const url = `http://localhost:${await keeper.listen()}`;
  return {
    url,
    asked: () => asked,
    forget: () => {
      asked = [];
    },
    close: keeper.close,
  };
}
