import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesByIp } from '../../../../pkg/backup/nodes.ts';
import { type BackupRecord, readRecord } from '../../../../pkg/backup/records.ts';
import type { Expected } from '../../../../pkg/backup/run/expected.ts';
import { runState } from '../../../../pkg/backup/run/outcome.ts';
import { NODES } from '../examples.ts';
import { record } from './records.ts';

const THREE: Expected = {
  by: 'control-plane',
  count: 3,
  nodes: NODES.map(({ name, ips }) => ({ node: name, ips })),
  unseen: [],
};
const ANY_TWO: Expected = { by: 'flag', count: 2, nodes: [], unseen: [] };

/** Each node with its outcome, and what is said of the whole. */
function shown(expected: Expected, ...records: BackupRecord[]): string {
  const { nodes, complete, failed, reported } = runState(expected, records, namesByIp(NODES));
  const whole = [complete ? 'complete' : 'waiting', ...(failed ? ['failed'] : []), reported];
  return [...nodes.map((one) => `${one.node}=${one.outcome}`), ...whole].join(' ');
}

const nameless = (result: string) => readRecord({ fileName: 'manual.db', result });

const cases: readonly (readonly [what: string, state: string, says: string])[] = [
  ['nothing yet', shown(THREE), 'master-1=missing master-2=missing master-3=missing waiting 0'],
  [
    'two of three',
    shown(THREE, record(1), record(3)),
    'master-1=succeeded master-2=missing master-3=succeeded waiting 2',
  ],
  [
    'all, one failed',
    shown(THREE, record(1), record(2, '00:00:01', 'Failed'), record(3)),
    'master-1=succeeded master-2=failed master-3=succeeded complete failed 3',
  ],
  [
    'one still at it',
    shown(THREE, record(1), record(2, '00:00:01', 'Running'), record(3)),
    'master-1=succeeded master-2=unfinished master-3=succeeded waiting 2',
  ],
  [
    'a node that was not expected is shown, and its failure counts',
    shown(THREE, record(1), record(2), record(3), record(4, '00:00:01', 'Failed')),
    'master-1=succeeded master-2=succeeded master-3=succeeded 10.0.0.4=failed complete failed 4',
  ],
  [
    'a node that was not expected stands for nobody',
    shown(THREE, record(1), record(2), record(4)),
    'master-1=succeeded master-2=succeeded master-3=missing 10.0.0.4=succeeded waiting 3',
  ],
  [
    'a record that names no node may be that of the missing one',
    shown(THREE, record(1), record(2), nameless('Failed')),
    'master-1=succeeded master-2=succeeded master-3=missing null=failed complete failed 3',
  ],
  [
    'of two records of one node the failed one counts',
    shown(THREE, record(1), record(1, '01:00:00', 'Failed'), record(2), record(3)),
    'master-1=failed master-2=succeeded master-3=succeeded complete failed 3',
  ],
  [
    'any two: one node twice is one',
    shown(ANY_TWO, record(1), record(1, '01:00:00')),
    'master-1=succeeded waiting 1',
  ],
  ['any two', shown(ANY_TWO, record(1), record(3)), 'master-1=succeeded master-3=succeeded complete 2'],
  [
    'any two without names',
    shown(ANY_TWO, nameless('Success'), nameless('Success')),
    'null=succeeded null=succeeded complete 2',
  ],
];

for (const [what, state, says] of cases) test(what, () => assert.equal(state, says));
