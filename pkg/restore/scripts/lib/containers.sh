# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# How everything on this node is held still.

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
  local id ids seconds=5
  ids=$(containers "$1" --all) || fail "the runtime cannot list $1: $(last_words)" "see $look"
  [ -n "$ids" ] || return 0
  step "stopping $1"
  # Never just killed: that leaves a worse copy of etcd's data behind for undo. An API server has nothing to lose, and
  # without etcd would wait for its requests as long as it may.
  [ "$1" != etcd ] || seconds=30
  for id in $ids; do stop_container "$id" "$seconds" || fail "$1 does not stop: $(last_words)" "see $look"; done
  ids=$(containers "$1") || fail "the runtime cannot list $1: $(last_words)" "see $look"
  [ -z "$ids" ] || fail "$1 runs again" "see who starts it: $look"
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
