# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# The way back, until something new is written: the restored data steps aside, the old data comes back. Starts nothing:
# undo-start.sh does, when undo.sh has passed on every node.
# usage: undo.sh [--lose-new-writes]
begin undo 'brings the old data back'
takes '--lose-new-writes' "$@"
this_node
if [ ! -e "$out/etcd.yaml" ]; then
  finish 'nothing of this plan is left to undo here'
  exit 0
fi
disk_there
leaves 'this node is stopped; start this script again to go on'
if [ -e "$out/served" ] && [ "${1:-}" != --lose-new-writes ]; then
  fail 'the API server has run on the restored data: what was written since would be lost' 'if that is meant: undo.sh --lose-new-writes, on every node'
fi
hold_still
if [ -d "$aside/old" ]; then
  barrier
  # Each move is the one of a phase, backwards.
  if [ -d "$aside/new" ]; then
    step 'setting the restored data aside'
    if [ ! -e "$aside/new/member" ] && [ -e "$data_dir/member" ]; then quietly mv "$data_dir/member" "$aside/new/member"; fi
    if [ -n "$wal_dir" ]; then
      mkdir -p "$wal_aside/new"
      quietly find "$wal_dir" -maxdepth 1 -type f -exec mv -t "$wal_aside/new" {} +
    fi
    quietly mv -T --backup=numbered "$aside/new" "$aside/restored"
  fi
  step 'bringing the old data back'
  if [ -n "$wal_dir" ]; then quietly find "$wal_aside/old" -maxdepth 1 -type f -exec mv -t "$wal_dir" {} +; fi
  [ ! -e "$aside/old/member" ] || quietly mv "$aside/old/member" "$data_dir/member"
  quietly rmdir "$aside/old"
elif [ -d "$aside/old.part" ]; then
  # Phase 2 was interrupted.
  step 'bringing the old data back'
  if [ -n "$wal_dir" ] && [ -d "$wal_aside/old" ]; then quietly find "$wal_aside/old" -maxdepth 1 -type f -exec mv -t "$wal_dir" {} +; fi
  [ ! -e "$aside/old.part/member" ] || quietly mv "$aside/old.part/member" "$data_dir/member"
  quietly rmdir "$aside/old.part"
fi
finish 'the old data is back. When this has passed on every node: undo-start.sh'
