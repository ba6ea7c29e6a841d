#!/usr/bin/env bash
# Stand-in for systemctl: knows kubelet (a program of ours) and containerd (always there).
set -euo pipefail
state=/run/stand-in
verb='' units=() quiet=''
while [ $# -gt 0 ]; do
  case $1 in
    -q | --quiet) quiet=1 ;;
    -p | --property) shift ;;
    -*) ;;
    *) if [ -z "$verb" ]; then verb=$1; else units+=("${1%.service}"); fi ;;
  esac
  shift
done

running() {
  local pid
  # One question: between two of them a process that ends would pass for one that runs.
  [ -s "$state/kubelet.pid" ] && pid=$(<"$state/kubelet.pid") && grep -qs '^State:.[^XZ]' "/proc/$pid/status"
}

start() {
  ! running || return 0
  setsid /opt/repo/node_modules/node/bin/node /opt/repo/test/e2e/nodes/kubelet.ts </dev/null >>/var/log/kubelet.log 2>&1 &
  echo "$!" >"$state/kubelet.pid"
}

stop() {
  running || return 0
  kill "$(<"$state/kubelet.pid")" 2>/dev/null || true
  while running; do sleep 0.02; done
}

for unit in "${units[@]}"; do
  case $unit in
    kubelet | containerd) ;;
    *)
      echo "Unit $unit.service could not be found." >&2
      exit 4
      ;;
  esac
  case $verb:$unit in
    start:kubelet) start ;;
    stop:kubelet) stop ;;
    restart:kubelet) stop && start ;;
    is-active:kubelet)
      if running; then
        [ -n "$quiet" ] || echo active
      else
        [ -n "$quiet" ] || echo inactive
        exit 3
      fi
      ;;
    is-active:containerd) [ -n "$quiet" ] || echo active ;;
    is-enabled:*) [ -n "$quiet" ] || echo enabled ;;
    show:*) if [ "$unit" = containerd ] || running; then echo ActiveState=active; else echo ActiveState=inactive; fi ;;
    status:*) echo "● $unit.service" ;;
    cat:*) echo "# /usr/lib/systemd/system/$unit.service" ;;
    *:containerd) ;;
    *)
      echo "systemctl stand-in: unknown verb $verb" >&2
      exit 1
      ;;
  esac
done
