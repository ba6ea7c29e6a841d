/** From facts and choices to a plan: pure, so that the same facts give the same plan. */
import { utcTime } from '../../words/time.ts';
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

/** What makes one plan another than the next: taken over when a folder is planned again. */
export interface PlanStamp {
  readonly id: string;
  readonly created: string;
  readonly clusterToken: string;
}

export interface PlanFacts {
  readonly topology: Topology;
  readonly snapshot: PlanSnapshot;
  readonly bumpRevision: number;
  readonly notices: readonly Notice[];
  readonly settings: PlanSettings;
}

/** A fresh stamp; `random` are at least 10 bytes. */
export function planStamp(now: Date, random: Uint8Array): PlanStamp {
  const hex = Buffer.from(random).toString('hex');
  const created = utcTime(now);
  const id = `${created.replaceAll(/[-:]/g, '').toLowerCase()}-${hex.slice(0, 4)}`;
  return { id, created, clusterToken: `etcd-restore-${id}-${hex.slice(4, 20)}` };
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
