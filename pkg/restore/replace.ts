/** How one member is replaced while the others have quorum: what `restore` prints instead of a plan. */

import { quote } from '../shell/quote.ts';
import { etcdUrl } from './members/address.ts';
import type { Member } from './members/member.ts';
import type { Block } from './pages/page.ts';
import type { ReplaceWords } from './words/replace-words.ts';

const PKI = '/etc/kubernetes/pki/etcd';
const MANIFEST = '/etc/kubernetes/manifests/etcd.yaml';
const CLIENT_PORT = 2379;
/** Where the manifest waits: the kubelet runs every file in `manifests/`. */
const ASIDE = '/root/etcd.yaml';

/** The steps, numbered from `first`. `broken` is one of `members`; the commands run on a healthy one. */
export function replaceSteps(
  broken: Member,
  members: readonly Member[],
  words: ReplaceWords,
  first: number,
): readonly Block[] {
  const healthy = members.find((member) => member.node !== broken.node);
  if (healthy === undefined) return [];
  const { node, name, peerUrl } = broken;
  const steps: readonly (readonly [string, readonly string[]])[] = [
    [words.list, [etcdctlOn(healthy), 'etcdctl member list']],
    [words.aside(node), asideLines(broken)],
    [words.newMachine(node), []],
    [
      words.remove(node),
      // After a restore a member has no name until it has started: then it is known by its URL.
      [
        `etcdctl member remove "$(etcdctl member list | awk -F', ' '$3 == "${name}" || $3 == "" && $4 == "${peerUrl}" { print $1 }')"`,
      ],
    ],
    [words.add(node), [`etcdctl member add ${quote(name)} --peer-urls=${quote(peerUrl)}`]],
    [words.manifest(node), [manifestLine(members)]],
    [words.start(node), [`mv ${ASIDE} ${MANIFEST}`]],
    [words.healthy, ['etcdctl endpoint health --cluster', 'etcdctl member list']],
  ];
  return steps.map(([text, lines], index) => ({ is: 'step', number: first + index, text, lines }));
}

/** `etcdctl` for this shell: etcd's own tool, inside the pod of a member that works. */
function etcdctlOn({ node, ip }: Member): string {
  // Where kubeadm has etcd listen beside its node's own address.
  const endpoint = etcdUrl(ip.includes(':') ? '::1' : '127.0.0.1', CLIENT_PORT);
  const flags = `--endpoints=${quote(endpoint)} --cacert=${PKI}/ca.crt --cert=${PKI}/server.crt --key=${PKI}/server.key`;
  return `etcdctl() { kubectl -n kube-system exec ${quote(`etcd-${node}`)} -- etcdctl ${flags} "$@"; }`;
}

/** The manifest first; a folder with a dot is one that etcd leaves alone. */
function asideLines({ dataDir, walDir }: Member): string[] {
  const member = `mv ${quote(`${dataDir}/member`)} ${quote(`${dataDir}/.member-replaced`)}`;
  const wal = walDir === undefined ? [] : [`mv ${quote(walDir)} ${quote(`${walDir}.replaced`)}`];
  return [
    `mv ${MANIFEST} ${ASIDE}`,
    'while grep -qsx etcd /proc/[0-9]*/comm; do sleep 1; done',
    member,
    ...wal,
  ];
}

/** Outside of `manifests/`; the indentation is that of the line it replaces. Names and URLs are checked: no `#`, no `&`. */
function manifestLine(members: readonly Member[]): string {
  const whole = members.map((one) => `${one.name}=${one.peerUrl}`).join(',');
  const replaced = `\\1--initial-cluster=${whole}\\n\\1--initial-cluster-state=existing`;
  return `sed -i -e '/--initial-cluster-state=/d' -e 's#^\\( *- \\).\\{0,1\\}--initial-cluster=.*#${replaced}#' ${ASIDE}`;
}
