/** Files that a person names: none of them may fill the memory. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { readKubeconfig } from '../../../pkg/kube/kubeconfig.ts';
import { readSmallFile } from '../../../pkg/kube/small-file.ts';
import { worldOf } from './connection.ts';

const ENDLESS = '/dev/zero';
const skip = !existsSync(ENDLESS);

test('a file is read whole', () => {
  assert.match(readSmallFile(import.meta.filename).toString(), /^\/\*\*[\s\S]*\}\);\n$/);
});

test('a file without an end is too large', { skip }, () => {
  assert.throws(() => readSmallFile(ENDLESS), { code: 'EFBIG' });
  assert.throws(
    () => readKubeconfig({ kubeconfig: ENDLESS, 'request-timeout': '1s', verbosity: 0 }, worldOf([])),
    {
      message: 'cannot read the kubeconfig /dev/zero: it is too large',
      exitCode: 2,
    },
  );
});
