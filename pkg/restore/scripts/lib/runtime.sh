# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shared with the other parts of a script
# The container runtime of this node by its own tool: crictl, or where that is missing ctr, which knows containerd only.

# Its own time limit is 2 s, which a node in trouble may need for any answer.
with_crictl() { crictl --runtime-endpoint "$endpoint" --image-endpoint "$endpoint" --timeout 30s "$@"; }
# ctr has no limit for an answer: a containerd that hangs would hold the script for ever.
with_ctr() { timeout -k 5 60 ctr --address "${endpoint#unix://}" -n k8s.io "$@"; }

# find_runtime: sets endpoint, runtime (the tool that is here) and look, by which a person sees what runs.
find_runtime() {
  local socket get='install cri-tools, or put crictl on the PATH'
  endpoint=''
  [ ! -r /etc/crictl.yaml ] || endpoint=$(sed -n "s/^runtime-endpoint: *[\"']\{0,1\}\([^\"' ]*\)[\"']\{0,1\} *\$/\1/p" /etc/crictl.yaml)
  for socket in /run/containerd/containerd.sock /run/crio/crio.sock /run/cri-dockerd.sock; do
    if [ -z "$endpoint" ] && [ -e "$socket" ]; then endpoint=unix://$socket; fi
  done
  [ -n "$endpoint" ] || fail 'no container runtime is found' 'write its socket into /etc/crictl.yaml: runtime-endpoint: unix:///…'
  if command -v crictl >/dev/null; then
    runtime=crictl look='crictl ps -a'
  elif ! command -v ctr >/dev/null; then
    fail 'neither crictl nor ctr is on this node' "$get"
  elif [[ $endpoint != *containerd* ]]; then
    fail "crictl is not on this node, and ctr knows containerd only, not $endpoint" "$get"
  else
    runtime=ctr look='ctr -n k8s.io tasks ls'
  fi
  containers etcd >/dev/null || fail "the container runtime does not answer at $endpoint: $(last_words)" 'start it: systemctl start containerd' 'where another one runs here: put its socket into /etc/crictl.yaml'
}

# containers NAME [--all]: ids of the containers of exactly this name in kube-system that run; with --all the dead too,
# where they are ours to remove. What ctr knows of the dead is a record that belongs to containerd and the kubelet.
containers() {
  local ids running id kind='labels."io.cri-containerd.kind"==container,labels."io.kubernetes.pod.namespace"==kube-system'
  if [ "$runtime" = crictl ]; then
    with_crictl ps -q --label io.kubernetes.pod.namespace=kube-system --name "^$1\$" "${@:2}" 2>>"$log"
    return
  fi
  ids=$(with_ctr containers ls -q "$kind,labels.\"io.kubernetes.container.name\"==$1" 2>>"$log") || return 1
  running=$(tasks) || return 1
  for id in $ids; do
    if [[ $'\n'$running == *$'\n'"$id "* ]]; then printf '%s\n' "$id"; fi
  done
}

# tasks: ID and PID of all that runs, as ctr has it.
tasks() {
  local told id pid status
  told=$(with_ctr tasks ls 2>>"$log") || return 1
  while read -r id pid status; do
    case $status in STATUS | STOPPED) ;; *) printf '%s %s\n' "$id" "$pid" ;; esac
  done <<<"$told"
}

# pid_of ID: the first process of a container; code 1 where it does not run.
pid_of() {
  local pid
  if [ "$runtime" = crictl ]; then
    pid=$(with_crictl inspect -o go-template --template '{{.info.pid}}' "$1" 2>>"$log") || return 1
  else
    pid=$(tasks | sed -n "s/^$1 //p") || return 1
  fi
  [[ $pid =~ ^[1-9][0-9]*$ ]] || return 1
  printf '%s\n' "$pid"
}

# stop_container ID SECONDS: it has so long to end by itself, then it is killed.
stop_container() {
  local signal deadline
  if [ "$runtime" = crictl ]; then
    quietly with_crictl stop --timeout "$2" "$1" || return 1
    quietly with_crictl rm "$1" || true
    return 0
  fi
  for signal in SIGTERM SIGKILL; do
    # It may have ended meanwhile: what counts is whether it runs.
    quietly with_ctr tasks kill --signal "$signal" "$1" || true
    deadline=$((SECONDS + $2))
    while pid_of "$1" >/dev/null; do
      [ "$SECONDS" -lt "$deadline" ] || continue 2
      sleep 0.2
    done
    return 0
  done
  return 1
}
