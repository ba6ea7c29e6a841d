#!/usr/bin/env bash
# Read through BASH_ENV by the script under test before its first line: counts its commands, and kills it and all that
# it runs (SIGKILL, as a pulled plug) before the one whose key is SWEEP_KILL; with SWEEP_RECORD it only marks them.
if [ "$0" = "${SWEEP_SCRIPT:-}" ]; then
  # Only this script: the tools that it calls are bash here as well.
  unset BASH_ENV
  sweep_count=0 sweep_before=start sweep_busy='' sweep_now='' sweep_last=''
  mapfile -t sweep_roots </sweep/roots
  # What the shell does within itself, and a line in the log, changes nothing that the sweep looks at. No regular
  # expression here: the script may be about to read what its own has matched.
  sweep_harmless() {
    # A function's own commands are looked at one by one.
    # An assignment is no name, which declare would complain about.
    ! declare -F -- "${1%%[ =]*}" >/dev/null || return 0
    case $1 in
      'printf '*' >> "$'log\") return 0 ;;
      *\>* | *\$\(* | *\<\(*) return 1 ;;
      sed\ -n* | grep\ * | tail\ * | head\ * | cut\ * | od\ * | stat\ * | command\ * | read\ * | trap\ * | [\(][\(]*) return 0 ;;
      local\ * | \[\ * | \[\[\ * | return* | echo\ * | printf\ * | case\ * | for\ *) return 0 ;;
    esac
    case ${1%%=*} in
      *' '* | "$1") return 1 ;;
    esac
  }
  # A command is worth a kill of its own only when something on disk has changed since the one before: what a kill
  # leaves is what is on disk. Change times tell of any change, without reading contents. By one process: there are
  # thousands of commands.
  sweep_mark() {
    sweep_now=$(exec /usr/bin/find "${sweep_roots[@]}" -printf '%i %C@ %m %p\n' 2>/dev/null) || true
    # From a file: a subshell's variables are gone with it.
    IFS= read -rd '' sweep_last 2>/dev/null <"$SWEEP_RECORD.now" || true
    if [ "$sweep_now" != "$sweep_last" ]; then
      printf %s "$sweep_now" >"$SWEEP_RECORD.now"
      echo "$1" >>"$SWEEP_RECORD"
    fi
  }
  sweep_step() {
    [ -z "$sweep_busy" ] || return 0
    sweep_count=$((sweep_count + 1))
    # A subshell counts on from its parent's number: depth and line tell its commands from the parent's next ones.
    local key=$sweep_count:$BASH_SUBSHELL:$1
    if [ -n "${SWEEP_RECORD:-}" ]; then
      echo "$key" >>"$SWEEP_RECORD.all"
      sweep_busy=yes
      sweep_harmless "$sweep_before" || sweep_mark "$key"
      sweep_busy=''
      sweep_before=$2
    elif [ "$key" = "${SWEEP_KILL:-}" ]; then
      kill -KILL 0
    fi
  }
  set -o functrace
  trap 'sweep_step "$LINENO" "$BASH_COMMAND"' DEBUG
fi
