#!/usr/bin/env bash
# Prints the path of a kube-apiserver, or says why there is none (code 1).
# KUBEBUILDER_ASSETS (as setup-envtest makes it) comes first; else a packed one beside the repository.
set -euo pipefail
if [ -n "${KUBEBUILDER_ASSETS:-}" ] && [ -x "$KUBEBUILDER_ASSETS/kube-apiserver" ]; then
  printf '%s\n' "$KUBEBUILDER_ASSETS/kube-apiserver"
  exit 0
fi
packed=$(dirname "$(readlink -f "$0")")/../../../shared/envtest/kube-apiserver-1.20.2-linux-amd64.xz
if [ ! -f "$packed" ]; then
  echo 'no kube-apiserver: set KUBEBUILDER_ASSETS to the folder that setup-envtest prints' >&2
  exit 1
fi
cache=${XDG_CACHE_HOME:-$HOME/.cache}/kubectl-etcdbackup
mkdir -p "$cache"
exec 9>"$cache/.kube-apiserver.lock"
flock 9
if [ ! -x "$cache/kube-apiserver" ]; then
  part=$(mktemp "$cache/.kube-apiserver.XXXXXX")
  trap 'rm -f "$part"' EXIT
  xz -dc "$packed" >"$part"
  # The checksum beside the packed file is that of the program inside.
  if ! echo "$(<"${packed%.xz}.sha256")  $part" | sha256sum --check --status; then
    echo "$packed: what is inside does not have the checksum beside it" >&2
    exit 1
  fi
  chmod 755 "$part"
  mv "$part" "$cache/kube-apiserver"
fi
printf '%s\n' "$cache/kube-apiserver"
