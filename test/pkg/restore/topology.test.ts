import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Member } from '../../../pkg/restore/members/member.ts';
import { RAISE, raiseOf } from '../../../pkg/restore/revision.ts';
import { topologyOf } from '../../../pkg/restore/topology.ts';
import { MEMBERS } from './examples.ts';

const several = (count: number): Member[] =>
  Array.from({ length: count }, (_, n) => ({
    ...(MEMBERS[0] as Member),
    node: `n${n}`,
    name: `n${n}`,
    ip: `10.1.0.${n + 1}`,
    peerUrl: `https://10.1.0.${n + 1}:2380`,
  }));

const cases: readonly (readonly [number, string[], boolean, string])[] = [
  [3, [], false, 'three'],
  [3, ['n1'], false, 'two of three'],
  [1, [], false, 'one-node'],
  [5, [], true, 'unsupported-topology'],
  [5, ['n0', 'n4'], true, 'unsupported-topology'],
];

for (const [count, without, allowUnsupported, name] of cases)
  test(`${count} members without ${without.length}: planned, ${name}`, () => {
    const { present, absent, notices } = topologyOf(several(count), { without, allowUnsupported });
    assert.deepEqual([present.length, absent.length], [count - without.length, without.length]);
    assert.deepEqual(
      notices.map(({ is }) => is),
      count === 3 ? [] : [name],
    );
  });

const refused: readonly (readonly [number, string[], boolean, RegExp])[] = [
  [2, [], false, /2 control-plane nodes: .* contact support/],
  [4, [], false, /4 control-plane nodes/],
  [5, [], false, /5 control-plane nodes/],
  [3, ['n0', 'n1'], false, /leaves 1 of 3 members: etcd needs 2/],
  [1, ['n0'], false, /leaves 0 of 1/],
  [4, ['n0', 'n1'], true, /leaves 2 of 4 members: etcd needs 3/],
  [3, ['x'], false, /--without x: there is no such/],
];

for (const [count, without, allowUnsupported, message] of refused)
  test(`${count} members without ${without.join(' ') || 'none'}: refused in words`, () =>
    assert.throws(() => topologyOf(several(count), { without, allowUnsupported }), {
      name: 'UsageError',
      message,
    }));

test('nodes named by IP are planned for, and labelled as our extension', () => {
  const [first = MEMBERS[0] as Member] = several(1);
  const { notices } = topologyOf([{ ...first, node: '10.1.0.1' }], { without: [], allowUnsupported: false });
  assert.deepEqual(notices, [{ is: 'one-node' }, { is: 'ip-names', nodes: ['10.1.0.1'] }]);
});

const withImages = (...tags: (string | undefined)[]): Member[] =>
  several(tags.length).map((member, n) => ({
    ...member,
    image: tags[n] === undefined ? undefined : `registry.k8s.io/etcd:${tags[n]}`,
  }));

const raises: readonly (readonly [(string | undefined)[], number | undefined, number, string[]])[] = [
  [['3.5.15-0', '3.5.15-0', '3.5.15-0'], undefined, RAISE, []],
  [['3.6.4-0', '3.5.15-0'], undefined, RAISE, ['different-versions']],
  [['3.4.23-0'], undefined, 0, ['not-raised']],
  [['3.5.9-0', '3.5.15-0'], undefined, 0, ['different-versions', 'not-raised']],
  [['3.5.15-0'], 0, 0, ['not-raised']],
  [['3.5.15-0'], 5000, 5000, []],
  [[undefined, '3.5.15-0'], undefined, RAISE, ['unknown-version']],
  [['3.3.10'], 0, 0, ['untried-version', 'not-raised']],
];

for (const [tags, asked, by, is] of raises)
  test(`etcd ${tags.join(', ')}${asked === undefined ? '' : `, asked for ${asked}`}: raised by ${by}`, () => {
    const raise = raiseOf(withImages(...tags), asked);
    assert.deepEqual([raise.by, raise.notices.map((notice) => notice.is)], [by, is]);
  });

test('images of a kit may have been upgraded since: the preflight decides, unless they differed', () => {
  const ofThen = (tags: readonly string[], asked?: number): unknown => {
    const { by, notices } = raiseOf(withImages(...tags), asked, { ofThen: true });
    return [by, ...notices.map(({ is }) => is)];
  };
  assert.deepEqual(ofThen(['3.5.9-0', '3.5.9-0']), [RAISE, 'unknown-version']);
  assert.deepEqual(ofThen(['3.5.9-0', '3.5.15-0']), [0, 'different-versions', 'not-raised']);
  assert.deepEqual(ofThen(['3.5.9-0'], 7), [7, 'unknown-version']);
  assert.deepEqual(ofThen(['3.5.9-0'], 0), [0, 'not-raised']);
  assert.deepEqual(ofThen(['3.5.15-0']), [RAISE]);
});

test('a revision that cannot be raised, or no number, is a mistake', () => {
  assert.throws(() => raiseOf(withImages('3.4.23-0'), 5), { message: /3\.4\.23 on n0 cannot raise/ });
  assert.throws(() => raiseOf(withImages('3.5.15-0'), -1), { message: /not a whole number/ });
});
