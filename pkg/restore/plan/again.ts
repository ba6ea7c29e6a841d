/** Planning again into a folder: the same facts continue the same plan, others are another plan. */
import { fieldsOf, listOf, textOf } from '../../backup/fields.ts';
import { UserError } from '../../errors.ts';
import { quote } from '../../shell/quote.ts';
import { type PlanStamp, stampOf } from './make.ts';
import { PLAN_SCHEMA, type RestorePlan } from './plan.ts';

/** Bytes; a plan for 99 nodes has under 1 MiB. */
export const LARGEST_PLAN = 4 * 1024 * 1024;

/** A plan that lies in a folder, as far as it is believed. */
export interface EarlierPlan {
  readonly stamp: PlanStamp;
  /** What must be the same for the plan to be continued. */
  readonly identity: string;
  /** The same whoever is gone by now. */
  readonly whoeverIsGone: string;
  /** The object that the nodes fetch, where they do: `latest` may mean another by now. */
  readonly object: string | undefined;
}

/** Reads `plan.json`. Throws UserError for what is no plan of this plugin. */
export function readEarlierPlan(text: string, path: string): EarlierPlan {
  let value: unknown;
  try {
    value = text.length > LARGEST_PLAN ? undefined : JSON.parse(text);
  } catch {
    value = undefined;
  }
  const fields = fieldsOf(value);
  const stamp = stampOf(textOf(fields['id']) ?? '');
  if (fields['kind'] !== 'EtcdRestorePlan' || fields['schemaVersion'] !== PLAN_SCHEMA || stamp === undefined)
    throw new UserError(`${path} is no plan that can be continued`, { hint: 'choose another folder' });
  return {
    stamp,
    identity: identityText(fields),
    whoeverIsGone: textWhoeverIsGone(fields),
    object: objectOf(fields),
  };
}

/** Throws UserError where `plan` is not the one that `folder` has: its scripts may be needed to undo. */
export function mustContinue(earlier: EarlierPlan, plan: RestorePlan, folder: string): void {
  const { id } = earlier.stamp;
  const other = (message: string, hint: string): UserError =>
    new UserError(message, { hint: `choose another folder; ${hint}`, reason: 'OtherPlan' });
  if (id !== plan.id)
    throw other(`${folder} has plan ${id}, not ${plan.id}`, 'without --plan-id that plan goes on');
  const fields = fieldsOf(JSON.parse(JSON.stringify(plan)));
  if (earlier.identity === identityText(fields)) return;
  if (earlier.whoeverIsGone === textWhoeverIsGone(fields))
    throw other(
      `${folder} has plan ${id}, with other machines that are gone`,
      `where nodes have begun that plan it goes on there with --plan-id ${id}`,
    );
  throw other(
    `${folder} has plan ${id}, of other nodes or another snapshot`,
    earlier.object === undefined || earlier.object === plan.snapshot.name
      ? 'nodes that have begun that plan must undo it first, with its own scripts'
      : `or go on with the snapshot of that plan: --snapshot ${quote(earlier.object)}`,
  );
}

/** As `identityText`, for a plan that lost a machine midway. */
function textWhoeverIsGone(plan: Readonly<Record<string, unknown>>): string {
  const members = listOf(plan['members']).map(fieldsOf);
  const texts = members.map(({ absent: _gone, ...member }) => JSON.stringify(member));
  return identityText({ ...plan, members: texts.sort() });
}

function objectOf({ snapshot }: Readonly<Record<string, unknown>>): string | undefined {
  const { from, name } = fieldsOf(snapshot);
  return from === 'bucket' ? textOf(name) : undefined;
}

/** The facts that every node must agree on. A digest says more than the path that the file has on one machine. */
function identityText({ members, snapshot, bumpRevision }: Readonly<Record<string, unknown>>): string {
  const { from, name, holder, sha256 } = fieldsOf(snapshot);
  return JSON.stringify([members, from, sha256 ?? name, holder, bumpRevision]);
}
