/** What `--snapshot` asks for: data from a command line, not looked at yet. */
import { UsageError } from '../../errors.ts';
import { visible } from '../../words/visible.ts';

export type SnapshotChoice =
  /** A file that lies on the nodes: on `node`, or on each of them where that is undefined. */
  | { readonly from: 'node'; readonly path: string; readonly node: string | undefined }
  /** The database of a node that still has one. */
  | { readonly from: 'survivor'; readonly node: string }
  /** An object of the bucket: `latest`, a file's name, or a key. */
  | { readonly from: 'bucket'; readonly wanted: string }
  /** A file on this machine. */
  | { readonly from: 'file'; readonly path: string };

export interface ChoiceFlags {
  readonly snapshot: string;
  /** `--snapshot-node`: which node has `local:PATH`. */
  readonly snapshotNode?: string | undefined;
  /** `--presign` was given: the nodes fetch from S3. */
  readonly presign: boolean;
}

const EXAMPLES = 'see kubectl etcdbackup restore --help for the forms of --snapshot';

/** Reads `latest`, `local:PATH`, `survivor:NODE`, or the name of a file. Throws UsageError. */
export function snapshotChoice({ snapshot, snapshotNode, presign }: ChoiceFlags): SnapshotChoice {
  const choice = choiceOf(snapshot, snapshotNode, presign);
  if (presign && choice.from !== 'bucket')
    throw new UsageError(`--presign is for a snapshot in S3, and ${visible(snapshot)} is not`, EXAMPLES);
  if (snapshotNode !== undefined && choice.from !== 'node')
    throw new UsageError('--snapshot-node says which node has local:PATH', EXAMPLES);
  return choice;
}

function choiceOf(snapshot: string, node: string | undefined, presign: boolean): SnapshotChoice {
  const [, form, rest = ''] = /^(local|survivor):([\s\S]*)$/.exec(snapshot) ?? [];
  if (form === 'local') return { from: 'node', path: nodePath(rest), node };
  if (form === 'survivor') {
    if (rest === '') throw new UsageError('survivor: needs the name of the node', EXAMPLES);
    return { from: 'survivor', node: rest };
  }
  if (presign || snapshot === 'latest') return { from: 'bucket', wanted: snapshot };
  if (snapshot === '') throw new UsageError('--snapshot is empty', EXAMPLES);
  return { from: 'file', path: snapshot };
}

/** A path on the nodes is absolute, because nobody knows where a script is started; a line break in it never reaches a script. */
function nodePath(path: string): string {
  if (!path.startsWith('/'))
    throw new UsageError(`local:${visible(path)} is not an absolute path on the nodes`, EXAMPLES);
  if (visible(path) !== path)
    throw new UsageError(`local:${visible(path)} has control characters in it`, EXAMPLES);
  if (path.endsWith('/')) throw new UsageError(`local:${path} is a folder, not a file`, EXAMPLES);
  return path;
}
