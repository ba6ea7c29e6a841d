/** Bodies of answers as text: bounded in size and time, unpacked; and what they are when they are not what was asked for. */
import { EXIT, UserError } from '../errors.ts';
import { visible } from '../words/visible.ts';
import { plainBody } from './encoding.ts';
import { WireTimeout } from './failures.ts';
import type { WireResponse } from './http.ts';

/** Far above 5000 records and 10 MB of answer; below what would fill a small machine. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The whole body as text. `deadline` is on performance.now()'s clock; a byte a second does not keep it alive. */
export async function readText(
  response: WireResponse,
  deadline: number,
  mostBytes = MOST_BYTES,
): Promise<string> {
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
      if (size > mostBytes) throw tooLarge(mostBytes);
      pieces.push(piece);
    }
  } finally {
    clearTimeout(timer);
    response.body.destroy();
  }
  return Buffer.concat(pieces).toString('utf8');
}

function tooLarge(mostBytes: number): UserError {
  return new UserError(`the server's answer is larger than ${mostBytes / 1024 / 1024} MiB`, {
    exitCode: EXIT.unreachable,
    reason: 'TooLarge',
  });
}

/** Whether an answer is HTML, whatever it says it is. */
export function isPage(contentType: string, body: string): boolean {
  return contentType.includes('html') || /^\s*<(?:!doctype|html)/i.test(body.slice(0, 200));
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
