/** Where the official client reads a kubeconfig as kubectl does, ours reads the same: server, trust, and who we are. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { KubeConfig } from '@kubernetes/client-node';
import { endpointOf } from '../../../pkg/kube/endpoint.ts';
import { clusterAt, data, kubeconfig } from '../../e2e/kubeconfig/kubeconfig.ts';
import { pki, pkiFile } from '../../fixtures/pki.ts';
import { worldOf } from './connection.ts';

const folder = mkdtempSync(join(tmpdir(), 'client-node-'));
after(() => rmSync(folder, { recursive: true }));

const at = { url: 'https://api.test:6443/prefix' };
const TRUSTED = clusterAt(at);
const TOKEN = { token: 'tok-a' };
const PAIR = {
  'client-certificate-data': data(pki('client-ec.pem')),
  'client-key-data': data(pki('client-ec.key')),
};

/** Not here, as the client does otherwise: token files, several files, groups of impersonation, exec, proxies, no user. */
const cases: readonly (readonly [name: string, config: object])[] = [
  ['a token', kubeconfig(TRUSTED, TOKEN)],
  ['a user name and a password', kubeconfig(TRUSTED, { username: 'me', password: 'p:ä' })],
  ['a client certificate in the file', kubeconfig(TRUSTED, PAIR)],
  [
    'a client certificate beside it',
    kubeconfig(TRUSTED, {
      'client-certificate': pkiFile('client-ec.pem'),
      'client-key': pkiFile('client-ec.key'),
    }),
  ],
  ['a client certificate and a token', kubeconfig(TRUSTED, { ...PAIR, ...TOKEN })],
  ['somebody else', kubeconfig(TRUSTED, { ...TOKEN, as: 'somebody' })],
  [
    'an authority beside it',
    kubeconfig({ server: at.url, 'certificate-authority': pkiFile('ca.pem') }, TOKEN),
  ],
  ['no check of certificates', kubeconfig({ server: at.url, 'insecure-skip-tls-verify': true }, TOKEN)],
  ['another name in TLS', kubeconfig({ ...TRUSTED, 'tls-server-name': 'other.test' }, TOKEN)],
  ['a server without an authority', kubeconfig({ server: at.url }, TOKEN)],
  [
    'the current one of two contexts',
    kubeconfig(TRUSTED, TOKEN, 'here', {
      'current-context': 'b',
      contexts: [
        { name: 'here', context: { cluster: 'here', user: 'here' } },
        { name: 'b', context: { cluster: 'here', user: 'b' } },
      ],
      users: [
        { name: 'here', user: TOKEN },
        { name: 'b', user: { token: 'tok-b' } },
      ],
    }),
  ],
];

for (const [name, config] of cases) {
  test(name, async () => {
    const file = join(folder, 'config');
    writeFileSync(file, JSON.stringify(config));
    assert.deepEqual(await ours(file), await theirs(file));
  });
}

async function ours(kubeconfigFile: string) {
  const settings = { kubeconfig: kubeconfigFile, 'request-timeout': '30s', verbosity: 0 };
  const { server, tls, identity } = endpointOf(settings, worldOf([]));
  const { headers } = await identity();
  return {
    server: server.href.replace(/\/$/, ''),
    ca: text(tls.ca),
    cert: text(tls.cert),
    key: text(tls.key),
    checks: tls.insecure !== true,
    serverName: tls.serverName,
    authorization: headers['authorization'],
    as: headers['impersonate-user'],
  };
}

async function theirs(file: string) {
  const config = new KubeConfig();
  config.loadFromFile(file);
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const headers = new Headers(options.headers as Record<string, string>);
  const basic = options.auth ? `Basic ${Buffer.from(options.auth).toString('base64')}` : undefined;
  return {
    server: config.getCurrentCluster()?.server,
    ca: text(options.ca),
    cert: text(options.cert),
    key: text(options.key),
    checks: options.rejectUnauthorized !== false,
    serverName: options.servername,
    authorization: headers.get('authorization') ?? basic,
    as: headers.get('impersonate-user') ?? undefined,
  };
}

/** PEM without its outer white space. */
function text(pem: unknown): string | undefined {
  return pem === undefined || pem === null
    ? undefined
    : Buffer.from(pem as string)
        .toString('latin1')
        .trim();
}
