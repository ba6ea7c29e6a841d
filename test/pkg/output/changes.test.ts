import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderChanges } from '../../../pkg/output/changes.ts';

const changes = [
  { path: ['spec', 'schedule'], before: '0 0 * * *', after: '0 2 * * *' },
  { path: ['spec', 'localStorage', 'path'], before: undefined, after: '/backup\u202e' },
  { path: ['spec', 'localStorage', 'ttl'], before: 7776000, after: '86400' },
  {
    path: ['spec', 'remoteStorage', 's3'],
    before: { bucket: 'b', more: { deep: [1], none: {} } },
    after: undefined,
  },
];

test('a diff shows each field under its parents, before and after, with types', () => {
  assert.equal(
    renderChanges('EtcdBackupConfiguration x', changes, { color: false }),
    `EtcdBackupConfiguration x
  spec:
-   schedule: "0 0 * * *"
+   schedule: "0 2 * * *"
    localStorage:
+     path: "/backup\\u202e"
-     ttl: 7776000
+     ttl: "86400"
    remoteStorage:
-     s3:
-       bucket: "b"
-       more:
-         deep: [1]
-         none: {}
`,
  );
});

test('what goes is red and what comes is green, on a terminal only', () => {
  const [first] = changes;
  const text = renderChanges('x', first === undefined ? [] : [first], { color: true });
  assert.match(text, /\u001b\[31m- +schedule: "0 0 \* \* \*"\u001b\[0m\n\u001b\[32m\+ +schedule/);
});

test('values are explained in words behind them', () => {
  const [first] = changes;
  const explain = (_path: readonly string[], value: unknown): string => `words of ${String(value)}`;
  const text = renderChanges('x', first === undefined ? [] : [first], { color: false, explain });
  assert.match(text, /\+ {3}schedule: "0 2 \* \* \*" {2}# words of 0 2 \* \* \*\n/);
});
