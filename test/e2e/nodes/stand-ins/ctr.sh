#!/usr/bin/env bash
# Stand-in for containerd's ctr: images ls|mount|unmount, tasks ls, containers ls, in the namespace k8s.io.
set -euo pipefail
images=/var/lib/containerd/images
namespace=default words=()
while [ $# -gt 0 ]; do
  case $1 in
    -n | --namespace) namespace=$2 && shift ;;
    -a | --address | --timeout | --snapshotter | --platform) shift ;;
    *) words+=("$1") ;;
  esac
  shift
done
set -- "${words[@]}"
case ${1:-} in i | image) set -- images "${@:2}" ;; t | task) set -- tasks "${@:2}" ;; c | container) set -- containers "${@:2}" ;; esac
[ "$namespace" = k8s.io ] || images=/dev/null
case "${1:-} ${2:-}" in
  'images ls' | 'images list')
    if [ "${3:-}" = -q ]; then
      cut -f1 "$images"
    else
      echo 'REF TYPE DIGEST SIZE PLATFORMS LABELS'
      cut -f1 "$images" | sed 's|$| application/vnd.oci.image.manifest.v1+json sha256:0 57.0 MiB linux/amd64 io.cri-containerd.image=managed|'
    fi
    ;;
  'images mount')
    [ "${3:-}" != --rw ] || set -- "$1" "$2" "${@:4}"
    fs=$(awk -F'\t' -v ref="${3:-}" '$1 == ref { print $2 }' "$images")
    if [ -z "$fs" ]; then
      echo "ctr: image \"${3:-}\": not found" >&2
      exit 1
    fi
    mount --bind "$fs" "${4:?ctr: please provide a target path to mount to}"
    mount -o remount,bind,ro "$4"
    echo "$4"
    ;;
  'images unmount')
    [ "${3:-}" != --rm ] || set -- "$1" "$2" "${@:4}"
    umount "${3:?ctr: please provide a target path to unmount from}"
    echo "$3"
    ;;
  'tasks ls' | 'tasks list')
    echo 'TASK PID STATUS'
    for container in /run/stand-in/containers/*/; do
      [ -s "$container/pid" ] || continue
      [ ! -d "/proc/$(<"$container/pid")" ] || echo "$(basename "$container") $(<"$container/pid") RUNNING"
    done
    ;;
  'containers ls' | 'containers list')
    echo 'CONTAINER IMAGE RUNTIME'
    for container in /run/stand-in/containers/*/; do
      [ ! -e "$container/image" ] || echo "$(basename "$container") $(<"$container/image") io.containerd.runc.v2"
    done
    ;;
  *)
    echo "ctr stand-in: unknown: $*" >&2
    exit 1
    ;;
esac
