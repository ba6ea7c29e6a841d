import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXIT, InterruptedError, UsageError, UserError } from '../../pkg/errors.ts';

test('each kind of error carries the exit code of the contract', () => {
  assert.equal(new UserError('it failed').exitCode, EXIT.failed);
  assert.equal(new UserError('no way in', { exitCode: EXIT.unreachable }).exitCode, 3);
  assert.equal(new UsageError('wrong flag', 'try --help').exitCode, 2);
  assert.equal(new InterruptedError().exitCode, 130);
});

test('the cause is kept for -v, the hint for the person', () => {
  const cause = new Error('ECONNREFUSED');
  const error = new UserError('cannot connect', { cause, hint: 'is it running?' });
  assert.equal(error.cause, cause);
  assert.equal(error.hint, 'is it running?');
});
