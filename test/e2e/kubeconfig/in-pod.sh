#!/usr/bin/env bash
# Runs a program as in a pod: $POD lies where the service account's files do. For a mount namespace of its own.
# usage: unshare --mount in-pod.sh PROGRAM ARGUMENT...
set -euo pipefail
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir -p /run/secrets/kubernetes.io
cp -r "$POD" /run/secrets/kubernetes.io/serviceaccount
exec "$@"
