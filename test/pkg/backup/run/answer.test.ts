import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meaningOf } from '../../../../pkg/backup/run/answer.ts';

const ROUTE = 'https://acp.example.com/kubernetes/prod/';
const DIRECT = 'https://10.0.0.1:6443/';
const status = (message: string): string => JSON.stringify({ kind: 'Status', status: 'Failure', message });

/** Kind, exit code and words. */
function shown(code: number, body: string, server: string): string {
  const meaning = meaningOf(code, body, server);
  if (meaning.kind === 'accepted') return 'accepted';
  if (meaning.kind === 'lost') return `lost: ${meaning.why}`;
  const { exitCode, message, hint } = meaning.error;
  return `${exitCode}: ${message} | ${hint ?? ''}`;
}

const cases: readonly (readonly [code: number, body: string, server: string, says: RegExp])[] = [
  [200, '{"status":"ok"}', ROUTE, /^accepted$/],
  [200, '', ROUTE, /^accepted$/],
  [202, 'whatever it is', ROUTE, /^accepted$/],
  [200, status('quota'), ROUTE, /^lost: the answer is a failure: quota$/],
  [200, '<!doctype html><title>Sign in</title>', ROUTE, /^lost: a web page came/],
  [302, '', ROUTE, /^3: the server sends us elsewhere \(302\), .*; no backup was started \| .*logged in$/],
  [401, status('Unauthorized'), ROUTE, /^3: .*has expired \(401\); no backup was started \| log in again/],
  [
    403,
    status('not you'),
    ROUTE,
    /^3: not allowed to trigger a backup \(403\): not you; no backup.* \| ask for the permission/,
  ],
  [
    404,
    '404 page not found',
    DIRECT,
    /^3: https:\/\/10.0.0.1:6443\/ serves no exec \(404\): 404 page not found; .* \| go through the platform: --platform-url/,
  ],
  [
    404,
    '<html>Not Found</html>',
    ROUTE,
    /serves no exec \(404\); .* \| check the cluster's name on the platform/,
  ],
  [405, '', DIRECT, /^3: .*\(405\); no backup was started \| go through the platform/],
  [
    409,
    status('already running'),
    ROUTE,
    /^1: .*\(409\): already running; no backup was started \| a backup may be running/,
  ],
  [429, '', ROUTE, /^3: the server is too busy \(429\); no backup was started \| try again in a while$/],
  [418, '\u001b[2Jtea', ROUTE, /^1: the server refuses \(418\): \\x1b\[2Jtea; no backup was started \| $/],
  [408, '', ROUTE, /^lost: the server answers 408$/],
  [500, status('boom'), ROUTE, /^lost: the server answers 500: boom$/],
  [502, '<html><h1>502</h1></html>', ROUTE, /^lost: the server answers 502$/],
  [503, 'x'.repeat(5000), ROUTE, /^lost: the server answers 503: x{199}…$/],
];

for (const [code, body, server, says] of cases) {
  test(`${code} ${JSON.stringify(body.slice(0, 40))} of ${server}`, () =>
    assert.match(shown(code, body, server), says));
}
