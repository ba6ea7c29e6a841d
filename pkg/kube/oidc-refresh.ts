/** A new id-token for a refresh-token: discovery and one POST (OpenID Connect Discovery 1.0, RFC 6749 section 6). */
import { type Fields, fieldsOf, textOf } from '../backup/fields.ts';
import { EXIT, UserError } from '../errors.ts';
import { readText } from '../wire/answer-text.ts';
import { authoritiesOf } from '../wire/bundle.ts';
import type { TlsSettings, WireRequest } from '../wire/http.ts';
import { environmentProxy } from '../wire/proxy-environment.ts';
import { openWire, type Wire } from '../wire/send.ts';
import { visible } from '../words/visible.ts';
import { parseJson } from './answers.ts';
import { serverUrl } from './server-url.ts';
import type { KubeWorld } from './settings.ts';
import { pem } from './tls.ts';
import { wireFailure } from './wire-failures.ts';

/** What a refresh brings. */
export interface Tokens {
  readonly idToken: string;
  /** The next refresh token, where the provider hands out a new one. */
  readonly refreshToken: string | undefined;
}

const LIMIT_MS = 30_000;

/** Asks the provider that `settings` name. Throws UserError; no token is in it. */
export async function refreshLogin(settings: Fields, world: KubeWorld): Promise<Tokens> {
  const wire = openWire();
  try {
    const issuer = serverUrl(textOf(settings['idp-issuer-url']) ?? '');
    const ask = asking(wire, trust(settings), world);
    const discovery = await ask({ method: 'GET', url: new URL('.well-known/openid-configuration', issuer) });
    const endpoint = textOf(discovery.fields['token_endpoint']);
    if (discovery.status !== 200 || endpoint === undefined || !URL.canParse(endpoint))
      throw refused(issuer, `its discovery document names no token_endpoint (${discovery.status})`);
    return await exchange(ask, new URL(endpoint), issuer, settings);
  } finally {
    wire.close();
  }
}

function trust(settings: Fields): TlsSettings {
  const bundle = pem(settings, 'idp-certificate-authority');
  return bundle === undefined ? {} : { ca: authoritiesOf(bundle) };
}

type Ask = (
  request: Pick<WireRequest, 'method' | 'url' | 'body'> & { readonly headers?: Record<string, string> },
) => Promise<{ readonly status: number; readonly fields: Fields }>;

function asking(wire: Wire, tls: TlsSettings, world: KubeWorld): Ask {
  return async (request) => {
    const proxy = environmentProxy(request.url, world.env);
    const headers = { accept: 'application/json', 'user-agent': 'kubectl-etcdbackup', ...request.headers };
    const more = proxy === undefined ? {} : { proxy };
    try {
      const response = await wire.send({ ...request, ...more, headers, tls, timeoutMs: LIMIT_MS });
      const text = await readText(response, performance.now() + LIMIT_MS);
      const fields = fieldsOf(parseJson(text, response.headers['content-type'] ?? '', request.url));
      return { status: response.status, fields };
    } catch (error) {
      throw wireFailure(error, request.url, world.signal?.aborted === true, 'request');
    }
  };
}

/** As golang.org/x/oauth2: the client's secret goes into a header first, and into the body where the provider refuses that. */
async function exchange(ask: Ask, url: URL, issuer: URL, settings: Fields): Promise<Tokens> {
  const id = textOf(settings['client-id']) ?? '';
  const secret = textOf(settings['client-secret']) ?? '';
  const grant = { grant_type: 'refresh_token', refresh_token: textOf(settings['refresh-token']) ?? '' };
  const post = (fields: Record<string, string>, headers: Record<string, string>): ReturnType<Ask> => {
    const body = new URLSearchParams(fields).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return ask({ method: 'POST', url, body, headers: { ...type, ...headers } });
  };
  const pair = Buffer.from(`${formEncoded(id)}:${formEncoded(secret)}`).toString('base64');
  let answer = await post(grant, { authorization: `Basic ${pair}` });
  if (answer.status !== 200) {
    const named = { ...grant, client_id: id, ...(secret === '' ? {} : { client_secret: secret }) };
    answer = await post(named, {});
  }
  const idToken = textOf(answer.fields['id_token']);
  if (answer.status !== 200 || idToken === undefined)
    throw refused(issuer, textOf(answer.fields['error']) ?? `no id_token (${answer.status})`);
  return { idToken, refreshToken: textOf(answer.fields['refresh_token']) };
}

/** RFC 6749, 2.3.1: a space is a plus here. */
function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

function refused(issuer: URL, why: string): UserError {
  return new UserError(
    `the identity provider ${visible(issuer.host)} does not renew the login: ${visible(why)}`,
    {
      exitCode: EXIT.unreachable,
      hint: 'log in again with the tool that wrote the kubeconfig',
      reason: 'Unauthorized',
    },
  );
}
