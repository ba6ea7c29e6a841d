/** How far the restored revision is raised: watchers of before must never see time go back (etcd#16028). */
import { UsageError } from '../errors.ts';
import { imageVersion, isTried, raisesRevision, versionText } from './members/etcd-image.ts';
import type { Member } from './members/member.ts';
import type { Notice } from './notice.ts';

/** etcd's own recommendation for Kubernetes. */
export const RAISE = 1_000_000_000;

export interface Raise {
  /** Added to the revision, on every member alike; 0: not raised. */
  readonly by: number;
  readonly notices: readonly Notice[];
}

/**
 * `asked` is `--bump-revision`; undefined lets the versions decide. Images that are `ofThen`, a kit's, may have been
 * upgraded since: where all of them were too old the preflight decides, which leaves the raise out where it must.
 * Throws UsageError.
 */
export function raiseOf(
  members: readonly Member[],
  asked: number | undefined,
  { ofThen = false }: { readonly ofThen?: boolean } = {},
): Raise {
  const versions = members.map(({ node, image }) => ({
    node,
    version: image === undefined ? undefined : imageVersion(image),
  }));
  const notices: Notice[] = [];
  const known = versions.flatMap(({ node, version }) => (version === undefined ? [] : [{ node, version }]));
  const texts = [...new Set(known.map(({ version }) => versionText(version)))];
  if (texts.length > 1) notices.push({ is: 'different-versions', versions: texts });
  for (const { version } of known.filter(({ version }) => !isTried(version)).slice(0, 1))
    notices.push({ is: 'untried-version', version: versionText(version) });
  const unable = known.find(({ version }) => !raisesRevision(version));
  const doubted = ofThen && (asked !== undefined || known.every(({ version }) => !raisesRevision(version)));
  if (asked !== undefined && (!Number.isSafeInteger(asked) || asked < 0))
    throw new UsageError(`--bump-revision ${asked} is not a whole number`);
  if (asked !== undefined && asked > 0 && unable !== undefined && !doubted)
    throw new UsageError(
      `etcd ${versionText(unable.version)} on ${unable.node} cannot raise the revision`,
      'it is there from 3.4.27 and 3.5.10 on; leave --bump-revision out',
    );
  if (asked === 0 || (unable !== undefined && !doubted)) {
    notices.push({ is: 'not-raised', version: unable && versionText(unable.version) });
    return { by: 0, notices };
  }
  if (unable !== undefined || known.length < members.length) notices.push({ is: 'unknown-version' });
  return { by: asked ?? RAISE, notices };
}
