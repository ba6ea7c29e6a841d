import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { behind } from '../../../pkg/files/pieces.ts';

test('what a short write left over is written next, whatever the pieces are', () => {
  const piece = fc.uint8Array({ maxLength: 5 });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.nat({ max: 30 }), (pieces, some) => {
      const whole = Buffer.concat(pieces);
      const count = Math.min(some, whole.length);
      const rest = behind(pieces, count);
      assert.deepEqual(Buffer.concat(rest), whole.subarray(count));
      assert.ok(count < whole.length || rest.length === 0, 'nothing left is no piece at all');
    }),
  );
});
