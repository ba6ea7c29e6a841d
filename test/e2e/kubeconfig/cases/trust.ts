/** Whom both trust. */
import { pki } from '../../../fixtures/pki.ts';
import type { Case } from '../case.ts';
import { CA, clusterAt, data, kubeconfig } from '../kubeconfig.ts';

const bearer = { authorization: 'Bearer tok-a' };
const unknown = {
  kubectl: /certificate signed by unknown authority/,
  plugin: /signed by an unknown authority/,
};

/** The usual kubeconfig with its cluster changed. */
function trusting(
  name: string,
  cluster: Readonly<Record<string, unknown>>,
  expects: Case['expects'],
  more: Partial<Case> & {
    readonly flags?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Case {
  const { flags = [], env = {}, ...rest } = more;
  return {
    name,
    given: (at) => ({
      files: {
        '.kube/config': kubeconfig(clusterAt(at, cluster), { token: 'tok-a' }),
        'ca.pem': pki('ca.pem'),
        'other.pem': pki('other-ca.pem'),
      },
      flags,
      env,
    }),
    expects,
    ...rest,
  };
}

const NO_CA = { 'certificate-authority-data': undefined };

export const TRUST_CASES: readonly Case[] = [
  trusting(
    'several authorities in one field',
    { 'certificate-authority-data': data(pki('other-ca.pem') + pki('ca.pem')) },
    bearer,
  ),
  trusting(
    'words between the certificates',
    { 'certificate-authority-data': data(`# ours\n${pki('other-ca.pem')}\n# theirs\n${pki('ca.pem')}`) },
    bearer,
  ),
  trusting(
    'a certificate that is damaged beside one that is not',
    {
      'certificate-authority-data': data(
        `-----BEGIN CERTIFICATE-----\nTm90IG9uZQ==\n-----END CERTIFICATE-----\n${pki('ca.pem')}`,
      ),
    },
    bearer,
  ),
  trusting(
    'an authority that is no certificate',
    { 'certificate-authority-data': data('hello') },
    {
      refuses: { kubectl: /unable to load root certificates/, plugin: /holds no certificate/ },
    },
  ),
  trusting(
    'another authority',
    { 'certificate-authority-data': data(pki('other-ca.pem')) },
    { refuses: unknown },
  ),
  trusting('no authority: the system does not know it', NO_CA, { refuses: unknown }),
  trusting("no authority: the system's list is SSL_CERT_FILE", NO_CA, bearer, {
    env: { SSL_CERT_FILE: 'ca.pem' },
  }),
  trusting(
    'a file and data of an authority',
    { 'certificate-authority': 'ca.pem' },
    {
      refuses: { kubectl: /both specified/, plugin: /has both certificate-authority and/ },
    },
  ),
  trusting(
    'a file that is not there',
    { ...NO_CA, 'certificate-authority': 'gone.pem' },
    {
      refuses: { kubectl: /gone\.pem/, plugin: /gone\.pem: ENOENT/ },
    },
  ),
  trusting('a wrong certificate without the check', { ...NO_CA, 'insecure-skip-tls-verify': true }, bearer, {
    certificate: 'expired.pem',
  }),
  trusting(
    'no check, and an authority',
    { 'insecure-skip-tls-verify': true },
    {
      refuses: {
        kubectl: /root certificates file with the insecure flag/,
        plugin: /and yet skips the check/,
      },
    },
  ),
  trusting(
    'a name for the certificate',
    { 'tls-server-name': 'api.example.test' },
    { serverName: 'api.example.test' },
  ),
  trusting(
    'a certificate for another name',
    {},
    { refuses: { kubectl: /certificate is valid for/, plugin: /is for another name/ } },
    {
      certificate: 'wrong-host.pem',
    },
  ),
  trusting(
    'a certificate for another name, which is given',
    { 'tls-server-name': 'elsewhere.example.test' },
    bearer,
    {
      certificate: 'wrong-host.pem',
    },
  ),
  trusting(
    'a certificate that has expired',
    {},
    { refuses: { kubectl: /expired/, plugin: /has expired/ } },
    {
      certificate: 'expired.pem',
    },
  ),
  trusting(
    'a certificate of the future',
    {},
    { refuses: { kubectl: /not yet valid/, plugin: /not valid yet/ } },
    {
      certificate: 'not-yet.pem',
    },
  ),
  trusting(
    '--certificate-authority over the kubeconfig',
    { 'certificate-authority-data': data(pki('other-ca.pem')) },
    bearer,
    {
      flags: ['--certificate-authority', 'ca.pem'],
    },
  ),
  trusting(
    '--certificate-authority is wrong',
    {},
    { refuses: unknown },
    { flags: ['--certificate-authority', 'other.pem'] },
  ),
  trusting(
    '--certificate-authority over no check',
    { ...NO_CA, 'insecure-skip-tls-verify': true },
    { refuses: unknown },
    {
      flags: ['--certificate-authority', 'other.pem'],
    },
  ),
  trusting(
    '--insecure-skip-tls-verify over an authority',
    { 'certificate-authority-data': data(pki('other-ca.pem')) },
    bearer,
    {
      flags: ['--insecure-skip-tls-verify'],
    },
  ),
  trusting(
    '--insecure-skip-tls-verify=false over no check',
    { ...NO_CA, 'insecure-skip-tls-verify': true },
    bearer,
    {
      flags: ['--insecure-skip-tls-verify=false'],
    },
  ),
  trusting(
    '--certificate-authority and --insecure-skip-tls-verify',
    NO_CA,
    {
      refuses: { kubectl: /root certificates file with the insecure flag/, plugin: /cannot both be given/ },
    },
    { flags: ['--certificate-authority', 'ca.pem', '--insecure-skip-tls-verify'] },
  ),
  trusting(
    '--tls-server-name',
    {},
    { serverName: 'api.example.test' },
    { flags: ['--tls-server-name', 'api.example.test'] },
  ),
  trusting(
    '--tls-server-name is wrong',
    {},
    { refuses: { kubectl: /certificate is valid for/, plugin: /is for another name/ } },
    {
      flags: ['--tls-server-name', 'elsewhere.example.test'],
    },
  ),
  trusting(
    'an authority in base64 with line breaks',
    { 'certificate-authority-data': CA.replaceAll(/.{64}/g, '$&\n') },
    bearer,
  ),
];
