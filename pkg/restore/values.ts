/** What the scripts of one node are told: typed here, checked once more, and put in front of each script as assignments. */
import { assignments, type ShellValue } from '../shell/assignments.ts';

/** A member as every script knows it, of this node or another. */
export interface ScriptMember {
  /** etcd's `--name`. */
  readonly name: string;
  readonly ip: string;
  /** `--initial-advertise-peer-urls`, letter for letter; the node's own manifest must say the same. */
  readonly peerUrl: string;
  /** `--without`: stays in the member list, must not come back by itself. */
  readonly absent: boolean;
}

/** How the snapshot gets to the path where the other scripts look for it. */
export type Fetch =
  /** It lies there already, or a person puts it there. */
  | { readonly by: 'hand' }
  /** From another node, as root over ssh. */
  | { readonly by: 'scp'; readonly host: string; readonly path: string }
  /** By a curl config of mode 0600 beside the scripts: the only place where a presigned URL stands. */
  | { readonly by: 'curl'; readonly config: string };

export interface ScriptValues {
  /** Carries the one stamp of this plan: names folders and logs. `20261125t020340z-4f2a` */
  readonly planId: string;
  /** Index of this node's own member in `members`. */
  readonly self: number;
  readonly members: readonly ScriptMember[];
  /** Fresh for each plan, the same on all nodes. */
  readonly clusterToken: string;
  /** Added to the revision where the node's etcd tool can do that; 0: never. */
  readonly bumpRevision: number;
  readonly snapshot: {
    /** The file on this node, absolute: tar, gzip or database, the scripts look at its bytes. */
    readonly path: string;
    /** Of that file as it is; undefined where nobody could compute it: then the nodes are compared by a check code. */
    readonly sha256?: string | undefined;
    readonly size?: number | undefined;
    /** A database without a digest at its end may be restored: a survivor's cold copy, or by the operator's word. */
    readonly withoutHash: boolean;
    readonly fetch: Fetch;
  };
  /** Keys that encrypted values of the snapshot name, `aescbc:v1:key1`; undefined: the node looks for itself. */
  readonly encryptionKeys?: readonly string[] | undefined;
  /** Folder in which the operator keeps etcdctl (and etcdutl, from 3.5 on), for a node whose image is gone. */
  readonly etcdTool?: string | undefined;
  /** A cluster whose members still agree may be turned back in time: by the operator's word only. */
  readonly evenWithQuorum: boolean;
  /** A snapshot that names none of the members may be restored: by the operator's word. */
  readonly anyCluster: boolean;
  /** Phase 1 asks for the check code; false only for runs without a person. */
  readonly confirm: boolean;
  /** Folders in which find-snapshot looks. */
  readonly searchDirs: readonly string[];
}

const RULES = {
  planId: /^[a-z0-9][a-z0-9-]{3,62}$/,
  name: /^[A-Za-z0-9]([-A-Za-z0-9._:]{0,251}[A-Za-z0-9])?$/,
  ip: /^[0-9a-f.:]{2,39}$/,
  peerUrl: /^https?:\/\/(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):\d{1,5}$/,
  clusterToken: /^[A-Za-z0-9._-]{8,128}$/,
  path: /^\/[^\u0000-\u001f\u007f-\u009f]{0,4094}[^\u0000-\u001f\u007f-\u009f/]$/,
  sha256: /^[0-9a-f]{64}$/,
  host: /^[A-Za-z0-9.:-]{1,253}$/,
  // Its provider, version and name as they stand in front of every encrypted value.
  encryptionKey: /^[a-z0-9]+:v\d:[^\u0000-\u001f\u007f:]{1,253}$/,
  fileName: /^[A-Za-z0-9][A-Za-z0-9._-]{0,253}$/,
} as const;

function must(rule: keyof typeof RULES, text: string, what: string): string {
  if (!RULES[rule].test(text))
    throw new RangeError(`${what} cannot be given to a script: ${JSON.stringify(text)}`);
  return text;
}

/**
 * The assignments in front of every script of this node. Throws RangeError for a value that breaks its rule: the plan
 * has refused it before, in words for people; this is the last gate.
 */
export function preamble(values: ScriptValues): string {
  return assignments({ ...ofMembers(values), ...ofSnapshot(values), ...ofRun(values) });
}

function ofMembers({
  members,
  self,
  clusterToken,
  bumpRevision,
  planId,
}: ScriptValues): Record<string, ShellValue> {
  const own = members[self];
  if (own === undefined || own.absent) throw new RangeError('a node has scripts only where it is a member');
  if (!Number.isSafeInteger(bumpRevision) || bumpRevision < 0) throw new RangeError('bumpRevision');
  for (const { name, ip, peerUrl } of members) {
    must('name', name, 'member name');
    must('ip', ip, 'IP');
    must('peerUrl', peerUrl, 'peer URL');
  }
  return {
    PLAN_ID: must('planId', planId, 'plan id'),
    NODE_NAME: own.name,
    NODE_IP: own.ip,
    PEER_URL: own.peerUrl,
    MEMBER_NAMES: members.map(({ name }) => name),
    MEMBER_IPS: members.map(({ ip }) => ip),
    MEMBER_PEER_URLS: members.map(({ peerUrl }) => peerUrl),
    MEMBER_ABSENT: members.map(({ absent }) => (absent ? 'yes' : 'no')),
    INITIAL_CLUSTER: members.map(({ name, peerUrl }) => `${name}=${peerUrl}`).join(','),
    CLUSTER_TOKEN: must('clusterToken', clusterToken, 'cluster token'),
    BUMP_REVISION: bumpRevision === 0 ? '' : String(bumpRevision),
  };
}

function ofSnapshot({ snapshot, encryptionKeys }: ScriptValues): Record<string, ShellValue> {
  const { fetch, path, sha256, size } = snapshot;
  return {
    SNAPSHOT: must('path', path, 'path of the snapshot'),
    SNAPSHOT_SHA256: sha256 === undefined ? '' : must('sha256', sha256, 'SHA-256'),
    SNAPSHOT_SIZE: size === undefined ? '' : String(size),
    SNAPSHOT_WITHOUT_HASH: yes(snapshot.withoutHash),
    FETCH_BY: fetch.by,
    FETCH_HOST: fetch.by === 'scp' ? must('host', fetch.host, 'host') : '',
    FETCH_PATH: fetch.by === 'scp' ? must('path', fetch.path, 'path of the snapshot') : '',
    FETCH_CONFIG: fetch.by === 'curl' ? must('fileName', fetch.config, 'name of the curl config') : '',
    ENCRYPTION_KNOWN: yes(encryptionKeys !== undefined),
    ENCRYPTION_KEYS: (encryptionKeys ?? []).map((key) => must('encryptionKey', key, 'encryption key')),
  };
}

function ofRun(values: ScriptValues): Record<string, ShellValue> {
  const { etcdTool, evenWithQuorum, anyCluster, confirm, searchDirs } = values;
  return {
    ETCD_TOOL: etcdTool === undefined ? '' : must('path', etcdTool, 'path of the etcd tool'),
    EVEN_WITH_QUORUM: yes(evenWithQuorum),
    ANY_CLUSTER: yes(anyCluster),
    CONFIRM: yes(confirm),
    SEARCH_DIRS: searchDirs.map((dir) => must('path', dir, 'folder')),
  };
}

const yes = (is: boolean): string => (is ? 'yes' : 'no');
