#!/usr/bin/env bash
# Makes what etcd reads in a sweep with etcd's own programs, in /opt/real. usage: real-data.sh NAME PEER_URL CLUSTER
# first.db, old.db: snapshots, one with a later write; restored/ and old/: members of CLUSTER made of them.
set -euo pipefail
PATH=/usr/sbin:/usr/bin
name=$1 peer=$2 cluster=$3
home=/opt/real seed=/tmp/seed client=http://127.0.0.1:2479

ask() { ETCDCTL_API=3 "$home/etcdctl" --endpoints="$client" "$@"; }

# Of its 64 MB a log of a few writes has used a few pages: the rest is zeros, and would only be copied about.
trim() {
  local used
  used=$(LC_ALL=C grep -obaP '[^\x00]' "$1" | tail -n 1 | cut -d : -f 1)
  truncate --size=$(((used / 4096 + 1) * 4096)) "$1"
}

# member WHAT SNAPSHOT WORDS...: the log has two files, as of an etcd that has run.
member() {
  "$home/etcdutl" snapshot restore "$2" --data-dir="/tmp/$1" --name="$name" --initial-cluster="$cluster" \
    --initial-cluster-token="$1" --initial-advertise-peer-urls="$peer" "${@:3}"
  trim "/tmp/$1/member/wal/0000000000000000-0000000000000000.wal"
  echo "preallocated for the $1" >"/tmp/$1/member/wal/0.tmp"
  mv "/tmp/$1/member" "$home/$1"
}

# Its own member has the name and the URL of the node: by them a snapshot is known to be of this cluster.
"$home/etcd" --name="$name" --data-dir="$seed" --listen-client-urls="$client" --advertise-client-urls="$client" \
  --listen-peer-urls=http://127.0.0.1:2480 --initial-advertise-peer-urls="$peer" \
  --initial-cluster="$name=$peer" >/tmp/seed.log 2>&1 &
trap 'kill %1 2>/dev/null' EXIT
for ((tries = 0; tries < 300; tries++)); do
  ! ask endpoint health >/dev/null 2>&1 || break
  sleep 0.1
done
ask put when first
ask snapshot save "$home/first.db"
ask put when old
ask snapshot save "$home/old.db"
member old "$home/old.db"
member restored "$home/first.db" --bump-revision=1000000000 --mark-compacted
