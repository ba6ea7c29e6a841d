/** What the platform's answer to `exec` means. Its body is not documented: only the status is believed. */
import { EXIT, type ExitCode, UserError } from '../../errors.ts';
import { visible } from '../../words/visible.ts';
import { type Fields, fieldsOf, textOf } from '../fields.ts';

export type ExecMeaning =
  /** The backup was started. */
  | { readonly kind: 'accepted' }
  /** Nothing was started; what to tell. */
  | { readonly kind: 'refused'; readonly error: UserError }
  /** It may have been started or not; why nobody knows. */
  | { readonly kind: 'lost'; readonly why: string };

/** `server`: the address that was asked, with its path. */
export function meaningOf(status: number, body: string, server: string): ExecMeaning {
  const said = saidIn(body);
  if (status >= 200 && status < 300) {
    if (isPage(body))
      return { kind: 'lost', why: 'a web page came where the platform should answer (a login page?)' };
    return isFailure(body) ? { kind: 'lost', why: `the answer is a failure${said}` } : { kind: 'accepted' };
  }
  // A gateway gives up on what it has passed on; a timed-out request may have been read.
  if (status >= 500 || status === 408) return { kind: 'lost', why: `the server answers ${status}${said}` };
  return { kind: 'refused', error: refusal(status, said, server) };
}

function refusal(status: number, said: string, server: string): UserError {
  const [message, hint, reason, exitCode = EXIT.unreachable] = wordsOf(status, said, server);
  return new UserError(`${message}; no backup was started`, { hint, reason, exitCode });
}

type Words = readonly [message: string, hint: string | undefined, reason: string, exitCode?: ExitCode];

function wordsOf(status: number, said: string, server: string): Words {
  if (status >= 300 && status < 400)
    return [
      `the server sends us elsewhere (${status}), which is not followed`,
      'check the server address and its path, and that you are logged in',
      'Redirect',
    ];
  switch (status) {
    case 401:
      return [
        'the server does not accept who we are: the token or certificate is wrong or has expired (401)',
        'log in again, or give a fresh --token-file',
        'Unauthorized',
      ];
    case 403:
      return [
        `not allowed to trigger a backup (403)${said}`,
        'ask for the permission to get etcdbackupconfigurations/exec.enhancement.cluster.alauda.io',
        'Forbidden',
      ];
    case 404:
      return [`${visible(server)} serves no exec (404)${said}`, routeHint(server), 'NotFound'];
    case 405:
      return [
        'the server does not allow this kind of request here (405)',
        routeHint(server),
        'MethodNotAllowed',
      ];
    case 409:
      return [
        `the platform refuses because of something that goes on (409)${said}`,
        'a backup may be running already: kubectl etcdbackup list shows it',
        'Conflict',
        EXIT.failed,
      ];
    case 429:
      return [`the server is too busy (429)${said}`, 'try again in a while', 'TooManyRequests'];
    default:
      return [`the server refuses (${status})${said}`, undefined, 'BadRequest', EXIT.failed];
  }
}

/** The platform's route is the one that is documented to serve exec. */
function routeHint(server: string): string {
  return /\/kubernetes\/[^/]+\/?$/.test(server)
    ? "check the cluster's name on the platform, and that Cluster Enhancer is installed there"
    : 'go through the platform: --platform-url https://PLATFORM --platform-cluster NAME, with the token in ACP_TOKEN';
}

function isPage(body: string): boolean {
  return /^\s*<(?:!doctype|html)/i.test(body.slice(0, 200));
}

const MOST_SAID = 200;

/** `: words` of a Status or a plain text; nothing of a page. */
function saidIn(body: string): string {
  if (body.trim() === '' || isPage(body)) return '';
  const text = visible((messageIn(body) ?? body).replaceAll(/\s+/g, ' ').trim());
  return `: ${text.length > MOST_SAID ? `${text.slice(0, MOST_SAID - 1)}…` : text}`;
}

function messageIn(body: string): string | undefined {
  return textOf(jsonIn(body)['message']);
}

/** A Status of the Kubernetes API that says so, whatever the HTTP status. */
function isFailure(body: string): boolean {
  const { kind, status } = jsonIn(body);
  return kind === 'Status' && status === 'Failure';
}

function jsonIn(body: string): Fields {
  try {
    return fieldsOf(JSON.parse(body));
  } catch {
    return {};
  }
}
