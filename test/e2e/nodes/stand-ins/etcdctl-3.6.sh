#!/usr/bin/env bash
# Acts out etcdctl 3.6, of which Debian has no package: it has lost `snapshot restore` and `snapshot status`.
# Everything else is done by the real etcdctl that lies in the same image.
real=(/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/*/fs/usr/local/lib/etcdctl)
words=()
for word in "$@"; do [[ $word == -* ]] || words+=("$word"); done
case "${words[*]:0:2}" in
  version*)
    printf 'etcdctl version: 3.6.5\nAPI version: 3.6\n'
    exit 0
    ;;
  'snapshot restore' | 'snapshot status')
    for word in "$@"; do
      case $word in
        --cert=* | --key=* | --cacert=* | --endpoints=* | -w | --write-out=*) ;;
        --*)
          # Checked on 3.6.14: a flag of old times ends it with code 1 …
          echo "Error: unknown flag: ${word%%=*}" >&2
          exit 1
          ;;
      esac
    done
    # … and without one it prints its help and reports success.
    printf 'NAME:\n\tsnapshot - Manages etcd node snapshots\n\nUSAGE:\n\tetcdctl snapshot <subcommand> [flags]\n\nCOMMANDS:\n\tsave\tStores an etcd node backend snapshot to a given file\n'
    exit 0
    ;;
esac
exec "${real[0]}" "$@"
