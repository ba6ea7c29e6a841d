/** What `-v` shows, as kubectl does: 6 a line per request, 7 what is sent, 8 what comes back and the bodies. Secrets are masked before they get here. */
import type { IncomingHttpHeaders } from 'node:http';
import { visible } from '../words/visible.ts';

const SECRET_HEADERS = /^(?:authorization|proxy-authorization|cookie|set-cookie)$/i;
/** kubectl's: 1024 characters at 8, ten times as many at 9, all of it beyond. */
const longestBody = (verbosity: number): number =>
  verbosity >= 10 ? Number.POSITIVE_INFINITY : verbosity >= 9 ? 10_240 : 1024;

export interface Outcome {
  answered(status: number, headers: IncomingHttpHeaders): void;
  failed(words: string): void;
}

export interface Trace {
  /** Called before a request; what it returns, with what came of it. */
  request(
    method: string,
    url: URL,
    headers: Readonly<Record<string, unknown>>,
    body: string | undefined,
    hidden: boolean,
  ): Outcome;
  body(text: string, hidden: boolean): void;
  /** The API's `Warning` headers, each once a run. */
  warnings(header: string | readonly string[] | undefined): void;
}

export function traceOf(verbosity: number, world: { readonly say: (line: string) => void }): Trace {
  const said = new Set<string>();
  const bodyLine = (what: string, text: string, hidden: boolean): void => {
    if (verbosity >= 8) world.say(`${what} Body: ${maskedBody(text, hidden, verbosity)}`);
  };
  return {
    request(method, url, headers, body, hidden) {
      const line = `${method} ${visible(withoutUser(url))}`;
      if (verbosity >= 7) {
        world.say(line);
        world.say('Request Headers:');
        for (const [name, value] of Object.entries(headers)) world.say(`    ${name}: ${masked(name, value)}`);
        if (body !== undefined) bodyLine('Request', body, hidden);
      }
      const started = performance.now();
      const took = (): string => `in ${Math.round(performance.now() - started)} milliseconds`;
      return {
        answered(status, answered) {
          if (verbosity >= 6) world.say(`${line} ${status} ${took()}`);
          if (verbosity < 8) return;
          world.say('Response Headers:');
          for (const [name, value] of Object.entries(answered))
            world.say(`    ${visible(name)}: ${masked(name, value)}`);
        },
        failed(words) {
          if (verbosity >= 6) world.say(`${line} failed ${took()}: ${words}`);
        },
      };
    },
    body: (text, hidden) => bodyLine('Response', text, hidden),
    warnings(header) {
      for (const text of warningTexts(header)) {
        if (!said.has(text)) world.say(`Warning: ${visible(text)}`);
        said.add(text);
      }
    },
  };
}

function withoutUser(url: URL): string {
  const plain = new URL(url);
  plain.username = '';
  plain.password = '';
  return plain.href;
}

function masked(name: string, value: unknown): string {
  return SECRET_HEADERS.test(name) ? '<masked>' : visible(String(value));
}

/** Bodies of Secrets are never shown; other long ones are cut. */
function maskedBody(text: string, hidden: boolean, verbosity: number): string {
  if (hidden || /"kind"\s*:\s*"(?:Secret|SecretList|TokenRe)/.test(text)) return '<masked>';
  const most = longestBody(verbosity);
  const rest = text.length - most;
  return visible(rest > 0 ? `${text.slice(0, most)} [truncated ${rest} chars]` : text);
}

/** `299 - "text"`, several in one header separated by commas. */
function warningTexts(header: string | readonly string[] | undefined): string[] {
  const lines = header === undefined ? [] : typeof header === 'string' ? [header] : header;
  return lines.flatMap((line) =>
    [...line.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
      (match[1] ?? '').replaceAll(/\\(.)/g, '$1'),
    ),
  );
}
