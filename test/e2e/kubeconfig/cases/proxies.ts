/** The way to the server: by the kubeconfig, by the environment, or straight. */
import type { Case, Given, Place } from '../case.ts';
import { clusterAt, kubeconfig } from '../kubeconfig.ts';

const SERVER = 'api.example.test';

type Fields = Readonly<Record<string, unknown>>;

/** A server that only a proxy can find. */
function through(
  name: string,
  given: (at: Place) => {
    readonly cluster?: Fields;
    readonly env?: Given['env'];
    readonly flags?: Given['flags'];
  },
  expects: Case['expects'],
  more: Partial<Case> = {},
): Case {
  return {
    name,
    given: (at) => {
      const { cluster, env = {}, flags = [] } = given(at);
      const scheme = more.certificate === 'none' ? 'http' : 'https';
      const far = clusterAt(at, { server: `${scheme}://${SERVER}:6443`, ...cluster });
      return { files: { '.kube/config': kubeconfig(far, { token: 'tok-a' }) }, env, flags };
    },
    expects,
    ...more,
  };
}

const hop = (text: string) => ({ hops: [text], serverName: SERVER });
const CONNECT = `CONNECT ${SERVER}:6443`;
const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;
const lost = { kubectl: /no such host|lookup api\.example\.test/, plugin: /cannot find api\.example\.test/ };

export const PROXY_CASES: readonly Case[] = [
  through(
    'proxy-url of kind http',
    (at) => ({ cluster: { 'proxy-url': `http://localhost:${at.proxies.http}` } }),
    hop(CONNECT),
  ),
  through(
    'proxy-url of kind https',
    (at) => ({ cluster: { 'proxy-url': `https://localhost:${at.proxies.https}` } }),
    hop(CONNECT),
  ),
  through(
    'proxy-url of kind socks5',
    (at) => ({ cluster: { 'proxy-url': `socks5://localhost:${at.proxies.socks}` } }),
    hop(`SOCKS ${SERVER}:6443`),
  ),
  through(
    'proxy-url of kind socks5 with a user',
    (at) => ({ cluster: { 'proxy-url': `socks5://me:p%20w@localhost:${at.proxies.socks}` } }),
    hop(`SOCKS ${SERVER}:6443 as me:p w`),
  ),
  through(
    'proxy-url with a user and a password',
    (at) => ({ cluster: { 'proxy-url': `http://me:p%20w@localhost:${at.proxies.http}` } }),
    hop(`${CONNECT} as ${basic('me:p w')}`),
  ),
  through('proxy-url of another kind', () => ({ cluster: { 'proxy-url': 'ftp://localhost:1' } }), {
    refuses: { kubectl: /unsupported scheme "ftp"/, plugin: /not the address of a proxy/ },
  }),
  through(
    'proxy-url without a scheme',
    (at) => ({ cluster: { 'proxy-url': `localhost:${at.proxies.http}` } }),
    { refuses: { kubectl: /unsupported scheme|first path segment/, plugin: /not the address of a proxy/ } },
  ),
  through('a proxy that is not there', () => ({ cluster: { 'proxy-url': 'http://localhost:1' } }), {
    refuses: {
      kubectl: /was refused/,
      plugin: /the proxy localhost:1 refuses connections/,
    },
  }),
  through(
    'proxy-url for a plain HTTP server',
    (at) => ({ cluster: { 'proxy-url': `http://localhost:${at.proxies.http}` } }),
    { hops: [`GET http://${SERVER}:6443/version`], secure: false },
    { certificate: 'none' },
  ),
  through(
    'proxy-url for this very machine',
    (at) => ({
      cluster: { server: at.url, 'proxy-url': `http://localhost:${at.proxies.http}` },
    }),
    { serverName: 'localhost' },
  ),
  ...['HTTPS_PROXY', 'https_proxy'].map((name) =>
    through(name, (at) => ({ env: { [name]: `http://localhost:${at.proxies.http}` } }), hop(CONNECT)),
  ),
  through(
    'HTTPS_PROXY without a scheme',
    (at) => ({ env: { HTTPS_PROXY: `localhost:${at.proxies.http}` } }),
    hop(CONNECT),
  ),
  through(
    'HTTPS_PROXY of kind socks5',
    (at) => ({ env: { HTTPS_PROXY: `socks5://localhost:${at.proxies.socks}` } }),
    hop(`SOCKS ${SERVER}:6443`),
  ),
  through(
    'HTTP_PROXY is not for https',
    (at) => ({ env: { HTTP_PROXY: `http://localhost:${at.proxies.http}` } }),
    { refuses: lost },
  ),
  through(
    'HTTP_PROXY for a plain HTTP server',
    (at) => ({ env: { HTTP_PROXY: `http://localhost:${at.proxies.http}` } }),
    { hops: [`GET http://${SERVER}:6443/version`] },
    { certificate: 'none' },
  ),
  through(
    'ALL_PROXY does not count',
    (at) => ({ env: { ALL_PROXY: `http://localhost:${at.proxies.http}` } }),
    { refuses: lost },
  ),
  through(
    'proxy-url over HTTPS_PROXY',
    (at) => ({
      cluster: { 'proxy-url': `http://localhost:${at.proxies.http}` },
      env: { HTTPS_PROXY: 'http://localhost:1' },
    }),
    hop(CONNECT),
  ),
  through(
    'HTTPS_PROXY is not for this machine',
    (at) => ({
      cluster: { server: at.url },
      env: { HTTPS_PROXY: 'http://localhost:1' },
    }),
    { serverName: 'localhost', hops: [] },
  ),
  ...[
    'example.test',
    '.example.test',
    '*.example.test',
    'api.example.test:6443',
    '*',
    'x, API.example.test',
  ].map((list) =>
    through(
      `NO_PROXY ${list}`,
      (at) => ({
        env: { HTTPS_PROXY: `http://localhost:${at.proxies.http}`, NO_PROXY: list },
      }),
      { refuses: lost },
    ),
  ),
  ...['api.example.test:443', 'ample.test', 'example.test.org'].map((list) =>
    through(
      `NO_PROXY ${list} is somebody else`,
      (at) => ({
        env: { HTTPS_PROXY: `http://localhost:${at.proxies.http}`, NO_PROXY: list },
      }),
      hop(CONNECT),
    ),
  ),
  through(
    'NO_PROXY of addresses',
    (at) => ({
      cluster: { server: 'https://192.0.2.7:6443' },
      env: { HTTPS_PROXY: `http://localhost:${at.proxies.http}`, NO_PROXY: '198.51.100.0/24' },
      flags: ['--tls-server-name', SERVER],
    }),
    { hops: ['CONNECT 192.0.2.7:6443'] },
  ),
];
