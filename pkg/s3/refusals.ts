/** Reading an answer that is no success: S3's error document, or what came instead of one. */
import { EXIT, UserError } from '../errors.ts';
import { cut, isPage, pageWords } from '../wire/answer-text.ts';
import type { WireResponse } from '../wire/http.ts';
import type { Refusal } from './failures.ts';
import { readXml, textIn } from './xml.ts';

/** What the status says where the answer says nothing: HEAD has no body. */
const BY_STATUS: Readonly<Record<number, string>> = {
  301: 'PermanentRedirect',
  307: 'TemporaryRedirect',
  401: 'AccessDenied',
  403: 'AccessDenied',
  405: 'MethodNotAllowed',
  412: 'PreconditionFailed',
  416: 'InvalidRange',
  429: 'SlowDown',
  503: 'ServiceUnavailable',
  507: 'QuotaExceeded',
};

/** What Go's, nginx' and other servers say to plain HTTP on a TLS port. */
const PLAIN_HTTP = /HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS/i;

/** `text` is the body; `now` the moment at which the answer came. Throws UserError where no store can have answered. */
export function readRefusal(response: WireResponse, text: string, host: string, now: Date): Refusal {
  const { status, headers } = response;
  if (status === 400 && PLAIN_HTTP.test(text)) return refusal(response, 'PlainHttp', '', now);
  const document = readXml(text);
  const error = document?.name === 'Error' ? document : undefined;
  if (error === undefined && text.trim() !== '' && status < 500) throw noStore(response, text, host);
  const words = error === undefined ? pageWords(text) : (textIn(error, 'Message') ?? '');
  const code = textIn(error, 'Code') ?? BY_STATUS[status] ?? `HTTP${status}`;
  const region = textIn(error, 'Region') ?? header(headers['x-amz-bucket-region']);
  return { ...refusal(response, cut(code, 60), cut(words, 300), now), region };
}

function refusal({ status, headers }: WireResponse, code: string, message: string, now: Date): Refusal {
  return { status, code, message, region: undefined, clockAheadMs: clockAhead(headers.date, now) };
}

const header = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The store's clock minus ours, in milliseconds: its header tells whole seconds. */
export function clockAhead(date: string | undefined, now: Date): number | undefined {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(theirs) ? undefined : theirs + 500 - now.getTime();
}

/** Something answers, and it is no S3. */
export function noStore({ status, headers }: WireResponse, text: string, host: string): UserError {
  const type = headers['content-type'] ?? '';
  if (status === 407)
    return new UserError(`the proxy wants a user and password (407)`, {
      hint: 'check HTTPS_PROXY and HTTP_PROXY',
      exitCode: EXIT.unreachable,
      reason: 'Proxy',
    });
  const page = isPage(type, text);
  const title = pageWords(text);
  const what = page ? `a web page${title === '' ? '' : ` ("${title}")`}` : 'something else';
  return new UserError(`${host} does not speak S3: it answers with ${what} (${status})`, {
    hint: "check --endpoint: is it the address of a console, or a proxy's login page?",
    exitCode: EXIT.unreachable,
    reason: 'NotS3',
  });
}
