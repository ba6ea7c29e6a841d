# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# The snapshot by its bytes, not by its name: unpacked, and its digest compared, before anything is stopped.

bytes() { od -An -v -tx1 -j "$2" -N "$3" "$1" | tr -d ' \n'; }

# kind FILE: database, gzip, tar or other. Database last: behind a tar header one looks like its own second page.
kind() {
  if [ "$(bytes "$1" 0 2)" = 1f8b ]; then
    echo gzip
  elif [ "$(bytes "$1" 257 5)" = 7573746172 ]; then
    echo tar
  elif [ "$(bytes "$1" 16 4)" = edda0ced ]; then
    echo database
  else
    echo other
  fi
}

# room BYTES WHAT: are they free where the data dir is?
room() {
  local free
  free=$(free_of "$aside")
  [ "$free" -ge "$1" ] || fail "the disk of $data_dir is too small: $2 needs $(($1 / 1048576)) MiB, $((free / 1048576)) MiB are free" \
    'make room on that disk (not in the data dir itself), or make it larger'
}

# Compares what lies at SNAPSHOT with what the plan knows of it.
given() {
  local size digest
  [ -f "$SNAPSHOT" ] || fail "the snapshot is not at $SNAPSHOT" 'run fetch.sh, or copy it there by hand'
  size=$(stat -L -c %s "$SNAPSHOT")
  [ "$size" -gt 0 ] || fail "$SNAPSHOT is empty" 'copy it again'
  if [ -n "$SNAPSHOT_SIZE" ] && [ "$size" -ne "$SNAPSHOT_SIZE" ]; then
    fail "$SNAPSHOT has $size bytes, the plan's snapshot has $SNAPSHOT_SIZE" 'this is another file or half of it: copy it again'
  fi
  if [ -n "$SNAPSHOT_SHA256" ]; then
    digest=$(sha256sum <"$SNAPSHOT")
    [ "${digest%% *}" = "$SNAPSHOT_SHA256" ] || fail "$SNAPSHOT is not the plan's snapshot: SHA-256 ${digest%% *}, the plan has $SNAPSHOT_SHA256" 'copy the right file, the same one to every node'
  fi
}

# unpack: from SNAPSHOT to aside/snapshot.db, through gzip and then tar where it is wrapped in them.
unpack() {
  local from=$SNAPSHOT draft=$aside/snapshot.draft members size
  rm -f "$draft" "$draft.tar"
  size=$(stat -L -c %s "$SNAPSHOT")
  if [ "$(kind "$from")" = gzip ]; then
    # Into nothing first: no header tells how large it is, and a disk that it fills may be a living etcd's.
    size=$(gzip -dc <"$from" 2>>"$log" | wc -c) || fail "$SNAPSHOT is damaged: gzip cannot unpack it: $(last_words)" 'take another snapshot'
  fi
  room "$((size * 2 + 67108864))" 'unpacking the snapshot'
  if [ "$(kind "$from")" = gzip ]; then
    gzip -dc <"$from" >"$draft.tar" 2>>"$log" || fail "gzip cannot unpack $SNAPSHOT: $(last_words)" 'start this again'
    from=$draft.tar
  fi
  if [ "$(kind "$from")" = tar ]; then
    # Never extracted by name: the one file in it goes to a name of ours.
    members=$(tar -tvf "$from" 2>>"$log" | grep -c '^-') || true
    [ "$members" = 1 ] || fail "$SNAPSHOT holds ${members:-no} files, one is wanted" 'unpack it by hand, and give the database itself to the plan'
    tar -xOf "$from" >"$draft" 2>>"$log" || fail "$SNAPSHOT is damaged: tar cannot unpack it: $(last_words)" 'take another snapshot'
  else
    quietly cp "$from" "$draft"
  fi
  rm -f "$draft.tar"
  case $(kind "$draft") in
    database) ;;
    tar | gzip) fail "$SNAPSHOT is an archive inside an archive" 'unpack it by hand, and give the database itself to the plan' ;;
    *) fail "$SNAPSHOT is no snapshot of etcd" 'see what it is: kubectl etcdbackup inspect FILE' ;;
  esac
  mv "$draft" "$aside/snapshot.db"
}

# of_this_cluster: it names a member of the plan. The file itself is searched: etcd keeps the members' peer URLs in it.
of_this_cluster() {
  local url urls=()
  for url in "${MEMBER_PEER_URLS[@]}"; do urls+=(-e "$url"); done
  if grep -qaF "${urls[@]}" "$aside/snapshot.db"; then return 0; fi
  [ "$ANY_CLUSTER" = yes ] || fail 'the snapshot names none of the members of this plan: it is of another cluster, or all addresses have changed since' \
    'restored here, the snapshot of another cluster breaks this one: take one of this cluster' \
    'where you are sure that it is of this one: make the plan again with --force'
  warn 'the snapshot names none of the members of this plan'
}

# whole: what `snapshot save` writes ends in the SHA-256 of everything before it.
whole() {
  local file=$aside/snapshot.db size digest
  size=$(stat -c %s "$file")
  if [ $((size % 512)) -eq 32 ]; then
    digest=$(head -c "$((size - 32))" "$file" | sha256sum)
    [ "${digest%% *}" = "$(tail -c 32 "$file" | od -An -v -tx1 | tr -d ' \n')" ] || fail 'the snapshot is damaged: it does not have the SHA-256 that stands at its end' 'take another snapshot, or copy this one again'
  elif [ $((size % 512)) -eq 0 ]; then
    [ "$SNAPSHOT_WITHOUT_HASH" = yes ] || fail 'the snapshot has no SHA-256 at its end: it is a copy of a database, and damage in it would not be seen' 'take a snapshot that etcd has saved, or make the plan with --force if there is no other'
    warn 'this database has no SHA-256 at its end: damage in it may go unseen'
  else
    fail "the snapshot is cut off: $size bytes is no size that one has" 'copy it again'
  fi
}
