/** What may stand in a file, and what Go's reader refuses. */
import type { Case } from '../case.ts';
import { CA, clusterAt, kubeconfig, withToken } from '../kubeconfig.ts';

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

const text = (url: string, user = 'token: tok-a', cluster = ''): string => `apiVersion: v1
kind: Config
current-context: here
clusters:
- name: here
  cluster:
    server: ${url}
    certificate-authority-data: ${CA}
    ${cluster}
contexts:
- name: here
  context: {cluster: here, user: here}
users:
- name: here
  user:
    ${user}
`;

/** A list that doubles with each line: nine lines are a billion entries. */
const BOMB = [
  'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 9 }, (_, at) => {
    const alias = `*a${at}`;
    return `a${at + 1}: &a${at + 1} [${Array(10).fill(alias).join(', ')}]`;
  }),
].join('\n');

export const YAML_CASES: readonly Case[] = [
  {
    name: 'block YAML with comments, CRLF and a byte order mark',
    given: (at) => ({
      files: { '.kube/config': `\ufeff# mine\n${text(at.url)}`.replaceAll('\n', '\r\n') },
    }),
    expects: bearer('tok-a'),
  },
  {
    name: 'fields that nobody knows',
    given: (at) => ({
      files: {
        '.kube/config': kubeconfig(clusterAt(at, { color: 'red' }), { token: 'tok-a', since: 7 }, 'here', {
          preferences: { colors: true },
          more: [1],
        }),
      },
    }),
    expects: bearer('tok-a'),
  },
  {
    name: 'anchors and merge keys',
    given: (at) => ({
      files: {
        '.kube/config': `common: &c {server: "${at.url}", certificate-authority-data: ${CA}}
${text(at.url).replace(/ {4}server:.*\n.*\n/, '    <<: *c\n')}`,
      },
    }),
    expects: bearer('tok-a'),
  },
  {
    name: 'yes and on as truth',
    given: (at) => ({
      files: {
        '.kube/config': text(at.url, undefined, 'insecure-skip-tls-verify: yes').replace(
          /.*authority-data.*\n/,
          '',
        ),
      },
    }),
    expects: bearer('tok-a'),
  },
  {
    name: 'two documents in one file',
    given: (at) => ({ files: { '.kube/config': `${text(at.url)}---\n${text(at.url, 'token: tok-b')}` } }),
    expects: bearer('tok-a'),
  },
  {
    name: 'a key twice in one mapping',
    given: (at) => ({ files: { '.kube/config': text(at.url, 'token: tok-a\n    token: tok-b') } }),
    expects: bearer('tok-b'),
  },
  {
    name: 'a number as a token',
    given: (at) => ({ files: { '.kube/config': text(at.url, 'token: 12345') } }),
    expects: { refuses: { kubectl: /cannot unmarshal number/, plugin: /must be a text, and is a number/ } },
  },
  {
    name: 'a number as the name of a context',
    given: (at) => ({ files: { '.kube/config': text(at.url).replaceAll('here', '2024') } }),
    expects: { refuses: { kubectl: /cannot unmarshal number/, plugin: /text/ } },
  },
  {
    name: 'a text as a flag',
    given: (at) => ({
      files: { '.kube/config': text(at.url, undefined, 'insecure-skip-tls-verify: "true"') },
    }),
    expects: { refuses: { kubectl: /cannot unmarshal string/, plugin: /must be a flag/ } },
  },
  {
    name: 'data that is not base64',
    given: (at) => ({ files: { '.kube/config': text(at.url).replace(CA, '"***"') } }),
    expects: { refuses: { kubectl: /illegal base64/, plugin: /is not base64/ } },
  },
  {
    name: 'two users of one name in one file',
    given: (at) => ({
      files: {
        '.kube/config': withToken(at, 'tok-a', 'here', {
          users: [
            { name: 'here', user: { token: 'tok-a' } },
            { name: 'here', user: { token: 'tok-b' } },
          ],
        }),
      },
    }),
    expects: { refuses: { kubectl: /duplicate name/, plugin: /two users "here"/ } },
  },
  {
    name: 'another kind of file',
    given: (at) => ({ files: { '.kube/config': withToken(at, 'tok-a', 'here', { kind: 'Pod' }) } }),
    expects: { refuses: { kubectl: /no kind "Pod"/, plugin: /not of kind Config/ } },
  },
  {
    name: 'another version of the file',
    given: (at) => ({ files: { '.kube/config': withToken(at, 'tok-a', 'here', { apiVersion: 'v2' }) } }),
    expects: {
      refuses: { kubectl: /no kind "Config" is registered for version "v2"/, plugin: /apiVersion v1/ },
    },
  },
  {
    name: 'a file without kind and version',
    given: (at) => ({
      files: { '.kube/config': withToken(at, 'tok-a', 'here', { kind: undefined, apiVersion: undefined }) },
    }),
    expects: bearer('tok-a'),
  },
  {
    name: 'tabs where YAML has none',
    given: (at) => ({ files: { '.kube/config': text(at.url).replace('    token', '\ttoken') } }),
    expects: { refuses: { kubectl: /yaml/, plugin: /not valid YAML/ } },
  },
  {
    name: 'a list instead of a mapping',
    given: () => ({ files: { '.kube/config': '[1, 2]' } }),
    expects: { refuses: { kubectl: /cannot unmarshal array|couldn't get version/, plugin: /no mapping/ } },
  },
  {
    name: 'an alias bomb',
    given: (at) => ({ files: { '.kube/config': `${text(at.url)}${BOMB}\n` } }),
    expects: { refuses: { kubectl: /excessive aliasing/, plugin: /not valid YAML/ } },
  },
  {
    name: 'ten thousand brackets deep',
    given: (at) => ({
      files: { '.kube/config': `${text(at.url)}deep: ${'['.repeat(10_001)}${']'.repeat(10_001)}\n` },
    }),
    expects: { refuses: { kubectl: /exceeded max depth/, plugin: /not valid YAML/ } },
  },
  {
    name: 'extensions a hundred levels deep',
    given: (at) => ({
      files: {
        '.kube/config': `${text(at.url)}extensions: [{name: x, extension: ${'['.repeat(100)}${']'.repeat(100)}}]\n`,
      },
    }),
    expects: bearer('tok-a'),
  },
];
