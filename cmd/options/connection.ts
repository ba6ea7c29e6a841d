/** How to reach the cluster: kubectl's names and meaning, and the platform's documented curl as flags. */
import { DEFAULT_NAME } from '../../pkg/backup/resource.ts';
import type { OptionSet } from '../define.ts';

export const connectionOptions = {
  kubeconfig: { type: 'string', describe: 'Path to the kubeconfig file', group: 'Connection:' },
  context: { type: 'string', describe: 'The kubeconfig context to use', group: 'Connection:' },
  cluster: { type: 'string', describe: 'The kubeconfig cluster to use', group: 'Connection:' },
  user: { type: 'string', describe: 'The kubeconfig user to use', group: 'Connection:' },
  server: {
    type: 'string',
    alias: 's',
    describe: 'Address and port of the API server',
    group: 'Connection:',
  },
  token: { type: 'string', describe: 'Bearer token for the API server', group: 'Connection:' },
  'token-file': { type: 'string', describe: 'File that holds the bearer token', group: 'Connection:' },
  as: { type: 'string', describe: 'User to impersonate', group: 'Connection:' },
  'as-group': {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'Group to impersonate; may be repeated',
    group: 'Connection:',
  },
  'as-uid': { type: 'string', describe: 'UID to impersonate', group: 'Connection:' },
  'as-user-extra': {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'Extra of the user to impersonate, as key=value; may be repeated',
    group: 'Connection:',
  },
  // kubectl's, for gateways that still take passwords: no API server since 1.19 does.
  username: { type: 'string', hidden: true, describe: 'User name for basic authentication' },
  password: { type: 'string', hidden: true, describe: 'Password for basic authentication' },
  'certificate-authority': {
    type: 'string',
    describe: 'File with the certificate authority',
    group: 'Connection:',
  },
  'client-certificate': {
    type: 'string',
    describe: 'File with the client certificate',
    group: 'Connection:',
  },
  'client-key': { type: 'string', describe: 'File with the client key', group: 'Connection:' },
  'insecure-skip-tls-verify': {
    type: 'boolean',
    describe: "Do not check the server's certificate: anybody in between can read the token",
    group: 'Connection:',
  },
  'tls-server-name': {
    type: 'string',
    describe: "Name that the server's certificate must have",
    group: 'Connection:',
  },
  'proxy-url': { type: 'string', describe: 'Proxy for requests to the API server', group: 'Connection:' },
  'request-timeout': {
    type: 'string',
    default: '30s',
    describe: 'Time limit of one request, like 1s, 2m, 3h; 0 for none',
    group: 'Connection:',
  },
  'platform-url': {
    type: 'string',
    describe: 'The platform to go through instead of a kubeconfig; token in ACP_TOKEN or --token-file',
    group: 'Connection:',
  },
  'platform-cluster': {
    type: 'string',
    describe: "The cluster's name on the platform",
    group: 'Connection:',
  },
  name: {
    type: 'string',
    default: DEFAULT_NAME,
    describe: 'The EtcdBackupConfiguration to use',
    group: 'Connection:',
  },
  verbosity: {
    type: 'number',
    alias: 'v',
    default: 0,
    describe: 'Level of detail, 0-9: 6 shows requests, 8 and 9 headers and bodies, secrets masked',
    group: 'Connection:',
  },
} as const satisfies OptionSet;
