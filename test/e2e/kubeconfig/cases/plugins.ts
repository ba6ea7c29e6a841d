/** Programs that say who we are. */
import { pki } from '../../../fixtures/pki.ts';
import { cleanEnv } from '../../built.ts';
import type { Case, Place } from '../case.ts';
import { clusterAt, kubeconfig } from '../kubeconfig.ts';

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

type Fields = Readonly<Record<string, unknown>>;

const { PATH = '' } = cleanEnv();
const V1 = 'client.authentication.k8s.io/v1';
const credential = (status: Fields | undefined, apiVersion = V1): string =>
  JSON.stringify({ kind: 'ExecCredential', apiVersion, status });

/** A plugin that writes down how it was called, then answers. */
const script = (answer: string, more = ''): string => `#!/bin/sh
{ echo run; printf %s "$KUBERNETES_EXEC_INFO" | tr -d '\\n'; echo; printf '%s\\n' "$GREETING" "$@"; test -t 0 && echo terminal || echo none; } >>"$HOME/called"
${more}
cat <<'END'
${answer}
END
`;

const usual = (more: Fields = {}): Fields => ({
  exec: { apiVersion: V1, command: './login', interactiveMode: 'IfAvailable', ...more },
});

interface Login {
  readonly answer?: string;
  readonly more?: string;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly typed?: string;
  readonly cluster?: (at: Place) => Fields;
}

function logging(name: string, user: Fields, login: Login, expects: Case['expects']): Case {
  const { answer = credential({ token: 'tok-exec' }), more, flags = [], env = {}, typed, cluster } = login;
  return {
    name,
    given: (at) => ({
      files: {
        '.kube/config': kubeconfig(clusterAt(at, cluster?.(at)), user),
        '.kube/login': script(answer, more),
      },
      flags,
      env,
      ...(typed === undefined ? {} : { typed }),
    }),
    expects,
    leaves: ['called'],
  };
}

const refuses = (kubectl: RegExp, plugin: RegExp): Case['expects'] => ({ refuses: { kubectl, plugin } });

const CERTIFICATE = {
  clientCertificateData: pki('client-ec.pem'),
  clientKeyData: pki('client-ec.key'),
};

