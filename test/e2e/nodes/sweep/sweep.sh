#!/usr/bin/env bash
# Kills each script at each of its commands, inside a node. usage: sweep.sh CONFIG
# CONFIG is bash, see the values below.
# What is on disk decides all that follows a kill. So each script is killed at the first command of each state that a
# recorded run shows, and midway in each command that can be half done. Three ways lead on from each distinct state:
# starting the script again, the same after a reboot, and turning back. One line per finding on stdout; `lost` lines
# are failures.
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
own='^$'     # paths that undo may leave: folders of the scripts
first=0 last=99 # which of the scripts are this worker's
every=1 offset=0 # of all ways on from all points, each so many-th is tried
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

# look FOLDER...: sets now, the state as text: kinds, modes, owners and contents.
look() { now=$(find "$@" -printf '%y %m %U:%G %p %l\n' -type f -exec sha256sum {} + 2>/dev/null | sort) || true; }

# What undo must bring back.
look_old() {
  look "${precious[@]}"
  now=$(grep -vE "$own" <<<"$now" || true)
}

# What differs from WANTED, for a person.
differs() { diff <(cat <<<"$1") <(cat <<<"$now") | grep '^[<>]' | head -n 6 | tr '\n' '|' || true; }

# Runs a script to its end, or to SWEEP_KILL; its own process group, so that all it started dies with it.
run() {
  local code=0 path=$tools
  rm -f "$home"/calls.*
  # Only where a command may be half done is it worth a stand-in of its own.
  [ -z "${SWEEP_RECORD:-}${SWEEP_HALF:-}" ] || path=/usr/local/bin/half:$tools
  # In braces: bash's own word about a killed child is no news here.
  { PATH=$path BASH_ENV=$here/kill-hook.sh SWEEP_SCRIPT=$1 setsid --wait bash "$@" >"$home/output" 2>&1 </dev/null || code=$?; } 2>/dev/null
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
  local hash
  for hash in "${!originals[@]}"; do
    [[ $now == *"$hash"* ]] || echo "lost $1: gone from everywhere: ${originals[$hash]}"
  done
  if [ -s "$quick/trouble" ]; then echo "lost $1: $(sort -u "$quick/trouble" | tr '\n' '|')"; fi
}

go_on() {
  local index=$1 how=$2
  if ! run "${scripts[index]}" "${arguments[@]}"; then
    echo "lost $how ${scripts[index]##*/} $key: starting again failed: $(tail -n 3 "$home/output" | tr '\n' '|')"
  fi
  look "${roots[@]}"
  [ "$now" = "${ends[index]}" ] || echo "lost $how ${scripts[index]##*/} $key: ends differently: $(differs "${ends[index]}")"
  check "$how ${scripts[index]##*/} $key"
}

go_back() {
  if ! run "$undo" "${arguments[@]}"; then
    echo "lost undo after $key: $(tail -n 3 "$home/output" | tr '\n' '|')"
    return
  fi
  look_old
  [ "$now" = "$old" ] || echo "lost undo after $key: the old is not back: $(differs "$old")"
}

declare -A originals=()
while read -r hash name; do originals[$hash]+="$name "; done < <(find "${precious[@]}" -type f -exec sha256sum {} +)
look_old
old=$now
ends=()
# The unkilled run, and the state before each script.
for index in "${!scripts[@]}"; do
  save "start.$index"
  rm -f "$home/keys.$index"*
  : >"$home/keys.$index.now"
  record=$home/keys.$index
  if [ "$index" -lt "$first" ] || [ "$index" -gt "$last" ]; then record=''; fi
  if ! SWEEP_RECORD=$record run "${scripts[index]}" "${arguments[@]}"; then
    echo "lost: ${scripts[index]##*/} fails without being killed: $(tail -n 5 "$home/output" | tr '\n' '|')"
    exit 0
  fi
  look "${roots[@]}"
  ends[index]=$now
  check "unkilled ${scripts[index]##*/}"
done

# due WAY: is this way on from this point to be tried?
due() { [ "$(((point * 3 + $1 + offset) % every))" -eq 0 ]; }

point=0
for index in "${!scripts[@]}"; do
  if [ "$index" -lt "$first" ] || [ "$index" -gt "$last" ]; then continue; fi
  declare -A seen=()
  points=$(($(wc -l <"$home/keys.$index.all") + $(grep -c ^half/ "$home/keys.$index" || true)))
  kills=0 cycles=0
  while read -r key; do
    point=$((point + 1))
    due 0 || due 1 || due 2 || continue
    load "start.$index"
    kills=$((kills + 1))
    case $key in
      half/*) SWEEP_HALF=${key#half/} run "${scripts[index]}" "${arguments[@]}" || true ;;
      *) SWEEP_KILL=$key run "${scripts[index]}" "${arguments[@]}" || true ;;
    esac
    look "${roots[@]}"
    check "${scripts[index]##*/} $key"
    [ -z "${seen[$now]:-}" ] || continue
    seen[$now]=$key
    save state
    if due 0; then
      cycles=$((cycles + 1))
      go_on "$index" 'going on'
      load state
    fi
    reboot
    look "${roots[@]}"
    check "${scripts[index]##*/} $key after a reboot"
    if due 1; then
      cycles=$((cycles + 1))
      go_on "$index" 'after a reboot'
    fi
    if [ -n "$undo" ] && due 2; then
      load state
      cycles=$((cycles + 1))
      go_back
    fi
  done < <(sort -u "$home/keys.$index")
  echo "swept ${scripts[index]##*/} points=$points kills=$kills states=${#seen[@]} cycles=$cycles"
  unset seen
done
