#!/usr/bin/env bash
# Lays out one end of a sweep and starts a real etcd on it, word for word as its manifest says. usage: boot-end.sh FOLDER
# Prints `held` where no manifest is in place, else the value that tells old from restored, and whether the revision was raised.
set -euo pipefail
PATH=/usr/sbin:/usr/bin
pki=/etc/kubernetes/pki/etcd manifest=/etc/kubernetes/manifests/etcd.yaml
while read -r root; do rm -rf "$root"; done </sweep/roots
cp -a "$1/." /
[ -e "$manifest" ] || { echo held && exit 0; }
mapfile -t words < <(sed -n 's/^ *- \(--.*\)$/\1/p' "$manifest")
# Without the others, who are not here.
/opt/real/etcd "${words[@]}" --force-new-cluster >/tmp/boot.log 2>&1 &
trap 'kill %1 2>/dev/null; wait' EXIT
ask() {
  ETCDCTL_API=3 /opt/real/etcdctl --endpoints=https://10.77.0.11:2379 --cacert="$pki/ca.crt" \
    --cert="$pki/healthcheck-client.crt" --key="$pki/healthcheck-client.key" "$@"
}
for ((tries = 0; tries < 100; tries++)); do
  if ! kill -0 %1 2>/dev/null; then break; fi
  if found=$(ask get when -w fields 2>/dev/null); then
    value=$(sed -n 's/^"Value" : "\(.*\)"$/\1/p' <<<"$found")
    revision=$(sed -n 's/^"Revision" : //p' <<<"$found")
    if [ "$revision" -gt 1000000000 ]; then echo "$value, raised"; else echo "$value"; fi
    exit 0
  fi
  sleep 0.1
done
tail -n 5 /tmp/boot.log >&2
exit 1
