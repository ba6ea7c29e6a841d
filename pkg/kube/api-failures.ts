/** What the API answers when it refuses, in words. */
import { fieldsOf, textOf } from '../backup/fields.ts';
import { CONFIGURATION } from '../backup/resource.ts';
import { EXIT, type ExitCode, UserError } from '../errors.ts';
import type { ObjectRef, ResourceKind } from '../ports/cluster.ts';
import { cut, isPage, pageWords } from '../wire/answer-text.ts';
import { visible } from '../words/visible.ts';

/** What was asked for, to name it in a message. */
export interface Asked {
  readonly verb: string;
  readonly kind: ResourceKind | undefined;
  readonly ref: ObjectRef | undefined;
  /** Relative to the server's prefix; RBAC names it with a slash where no kind is asked for. */
  readonly path?: string;
}

export interface Refusal {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** The refusal as the person should read it; `reason` is the API's own where it gives one. */
export function apiFailure(refusal: Refusal, asked: Asked, server: URL): UserError {
  if (isPage(refusal.contentType, refusal.body)) return gatewayFailure(refusal, server);
  const status = statusObject(refusal);
  const message = textOf(status['message']) ?? refusal.body;
  const said = cut(message, MOST_SAID);
  const denied = ADMISSION.test(message) ? admission(said) : undefined;
  const words = denied ?? BY_STATUS[refusal.status]?.(said, asked, status) ?? other(refusal.status, said);
  return new UserError(words.message, {
    hint: words.hint,
    reason: denied?.reason ?? textOf(status['reason']) ?? words.reason,
    exitCode: words.exitCode ?? EXIT.unreachable,
  });
}

/** The API never answers with a page: something in front of it does. */
function gatewayFailure({ status, body }: Refusal, server: URL): UserError {
  const title = pageWords(body);
  const words = title === '' ? '' : `: ${title}`;
  return new UserError(
    `a gateway in front of ${visible(server.host)} answers with a web page (${status})${words}`,
    {
      hint:
        status >= 500
          ? 'try again; the gateway does not reach the API server'
          : 'check the server address and its path, and that you are logged in',
      reason: 'Gateway',
      exitCode: EXIT.unreachable,
    },
  );
}

/** A webhook's or policy's no comes as 400, 403 or 422, and is none of these: the permission is there, the object is valid. */
const ADMISSION =
  /admission webhook "[^"]+" denied the request|ValidatingAdmissionPolicy '[^']+'.* denied request/;

function admission(said: string): Words {
  return {
    message: `a rule of this cluster refuses the change: ${said}`,
    hint: 'nothing was written; the webhook or policy that is named there decides: ask whoever runs it',
    reason: 'Admission',
    exitCode: EXIT.failed,
  };
}

/** The API's own messages can quote whole objects. */
const MOST_SAID = 300;

interface Words {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly reason: string;
  readonly exitCode?: ExitCode;
}

type Fields = Readonly<Record<string, unknown>>;

function statusObject({ body }: Refusal): Fields {
  try {
    const parsed = fieldsOf(JSON.parse(body));
    return parsed['kind'] === 'Status' ? parsed : {};
  } catch {
    return {};
  }
}

function named({ ref, kind }: Asked): string {
  const plural = kind?.plural ?? 'the request';
  return ref === undefined ? plural : `${plural} "${visible(ref.name)}"`;
}

type Maker = (said: string, asked: Asked, status: Fields) => Words;

const BY_STATUS: Readonly<Record<number, Maker>> = {
  401: () => ({
    message: 'the server does not accept who we are: the token or certificate is wrong or has expired (401)',
    hint: 'log in again, or give a fresh --token-file',
    reason: 'Unauthorized',
  }),
  403: (said, asked) => ({
    message: `not allowed to ${permission(asked)}${said === '' ? '' : `: ${said}`}`,
    hint: `ask for the permission to ${permission(asked)}; kubectl auth can-i ${rule(asked)} shows it`,
    reason: 'Forbidden',
  }),
  404: notFound,
  405: () => ({
    message: 'the server does not allow this kind of request here (405)',
    reason: 'MethodNotAllowed',
  }),
  406: () => ({ message: 'the server cannot answer in JSON (406)', reason: 'NotAcceptable' }),
  409: (said, asked) => ({
    message: `somebody else changed ${named(asked)} in between${said === '' ? '' : `: ${said}`}`,
    hint: 'nothing was written; look at it and run the command again',
    reason: 'Conflict',
    exitCode: EXIT.failed,
  }),
  410: () => ({ message: 'the server no longer has that version of the object (410)', reason: 'Expired' }),
  422: (said, asked) => ({
    message: `the server refuses this as invalid: ${said || named(asked)}`,
    reason: 'Invalid',
    exitCode: EXIT.failed,
  }),
  429: () => ({
    message: 'the server is too busy and asks to wait (429)',
    hint: 'try again in a while',
    reason: 'TooManyRequests',
  }),
};

function other(code: number, said: string): Words {
  const answer = said === '' ? '' : `: ${said}`;
  if (code >= 500)
    return {
      message: `the server failed (${code})${answer}`,
      hint: 'try again; a gateway in between may be at fault',
      reason: 'ServerError',
    };
  if (code >= 300 && code < 400) {
    return {
      message: `the server sends us elsewhere (${code}), which is not followed`,
      hint: 'check the server address and its path',
      reason: 'Redirect',
    };
  }
  return { message: `the server refuses (${code})${answer}`, reason: 'BadRequest', exitCode: EXIT.failed };
}

/** `get secrets "x" in namespace y`: the words of an RBAC rule. */
function permission(asked: Asked): string {
  const where = asked.ref?.namespace === undefined ? '' : ` in namespace ${visible(asked.ref.namespace)}`;
  return `${asked.verb} ${resourceOf(asked)}${where}`;
}

function rule(asked: Asked): string {
  const where = asked.ref?.namespace === undefined ? '' : ` -n ${visible(asked.ref.namespace)}`;
  return `${asked.verb} ${resourceOf(asked)}${where}`;
}

function resourceOf({ kind, path = '' }: Asked): string {
  if (kind === undefined) return `/${path}`;
  return kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
}

/** A missing object has `details`; a kind that is not served has none, and says "could not find the requested resource". */
function notFound(said: string, asked: Asked, status: Fields): Words {
  const details = fieldsOf(status['details']);
  const objectMissing = textOf(details['name']) !== undefined && textOf(details['kind']) !== undefined;
  if (objectMissing) return { message: `${named(asked)} does not exist`, reason: 'NotFound' };
  if (asked.kind?.group === CONFIGURATION.group) {
    return {
      message: `this cluster does not know ${CONFIGURATION.kind}`,
      hint: 'install Alauda Container Platform Cluster Enhancer, or check that this is the right cluster and address',
      reason: 'KindNotFound',
    };
  }
  return {
    message: `the server has nothing at this address (404)${said === '' ? '' : `: ${said}`}`,
    hint: 'check the server address and its path',
    reason: 'NotFound',
  };
}
