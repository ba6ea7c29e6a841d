#!/usr/bin/env bash
# Powers one node on, inside a world, and lives as long as it runs. usage: boot.sh DIR NAME ADDRESS REPO
# Prints the number of the node's process 1 (as the world counts).
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
dir=$1 name=$2 address=$3 repo=$4
unshare --mount --net --pid --uts --fork --kill-child bash "$here/init.sh" "$dir/nodes/$name" "$name" "$address" "$repo" &
unshared=$!
first=
while [ -z "$first" ]; do
  kill -0 "$unshared"
  read -r first <"/proc/$unshared/task/$unshared/children" || sleep 0.01
  first=${first%% *}
done
# The process is there before its namespaces are only for `--fork`'s parent: wait for a network that is not ours.
while [ "$(readlink "/proc/$first/ns/net")" = "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done
last=${address##*[.:]}
port=v$last
# A machine keeps its network card over a reboot: with another one its neighbours would look for the old one for long.
printf -v card '02:00:0a:4d:00:%02x' "$last"
# The kernel takes its time with the network of a node that was switched off a moment ago.
ip link delete "$port" 2>/dev/null || true
ip link add "$port" type veth peer name eth0 address "$card" netns "$first"
ip link set "$port" master br0 up
echo "$first"
wait "$unshared" || true
