#!/usr/bin/env bash
# Process 1 of a node. usage: init.sh ROOT NAME ADDRESS REPO
# ROOT holds what a node's disk keeps over a reboot (/etc /root /var …); /run and /tmp start empty.
set -euo pipefail

main() {
  local root=$1 name=$2 address=$3 repo=$4 system
  hostname "$name"
  mount --make-rprivate /
  mount --rbind "$root" "$root"
  for system in /usr /etc/alternatives /etc/ssl; do
    mkdir -p "$root$system"
    mount --bind "$system" "$root$system"
    mount -o remount,bind,ro "$root$system"
  done
  # Hides whatever this machine has in /usr/local; the node's own tools are the stand-ins.
  mount --bind "$root/../../tools" "$root/usr/local/bin"
  mount -t tmpfs -o mode=755 sbin "$root/usr/local/sbin"
  mount --bind "$repo" "$root/opt/repo"
  mount -o remount,bind,ro "$root/opt/repo"
  mount --rbind /dev "$root/dev"
  mount -t proc proc "$root/proc"
  mount -t tmpfs -o mode=755 run "$root/run"
  mount -t tmpfs -o mode=1777 tmp "$root/tmp"
  # Not by /sys: what is mounted there is the network of the machine, which may have an eth0 of its own.
  until ip link show eth0 >/dev/null 2>&1; do sleep 0.01; done
  ip link set lo up
  # Without a test for a double, in which an IPv6 address cannot be used yet.
  if [[ $address == *:* ]]; then ip addr add "$address/64" dev eth0 nodad; else ip addr add "$address/24" dev eth0; fi
  ip link set eth0 up
  cd "$root"
  pivot_root . opt/old
  cd /
  umount --lazy /opt/old
  exec </dev/null >/var/log/boot.log 2>&1
  # Looked at before the node counts as booted: whoever holds the kubelet takes the file away then.
  local held=''
  [ ! -e /etc/kubelet.disabled ] || held=yes
  mkdir -p /run/sshd /run/containerd /run/stand-in/containers
  : >/run/containerd/containerd.sock
  # Unpacked beside the node's system, so that no machine has to install a server for these tests.
  LD_LIBRARY_PATH=$(echo /opt/sshd/{usr/,}lib/*-linux-gnu | tr ' ' :) /opt/sshd/usr/sbin/sshd -f /etc/ssh/sshd_config -E /var/log/sshd.log || echo 'no sshd'
  # A node that came back without its data must stay quiet until somebody restores it.
  [ -n "$held" ] || systemctl start kubelet || echo "no kubelet"
  : >/run/stand-in/booted
  # Not a stand-in, which may take no time at all.
  while :; do /usr/bin/sleep 3600; done
}

main "$@"
