# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# The etcd tools of this node's own etcd image, outside of every container, proven before anything is stopped.

# restorer: the tool that restores here; etcdctl has lost that in 3.6, and etcdutl is not in 3.4.
restorer() { if [ -x "$aside/tool/etcdutl" ]; then echo etcdutl; else echo etcdctl; fi; }

tool() { ETCDCTL_API=3 "$aside/tool/$1" "${@:2}"; }

restore_help() { tool "$(restorer)" snapshot restore --help 2>&1 || true; }

tools_work() {
  quietly tool etcdctl version || return 1
  [ ! -x "$aside/tool/etcdutl" ] || quietly tool etcdutl version || return 1
  # Its help knows the flags only where it can restore.
  [[ $(restore_help) == *--initial-cluster-token* ]]
}

# copy_tools ROOT: from an image's file system; code 1 where they are not in it.
copy_tools() {
  local place name found=1
  rm -rf "$aside/tool.part"
  mkdir "$aside/tool.part"
  for place in usr/local/bin usr/bin bin .; do
    for name in etcdutl etcdctl; do
      if [ -f "$1/$place/$name" ] && [ ! -e "$aside/tool.part/$name" ]; then
        quietly cp "$1/$place/$name" "$aside/tool.part/$name" || return 1
        chmod 700 "$aside/tool.part/$name"
        [ "$name" != etcdctl ] || found=0
      fi
    done
  done
  [ "$found" -eq 0 ] || return 1
  rm -rf "$aside/tool"
  mv "$aside/tool.part" "$aside/tool"
  [ -x "$aside/tool/etcdctl" ] || fail "no program can run on the disk of $data_dir: it is mounted noexec" \
    "the etcd tools have to run there for the restore: mount -o remount,exec $(df --output=target "$aside" | tail -n 1)"
  tools_work
}

tools_of_container() {
  local id pid
  for id in $(containers etcd || true); do
    if pid=$(pid_of "$id") && copy_tools "/proc/$pid/root"; then return 0; fi
  done
  return 1
}

tools_of_image() {
  local image code=1
  command -v ctr >/dev/null || return 1
  image=$(sed -n 's/^ *image: *["'"'"']\{0,1\}\([^"'"'"' ]*\)["'"'"']\{0,1\} *$/\1/p' "$manifest" | sed -n 1p)
  mkdir -p "$aside/image"
  # A run that was killed may have left it mounted.
  quietly with_ctr images unmount "$aside/image" || true
  if quietly with_ctr images mount "$image" "$aside/image"; then
    if copy_tools "$aside/image"; then code=0; fi
    quietly with_ctr images unmount "$aside/image" || true
  fi
  quietly rmdir "$aside/image" || true
  return "$code"
}

find_tools() {
  if [ -n "$ETCD_TOOL" ]; then
    copy_tools "$ETCD_TOOL" || fail "no working etcdctl (and etcdutl, from etcd 3.5 on) in $ETCD_TOOL: $(last_words)" 'name the folder in which both lie'
  elif [ -x "$aside/tool/etcdctl" ] && tools_work; then
    return 0
  else
    tools_of_container || tools_of_image || fail "no etcd tool: no etcd container runs, and the image of $manifest is not on this node" \
      "copy it from another node where this step has passed: scp -r root@OTHER:$data_dir/.etcd-restore-$PLAN_ID/tool $aside/" 'or load the image: ctr -n k8s.io images import FILE'
  fi
}

# restore_into DIR WAL: this node's own member from the snapshot, its log into WAL where the manifest has a --wal-dir.
restore_into() {
  local raise words=(--data-dir="$1" --name="$NODE_NAME" --initial-cluster="$INITIAL_CLUSTER"
    --initial-cluster-token="$CLUSTER_TOKEN" --initial-advertise-peer-urls="$PEER_URL")
  [ -z "$wal_dir" ] || words+=(--wal-dir="$2")
  raise=$(<"$aside/raise")
  [ -z "$raise" ] || words+=(--bump-revision="$raise" --mark-compacted)
  # A database without a digest at its end; the preflight has asked whether that may be.
  [ $(($(stat -c %s "$aside/snapshot.db") % 512)) -ne 0 ] || words+=(--skip-hash-check=true)
  # A refused try leaves files behind, and nothing is restored into what is not empty.
  rm -rf "$1" "${2:-$1}"
  quietly tool "$(restorer)" snapshot restore "$aside/snapshot.db" "${words[@]}" || return 1
  local log_files=("${2:-$1/member/wal}"/*.wal)
  [ -s "$1/member/snap/db" ] && [ -s "${log_files[0]}" ]
}
