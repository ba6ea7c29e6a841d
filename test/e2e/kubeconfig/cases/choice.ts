/** Which context, cluster and user count. */
import type { Case } from '../case.ts';
import { clusterAt, kubeconfig, withToken } from '../kubeconfig.ts';

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** Two of each, crossed by flags. */
const two = (at: Parameters<typeof clusterAt>[0]): object => ({
  'current-context': 'a',
  clusters: [
    { name: 'a', cluster: clusterAt(at, { server: `${at.url}/a` }) },
    { name: 'b', cluster: clusterAt(at, { server: `${at.url}/b` }) },
  ],
  users: [
    { name: 'a', user: { token: 'tok-a' } },
    { name: 'b', user: { token: 'tok-b' } },
  ],
  contexts: [
    { name: 'a', context: { cluster: 'a', user: 'a' } },
    { name: 'b', context: { cluster: 'b', user: 'b' } },
    { name: 'no user', context: { cluster: 'b' } },
    { name: 'no cluster', context: { user: 'b' } },
    { name: 'lost cluster', context: { cluster: 'gone', user: 'b' } },
    { name: 'lost user', context: { cluster: 'b', user: 'gone' } },
  ],
});

function choosing(name: string, flags: readonly string[], expects: Case['expects']): Case {
  return { name, given: (at) => ({ files: { '.kube/config': two(at) }, flags }), expects };
}

export const CHOICE_CASES: readonly Case[] = [
  choosing('--context', ['--context', 'b'], { path: '/b/version', ...bearer('tok-b') }),
  choosing('--context=', ['--context='], { path: '/a/version', ...bearer('tok-a') }),
  choosing('--cluster', ['--cluster', 'b'], { path: '/b/version', ...bearer('tok-a') }),
  choosing('--user', ['--user', 'b'], { path: '/a/version', ...bearer('tok-b') }),
  choosing('--context, --cluster and --user', ['--context', 'b', '--cluster', 'a', '--user', 'a'], {
    path: '/a/version',
    ...bearer('tok-a'),
  }),
  choosing('--context that is not there', ['--context', 'gone'], {
    refuses: { kubectl: /context "gone" does not exist/, plugin: /no context "gone"/ },
  }),
  choosing('--cluster that is not there', ['--cluster', 'gone'], {
    refuses: { kubectl: /cluster "gone" does not exist/, plugin: /no cluster "gone"/ },
  }),
  choosing('--user that is not there', ['--user', 'gone'], {
    refuses: { kubectl: /auth info "gone" does not exist/, plugin: /no user "gone"/ },
  }),
  choosing('a context without a user, and a token', ['--context', 'no user', '--token', 'tok-c'], {
    path: '/b/version',
    ...bearer('tok-c'),
  }),
  choosing('a context without a user', ['--context', 'no user'], {
    refuses: { kubectl: /Please enter Username/, plugin: /context "no user" names no user/ },
  }),
  choosing('a context without a cluster', ['--context', 'no cluster'], {
    refuses: { kubectl: /localhost:8080/, plugin: /names no cluster/ },
  }),
  choosing('a context whose cluster is lost', ['--context', 'lost cluster'], {
    refuses: { kubectl: /localhost:8080|gone/, plugin: /"gone" is not in the kubeconfig/ },
  }),
  choosing('a context whose user is lost', ['--context', 'lost user'], {
    refuses: { kubectl: /Please enter Username/, plugin: /user "gone" is not in the kubeconfig/ },
  }),
  {
    name: 'a context without a user, on a terminal',
    given: (at) => ({
      files: { '.kube/config': two(at) },
      flags: ['--context', 'no user'],
      typed: 'me\npass\n',
    }),
    expects: 'differs',
  },
  {
    name: 'a context without a cluster, and --server',
    given: (at) => ({
      files: { '.kube/config': two(at) },
      flags: ['--context', 'no cluster', '--server', at.url, '--insecure-skip-tls-verify'],
    }),
    expects: { path: '/version', ...bearer('tok-b') },
  },
  {
    name: 'a current-context that is not there',
    given: (at) => ({
      files: { '.kube/config': withToken(at, 'tok-a', 'here', { 'current-context': 'gone' }) },
    }),
    expects: { refuses: { kubectl: /gone/, plugin: /no context "gone"/ } },
  },
  {
    name: 'no current-context',
    given: (at) => ({ files: { '.kube/config': withToken(at, 'tok-a', 'here', { 'current-context': '' }) } }),
    expects: { refuses: { kubectl: /localhost:8080/, plugin: /names no cluster/ } },
  },
  {
    name: 'no current-context, and --cluster with --user',
    given: (at) => ({
      files: { '.kube/config': withToken(at, 'tok-a', 'here', { 'current-context': '' }) },
      flags: ['--cluster', 'here', '--user', 'here'],
    }),
    expects: bearer('tok-a'),
  },
  {
    name: 'names with spaces, slashes, colons and letters of every kind',
    given: (at) => ({
      files: { '.kube/config': kubeconfig(clusterAt(at), { token: 'tok-a' }, 'a b/c:d@e 生产') },
    }),
    expects: bearer('tok-a'),
  },
  {
    name: 'no kubeconfig at all',
    given: () => ({}),
    expects: { refuses: { kubectl: /localhost:8080/, plugin: /no kubeconfig: looked for/ } },
  },
];
