# shellcheck shell=bash
# What every script begins with: how it speaks, where it logs, how it stops at the first failure.
# The values in front of it (PLAN_ID, NODE_NAME, …) come from the plan; everything else is read from this node.
set -Eeuo pipefail
umask 077
# TMPDIR: an old bash writes here-strings into files, and a full disk may be why people are here.
export LC_ALL=C TZ=UTC0 TMPDIR=/run
# The system's own tools first, then whatever else root's shell knows.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH
log=/var/log/etcd-restore-$PLAN_ID.log
current='the start'
left='nothing was changed on this node'

# A full disk may be why people are here: a log that cannot be written stops no restore.
note() { printf '%(%FT%TZ)T %s\n' -1 "$*" 2>/dev/null >>"$log" || true; }
say() { printf '%s\n' "$*" && note "$*"; }
warn() { say "WARNING: $*"; }

# step WORDS: what is being done now; named by a failure.
step() {
  current=$*
  say "- $*"
}

# leaves WORDS: the state in which a failure from here on leaves this node.
leaves() { left=$*; }

# fail WHAT [WHAT TO DO]...: ends the script.
fail() {
  local line
  trap - ERR
  {
    printf '\nFAILED: %s\n' "$1"
    for line in "${@:2}"; do printf '  do:    %s\n' "$line"; done
    printf '  step:  %s (%s on %s)\n  state: %s\n  log:   %s\n' "$current" "$script" "$NODE_NAME" "$left" "$log"
  } | tee -a "$log" >&2 2>/dev/null || true
  exit 1
}

# quietly COMMAND...: what it says goes to the log.
quietly() {
  note "+ $*"
  # Without the lock: what outlives this script must not hold it.
  "$@" >>"$log" 2>&1 </dev/null 9>&-
}

# free_of PATH: the bytes that are free where it lies.
free_of() { df -P -B 1 "$1" | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4; }

# fits FOLDER BYTES WHAT TO DO ELSE: a snapshot of that size finds room there.
fits() { [ "$(free_of "$1")" -gt "$2" ] || fail "the disk of $1 is too small for the snapshot: $(($2 / 1048576 + 1)) MiB are needed" "$3"; }

last_words() { tail -n 4 "$log" | tr '\n' ' '; }

# flush PATH: what was written to its file system is on disk. Only an old sync knows no file, and asks every disk: one
# mount of a dead NFS server would hold it forever.
flush() { sync -f "$1" 2>/dev/null || sync; }

# begin NAME WORDS: the first line of every script.
begin() {
  script=$1
  [ $((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1])) -ge 402 ] || { echo "FAILED: $script needs bash 4.2 or newer, this is $BASH_VERSION" >&2 && exit 1; }
  [ "$EUID" -eq 0 ] || { echo "FAILED: $script must run as root on $NODE_NAME; nothing was changed. do: sudo -i, then the same line again" >&2 && exit 1; }
  for log in "$log" "/run/${log##*/}" /dev/null; do
    { printf '\n' >>"$log"; } 2>/dev/null && break
  done
  trap 'fail "line $LINENO ended with code $?" "look at the log; this script can be started again at any time and goes on from where it is"' ERR
  say "$script: $2 ($NODE_NAME, plan $PLAN_ID)"
  # Two runs at once would each see half of what the other does.
  if command -v flock >/dev/null; then
    exec 9<>/run/etcd-restore.lock
    flock -n 9 || fail "another script of a restore runs on this node: $(</run/etcd-restore.lock)" 'wait until it is done, or end it: it can be started again at any time'
    printf '%s (process %s)\n' "$script" "$$" >/run/etcd-restore.lock
  fi
}

# takes WORDS "$@": nothing stands behind a script's name but what it knows; --help must start nothing.
takes() {
  local word
  for word in "${@:2}"; do
    [[ " $1 " == *" $word "* ]] || fail "unknown: $word" "usage: $script.sh${1:+ [$1]}"
  done
}

finish() { say "OK: $script on $NODE_NAME: $*"; }
