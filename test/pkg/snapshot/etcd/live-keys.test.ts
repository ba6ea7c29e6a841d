import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type LiveKey, LiveKeys } from '../../../../pkg/snapshot/etcd/live-keys.ts';

test('the last record of each key is remembered, as a Map would, while the table grows', () => {
  const record = fc.record({
    key: fc.string({ maxLength: 30 }),
    bytes: fc.nat(1e6),
    encryption: fc.nat(255),
  });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 400 }), (records) => {
      const live = new LiveKeys(4);
      const model = new Map<string, LiveKey>();
      for (const [index, { key, bytes, encryption }] of records.entries()) {
        const text = new TextEncoder().encode(key);
        const known = live.find(new DataView(text.buffer), 0, text.length);
        assert.equal(known, model.has(key));
        if (!known) live.add(index);
        const last = { group: 0, bytes: 0, encryption: 0 };
        live.read(last);
        assert.deepEqual(last, model.get(key) ?? { group: index, bytes: 0, encryption: 0 });
        live.write(bytes, encryption);
        model.set(key, { group: last.group, bytes, encryption });
      }
    }),
  );
});
