#!/usr/bin/env bash
# One container: an image's folder as root, host folders bound in, in a mount namespace of its own.
# usage: container.sh DIR, with DIR/fs, DIR/mounts (host TAB inside, a line each), DIR/argv (NUL after each)
set -euo pipefail
fs=$(<"$1/fs")
mount --make-rprivate /
while IFS=$'\t' read -r host inside; do
  if [ -d "$host" ]; then mkdir -p "$fs$inside"; else mkdir -p "$fs${inside%/*}" && touch "$fs$inside"; fi
  mount --rbind "$host" "$fs$inside"
done <"$1/mounts"
mapfile -d '' -t argv <"$1/argv"
# Scheduler and controller-manager have no program here: they only have to be alive.
[ ! -e "$fs/.acted" ] || exec -a "${argv[0]}" sleep infinity
export PATH=/usr/local/bin:/usr/bin
exec /usr/sbin/chroot "$fs" "${argv[@]}"
