/** From facts and choices to a plan: pure, so that the same facts give the same plan. */
import { parseTime, utcTime } from '../../words/time.ts';
import type { Notice } from '../notice.ts';
import type { Topology } from '../topology.ts';
import {
  PLAN_SCHEMA,
  type PlanMember,
  type PlanSettings,
  type PlanSnapshot,
  type RestorePlan,
} from './plan.ts';
import { planSteps } from './steps.ts';

/** What makes one plan another than the next; all of it is in the id, so that an id alone continues a plan. */
export interface PlanStamp {
  readonly id: string;
  /** RFC 3339 UTC. */
  readonly created: string;
  readonly clusterToken: string;
}

const ID = /^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)z-([0-9a-f]{6})$/;

export interface PlanFacts {
  readonly topology: Topology;
  readonly snapshot: PlanSnapshot;
  readonly bumpRevision: number;
  readonly notices: readonly Notice[];
  readonly settings: PlanSettings;
}

/** A fresh stamp; of `random` three bytes are used. */
export function newStamp(now: Date, random: Uint8Array): PlanStamp {
  const hex = Buffer.from(random.subarray(0, 3)).toString('hex');
  return stampAt(utcTime(now), hex);
}

function stampAt(created: string, hex: string): PlanStamp {
  const id = `${created.replaceAll(/[-:]/g, '').toLowerCase()}-${hex}`;
  return { id, created, clusterToken: `etcd-restore-${id}` };
}

/** The stamp of an id; undefined for a text that is none. */
export function stampOf(id: string): PlanStamp | undefined {
  const [, year, month, day, hour, minute, second, hex = ''] = ID.exec(id) ?? [];
  const created = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  return parseTime(created) === undefined ? undefined : stampAt(created, hex);
}

/** The plan. Members keep their order; those without a machine are marked. */
export function makePlan(stamp: PlanStamp, facts: PlanFacts): RestorePlan {
  const { topology, snapshot, bumpRevision, notices, settings } = facts;
  const members: readonly PlanMember[] = [
    ...topology.present.map((member) => ({ ...member, absent: false })),
    ...topology.absent.map((member) => ({ ...member, absent: true })),
  ];
  const folder = `/root/restore-${stamp.id}`;
  return {
    kind: 'EtcdRestorePlan',
    schemaVersion: PLAN_SCHEMA,
    ...stamp,
    bumpRevision,
    members,
    snapshot,
    folder,
    notices: [...topology.notices, ...notices],
    settings,
    steps: planSteps({ id: stamp.id, folder, members, snapshot }),
  };
}
