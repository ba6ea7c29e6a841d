#!/usr/bin/env bash
# Stand-in for crictl over the folders that the stand-in kubelet keeps in /run/stand-in/containers.
set -euo pipefail
shopt -s nullglob
home=/run/stand-in/containers

state() {
  if [ ! -s "$1/pid" ]; then
    echo Created
  elif grep -qs '^State:.[^XZ]' "/proc/$(<"$1/pid")/status"; then
    echo Running
  else
    echo Exited
  fi
}

# The one folder whose name starts with $1, as crictl takes short ids.
find_one() {
  local found=("$home/$1"*/)
  if [ "${#found[@]}" -ne 1 ] || [ -z "$1" ]; then
    echo "E1123 10:00:00.000000 remote_runtime.go] ContainerStatus from runtime service failed: container with ID starting with $1 not found" >&2
    return 1
  fi
  printf '%s\n' "${found[0]%/}"
}

list() {
  local all='' quiet='' name='' want='' label='' image='' pod='' output=table last=''
  while [ $# -gt 0 ]; do
    case $1 in
      -a | --all) all=1 ;;
      -q | --quiet) quiet=1 ;;
      -aq | -qa) all=1 quiet=1 ;;
      --name) name=$2 && shift ;;
      --name=*) name=${1#*=} ;;
      -s | --state) want=$2 all=1 && shift ;;
      --state=*) want=${1#*=} all=1 ;;
      --label) label=$2 && shift ;;
      --label=*) label=${1#*=} ;;
      --image) image=$2 && shift ;;
      -p | --pod) pod=$2 && shift ;;
      -o | --output) output=$2 && shift ;;
      -o=* | --output=*) output=${1#*=} ;;
      -l | --latest) last=1 ;;
      --no-trunc) ;;
      *)
        echo "crictl stand-in: unknown: ps $1" >&2
        return 1
        ;;
    esac
    shift
  done
  local folder id its_name its_state rows=() json=''
  for folder in "$home"/*/; do
    folder=${folder%/}
    [ -e "$folder/created" ] || continue
    id=${folder##*/} its_name=$(<"$folder/name") its_state=$(state "$folder")
    [ -n "$all" ] || [ "$its_state" = Running ] || continue
    [ -z "$want" ] || [ "${want,,}" = "${its_state,,}" ] || continue
    [ -z "$name" ] || [[ $its_name =~ $name ]] || continue
    [ -z "$image" ] || [[ $(<"$folder/image") == *"$image"* ]] || continue
    [ -z "$pod" ] || [[ p$id == "$pod"* ]] || continue
    [ -z "$label" ] || [ "$label" = "io.kubernetes.container.name=$its_name" ] ||
      [ "$label" = "io.kubernetes.pod.namespace=kube-system" ] || continue
    rows+=("$id $(<"$folder/image") $its_state $its_name $(<"$folder/pod")")
    json+="${json:+,}$(printf '{"id":"%s","podSandboxId":"p%s","metadata":{"name":"%s","attempt":0},"image":{"image":"%s"},"state":"CONTAINER_%s","createdAt":"%s000000000","labels":{"io.kubernetes.container.name":"%s","io.kubernetes.pod.name":"%s","io.kubernetes.pod.namespace":"kube-system"}}' \
      "$id" "$id" "$its_name" "$(<"$folder/image")" "${its_state^^}" "$(<"$folder/created")" "$its_name" "$(<"$folder/pod")")"
  done
  [ -z "$last" ] || rows=("${rows[@]:0:1}")
  if [ "$output" = json ]; then
    printf '{"containers":[%s]}\n' "$json"
  elif [ -n "$quiet" ]; then
    for folder in "${rows[@]}"; do echo "${folder%% *}"; done
  else
    printf '%-20s%-20s%-22s%-12s%-26s%-10s%-15s%s\n' CONTAINER IMAGE CREATED STATE NAME ATTEMPT 'POD ID' POD
    for folder in "${rows[@]}"; do
      read -r id image its_state its_name pod <<<"$folder"
      printf '%-20s%-20s%-22s%-12s%-26s%-10s%-15s%s\n' "${id:0:13}" "${image:0:13}" '2 minutes ago' "$its_state" "$its_name" 0 "p${id:0:12}" "$pod"
    done
  fi
}

