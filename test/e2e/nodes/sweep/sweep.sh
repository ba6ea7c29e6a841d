#!/usr/bin/env bash
# Kills each script at each of its commands, inside a node. usage: sweep.sh CONFIG
# CONFIG is bash, see the values below.
# What is on disk decides all that follows a kill. So each script is killed at the first command of each state that a
# recorded run shows, and midway in each command that can be half done. Three ways lead on from each distinct state:
# starting the script again, the same after a reboot, and turning back. Ends that differ are kept in /sweep/end.N. One
# line per finding on stdout; `lost` lines are failures, `end N HOW` are ends.
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
  local code=0 hook=''
  rm -f "$home"/calls.* /usr/local/sbin/*
  # Only where a command may be half done is it worth a stand-in of its own; a script looks there first of all.
  [ -z "${SWEEP_RECORD:-}${SWEEP_HALF:-}" ] || cp -P /usr/local/bin/half/* /usr/local/sbin/
  # A look at every command costs as much as the commands.
  [ -z "${SWEEP_RECORD:-}${SWEEP_KILL:-}" ] || hook=$here/kill-hook.sh
  # In braces: bash's own word about a killed child is no news here.
  { PATH=/usr/local/sbin:$tools BASH_ENV=$hook SWEEP_SCRIPT=$1 setsid --wait bash "$@" >"$home/output" 2>&1 </dev/null || code=$?; } 2>/dev/null
  return "$code"
}

# A machine that loses power and comes back: nothing runs, /run and /tmp are empty, the kubelet starts by itself.
reboot() {
  rm -rf /tmp/* "$quick"
  mkdir -p "$quick/c"
  /usr/local/bin/systemctl start kubelet
}

# keep HOW: an end that differs from all before it in what a kubelet and an etcd find is kept for a real etcd.
declare -A kept=()
keep() {
  local end
  end=$(grep -vE "$own|$quick" <<<"$now" || true)
  if [ -n "${kept[$end]:-}" ]; then return; fi
  kept[$end]=$1
  save "end.${#kept[@]}"
  echo "end ${#kept[@]} $1"
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
  keep "${scripts[index]##*/}"
}

go_back() {
  if ! run "$undo" "${arguments[@]}"; then
    echo "lost undo after $key: $(tail -n 3 "$home/output" | tr '\n' '|')"
    return
  fi
  look "${roots[@]}"
  keep "${undo##*/}"
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
  keep "${scripts[index]##*/}"
done

for index in "${!scripts[@]}"; do
  if [ "$index" -lt "$first" ] || [ "$index" -gt "$last" ]; then continue; fi
  declare -A seen=()
  points=$(($(wc -l <"$home/keys.$index.all") + $(grep -c ^half/ "$home/keys.$index" || true)))
  kills=0 halves=0 cycles=0
  while read -r key; do
    load "start.$index"
    kills=$((kills + 1))
    case $key in
      half/*)
        halves=$((halves + 1))
        SWEEP_HALF=${key#half/} run "${scripts[index]}" "${arguments[@]}" || true
        ;;
      *) SWEEP_KILL=$key run "${scripts[index]}" "${arguments[@]}" || true ;;
    esac
    look "${roots[@]}"
    check "${scripts[index]##*/} $key"
    [ -z "${seen[$now]:-}" ] || continue
    seen[$now]=$key
    save state
    go_on "$index" 'going on'
    load state
    reboot
    look "${roots[@]}"
    check "${scripts[index]##*/} $key after a reboot"
    go_on "$index" 'after a reboot'
    cycles=$((cycles + 2))
    if [ -n "$undo" ]; then
      load state
      go_back
      cycles=$((cycles + 1))
    fi
  done < <(sort -u "$home/keys.$index")
  echo "swept ${scripts[index]##*/} points=$points kills=$kills halves=$halves states=${#seen[@]} cycles=$cycles"
  unset seen
done
