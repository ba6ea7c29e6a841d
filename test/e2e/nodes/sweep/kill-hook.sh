#!/usr/bin/env bash
# Read through BASH_ENV by the script under test before its first line: counts its commands, and kills it and all that
# it runs (SIGKILL, as a pulled plug) before the one whose key is SWEEP_KILL; with SWEEP_RECORD it only marks them.
if [ "$0" = "${SWEEP_SCRIPT:-}" ]; then
  # Only this script: the tools that it calls are bash here as well.
  unset BASH_ENV
  sweep_count=0 sweep_before=start
  # What the shell does within itself, and a line in the log, changes nothing that the sweep looks at. No regular
  # expression here: the script may be about to read what its own has matched.
  sweep_harmless() {
    case $1 in
      'printf '*' >> "$'log\") return 0 ;;
      *\>* | *\$\(* | *\<\(*) return 1 ;;
      local\ * | \[\ * | \[\[\ * | return* | echo\ * | printf\ * | case\ * | for\ *) return 0 ;;
    esac
    case ${1%%=*} in
      *' '* | "$1") return 1 ;;
    esac
  }
  sweep_step() {
    sweep_count=$((sweep_count + 1))
    # A subshell counts on from its parent's number: depth and line tell its commands from the parent's next ones.
    local key=$sweep_count:$BASH_SUBSHELL:$1
    if [ -n "${SWEEP_RECORD:-}" ]; then
      echo "$key" >>"$SWEEP_RECORD.all"
      sweep_harmless "$sweep_before" || /usr/bin/bash /opt/repo/test/e2e/nodes/sweep/mark.sh "$key" "$SWEEP_RECORD" || true
      sweep_before=$2
    elif [ "$key" = "${SWEEP_KILL:-}" ]; then
      kill -KILL 0
    fi
  }
  set -o functrace
  trap 'sweep_step "$LINENO" "$BASH_COMMAND"' DEBUG
fi
