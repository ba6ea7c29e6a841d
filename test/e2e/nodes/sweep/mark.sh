#!/usr/bin/env bash
# Called before every command of a recorded run. usage: mark.sh KEY RECORD
# A command is worth a kill of its own only when something on disk has changed since the one before: what a kill
# leaves is what is on disk.
set -euo pipefail
PATH=/usr/sbin:/usr/bin
mapfile -t roots </sweep/roots
# Change times tell of any change, without reading contents.
now=$(find "${roots[@]}" -printf '%i %C@ %m %p\n' 2>/dev/null | cksum)

if [ ! -e "$2.now" ] || [ "$now" != "$(<"$2.now")" ]; then
  echo "$now" >"$2.now"
  echo "$1" >>"$2"
fi
