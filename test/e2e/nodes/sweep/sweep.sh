#!/usr/bin/env bash
# Kills each script at each of its commands, inside a node. usage: sweep.sh CONFIG
# CONFIG is bash, see the values below.
# What is on disk decides all that follows a kill. So each script is killed at the first command of each state that a
# recorded run shows (with SWEEP_EVERY at every command: the same, hours later), and midway in each command that can be
# half done; going on, a reboot and turning back are tried once for each distinct state. One line per finding on stdout; `lost` lines are failures.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
home=/sweep quick=/run/quick
# The sweep's own tools are the real ones; only what it runs sees the quick stand-ins.
tools=$PATH
PATH=/usr/sbin:/usr/bin
scripts=()   # in their order
arguments=() # of every script
undo=''      # a script, or nothing
roots=()     # folders that make up the state
precious=()  # folders that undo must bring back as they were
volatile='^$' # paths that may differ: logs
own='^$'      # paths that undo may leave: folders of the scripts
first=0 last=99 # which of the scripts are this worker's
# shellcheck source=/dev/null
. "$1"
mkdir -p "$home"
printf '%s\n' "${roots[@]}" >"$home/roots"
cd /

save() {
  rm -rf "${home:?}/$1"
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

# What undo must bring back.
describe_old() { describe "${precious[@]}" | grep -vE "$own" || true; }

fingerprint() { describe "${roots[@]}" | sha256sum | cut -c1-16; }

# Runs a script to its end, or to SWEEP_KILL; its own process group, so that all it started dies with it.
run() {
  local code=0
  rm -f "$home"/calls.*
  # In braces: bash's own word about a killed child is no news here.
  { PATH=$tools BASH_ENV=$here/kill-hook.sh SWEEP_SCRIPT=$1 setsid --wait bash "$@" >"$home/output" 2>&1 </dev/null || code=$?; } 2>/dev/null
  return "$code"
}

# A machine that loses power and comes back: nothing runs, /run and /tmp are empty, the kubelet starts by itself.
reboot() {
  rm -rf /tmp/* "$quick"
  mkdir -p "$quick/c"
  /usr/local/bin/systemctl start kubelet
}

# Nothing that was there before may be gone from everywhere, and no etcd may have started on less than a whole data dir.
check() {
  local missing
  missing=$(find "${roots[@]}" -type f -exec sha256sum {} + | cut -d' ' -f1 | sort -u | comm -13 - "$home/originals")
  [ -z "$missing" ] || echo "lost $1: gone from everywhere: $(grep -F "$missing" "$home/originals.names" | tr '\n' ' ')"
  if [ -s "$quick/trouble" ]; then echo "lost $1: $(sort -u "$quick/trouble" | tr '\n' '|')"; fi
}

finish() {
  local index=$1 how=$2
  if ! run "${scripts[index]}" "${arguments[@]}"; then
    echo "lost $how ${scripts[index]##*/} $key: starting again failed: $(tail -n 3 "$home/output" | tr '\n' '|')"
  elif [ "$(fingerprint)" != "${ends[index]}" ]; then
    describe "${roots[@]}" >"$home/got"
    echo "lost $how ${scripts[index]##*/} $key: ends differently: $(diff "$home/end.$index" "$home/got" | grep '^[<>]' | head -n 6 | tr '\n' '|')"
  fi
  check "$how ${scripts[index]##*/} $key"
}

undone() {
  if ! run "$undo" "${arguments[@]}"; then
    echo "lost undo after $key: $(tail -n 3 "$home/output" | tr '\n' '|')"
    return
  fi
  describe_old >"$home/got"
  if ! cmp -s "$home/got" "$home/precious"; then
    echo "lost undo after $key: the old is not back: $(diff "$home/precious" "$home/got" | grep '^[<>]' | head -n 6 | tr '\n' '|')"
  fi
}

find "${precious[@]}" -type f -exec sha256sum {} + >"$home/originals.names"
cut -d' ' -f1 "$home/originals.names" | sort -u >"$home/originals"
describe_old >"$home/precious"
ends=()
# The unkilled run, and the state before each script.
for index in "${!scripts[@]}"; do
  save "start.$index"
  rm -f "$home/keys.$index"*
  record=$home/keys.$index
  if [ "$index" -lt "$first" ] || [ "$index" -gt "$last" ]; then record=''; fi
  if ! SWEEP_RECORD=$record run "${scripts[index]}" "${arguments[@]}"; then
    echo "lost: ${scripts[index]##*/} fails without being killed: $(tail -n 5 "$home/output" | tr '\n' '|')"
    exit 0
  fi
  ends[index]=$(fingerprint)
  describe "${roots[@]}" >"$home/end.$index"
  check "unkilled ${scripts[index]##*/}"
done

for index in "${!scripts[@]}"; do
  if [ "$index" -lt "$first" ] || [ "$index" -gt "$last" ]; then continue; fi
  declare -A seen=()
  points=$(($(wc -l <"$home/keys.$index.all") + $(grep -c ^half/ "$home/keys.$index" || true)))
  kills=0 cycles=0
  while read -r key; do
    load "start.$index"
    kills=$((kills + 1))
    case $key in
      half/*) SWEEP_HALF=${key#half/} run "${scripts[index]}" "${arguments[@]}" || true ;;
      *) SWEEP_KILL=$key run "${scripts[index]}" "${arguments[@]}" || true ;;
    esac
    state=$(fingerprint)
    [ -z "${seen[$state]:-}" ] || continue
    seen[$state]=$key
    save state
    check "${scripts[index]##*/} $key"
    cycles=$((cycles + 1))
    finish "$index" 'going on'
    load state
    reboot
    check "${scripts[index]##*/} $key after a reboot"
    cycles=$((cycles + 1))
    finish "$index" 'after a reboot'
    [ -n "$undo" ] || continue
    load state
    cycles=$((cycles + 1))
    undone
  done < <(sort -u "$home/keys.$index${SWEEP_EVERY:+.all}" "$home/keys.$index")
  echo "swept ${scripts[index]##*/} points=$points kills=$kills states=${#seen[@]} cycles=$cycles"
  unset seen
done
