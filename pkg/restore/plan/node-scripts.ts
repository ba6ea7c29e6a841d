/** The scripts of one node of a plan. */
import { createHash } from 'node:crypto';
import { SCRIPTS, type ScriptBodies, scriptText } from '../scripts.ts';
import type { Fetch, ScriptValues } from '../values.ts';
import { type PlanMember, presentMembers, type RestorePlan } from './plan.ts';
import { snapshotPath } from './steps.ts';

/** The curl config beside the scripts: the only place where a presigned URL stands. */
export const CURL_CONFIG = 'fetch.curl';

export interface ScriptFile {
  readonly file: string;
  /** Ends in one line break. */
  readonly text: string;
  /** Of the text. */
  readonly sha256: string;
}

/** Every script that `node` may need, in order of use. */
export function nodeScripts(plan: RestorePlan, node: string, bodies: ScriptBodies): readonly ScriptFile[] {
  const values = scriptValues(plan, node);
  const needed = SCRIPTS.filter(
    ({ name }) =>
      (name !== 'survivor' || (plan.snapshot.from === 'survivor' && plan.snapshot.holder === node)) &&
      (name !== 'fetch' || values.snapshot.fetch.by !== 'hand'),
  );
  return needed.map((script) => {
    const text = `${scriptText(script, values, bodies).trimEnd()}\n`;
    return { file: script.file, text, sha256: createHash('sha256').update(text).digest('hex') };
  });
}

/** What the scripts of `node` are told. */
export function scriptValues(plan: RestorePlan, node: string): ScriptValues {
  const { snapshot, settings } = plan;
  return {
    planId: plan.id,
    self: plan.members.findIndex((member) => member.node === node),
    members: plan.members.map(({ name, ip, peerUrl, absent }) => ({ name, ip, peerUrl, absent })),
    clusterToken: plan.clusterToken,
    bumpRevision: plan.bumpRevision,
    snapshot: {
      path: snapshotPath(plan, node),
      sha256: snapshot.sha256 ?? undefined,
      size: snapshot.size ?? undefined,
      withoutHash: snapshot.withoutHash,
      fetch: fetchOf(plan, node),
    },
    encryptionKeys: snapshot.encryptionKeys ?? undefined,
    etcdTool: settings.etcdTool ?? undefined,
    evenWithQuorum: settings.evenWithQuorum,
    anyCluster: settings.anyCluster,
    confirm: settings.confirm,
    searchDirs: settings.searchDirs,
  };
}

function fetchOf(plan: RestorePlan, node: string): Fetch {
  const { from, holder } = plan.snapshot;
  if (from === 'bucket') return { by: 'curl', config: CURL_CONFIG };
  const source: PlanMember | undefined = presentMembers(plan).find((member) => member.node === holder);
  if (source === undefined || holder === node) return { by: 'hand' };
  return { by: 'scp', host: source.ip, path: snapshotPath(plan, source.node) };
}
