/** Acting as somebody else: what reaches the server byte for byte, as Go sends it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { impersonation } from '../../../pkg/kube/impersonation.ts';

const onTheWire = (text: unknown): string => Buffer.from(String(text), 'latin1').toString('utf8');

test('names outside ASCII are sent in UTF-8', () => {
  const user = { as: '张三', 'as-uid': 'ü', 'as-groups': ['组'], 'as-user-extra': { k: ['é'] } };
  const headers = impersonation(user);
  assert.deepEqual(Object.values(headers).flat().map(onTheWire), ['张三', '组', 'ü', 'é']);
});

test('a name that no header may carry is a usage error', () => {
  const users = [
    { as: 'a\nb' },
    { as: 'a', 'as-uid': '\u0000' },
    { as: 'a', 'as-groups': ['x\r'] },
    { as: 'a', 'as-user-extra': { k: ['\u007f'] } },
  ];
  for (const user of users)
    assert.throws(() => impersonation(user), { message: /is not the name of anybody/, exitCode: 2 });
});
