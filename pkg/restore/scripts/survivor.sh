# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# On a node whose etcd still has its data: makes the snapshot from it. A member without a majority still hands out a
# whole snapshot, with everything that it has written; only where no etcd runs is its file copied. Stops nothing.
# usage: survivor.sh [--stop]    --stop: where etcd runs but answers nobody, stop it to copy its file
begin survivor 'makes a snapshot of the data on this node'
takes '--stop' "$@"
this_node
find_runtime
if [ -f "$SNAPSHOT" ]; then
  say "$SNAPSHOT is there already"
  # What was stopped stays so, also when power was lost meanwhile and the kubelet came back.
  if [ -e "$out/etcd.yaml" ] && [ ! -e "$manifests/etcd.yaml" ]; then
    leaves "the API server and etcd of this node are stopped; their manifests wait in $out"
    hold_still
  fi
else
  mkdir -p "$aside" "$(dirname "$SNAPSHOT")"
  step 'finding the etcd tools'
  find_tools
  client_of
  draft=$SNAPSHOT.part
  rm -f "$draft" "$draft.part"
  # Before anything is stopped for a copy that does not fit.
  if [ -e "$data_dir/member/snap/db" ]; then
    size=$(stat -c %s "$data_dir/member/snap/db")
    fits "${draft%/*}" "$size" 'make room there'
  fi
  for self in "${!MEMBER_NAMES[@]}"; do
    [ "${MEMBER_NAMES[self]}" != "$NODE_NAME" ] || break
  done
  step 'asking etcd of this node for a snapshot'
  if ! ask "$(url "$self")" --command-timeout=30m snapshot save "$draft" >>"$log"; then
    step 'no etcd answers: copying its database'
    if [ "${1:-}" = --stop ]; then
      leaves "the API server and etcd of this node are stopped; their manifests wait in $out"
      hold_still
    fi
    [ -z "$(containers etcd)" ] || fail "etcd runs and gives no snapshot: $(last_words)" 'a copy of a file that is being written would be torn. To stop etcd and the API server here first: survivor.sh --stop'
    [ -s "$data_dir/member/snap/db" ] || fail "there is no database in $data_dir" 'this node has not survived'
    seen_to_be_gone
    before=$(stat -c '%s %y' "$data_dir/member/snap/db")
    quietly cp "$data_dir/member/snap/db" "$draft" || fail "the copy failed: $(last_words)" "make room for $SNAPSHOT"
    [ "$(stat -c '%s %y' "$data_dir/member/snap/db")" = "$before" ] || fail 'the database was written meanwhile' 'start this again'
    warn 'a copy of the file: the last unflushed writes may be missing, and it has no SHA-256'
  fi
  flush "$draft"
  mv "$draft" "$SNAPSHOT"
fi
digest=$(sha256sum <"$SNAPSHOT")
finish "$SNAPSHOT, $(stat -c %s "$SNAPSHOT") bytes, SHA-256 ${digest%% *}"