export const EXEC_CASES: readonly Case[] = [
  logging('a plugin beside the kubeconfig', usual(), {}, bearer('tok-exec')),
  logging(
    'a plugin on a relative PATH',
    usual({ command: 'login' }),
    { env: { PATH: `.kube:${PATH}` } },
    refuses(/executable login not found/, /"login" is not installed/),
  ),
  logging(
    'a plugin with arguments and an environment',
    usual({ args: ['--for', 'me', ''], env: [{ name: 'GREETING', value: 'hello world' }] }),
    {},
    bearer('tok-exec'),
  ),
  logging(
    'a plugin that is told about the cluster',
    usual({ provideClusterInfo: true }),
    {
      cluster: () => ({
        'tls-server-name': 'api.example.test',
        extensions: [
          { name: 'client.authentication.k8s.io/exec', extension: { audience: 'a', more: [1, { b: null }] } },
        ],
      }),
    },
    bearer('tok-exec'),
  ),
  logging(
    'a plugin that is told about a proxy',
    usual({ provideClusterInfo: true }),
    { cluster: (at) => ({ 'proxy-url': `http://localhost:${at.proxies.http}` }) },
    bearer('tok-exec'),
  ),
  logging(
    'a plugin of v1beta1, without interactiveMode',
    { exec: { apiVersion: 'client.authentication.k8s.io/v1beta1', command: './login' } },
    { answer: credential({ token: 'tok-exec' }, 'client.authentication.k8s.io/v1beta1') },
    bearer('tok-exec'),
  ),
  logging(
    'a plugin of v1, without interactiveMode',
    usual({ interactiveMode: undefined }),
    {},
    refuses(/interactiveMode/, /no interactiveMode/),
  ),
  logging(
    'a plugin of v1alpha1',
    usual({ apiVersion: 'client.authentication.k8s.io/v1alpha1' }),
    {},
    refuses(/v1alpha1/, /unknown apiVersion/),
  ),
  logging(
    'a plugin without a version',
    usual({ apiVersion: undefined }),
    {},
    refuses(/apiVersion must be specified/, /no apiVersion/),
  ),
  logging(
    'a plugin without a command',
    usual({ command: '' }),
    {},
    refuses(/command must be specified/, /no command/),
  ),
  logging(
    'a plugin that gives a certificate',
    usual(),
    { answer: credential(CERTIFICATE) },
    { certificate: 'ec', authorization: undefined },
  ),
  logging(
    'a plugin that gives a certificate and a token',
    usual(),
    { answer: credential({ ...CERTIFICATE, token: 'tok-exec' }) },
    {
      certificate: 'ec',
      ...bearer('tok-exec'),
    },
  ),
  logging(
    'a plugin that gives half a certificate',
    usual(),
    { answer: credential({ clientKeyData: 'x', token: 'tok-exec' }) },
    refuses(/plugin returned only certificate or key/, /certificate or a key, not both/),
  ),
  logging(
    'a plugin that gives nothing',
    usual(),
    { answer: credential({}) },
    refuses(/didn't return a token or cert/, /no token and no certificate/),
  ),
  logging(
    'a plugin without a status',
    usual(),
    { answer: credential(undefined) },
    refuses(/didn't return a status/, /no status/),
  ),
  logging(
    'a plugin that answers for another version',
    usual(),
    {
      answer: credential({ token: 'tok-exec' }, 'client.authentication.k8s.io/v1beta1'),
    },
    refuses(/configured to use API version/, /does not answer with an ExecCredential/),
  ),
  logging(
    'a plugin that does not answer in JSON',
    usual(),
    { answer: 'hello' },
    refuses(/decoding stdout/, /not answer in JSON/),
  ),
  logging(
    'a plugin that fails',
    usual(),
    { more: 'echo not today >&2; exit 7' },
    refuses(/not today[\s\S]*exit code 7/, /not today[\s\S]*exit code 7/),
  ),
  logging(
    'a plugin that is not there, with a hint',
    usual({ command: 'gone', installHint: 'get it from us' }),
    {},
    refuses(/executable gone not found[\s\S]*get it from us/, /"gone" is not installed[\s\S]*get it from us/),
  ),
  // kubectl asks such a plugin twice for one request.
  {
    ...logging(
      'a plugin whose credential ends in the past',
      usual(),
      {
        answer: credential({ token: 'tok-exec', expirationTimestamp: '2020-01-01T00:00:00Z' }),
      },
      bearer('tok-exec'),
    ),
    leaves: [],
  },
  logging(
    'a plugin with an end that is no time',
    usual(),
    {
      answer: credential({ token: 'tok-exec', expirationTimestamp: 'soon' }),
    },
    refuses(/parsing time/, /is no time/),
  ),
  logging('a plugin, and a token', { ...usual(), token: 'tok-a' }, {}, bearer('tok-a')),
  logging('a plugin, and --token', usual(), { flags: ['--token', 'tok-c'] }, bearer('tok-c')),
  logging(
    'a plugin, and --as',
    usual(),
    { flags: ['--as', 'somebody'] },
    {
      ...bearer('tok-exec'),
      acting: { 'impersonate-user': ['somebody'] },
    },
  ),
  logging(
    'a plugin that needs a terminal, without one',
    usual({ interactiveMode: 'Always' }),
    {},
    refuses(/standard input is not a terminal/, /needs a terminal/),
  ),
  logging(
    'a plugin that asks on the terminal',
    usual({ interactiveMode: 'Always' }),
    {
      typed: 'tok-typed\n',
      more: `read answer; printf '{"kind":"ExecCredential","apiVersion":"${V1}","status":{"token":"%s"}}' "$answer"; exit 0`,
    },
    bearer('tok-typed'),
  ),
  logging(
    'a plugin that gets no terminal',
    usual({ interactiveMode: 'Never' }),
    { typed: '\n' },
    bearer('tok-exec'),
  ),
  ...(['DenyAll', 'Allowlist'] as const).map((policy) =>
    kuberc(
      `a plugin that kuberc forbids (${policy})`,
      policy,
      [{ name: 'other' }],
      refuses(/not allowed|not permitted/, /is not allowed/),
    ),
  ),
  kuberc(
    'a plugin that kuberc allows',
    'Allowlist',
    [{ name: '/bin/other' }, { name: 'login' }],
    bearer('tok-exec'),
  ),
];

/** kubectl's own preferences may say which plugins run at all. */
function kuberc(name: string, policy: string, allowed: readonly object[], expects: Case['expects']): Case {
  const preference = {
    apiVersion: 'kubectl.config.k8s.io/v1beta1',
    kind: 'Preference',
    credentialPluginPolicy: policy,
    ...(policy === 'Allowlist' ? { credentialPluginAllowlist: allowed } : {}),
  };
  const plain = logging(name, usual({ command: 'login' }), {}, expects);
  return {
    ...plain,
    given: (at) => {
      const given = plain.given(at);
      return {
        ...given,
        files: {
          ...given.files,
          'bin/login': script(credential({ token: 'tok-exec' })),
          '.kube/kuberc': preference,
        },
        env: { PATH: `${at.folder}/bin:${PATH}` },
      };
    },
  };
}
