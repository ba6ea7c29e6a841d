# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# Containers of this node's static pods, by the runtime's own tool; and how everything is held still.

runtime() { crictl --runtime-endpoint "$endpoint" "$@"; }

find_runtime() {
  local socket
  command -v crictl >/dev/null || fail 'crictl is not on this node' 'install cri-tools, or put crictl on the PATH'
  endpoint=''
  [ ! -r /etc/crictl.yaml ] || endpoint=$(sed -n 's/^runtime-endpoint: *"\{0,1\}\([^" ]*\)"\{0,1\} *$/\1/p' /etc/crictl.yaml)
  for socket in /run/containerd/containerd.sock /run/crio/crio.sock /run/cri-dockerd.sock; do
    if [ -z "$endpoint" ] && [ -e "$socket" ]; then endpoint=unix://$socket; fi
  done
  [ -n "$endpoint" ] || fail 'no container runtime is found' 'write its socket into /etc/crictl.yaml: runtime-endpoint: unix:///…'
  runtime ps -q >/dev/null 2>>"$log" || fail "the container runtime does not answer at $endpoint: $(last_words)" 'start it: systemctl start containerd'
}

# containers NAME [crictl ps flags]: ids of the containers of exactly this name in kube-system.
containers() { runtime ps -q --label io.kubernetes.pod.namespace=kube-system --name "^$1\$" "${@:2}" 2>>"$log"; }

# Pods and kubelet are stopped, and seen to be. Safe to call again at any time: after a reboot the kubelet runs.
hold_still() {
  local pod
  # First of all: a manifest in its folder would start etcd again by itself, at a reboot as well.
  step 'moving the manifests out of the kubelet'"'"'s sight'
  mkdir -p "$out"
  for pod in "${pods[@]}"; do move_out "$pod"; done
  find_runtime
  step 'stopping the kubelet'
  quietly systemctl stop kubelet || fail "the kubelet does not stop: $(last_words)" 'see systemctl status kubelet'
  ! systemctl is-active --quiet kubelet || fail 'the kubelet runs again' 'see who starts it: systemctl status kubelet'
  for pod in kube-apiserver kube-controller-manager kube-scheduler etcd; do stop_pod "$pod"; done
  seen_to_be_gone
}

# The original is kept as it was; what came back in phase 5 is our own edited copy of etcd's.
move_out() {
  [ -e "$manifests/$1.yaml" ] || return 0
  if [ ! -e "$out/$1.yaml" ]; then
    quietly mv "$manifests/$1.yaml" "$out/$1.yaml"
  elif [ "$1" = etcd ]; then
    quietly mv --backup=numbered "$manifests/etcd.yaml" "$out/edited.yaml"
  else
    # Somebody has copied it back by hand.
    quietly mv --backup=numbered "$manifests/$1.yaml" "$out/$1.again.yaml"
  fi
}

stop_pod() {
  local id ids
  ids=$(containers "$1" --all) || fail "the runtime cannot list $1: $(last_words)" 'see crictl ps -a'
  [ -n "$ids" ] || return 0
  step "stopping $1"
  # Stopped before it is removed: a killed etcd leaves a worse copy behind for undo.
  for id in $ids; do
    quietly runtime stop --timeout 30 "$id" || fail "$1 does not stop: $(last_words)" 'see crictl ps -a'
    quietly runtime rm "$id" || true
  done
  ids=$(containers "$1") || fail "the runtime cannot list $1: $(last_words)" 'see crictl ps -a'
  [ -z "$ids" ] || fail "$1 runs again" 'see who starts it: crictl ps'
}

# Whoever started it: no etcd may have this data dir open.
seen_to_be_gone() {
  local process
  for process in $(grep -lsx etcd /proc/[0-9]*/comm || true); do
    process=${process%/comm}
    if [ "$process/root$data_dir" -ef "$data_dir" ]; then
      fail "an etcd still runs on $data_dir: process ${process##*/}" 'find out who started it (systemctl, docker ps), stop it there, then run this again'
    fi
  done
}
