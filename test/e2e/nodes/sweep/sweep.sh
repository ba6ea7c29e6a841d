#!/usr/bin/env bash
# Kills each script at each of its commands, inside a node. usage: sweep.sh CONFIG
# CONFIG is bash: scripts=(…) in their order, undo=… (may be empty), roots=(…) what makes up the state,
# volatile=… (a pattern of paths that may differ: logs), first=N and last=N (which scripts are this worker's).
# Every kill point is really run and really killed. What is on disk afterwards decides all that follows, so going on
# and turning back are tried once for each distinct state. One line per finding on stdout; `lost` lines are failures.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
home=/sweep
# shellcheck source=/dev/null
. "$1"
mkdir -p "$home"

save() {
  rm -rf "$home/$1"
  mkdir -p "$home/$1"
  cp -a --parents "${roots[@]}" "$home/$1"
}

load() {
  rm -rf "${roots[@]}"
  cp -a "$home/$1/." /
}

# The state as text: kinds, modes, owners and contents of all that is not volatile.
describe() {
  find "$@" -printf '%y %m %U:%G %p %l\n' 2>/dev/null | grep -vE "$volatile" | sort || true
  find "$@" -type f -print0 2>/dev/null | grep -zvE "$volatile" | sort -z | xargs -0r sha256sum || true
}

fingerprint() { describe "${roots[@]}" | sha256sum | cut -c1-16; }

# Runs a script to its end, or to SWEEP_KILL; its own process group, so that all it started dies with it.
run() {
  local code=0
  BASH_ENV=$here/kill-hook.sh SWEEP_SCRIPT=$1 setsid --wait bash "$@" >"$home/output" 2>&1 </dev/null || code=$?
  return "$code"
}

# A machine that loses power and comes back: nothing runs, /run and /tmp are empty, the kubelet starts by itself.
reboot() {
  quick-reboot
}

check() {
  local found
  if ! found=$(quick-check "$home/before"); then echo "lost $1: $found"; fi
}

finish() {
  local index=$1 state=$2 how=$3
  if ! run "${scripts[index]}" "${arguments[@]}"; then
    echo "lost $how ${scripts[index]##*/} $key: starting again failed: $(tail -n 3 "$home/output" | tr '\n' '|')"
  elif [ "$(fingerprint)" != "${ends[index]}" ]; then
    describe "${roots[@]}" >"$home/got"
    echo "lost $how ${scripts[index]##*/} $key: ends differently: $(diff "$home/end.$index" "$home/got" | grep '^[<>]' | head -n 6 | tr '\n' '|')"
  fi
}

undone() {
  local state=$1
  if ! run "$undo" "${arguments[@]}"; then
    echo "lost undo after $key: $(tail -n 3 "$home/output" | tr '\n' '|')"
    return
  fi
  describe "${precious[@]}" >"$home/got"
  if ! cmp -s "$home/got" "$home/precious"; then
    echo "lost undo after $key: the old is not back: $(diff "$home/precious" "$home/got" | grep '^[<>]' | head -n 6 | tr '\n' '|')"
  fi
}

save before
describe "${precious[@]}" >"$home/precious"
declare -A ends=()
# The unkilled run, and the state before each script.
for index in "${!scripts[@]}"; do
  save "start.$index"
  rm -f "$home/keys.$index"
  if ! SWEEP_RECORD=$home/keys.$index run "${scripts[index]}" "${arguments[@]}"; then
    echo "lost: ${scripts[index]##*/} fails without being killed: $(tail -n 5 "$home/output" | tr '\n' '|')"
    exit 0
  fi
  ends[$index]=$(fingerprint)
  describe "${roots[@]}" >"$home/end.$index"
  check "unkilled ${scripts[index]##*/}"
done

for index in "${!scripts[@]}"; do
  [ "$index" -ge "$first" ] && [ "$index" -le "$last" ] || continue
  declare -A seen=()
  points=0 cycles=0
  while read -r key; do
    load "start.$index"
    points=$((points + 1))
    SWEEP_KILL=$key run "${scripts[index]}" "${arguments[@]}" || true
    state=$(fingerprint)
    [ -z "${seen[$state]:-}" ] || continue
    seen[$state]=$key
    save state
    check "${scripts[index]##*/} $key"
    cycles=$((cycles + 1))
    finish "$index" "$state" 'going on'
    load state
    reboot
    check "${scripts[index]##*/} $key after a reboot"
    cycles=$((cycles + 1))
    finish "$index" "$state" 'after a reboot'
    [ -n "$undo" ] || continue
    load state
    cycles=$((cycles + 1))
    undone "$state"
  done < <(sort -u "$home/keys.$index")
  echo "swept ${scripts[index]##*/} points=$points states=${#seen[@]} cycles=$cycles"
  unset seen
done
