/** Who both say they are: tokens, passwords, certificates, somebody else. */
import { pki } from '../../../fixtures/pki.ts';
import type { Case } from '../case.ts';
import { clusterAt, data, kubeconfig } from '../kubeconfig.ts';

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });

type Fields = Readonly<Record<string, unknown>>;

function being(
  name: string,
  user: Fields,
  expects: Case['expects'],
  more: { readonly flags?: readonly string[]; readonly files?: Readonly<Record<string, string>> } = {},
): Case {
  return {
    name,
    given: (at) => ({
      files: { '.kube/config': kubeconfig(clusterAt(at), user), ...more.files },
      flags: more.flags ?? [],
    }),
    expects,
  };
}

const pair = (kind: string): Fields => ({
  'client-certificate-data': data(pki(`client-${kind}.pem`)),
  'client-key-data': data(pki(`client-${kind}.key`)),
});
const pairFiles = (kind: string): Record<string, string> => ({
  'me.pem': pki(`client-${kind}.pem`),
  'me.key': pki(`client-${kind}.key`),
});

export const IDENTITY_CASES: readonly Case[] = [
  being('a token file with a line break', { tokenFile: '../token' }, bearer('tok-file'), {
    files: { token: ' tok-file \n' },
  }),
  being('a token and a token file', { token: 'tok-a', tokenFile: '../token' }, bearer('tok-file'), {
    files: { token: 'tok-file' },
  }),
  being(
    'a token, and a token file that is missing',
    { token: 'tok-a', tokenFile: '../gone' },
    bearer('tok-a'),
  ),
  being(
    'a token file that is missing',
    { tokenFile: '../gone' },
    {
      refuses: { kubectl: /gone/, plugin: /cannot read the token file .*gone: ENOENT/ },
    },
  ),
  being(
    'a token file that is empty',
    { tokenFile: '../token' },
    { refuses: { kubectl: /invalid header field value/, plugin: /token file .* is empty/ } },
    { files: { token: '\n' } },
  ),
  being('a user name and a password', { username: 'me', password: 'p:ä' }, basic('me:p:ä')),
  being(
    'a token and a password',
    { token: 'tok-a', username: 'me', password: 'pass' },
    {
      refuses: { kubectl: /more than one authentication method/, plugin: /only one is allowed/ },
    },
  ),
  ...['ec', 'rsa', 'ed25519'].map((kind) =>
    being(`a client certificate with a key of kind ${kind}`, pair(kind), {
      certificate: kind,
      authorization: undefined,
    }),
  ),
  being(
    'a client certificate in files',
    { 'client-certificate': '../me.pem', 'client-key': '../me.key' },
    { certificate: 'ec' },
    { files: pairFiles('ec') },
  ),
  being(
    'a client certificate and a token',
    { ...pair('ec'), token: 'tok-a' },
    { certificate: 'ec', ...bearer('tok-a') },
  ),
  being(
    'a client certificate without its key',
    { 'client-certificate-data': data(pki('client-ec.pem')) },
    {
      refuses: {
        kubectl: /client-key-data or client-key must be specified/,
        plugin: /certificate without its key/,
      },
    },
  ),
  being(
    'a client key without its certificate',
    { 'client-key-data': data(pki('client-ec.key')), token: 'tok-a' },
    {
      certificate: undefined,
      ...bearer('tok-a'),
    },
  ),
  being(
    'the key of another certificate',
    { ...pair('ec'), 'client-key-data': data(pki('client-rsa.key')) },
    { refuses: { kubectl: /private key (type )?does not match/, plugin: /does not belong/ } },
  ),
  being(
    'a key with a password',
    { ...pair('rsa'), 'client-key-data': data(pki('client-encrypted.key')) },
    { refuses: { kubectl: /failed to parse private key|asn1/, plugin: /key is encrypted/ } },
  ),
  being(
    'a client certificate as a file and as data',
    { ...pair('ec'), 'client-certificate': '../me.pem' },
    { refuses: { kubectl: /both specified/, plugin: /has both client-certificate and/ } },
    { files: pairFiles('ec') },
  ),
  being(
    '--client-certificate and --client-key over the kubeconfig',
    pair('rsa'),
    { certificate: 'ec' },
    {
      files: pairFiles('ec'),
      flags: ['--client-certificate', 'me.pem', '--client-key', 'me.key'],
    },
  ),
  being('--token over the kubeconfig', { token: 'tok-a' }, bearer('tok-c'), { flags: ['--token', 'tok-c'] }),
  being('a token file over --token', { tokenFile: '../token' }, bearer('tok-file'), {
    flags: ['--token', 'tok-c'],
    files: { token: 'tok-file' },
  }),
  being(
    '--token over a password',
    { username: 'me', password: 'pass' },
    { refuses: { kubectl: /only one is allowed/, plugin: /only one is allowed/ } },
    {
      flags: ['--token', 'tok-c'],
    },
  ),
  being('--username and --password', {}, basic('me:pass'), {
    flags: ['--username', 'me', '--password', 'pass'],
  }),
  being(
    'somebody else by the kubeconfig',
    {
      token: 'tok-a',
      as: 'somebody',
      'as-uid': 'uid-7',
      'as-groups': ['group one', 'group two'],
      'as-user-extra': { scopes: ['a', 'b'], 'Acme.com/Team %x': ['c'] },
    },
    {
      ...bearer('tok-a'),
      acting: {
        'impersonate-extra-acme.com%2fteam%20%25x': ['c'],
        'impersonate-extra-scopes': ['a', 'b'],
        'impersonate-group': ['group one', 'group two'],
        'impersonate-uid': ['uid-7'],
        'impersonate-user': ['somebody'],
      },
    },
  ),
  being(
    '--as over the kubeconfig',
    { token: 'tok-a', as: 'somebody', 'as-groups': ['one'] },
    {
      acting: { 'impersonate-group': ['one'], 'impersonate-user': ['other'] },
    },
    { flags: ['--as', 'other'] },
  ),
  being(
    '--as with groups and a uid',
    { token: 'tok-a' },
    {
      acting: {
        'impersonate-group': ['one', 'two,three'],
        'impersonate-uid': ['u'],
        'impersonate-user': ['other'],
      },
    },
    { flags: ['--as', 'other', '--as-group', 'one', '--as-group', 'two,three', '--as-uid', 'u'] },
  ),
  being(
    '--as-user-extra',
    { token: 'tok-a' },
    {
      acting: { 'impersonate-extra-team': ['a', 'b=c'], 'impersonate-user': ['other'] },
    },
    { flags: ['--as', 'other', '--as-user-extra', 'team=a', '--as-user-extra', 'team=b=c'] },
  ),
  being(
    'groups of nobody',
    { token: 'tok-a' },
    {
      refuses: {
        kubectl: /without impersonating a user|requesting uid, groups or user-extra/,
        plugin: /names no user/,
      },
    },
    { flags: ['--as-group', 'one'] },
  ),
  being(
    'a service account',
    { token: 'tok-a' },
    {
      acting: { 'impersonate-user': ['system:serviceaccount:cpaas-system:default'] },
    },
    { flags: ['--as', 'system:serviceaccount:cpaas-system:default'] },
  ),
];
