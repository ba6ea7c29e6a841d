/** JSON of the API's answers, or what they are instead. */
import { fieldsOf, textOf } from '../backup/fields.ts';
import { EXIT, UserError } from '../errors.ts';
import type { KubeObject } from '../ports/cluster.ts';
import { cut, isPage, pageWords } from '../wire/answer-text.ts';
import { visible } from '../words/visible.ts';

/** The parsed JSON; a web page, half an answer or anything else is told as what it is. */
export function parseJson(body: string, contentType: string, server: URL): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    const host = visible(server.host);
    const page = isPage(contentType, body);
    const json = /\bjson\b/.test(contentType);
    const what = page
      ? `a web page${titled(body)} where the Kubernetes API should be`
      : json
        ? 'JSON that is damaged or breaks off'
        : 'something that is not JSON where the Kubernetes API should be';
    throw new UserError(`${host} answers with ${what}`, {
      hint:
        json && !page
          ? 'try again; a proxy or load balancer in between may be at fault'
          : 'check the server address and its path; a login page or gateway may stand in between',
      exitCode: EXIT.unreachable,
      reason: 'NotJson',
      cause: error,
    });
  }
}

/** ` "502 Bad Gateway"`: the page's title, where it has one. */
function titled(body: string): string {
  const title = pageWords(body);
  return title === '' ? '' : ` ("${title}")`;
}

/** An object of the kind that was asked for: what a gateway answers instead would read as one in which nothing is set. */
export function objectOf(answer: unknown, kind: string, server: URL): KubeObject {
  const fields = fieldsOf(answer);
  if (textOf(fields['kind']) === kind) return fields as KubeObject;
  const what = textOf(fields['kind']) ?? 'something else';
  throw new UserError(`${visible(server.host)} answers with ${cut(what, 60)} where the ${kind} should be`, {
    hint: 'check the server address and its path; a gateway may stand in between',
    exitCode: EXIT.unreachable,
    reason: 'WrongKind',
  });
}
