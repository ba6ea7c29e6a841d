# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# Phase 4 (the document's step 4, and its edit of etcd.yaml): the restored member moves into the data dir by one rename;
# owner and modes; etcd's manifest is edited where no kubelet sees it. The document copies what is inside `member`, and
# then etcd finds nothing: the folder itself has to be there.
begin 4-put-in-place 'puts the restored data in place'
takes '' "$@"
this_node
must_be_stopped
leaves 'this node is stopped, its old data is set aside; start this script again to go on, or undo.sh to go back'
[ -d "$aside/new" ] || fail 'nothing is restored on this node' 'run 3-restore.sh here first'
hold_still
owner=$(sed -n 's/^ *runAsUser: *\([0-9]*\) *$/\1/p' "$manifest" | sed -n 1p)
if [ -e "$aside/new/member" ]; then
  step "moving the restored member into $data_dir"
  [ ! -e "$data_dir/member" ] || fail "somebody has put $data_dir/member there meanwhile" "see whose it is, and move it away; the restored one is $aside/new/member"
  chown -R "${owner:-0}" "$aside/new/member"
  if [ -n "$wal_dir" ]; then
    chown -R "${owner:-0}" "$wal_aside/new"
    quietly find "$wal_aside/new" -maxdepth 1 -type f -exec mv -t "$wal_dir" {} +
  fi
  quietly mv "$aside/new/member" "$data_dir/member"
fi
chown "${owner:-0}" "$data_dir"
chmod 700 "$data_dir"

step 'editing the manifest of etcd'
draft=$out/edited.draft
quietly cp -p "$manifest" "$draft"
# In the line's own indentation, behind the line that is surely there.
sed "/^ *- *[\"']\{0,1\}--initial-cluster-state=/d; s/^\( *\)- *[\"']\{0,1\}--name=.*\$/&\n\1- --initial-cluster-state=existing/" "$manifest" >"$draft"
[ "$(flag initial-cluster-state "$draft")" = existing ] || fail "$manifest cannot be edited" 'put - --initial-cluster-state=existing below the line of --name by hand, and contact support'
changes=$(comm -3 <(sort "$manifest") <(sort "$draft") | grep -c . || true)
[ "$changes" -le 2 ] || fail "the edit of $manifest changed $changes lines, one is meant" 'contact support'
mv "$draft" "$out/edited.yaml"
finish "the restored data is in $data_dir"
