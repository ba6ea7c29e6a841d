# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# Phase 3 (the document's step 3): this node's own member, from the snapshot, into a fresh folder on the data dir's disk.
begin 3-restore 'restores the member of this node'
takes '' "$@"
this_node
must_be_stopped
leaves 'this node is stopped, its old data is set aside; start this script again to go on, or undo.sh to go back'
[ -d "$aside/old" ] || fail 'the old data is not set aside' 'run 2-set-aside.sh here first'
hold_still
if [ ! -d "$aside/new" ]; then
  must_be_checked
  step 'comparing the snapshot with what the preflight saw'
  digest=$(sha256sum <"$aside/snapshot.db")
  [ "${digest%% *}" = "$(<"$aside/snapshot.sha256")" ] || fail "$aside/snapshot.db has changed since the preflight" 'run 0-preflight.sh here again, then this'
  step "restoring member $NODE_NAME"
  restore_into "$aside/new.part" "${wal_aside:+$wal_aside/new.part}" || fail "the restore failed: $(last_words)" 'see the log; undo.sh brings the old data back'
  # On disk before its name says that it is whole.
  flush "$aside"
  [ -z "$wal_dir" ] || flush "$wal_aside"
  if [ -n "$wal_dir" ]; then
    rm -rf "$wal_aside/new"
    quietly mv -T "$wal_aside/new.part" "$wal_aside/new"
  fi
  quietly mv -T "$aside/new.part" "$aside/new"
fi
finish "restored into $aside/new"
