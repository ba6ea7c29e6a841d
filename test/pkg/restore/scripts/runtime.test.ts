/** ctr in place of crictl, where a real container will not do what is to be seen: end at the wrong moment, or not at all. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { scriptBodies } from '../../../../pkg/files/script-bodies.ts';

/** `state` says what `tasks ls` tells of container `x`; `signals` are those after which it has none. */
function stop(state: string, signals: string): { code: string; said: string[] } {
  const script = `set -Eeuo pipefail
log=/dev/null endpoint=unix:///run/containerd/containerd.sock runtime=ctr state=${JSON.stringify(state)} sent=''
unset SECONDS # and with it the real time
SECONDS=0
quietly() { "$@"; }
sleep() { SECONDS=$((SECONDS + 10)); }
# No call of ctr is without a limit.
timeout() { [ "$1 $2 $3" = '-k 5 60' ] && shift 3 && "$@"; }
ctr() {
  case "$5 $6" in
    'tasks ls')
      printf '%-68s%-9s%s    \\n' TASK PID STATUS other 7 RUNNING
      case " ${signals} " in *" \${sent:-none} "*) ;; *) printf '%-68s%-9s%s\\n' x 42 "$state" ;; esac
      ;;
    'tasks kill') sent=$8 && echo "$8 $9 after $SECONDS s" ;;
  esac
}
${scriptBodies['lib/runtime']}
if stop_container x 30; then echo stopped; else echo "does not stop"; fi`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8', timeout: 20_000 });
  assert.equal(stderr, '');
  const said = stdout.trimEnd().split('\n');
  return { code: said.pop() ?? '', said };
}

test('a container that ends when it is told to is not killed', () => {
  assert.deepEqual(stop('RUNNING', 'SIGTERM'), { code: 'stopped', said: ['SIGTERM x after 0 s'] });
});

test('a container that ends by itself, or has only a record left, is stopped', () => {
  assert.deepEqual(stop('STOPPED', ''), { code: 'stopped', said: ['SIGTERM x after 0 s'] });
  assert.equal(stop('RUNNING', 'none SIGTERM').code, 'stopped');
});

test('a container that does not listen is killed after half a minute', () => {
  const { code, said } = stop('RUNNING', 'SIGKILL');
  assert.equal(code, 'stopped');
  assert.deepEqual(said, ['SIGTERM x after 0 s', 'SIGKILL x after 30 s']);
});

test('a container that nothing stops is told as such', () => {
  assert.equal(stop('RUNNING', '').code, 'does not stop');
  assert.equal(stop('PAUSED', '').code, 'does not stop');
});
