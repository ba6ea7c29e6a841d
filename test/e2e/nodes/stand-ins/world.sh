#!/usr/bin/env bash
# Process 1 of a world: its own mounts, network and processes. usage: world.sh DIR
# Lives until standard input closes: whoever opened the world closes it, or is dead. Then every process of the
# world dies with it, and the kernel takes mounts and network away; nothing needs to be killed by name.
set -euo pipefail
# Seen through the machine's own /proc, so this is the number by which the machine knows this process.
read -r outside _ </proc/self/stat
mount --make-rprivate /
mount -t proc proc /proc
mount -t tmpfs -o mode=755,size=6g nodes "$1"
mkdir -p "$1/nodes" "$1/images"
ip link set lo up
ip link add br0 type bridge
ip addr add 10.77.0.1/24 dev br0
# On a machine without IPv6 the other worlds still open.
ip addr add fd00:77::1/64 dev br0 nodad 2>/dev/null || true
ip link set br0 up
echo "$outside"
cat >/dev/null || true
kill -9 -1 2>/dev/null || true
umount --lazy "$1"
rmdir "$1"
