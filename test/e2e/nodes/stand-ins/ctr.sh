#!/usr/bin/env bash
# Stand-in for containerd's ctr: images ls|mount|unmount, tasks ls|kill, containers ls [FILTER], in the namespace k8s.io.
# What it takes and says is taken from containerd's cmd/ctr and pkg/filters.
set -euo pipefail
shopt -s nullglob
home=/run/stand-in/containers
images=/var/lib/containerd/images

die() {
  echo "ctr: $1" >&2
  exit 1
}

# The state of a task; none where it has none: the CRI plugin deletes a task when it has seen it end.
status() {
  [ -s "$1/pid" ] || return 0
  case $(sed -n 's/^State:.\(.\).*/\1/p' "/proc/$(<"$1/pid")/status" 2>/dev/null) in
    '') ;;
    X | Z) echo STOPPED ;;
    *) echo RUNNING ;;
  esac
}

# containers ls: every container and every pod's sandbox, a line each: ID, image, then its labels as KEY=VALUE.
all_containers() {
  local folder id pod
  for folder in "$home"/*/; do
    [ -e "$folder/created" ] || continue
    id=$(basename "$folder") pod="io.kubernetes.pod.namespace=kube-system io.kubernetes.pod.name=$(<"$folder/pod")"
    echo "p${id:1} registry.k8s.io/pause:3.10 io.cri-containerd.kind=sandbox $pod"
    echo "$id $(<"$folder/image") io.cri-containerd.kind=container io.kubernetes.container.name=$(<"$folder/name") $pod"
  done
}

# matches FILTER LABELS: every selector of the filter, with commas between, has to match.
matches() {
  local selector
  while IFS= read -rd , selector; do
    [[ $selector =~ ^labels\.\"([^\"]+)\"==\"?([^\",]+)\"?$ ]] || die "parse error: [$selector]: invalid argument"
    [[ " $2 " == *" ${BASH_REMATCH[1]}=${BASH_REMATCH[2]} "* ]] || return 1
  done <<<"$1,"
}

list_containers() {
  local quiet='' id image labels filter found
  if [[ ${1:-} == -q || ${1:-} == --quiet ]]; then quiet=yes && shift; fi
  [ -n "$quiet" ] || echo 'CONTAINER    IMAGE    RUNTIME    '
  while read -r id image labels; do
    # Of several filters one has to match.
    found=$((1 - ($# > 0)))
    for filter in "$@"; do if matches "$filter" "$labels"; then found=1; fi; done
    [ "$found" = 1 ] || continue
    if [ -n "$quiet" ]; then echo "$id"; else echo "$id    $image    io.containerd.runc.v2    "; fi
  done < <(all_containers)
}

list_tasks() {
  local folder state
  echo 'TASK                                                                PID      STATUS    '
  for folder in "$home"/*/; do
    state=$(status "$folder")
    [ -z "$state" ] || printf '%s    %-9s%s\n' "$(basename "$folder")" "$(<"$folder/pid")" "$state"
  done
}

kill_task() {
  local signal=SIGTERM
  case ${1:-} in
    -s | --signal) signal=$2 && shift 2 ;;
    --signal=*) signal=${1#*=} && shift ;;
  esac
  [ -e "$home/${1:?ctr: container id must be provided}/created" ] || die "container \"$1\" in namespace \"k8s.io\": not found"
  [ "$(status "$home/$1")" = RUNNING ] || die "no running task found: task $1 not found: not found"
  kill -s "${signal#SIG}" "$(<"$home/$1/pid")"
}

mount_image() {
  local fs
  [ "${1:-}" != --rw ] || shift
  fs=$(awk -F'\t' -v ref="${1:-}" '$1 == ref { print $2 }' "$images")
  [ -n "$fs" ] || die "image \"${1:-}\": not found"
  mount --bind "$fs" "${2:?ctr: please provide a target path to mount to}"
  mount -o remount,bind,ro "$2"
  echo "$2"
}

unmount_image() {
  [ "${1:-}" != --rm ] || shift
  umount "${1:?ctr: please provide a target path to unmount from}"
  echo "$1"
}

list_images() {
  if [ "${1:-}" = -q ]; then
    cut -f1 "$images"
  else
    echo 'REF TYPE DIGEST SIZE PLATFORMS LABELS'
    cut -f1 "$images" | sed 's|$| application/vnd.oci.image.manifest.v1+json sha256:0 57.0 MiB linux/amd64 io.cri-containerd.image=managed|'
  fi
}

namespace=default address=/run/containerd/containerd.sock
while [[ ${1:-} == -* ]]; do
  case $1 in
    -n | --namespace) namespace=$2 ;;
    -a | --address) address=$2 ;;
    *) die "flag provided but not defined: $1" ;;
  esac
  shift 2
done
[ "$address" = /run/containerd/containerd.sock ] || die "failed to dial \"$address\": context deadline exceeded"
[ "$namespace" = k8s.io ] || home=/dev/null images=/dev/null
case "${1:-} ${2:-}" in
  'images ls' | 'i ls') list_images "${@:3}" ;;
  'images mount' | 'i mount') mount_image "${@:3}" ;;
  'images unmount' | 'i unmount') unmount_image "${@:3}" ;;
  'tasks ls' | 't ls') list_tasks ;;
  'tasks kill' | 't kill') kill_task "${@:3}" ;;
  'containers ls' | 'c ls') list_containers "${@:3}" ;;
  *) die "stand-in: unknown: $*" ;;
esac
