import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverUrl } from '../../../pkg/kube/server-url.ts';
import { timeLimitMs } from '../../../pkg/kube/time-limit.ts';

const limits: readonly (readonly [string, number])[] = [
  ['30s', 30_000],
  ['0', 0],
  ['5', 5000],
  ['1m30s', 90_000],
  ['500ms', 500],
  ['1.5h', 5_400_000],
  // What a timer can wait: for longer, Node would not wait at all.
  ['1000h', 2 ** 31 - 1],
  ['999999999', 2 ** 31 - 1],
];

for (const [text, ms] of limits) {
  test(`--request-timeout ${text} is ${ms} ms`, () => assert.equal(timeLimitMs(text), ms));
}

test('a time limit that cannot be read is a usage error', () => {
  for (const text of ['', 'x', '5 s', '-1', '5d', 's']) assert.throws(() => timeLimitMs(text), /cannot be/);
});

const addresses: readonly (readonly [string, string])[] = [
  ['https://a:6443', 'https://a:6443/'],
  ['a:6443', 'http://a:6443/'],
  ['https://acp.example.com/kubernetes/prod', 'https://acp.example.com/kubernetes/prod/'],
  ['http://[::1]:8080/x/', 'http://[::1]:8080/x/'],
];

for (const [text, url] of addresses) {
  test(`the server ${text} is ${url}`, () => assert.equal(serverUrl(text).href, url));
}

test('an address that is none is a usage error', () => {
  for (const text of ['', 'ftp://a', 'https://', 'http://[x]', 'https://u%zz:p@a'])
    assert.throws(() => serverUrl(text), /not the address/);
});

test('a password in an address that is none is not shown', () => {
  for (const text of [
    'ftp://me:s3cret@a',
    'https://me:s3/cret@a',
    'me:s3cret@a:99999',
    'https://me:s3cret%@a',
  ])
    assert.throws(() => serverUrl(text), {
      message: /^"(https:\/\/|ftp:\/\/)?<masked>@a(:99999)?" is not the address of a server$/,
    });
});
