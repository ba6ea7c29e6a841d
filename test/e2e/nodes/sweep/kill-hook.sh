#!/usr/bin/env bash
# Read through BASH_ENV by the script under test before its first line: counts its commands, and kills it and all that
# it runs (SIGKILL, as a pulled plug) before the one whose key is SWEEP_KILL; with SWEEP_RECORD it only
# marks them (mark.sh).
if [ "$0" = "${SWEEP_SCRIPT:-}" ]; then
  # Only this script: the tools that it calls are bash here as well.
  unset BASH_ENV
  sweep_count=0
  sweep_step() {
    sweep_count=$((sweep_count + 1))
    # A subshell counts on from its parent's number: depth and line tell its commands from the parent's next ones.
    local key=$sweep_count:$BASH_SUBSHELL:$1
    if [ -n "${SWEEP_RECORD:-}" ]; then
      /usr/bin/bash /opt/repo/test/e2e/nodes/sweep/mark.sh "$key" "$SWEEP_RECORD" || true
    elif [ "$key" = "${SWEEP_KILL:-}" ]; then
      kill -KILL 0
    fi
  }
  set -o functrace
  trap 'sweep_step "$LINENO"' DEBUG
fi
