import assert from 'node:assert/strict';
import { test } from 'node:test';
import { list } from '../../cmd/list.ts';
import { parseArgs } from '../../cmd/parse.ts';
import { restore } from '../../cmd/restore.ts';

test('an option that is given twice: the last counts', () => {
  const args = parseArgs(list, [
    '--limit',
    '5',
    '--context=a',
    '--limit=7',
    '--context',
    'b',
    '--failed',
    '--failed',
  ]);
  assert.deepEqual([args['limit'], args['context'], args['failed']], [7, 'b', true]);
});

test('an option that may be repeated keeps every value, and takes no word behind it', () => {
  const args = parseArgs(restore, [
    '--node',
    'a=10.0.0.1',
    '--node=b=10.0.0.2',
    '--as-group',
    'x',
    '--as-group',
    'y',
  ]);
  assert.deepEqual(args['node'], ['a=10.0.0.1', 'b=10.0.0.2']);
  assert.deepEqual(args['as-group'], ['x', 'y']);
  assert.throws(() => parseArgs(restore, ['--node', 'a=10.0.0.1', 'b=10.0.0.2']), {
    message: /unexpected argument/,
  });
});
