/** Bodies of answers: bounded in size and time, unpacked, and JSON or told what they are instead. */
import { EXIT, UserError } from '../errors.ts';
import { plainBody } from '../wire/encoding.ts';
import { WireTimeout } from '../wire/failures.ts';
import type { WireResponse } from '../wire/http.ts';
import { visible } from '../words/visible.ts';

/** Far above 5000 records and 10 MB of answer; below what would fill a small machine. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The whole body as text. `deadline` is on performance.now()'s clock; a byte a second does not keep it alive. */
export async function readText(response: WireResponse, deadline: number): Promise<string> {
  const body = await plainBody(response);
  const left = deadline - performance.now();
  const stop = (): void =>
    void response.body.destroy(new WireTimeout('the answer takes longer than the time limit'));
  const timer = Number.isFinite(left) ? setTimeout(stop, Math.max(0, left)) : undefined;
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > MOST_BYTES) throw tooLarge();
      pieces.push(piece);
    }
  } finally {
    clearTimeout(timer);
    response.body.destroy();
  }
  return Buffer.concat(pieces).toString('utf8');
}

function tooLarge(): UserError {
  return new UserError(`the server's answer is larger than ${MOST_BYTES / 1024 / 1024} MiB`, {
    exitCode: EXIT.unreachable,
    reason: 'TooLarge',
  });
}

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

/** Whether an answer is HTML, whatever it says it is. */
export function isPage(contentType: string, body: string): boolean {
  return contentType.includes('html') || /^\s*<(?:!doctype|html)/i.test(body.slice(0, 200));
}

/** ` "502 Bad Gateway"`: the page's title, where it has one. */
function titled(body: string): string {
  const title = pageWords(body);
  return title === '' ? '' : ` ("${title}")`;
}

/** What a page says: its title, else its first words without markup; one line, printable. */
export function pageWords(page: string): string {
  const head = page.slice(0, 16_384);
  const title = /<title[^>]*>([^<]*)/i.exec(head)?.[1]?.trim();
  const text = title
    ? title
    : head.replaceAll(/<(script|style)\b[\s\S]*?(?:<\/\1>|$)/gi, ' ').replaceAll(/<[^>]*>/g, ' ');
  return cut(text, 120);
}

/** One printable line of at most so many characters. */
export function cut(text: string, most: number): string {
  const line = visible(text.replaceAll(/\s+/g, ' ').trim());
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
