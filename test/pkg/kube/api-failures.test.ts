/** What a refusal of the API server says of the permission that is missing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SECRET } from '../../../pkg/backup/resource.ts';
import { type Asked, apiFailure } from '../../../pkg/kube/api-failures.ts';

const refusal = { status: 403, contentType: 'application/json', body: '{}' };
const rows: readonly (readonly [string, Asked])[] = [
  [
    'get secrets -n cpaas-system',
    { verb: 'get', kind: SECRET, ref: { kind: SECRET, namespace: 'cpaas-system', name: 'a' } },
  ],
  ['get /apis', { verb: 'get', kind: undefined, ref: undefined, path: 'apis' }],
];
for (const [line, asked] of rows) {
  test(`kubectl auth can-i ${line} shows what is not allowed`, () => {
    const { hint } = apiFailure(refusal, asked, new URL('https://api.example.com'));
    assert.equal(hint?.split('; ')[1], `kubectl auth can-i ${line} shows it`);
  });
}
