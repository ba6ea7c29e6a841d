/** Which proxy the environment means: Go's table (golang.org/x/net/http/httpproxy), row by row. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentProxy, proxyUrl } from '../../../pkg/wire/proxy-environment.ts';

const PROXY = 'http://proxy.test:3128';

const chosen: readonly (readonly [
  name: string,
  url: string,
  env: Readonly<Record<string, string>>,
  proxy: string | undefined,
])[] = [
  ['https by HTTPS_PROXY', 'https://api.test', { HTTPS_PROXY: PROXY }, 'http://proxy.test:3128/'],
  ['https by https_proxy', 'https://api.test', { https_proxy: PROXY }, 'http://proxy.test:3128/'],
  [
    'upper case before lower case',
    'https://api.test',
    { HTTPS_PROXY: PROXY, https_proxy: 'http://b.test' },
    'http://proxy.test:3128/',
  ],
  ['an empty one counts as none', 'https://api.test', { HTTPS_PROXY: '', https_proxy: '' }, undefined],
  ['host:port means http', 'https://api.test', { HTTPS_PROXY: 'proxy.test:3128' }, 'http://proxy.test:3128/'],
  [
    'a proxy of kind socks5',
    'https://api.test',
    { HTTPS_PROXY: 'socks5://p.test:1080' },
    'socks5://p.test:1080',
  ],
  ['HTTP_PROXY is not for https', 'https://api.test', { HTTP_PROXY: PROXY }, undefined],
  ['HTTPS_PROXY is not for http', 'http://api.test', { HTTPS_PROXY: PROXY }, undefined],
  ['http by HTTP_PROXY', 'http://api.test', { HTTP_PROXY: PROXY }, 'http://proxy.test:3128/'],
  ['ALL_PROXY does not count', 'https://api.test', { ALL_PROXY: PROXY }, undefined],
];

for (const [name, url, env, proxy] of chosen) {
  test(name, () => assert.equal(environmentProxy(new URL(url), env)?.href, proxy));
}

/** Whether NO_PROXY lets `https://host` go straight. */
const straight: readonly (readonly [noProxy: string, host: string, passes: boolean])[] = [
  ['', 'api.test', false],
  ['', 'localhost', true],
  ['', '127.3.2.1', true],
  ['', '[::1]', true],
  ['', 'localhost.example.test', false],
  ['*', 'api.test', true],
  ['api.test', 'api.test', true],
  ['api.test', 'x.api.test', true],
  ['.api.test', 'x.api.test', true],
  ['.api.test', 'api.test', false],
  ['*.api.test', 'x.api.test', true],
  ['*.api.test', 'api.test', false],
  ['pi.test', 'api.test', false],
  ['API.Test', 'api.test', true],
  [' other.test , api.test ', 'api.test', true],
  [',,', 'api.test', false],
  ['api.test:443', 'api.test', true],
  ['api.test:6443', 'api.test', false],
  ['api.test:6443', 'api.test:6443', true],
  ['192.0.2.7', '192.0.2.7', true],
  ['192.0.2.7', '192.0.2.70', false],
  ['192.0.2.7:6443', '192.0.2.7:6443', true],
  ['192.0.2.7:6443', '192.0.2.7', false],
  ['192.0.2.0/24', '192.0.2.7', true],
  ['192.0.2.0/24', '192.0.3.7', false],
  ['192.0.2.0/33', '192.0.2.7', false],
  ['192.0.2.0/24', 'api.test', false],
  ['2001:db8::/32', '[2001:db8::7]', true],
  ['2001:db8::/32', '[2001:db9::7]', false],
  ['2001:db8:0:0::7', '[2001:db8::7]', true],
  ['[2001:db8::7]:6443', '[2001:db8::7]:6443', true],
  ['[2001:db8::7]:6443', '[2001:db8::7]', false],
];

for (const [noProxy, host, passes] of straight) {
  test(`NO_PROXY "${noProxy}" ${passes ? 'lets' : 'does not let'} ${host} go straight`, () => {
    const env = { HTTPS_PROXY: PROXY, NO_PROXY: noProxy };
    assert.equal(environmentProxy(new URL(`https://${host}`), env) === undefined, passes);
  });
}

test('a proxy that is none is a usage error that does not show its password', () => {
  for (const text of [
    'http://',
    'ftp://me:s3cret@p.test',
    'http://me:s3cret@p.test:x',
    'http://me:s3cret%@p.test',
  ])
    assert.throws(
      () => environmentProxy(new URL('https://api.test'), { HTTPS_PROXY: text }),
      (error: Error) => /HTTPS_PROXY is not the address/.test(error.message) && !/s3cret/.test(error.message),
    );
  assert.throws(() => proxyUrl('proxy.test:3128', 'proxy-url'), /proxy-url is not the address of a proxy/);
});