# TERM, then KILL after $2 seconds, as the runtime does it.
stop_one() {
  local pid deadline=$((SECONDS + $2))
  [ "$(state "$1")" = Running ] || return 0
  pid=$(<"$1/pid")
  [ "$2" -eq 0 ] || kill -TERM "$pid" 2>/dev/null || true
  while [ "$(state "$1")" = Running ]; do
    [ "$SECONDS" -lt "$deadline" ] || kill -KILL "$pid" 2>/dev/null || true
    sleep 0.02
  done
}

stop_all() {
  local seconds=0 id folder
  while [ $# -gt 0 ]; do
    case $1 in
      -t | --timeout) seconds=$2 && shift ;;
      --timeout=* | -t=*) seconds=${1#*=} ;;
      *)
        folder=$(find_one "$1")
        stop_one "$folder" "$seconds"
        echo "$1"
        ;;
    esac
    shift
  done
}

remove() {
  local force='' id folder
  while [ $# -gt 0 ]; do
    case $1 in
      -f | --force) force=1 ;;
      -a | --all) for id in "$home"/*/; do set -- "$@" "$(basename "$id")"; done ;;
      *)
        folder=$(find_one "$1")
        if [ "$(state "$folder")" = Running ]; then
          if [ -z "$force" ]; then
            echo "E1123 removing container $1: container is running" >&2
            return 1
          fi
          stop_one "$folder" 0
        fi
        rm -rf "$folder"
        echo "$1"
        ;;
    esac
    shift
  done
}

inspect() {
  local template='' output=json folder
  while [ $# -gt 1 ]; do
    case $1 in
      -o | --output) output=$2 && shift ;;
      --template) template=$2 && shift ;;
    esac
    shift
  done
  folder=$(find_one "$1")
  local pid=0
  [ ! -s "$folder/pid" ] || pid=$(<"$folder/pid")
  if [ "$output" = go-template ]; then
    [ "$template" = '{{.info.pid}}' ] || { echo "crictl stand-in: unknown template $template" >&2 && return 1; }
    echo "$pid"
    return
  fi
  printf '{\n  "status": {\n    "id": "%s",\n    "state": "CONTAINER_%s",\n    "image": {\n      "image": "%s"\n    },\n    "metadata": {\n      "attempt": 0,\n      "name": "%s"\n    }\n  },\n  "info": {\n    "pid": %s\n  }\n}\n' \
    "${folder##*/}" "$(state "$folder" | tr '[:lower:]' '[:upper:]')" "$(<"$folder/image")" "$(<"$folder/name")" "$pid"
}

while [ $# -gt 0 ]; do
  case $1 in
    -r | --runtime-endpoint | -i | --image-endpoint | --timeout | -t | -c | --config) shift 2 ;;
    -*) shift ;;
    *) break ;;
  esac
done
verb=${1:-}
shift || true
case $verb in
  ps) list "$@" ;;
  pods)
    if [[ " $* " == *' -q '* ]]; then for folder in "$home"/*/; do echo "p$(basename "$folder")"; done; else list -a "$@"; fi
    ;;
  stop) stop_all "$@" ;;
  rm) remove "$@" ;;
  stopp) stop_all "${@#p}" ;;
  rmp)
    rest=()
    for word in "$@"; do rest+=("${word#p}"); done
    remove "${rest[@]}"
    ;;
  inspect) inspect "$@" ;;
  images | img)
    if [[ " $* " == *' -q '* ]]; then
      cut -f1 /var/lib/containerd/images | while read -r ref; do echo "sha256:$ref"; done
    else
      echo 'IMAGE TAG IMAGE ID SIZE' && cut -f1 /var/lib/containerd/images | sed 's|:\([^:]*\)$| \1 0123456789abc 57MB|'
    fi
    ;;
  exec)
    while [[ ${1:-} == -* ]]; do shift; done
    folder=$(find_one "$1")
    exec nsenter --target "$(<"$folder/pid")" --mount --root --wd=/ -- "${@:2}"
    ;;
  logs) cat "$(find_one "${!#}")/log" ;;
  version) printf 'Version:  0.1.0\nRuntimeName:  containerd\nRuntimeVersion:  1.7.20\nRuntimeApiVersion:  v1\n' ;;
  info) echo '{"status":{"conditions":[{"type":"RuntimeReady","status":true}]}}' ;;
  *)
    echo "crictl stand-in: unknown: $verb $*" >&2
    exit 1
    ;;
esac
