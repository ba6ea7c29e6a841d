/** `auth-provider`: a login of an identity provider, kept in the kubeconfig. */
import type { Case, Place } from '../case.ts';
import { idToken, LONG_AGO, LONG_TO_COME } from '../issuer.ts';
import { clusterAt, kubeconfig } from '../kubeconfig.ts';

type Fields = Readonly<Record<string, unknown>>;

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const refuses = (kubectl: RegExp, plugin: RegExp): Case['expects'] => ({ refuses: { kubectl, plugin } });

function provider(
  name: string,
  config: (at: Place) => Fields,
  expects: Case['expects'],
  kind = 'oidc',
): Case {
  return {
    name,
    given: (at) => ({
      files: {
        '.kube/config': kubeconfig(clusterAt(at), { 'auth-provider': { name: kind, config: config(at) } }),
      },
    }),
    expects,
    leaves: ['.kube/config'],
  };
}

const login = (at: Place, more: Fields = {}): Fields => ({
  'idp-issuer-url': at.issuer,
  'client-id': 'cli',
  'client-secret': 's e/cret',
  'id-token': idToken(LONG_AGO),
  'refresh-token': 'refresh-1',
  ...more,
});

export const OIDC_CASES: readonly Case[] = [
  provider(
    'an OIDC login that is valid',
    (at) => login(at, { 'id-token': idToken(LONG_TO_COME) }),
    bearer(idToken(LONG_TO_COME)),
  ),
  provider('an OIDC login that is renewed and written back', login, bearer(idToken(LONG_TO_COME, 'renewed'))),
  provider(
    'an OIDC login of a public client',
    (at) => login(at, { 'client-secret': undefined }),
    bearer(idToken(LONG_TO_COME, 'renewed')),
  ),
  provider(
    'an OIDC login that cannot be renewed',
    (at) => login(at, { 'refresh-token': 'used' }),
    refuses(/invalid_grant/, /invalid_grant/),
  ),
  provider(
    'an OIDC login without a refresh token',
    (at) => login(at, { 'refresh-token': undefined }),
    refuses(/No valid id-token, and cannot refresh/i, /no refresh-token/),
  ),
  provider(
    'an OIDC login without an issuer',
    (at) => login(at, { 'idp-issuer-url': undefined }),
    refuses(/idp-issuer-url|Must provide/i, /no idp-issuer-url/),
  ),
  provider('a provider that is gone', () => ({}), refuses(/gcp/, /"gcp" is not one/), 'gcp'),
];
