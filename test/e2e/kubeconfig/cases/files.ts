/** Which files count, and how several become one. */
import type { Case } from '../case.ts';
import { CA, clusterAt, kubeconfig, withToken } from '../kubeconfig.ts';

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

export const FILE_CASES: readonly Case[] = [
  {
    name: 'the file of the home folder, where nothing else is said',
    given: (at) => ({ files: { '.kube/config': withToken(at) } }),
    expects: { method: 'GET', path: '/version', serverName: 'localhost', secure: true, ...bearer('tok-a') },
  },
  {
    name: 'KUBECONFIG instead of the home folder',
    given: (at) => ({
      files: { '.kube/config': withToken(at), other: withToken(at, 'tok-b') },
      env: { KUBECONFIG: `${at.folder}/other` },
    }),
    expects: bearer('tok-b'),
  },
  {
    name: '--kubeconfig over KUBECONFIG',
    given: (at) => ({
      files: { one: withToken(at), other: withToken(at, 'tok-b') },
      env: { KUBECONFIG: `${at.folder}/one` },
      flags: ['--kubeconfig', 'other'],
    }),
    expects: bearer('tok-b'),
  },
  {
    name: 'an empty KUBECONFIG is none',
    given: (at) => ({ files: { '.kube/config': withToken(at) }, env: { KUBECONFIG: '' } }),
    expects: bearer('tok-a'),
  },
  {
    name: 'a relative path in KUBECONFIG',
    given: (at) => ({ files: { 'sub/one': withToken(at) }, env: { KUBECONFIG: 'sub/one' } }),
    expects: bearer('tok-a'),
  },
  {
    name: 'two files: the first current-context counts',
    given: (at) => ({
      files: { one: withToken(at, 'tok-a', 'first'), two: withToken(at, 'tok-b', 'second') },
      env: { KUBECONFIG: 'one:two' },
    }),
    expects: bearer('tok-a'),
  },
  {
    name: 'two files: a context of the second',
    given: (at) => ({
      files: { one: withToken(at, 'tok-a', 'first'), two: withToken(at, 'tok-b', 'second') },
      env: { KUBECONFIG: 'one:two' },
      flags: ['--context', 'second'],
    }),
    expects: bearer('tok-b'),
  },
  {
    name: 'two files with the same names: the first entry counts',
    given: (at) => ({
      files: { one: withToken(at), two: withToken(at, 'tok-b') },
      env: { KUBECONFIG: 'one:two' },
    }),
    expects: bearer('tok-a'),
  },
  {
    name: 'two files with the same user: its fields are not mixed',
    given: (at) => ({
      files: {
        one: kubeconfig(clusterAt(at), { token: 'tok-a' }),
        two: kubeconfig(clusterAt(at, { 'tls-server-name': 'api.example.test' }), {
          token: 'tok-b',
          as: 'somebody',
        }),
      },
      env: { KUBECONFIG: 'one:two' },
    }),
    expects: { ...bearer('tok-a'), acting: {}, serverName: 'localhost' },
  },
  {
    name: 'the parts of a context in three files',
    given: (at) => ({
      files: {
        one: { clusters: [{ name: 'c', cluster: clusterAt(at) }] },
        two: { users: [{ name: 'u', user: { token: 'tok-b' } }] },
        three: { contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }], 'current-context': 'x' },
      },
      env: { KUBECONFIG: 'one:two:three' },
    }),
    expects: bearer('tok-b'),
  },
  {
    name: 'a missing and an empty file in the list',
    given: (at) => ({
      files: { empty: '', one: withToken(at) },
      env: { KUBECONFIG: 'missing::empty:one' },
    }),
    expects: bearer('tok-a'),
  },
  {
    name: 'the same file twice',
    given: (at) => ({ files: { one: withToken(at) }, env: { KUBECONFIG: 'one:one' } }),
    expects: bearer('tok-a'),
  },
  {
    name: '--kubeconfig that is missing',
    given: (at) => ({ files: { '.kube/config': withToken(at) }, flags: ['--kubeconfig', 'missing'] }),
    expects: { refuses: { kubectl: /no such file/, plugin: /no such file/ } },
  },
  {
    name: 'a folder where the file should be',
    given: (at) => ({ files: { 'sub/one': withToken(at) }, env: { KUBECONFIG: 'sub' } }),
    expects: { refuses: { kubectl: /is a directory/, plugin: /EISDIR/ } },
  },
  {
    name: 'a broken file in the list',
    given: (at) => ({
      files: { one: withToken(at), broken: 'users: [' },
      env: { KUBECONFIG: 'one:broken' },
    }),
    expects: { refuses: { kubectl: /error loading config file|yaml/, plugin: /not valid YAML/ } },
  },
  {
    name: 'paths relative to the file that names them',
    given: (at) => ({
      files: {
        'sub/ca.pem': Buffer.from(CA, 'base64').toString(),
        'sub/token': 'tok-file\n',
        'sub/one': kubeconfig(
          { server: at.url, 'certificate-authority': 'ca.pem' },
          { tokenFile: './token' },
        ),
      },
      env: { KUBECONFIG: 'sub/one' },
    }),
    expects: bearer('tok-file'),
  },
];
