# shellcheck shell=bash
# Is anybody there? Told by bash itself, without any tool.

# port HOST PORT: says open, closed or silent. Its code is not 0 where that could not be told.
port() {
  local words code=0
  # shellcheck disable=SC2016 # the inner bash expands it
  words=$(timeout 4 bash -c 'exec 3<>"/dev/tcp/$1/$2"' _ "$1" "$2" 2>&1) || code=$?
  case $code:$words in
    0:*) echo open ;;
    *refused*) echo closed ;;
    124:* | *'timed out'* | *'No route'* | *unreachable*) echo silent ;;
    *) printf '%s\n' "$words" && return 1 ;;
  esac
}

port_of() { local rest=${1##*:} && printf '%s\n' "${rest%%[!0-9]*}"; }
