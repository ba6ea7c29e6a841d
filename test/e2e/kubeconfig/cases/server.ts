/** Where the server is and by which name. */

import { pki } from '../../../fixtures/pki.ts';
import type { Case } from '../case.ts';
import { clusterAt, kubeconfig, withToken } from '../kubeconfig.ts';

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** A kubeconfig whose server is written in some way. */
function written(
  name: string,
  server: (port: number) => string,
  expects: Case['expects'],
  more: Partial<Case> = {},
): Case {
  return {
    name,
    given: (at) => ({
      files: { '.kube/config': kubeconfig(clusterAt(at, { server: server(at.port) }), { token: 'tok-a' }) },
    }),
    expects,
    ...more,
  };
}

export const SERVER_CASES: readonly Case[] = [
  written('a server with a path', (port) => `https://localhost:${port}/kubernetes/prod`, {
    path: '/kubernetes/prod/version',
  }),
  written('a server with a path and a slash', (port) => `https://localhost:${port}/kubernetes/prod/`, {
    path: '/kubernetes/prod/version',
  }),
  written('a server with a double slash in its path', (port) => `https://localhost:${port}/a//b`, {
    path: '/a/b/version',
  }),
  written('a server with escapes in its path', (port) => `https://localhost:${port}/a%20b`, {
    path: '/a%20b/version',
  }),
  written('a server with a query', (port) => `https://localhost:${port}/?x=1`, { path: '/version' }),
  written('a scheme in capitals', (port) => `HTTPS://localhost:${port}`, bearer('tok-a')),
  written('an IPv4 address', (port) => `https://127.0.0.1:${port}`, { serverName: undefined }),
  written('an IPv6 address', (port) => `https://[::1]:${port}`, { serverName: undefined }, { host: '::1' }),
  written(
    'plain HTTP: the token stays at home',
    (port) => `http://localhost:${port}`,
    { authorization: undefined, secure: false },
    {
      certificate: 'none',
    },
  ),
  written(
    'an address without a scheme is http',
    (port) => `localhost:${port}`,
    { secure: false },
    { certificate: 'none' },
  ),
  written('a scheme that is none of ours', (port) => `ftp://localhost:${port}`, {
    refuses: { kubectl: /unsupported protocol scheme/, plugin: /not the address of a server/ },
  }),
  written('an address that is none', () => 'https://', {
    refuses: { kubectl: /no Host|host must be/, plugin: /not the address/ },
  }),
  written('a user and a password in the address', (port) => `https://me:pass@localhost:${port}`, {
    authorization: `Basic ${Buffer.from('me:pass').toString('base64')}`,
  }),
  {
    name: 'a user and a password in the address alone',
    given: (at) => ({
      files: {
        '.kube/config': kubeconfig(clusterAt(at, { server: `https://me:pass@localhost:${at.port}` }), {}),
      },
    }),
    expects: { refuses: { kubectl: /Please enter Username/, plugin: /nothing tells the server who we are/ } },
  },
  {
    name: '--server over the kubeconfig',
    given: (at) => ({
      files: {
        '.kube/config': kubeconfig(clusterAt(at, { server: 'https://localhost:1' }), { token: 'tok-a' }),
      },
      flags: ['--server', `${at.url}/x`],
    }),
    expects: { path: '/x/version', ...bearer('tok-a') },
  },
  {
    name: '-s without any kubeconfig',
    given: (at) => ({ flags: ['-s', at.url, '--insecure-skip-tls-verify', '--token', 'tok-c'] }),
    expects: bearer('tok-c'),
  },
  {
    name: '--server takes the TLS name away',
    given: (at) => ({
      files: {
        '.kube/config': kubeconfig(clusterAt(at, { 'tls-server-name': 'api.example.test' }), {
          token: 'tok-a',
        }),
      },
      flags: ['--server', at.url],
    }),
    expects: { serverName: 'localhost' },
  },
  {
    name: 'KUBERNETES_MASTER',
    given: (at) => ({
      env: { KUBERNETES_MASTER: at.url },
      flags: ['--token', 'tok-c', '--insecure-skip-tls-verify'],
    }),
    expects: bearer('tok-c'),
  },
  {
    name: 'a cluster with an empty server',
    given: (at) => ({
      files: { '.kube/config': kubeconfig(clusterAt(at, { server: '' }), { token: 'tok-a' }) },
    }),
    expects: { refuses: { kubectl: /no server found|localhost:8080/, plugin: /has no server/ } },
  },
  {
    name: 'in a pod, without a kubeconfig',
    pod: { token: 'tok-pod\n', 'ca.crt': pki('ca.pem'), namespace: 'default' },
    given: (at) => ({
      env: { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(at.port) },
    }),
    expects: bearer('tok-pod'),
  },
  {
    name: 'in a pod with IPv6',
    host: '::1',
    pod: { token: 'tok-pod', 'ca.crt': pki('ca.pem'), namespace: 'default' },
    given: (at) => ({ env: { KUBERNETES_SERVICE_HOST: '::1', KUBERNETES_SERVICE_PORT: String(at.port) } }),
    expects: bearer('tok-pod'),
  },
  {
    name: 'in a pod, with a kubeconfig',
    pod: { token: 'tok-pod', 'ca.crt': pki('ca.pem'), namespace: 'default' },
    given: (at) => ({
      files: { '.kube/config': withToken(at) },
      env: { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: '1' },
    }),
    expects: bearer('tok-a'),
  },
  {
    name: 'in a pod, with --token',
    pod: { token: 'tok-pod', 'ca.crt': pki('ca.pem'), namespace: 'default' },
    given: (at) => ({
      env: { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(at.port) },
      flags: ['--token', 'tok-c'],
    }),
    expects: bearer('tok-c'),
  },
  {
    name: 'in a pod, with --as',
    pod: { token: 'tok-pod', 'ca.crt': pki('ca.pem'), namespace: 'default' },
    given: (at) => ({
      env: { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(at.port) },
      flags: ['--as', 'somebody'],
    }),
    expects: { refuses: { kubectl: /localhost:8080/, plugin: /--as does not go with/ } },
  },
];
