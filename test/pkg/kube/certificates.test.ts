/** Whom the plugin trusts, and what it says where it does not. */
import assert from 'node:assert/strict';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { UserError } from '../../../pkg/errors.ts';
import { pki, pkiFile, serverPair } from '../../fixtures/pki.ts';
import { connectTo } from './connection.ts';

const servers: Server[] = [];
after(() =>
  servers.forEach((server) => {
    server.closeAllConnections();
    server.close();
  }),
);

/** Answers /version with who the client showed itself to be. */
async function serverWith(certificate: string): Promise<string> {
  const options = {
    ...serverPair(certificate),
    ca: pki('ca.pem'),
    requestCert: true,
    rejectUnauthorized: false,
  };
  const server = createServer(options, (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ gitVersion: String(subject?.CN ?? 'nobody') }));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://localhost:${(server.address() as AddressInfo).port}`;
}

type Settings = Parameters<typeof connectTo>[1];

async function asked(server: string, settings: Settings = {}): Promise<string> {
  const { cluster } = await connectTo(server, settings);
  try {
    return await cluster.serverVersion();
  } finally {
    cluster.close();
  }
}

const distrust: readonly (readonly [certificate: string, settings: Settings, words: RegExp])[] = [
  ['wrong-host.pem', {}, /is for another name/],
  ['expired.pem', {}, /has expired/],
  ['not-yet.pem', {}, /is not valid yet/],
  ['server.pem', { 'certificate-authority': pkiFile('other-ca.pem') }, /signed by an unknown authority/],
  ['server.pem', { 'certificate-authority': '' }, /signed by an unknown authority/],
  ['server.pem', { 'tls-server-name': 'elsewhere.example.test' }, /is for another name/],
];

for (const [certificate, settings, words] of distrust) {
  test(`${certificate} with ${JSON.stringify(Object.keys(settings ?? {}))} is not trusted: ${words.source}`, async () => {
    const server = await serverWith(certificate);
    await assert.rejects(asked(server, settings), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, words);
      assert.equal(error.reason, 'TLS');
      assert.equal(error.exitCode, 3);
      return true;
    });
  });
}

test('a wrong name is right with --tls-server-name, anything is without the check', async () => {
  const server = await serverWith('wrong-host.pem');
  assert.equal(await asked(server, { 'tls-server-name': 'elsewhere.example.test' }), 'nobody');
  const skip = { 'insecure-skip-tls-verify': true, 'certificate-authority': '' };
  assert.equal(await asked(server, skip), 'nobody');
});

for (const kind of ['ec', 'rsa', 'ed25519']) {
  test(`a client certificate with a key of kind ${kind} says who we are`, async () => {
    const server = await serverWith('server.pem');
    const pair = {
      'client-certificate': pkiFile(`client-${kind}.pem`),
      'client-key': pkiFile(`client-${kind}.key`),
    };
    assert.equal(await asked(server, pair), kind);
  });
}

const refused: readonly (readonly [name: string, cert: string, key: string, words: RegExp])[] = [
  ['an encrypted key', 'client-rsa.pem', 'client-encrypted.key', /key is encrypted/],
  ['the key of another certificate', 'client-rsa.pem', 'client-ec.key', /does not belong/],
  ['a key that is none', 'client-rsa.pem', 'ca.pem', /client key is not PEM/],
  ['a certificate that is none', 'client-rsa.key', 'client-rsa.key', /certificate is not PEM/],
  [
    'a file that is not there',
    'client-rsa.pem',
    'missing.key',
    /cannot read client-key .*missing\.key: ENOENT/,
  ],
];

for (const [name, cert, key, words] of refused) {
  test(`${name} is refused before anything is sent`, async () => {
    const pair = { 'client-certificate': pkiFile(cert), 'client-key': pkiFile(key) };
    await assert.rejects(connectTo('https://localhost:1', pair), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, words);
      assert.equal(error.exitCode, 2);
      return true;
    });
  });
}
