/** A Chinese plan says in Chinese why a snapshot may be of another cluster, with the same names in it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterReasons } from '../../../../pkg/restore/words/zh/cluster-reasons.ts';
import { type ClusterReason, reasonText } from '../../../../pkg/snapshot/cluster-reasons.ts';

const rows: readonly ClusterReason[] = [
  { is: 'unreachable', why: 'E1' },
  { is: 'nodes-unread' },
  { is: 'no-nodes' },
  { is: 'no-uid-in-snapshot' },
  { is: 'uid-unread' },
  { is: 'same-uid', uid: 'U1' },
  { is: 'other-uid', snapshot: 'U1', cluster: 'U2' },
  { is: 'no-names' },
  { is: 'no-members' },
  { is: 'nodes', snapshot: ['N1', 'N2'], shared: [] },
  { is: 'nodes', snapshot: ['N1', 'N2'], shared: ['N2'] },
  { is: 'addresses', snapshot: ['N1', 'N2'], shared: ['N1', 'N2'] },
];
/** The names of the example: a capital letter and a digit. */
const named = (text: string): string[] => text.match(/\b[A-Z]\d\b/g) ?? [];

for (const row of rows) {
  const english = reasonText(row);
  test(english, () => {
    const chinese = reasonText(row, clusterReasons);
    assert.match(chinese, /\p{Script=Han}/u);
    assert.deepEqual(named(chinese), named(english));
  });
}

test('each reason has its row', () => {
  assert.deepEqual(new Set(rows.map(({ is }) => is)), new Set(Object.keys(clusterReasons)));
});
