# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# Phase 2 (the document's step 1): the old data steps aside on its own disk, by rename; nothing is copied or deleted.
# A copy of /etc/kubernetes goes beside it. Before that, every other node must have finished phase 1.
# usage: 2-set-aside.sh [--peers-are-restored]    for a node that is late: the others run the restored data already
begin 2-set-aside 'sets the old data aside'
takes '--peers-are-restored' "$@"
this_node
must_be_stopped
leaves 'this node is stopped, its old data is whole; start this script again to go on'
hold_still
if [ ! -d "$aside/old" ]; then
  [ "${1:-}" = --peers-are-restored ] || barrier
  step 'copying /etc/kubernetes'
  rm -rf "$aside/kubernetes.part"
  # What is in it, for it may be a link. Not what lies beside manifests elsewhere, which may be all volumes of the node.
  quietly cp -a /etc/kubernetes/. "$aside/kubernetes.part" || fail "the copy of /etc/kubernetes failed: $(last_words)" 'make room on the disk of the data dir'
  [ -e "$aside/kubernetes" ] || quietly mv "$aside/kubernetes.part" "$aside/kubernetes"
  rm -rf "$aside/kubernetes.part"
  step "setting $data_dir/member aside"
  mkdir -p "$aside/old.part"
  if [ -n "$wal_dir" ]; then
    mkdir -p "$wal_aside/old"
    quietly find "$wal_dir" -maxdepth 1 -type f -exec mv -t "$wal_aside/old" {} +
  fi
  [ ! -e "$data_dir/member" ] || quietly mv "$data_dir/member" "$aside/old.part/member"
  # From this rename on, whatever is called member in the data dir is restored.
  quietly mv -T "$aside/old.part" "$aside/old"
fi
finish "the old data is in $aside/old"
