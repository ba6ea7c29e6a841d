#!/usr/bin/env bash
# Quick stand-ins for the sweep: every tool in one file, called by its name. Nothing here runs longer than its call:
# containers are files in /run/quick/c, a kubelet is a file, and what a real one would have done in the meantime is
# done at the next call. Members are those of /opt/real, see real-data.sh; an etcd that starts says in
# /run/quick/trouble when it finds anything but one of them, whole.
set -euo pipefail
shopt -s nullglob
quick=/run/quick
manifests=/etc/kubernetes/manifests real=/opt/real
tool=${0##*/}

# Half done and killed: SWEEP_HALF=TOOL/N stops the Nth call of TOOL that can be half done midway; with SWEEP_RECORD
# those calls are written down. Only they are counted: none of them runs beside another.
half=''
can_be_half() {
  local calls=0
  [ -n "${SWEEP_RECORD:-}${SWEEP_HALF:-}" ] || return 0
  [ ! -e "/sweep/calls.$tool" ] || read -r calls <"/sweep/calls.$tool"
  calls=$((calls + 1))
  echo "$calls" >"/sweep/calls.$tool"
  [ -z "${SWEEP_RECORD:-}" ] || echo "half/$tool/$calls" >>"$SWEEP_RECORD"
  [ "${SWEEP_HALF:-}" != "$tool/$calls" ] || half=1
}
die() { kill -KILL 0; }

# etcd starts: is there a whole data dir, the old one or a restored one?
boot_etcd() {
  local line member data=/var/lib/etcd log=''
  while read -r line; do
    case $line in
      '- --data-dir='*) data=${line#*=} ;;
      '- --wal-dir='*) log=${line#*=} ;;
    esac
  done <"$manifests/etcd.yaml"
  for member in "$real/old" "$real/restored"; do
    if same "$member/snap" "$data/member/snap" && same "$member/wal" "${log:-$data/member/wal}"; then return 0; fi
  done
  if [ -s "$data/member/snap/db" ]; then
    echo "etcd started on half a data dir" >>"$quick/trouble"
  else
    echo "etcd started on an empty data dir" >>"$quick/trouble"
  fi
}

same() { diff -rq --exclude='.etcd-restore-*' "$1" "$2" >/dev/null 2>&1; }

# What the kubelet has done since the last call.
sync_pods() {
  local file name
  # Whoever calls: what a kubelet or a runtime writes has the same mode. What the script itself writes keeps its own.
  umask 022
  [ -e "$quick/kubelet" ] || return 0
  for name in "$quick"/c/*; do
    [ -e "$manifests/${name##*/}.yaml" ] || /usr/bin/rm -f "$name"
  done
  for file in "$manifests"/*; do
    name=${file##*/}
    case $name in
      etcd.yaml | kube-apiserver.yaml | kube-controller-manager.yaml | kube-scheduler.yaml) ;;
      *) echo "the kubelet finds $name in manifests/" >>"$quick/trouble" && continue ;;
    esac
    name=${name%.yaml}
    [ ! -e "$quick/c/$name" ] || [ "$(<"$quick/c/$name")" != running ] || continue
    [ "$name" != etcd ] || boot_etcd
    echo running >"$quick/c/$name"
  done
}

quick_systemctl() {
  local verb='' unit='' word
  for word in "$@"; do
    case $word in -*) ;; *) if [ -z "$verb" ]; then verb=$word; else unit=${word%.service}; fi ;; esac
  done
  case $verb:$unit in
    start:kubelet | restart:kubelet)
      : >"$quick/kubelet"
      sync_pods
      ;;
    stop:kubelet) /usr/bin/rm -f "$quick/kubelet" ;;
    is-active:kubelet) [ -e "$quick/kubelet" ] || exit 3 ;;
    show:kubelet) if [ -e "$quick/kubelet" ]; then echo ActiveState=active; else echo ActiveState=inactive; fi ;;
    *:containerd) ;;
    cat:kubelet | is-enabled:kubelet | status:kubelet) echo "$verb" ;;
    *) exit 4 ;;
  esac
}

# The name of a container out of its id: `id-NAME`, padded as ids are long.
named() { local name=${1#id-} && echo "${name%%.*}"; }

quick_crictl() {
  local verb='' word all='' only='' want='' output='' quiet='' names=() file name state
  while [ $# -gt 0 ]; do
    case $1 in
      -r | --runtime-endpoint | -i | --image-endpoint | --config | -c) shift ;;
      -t | --timeout) shift ;;
      -a | --all) all=1 ;;
      -q | --quiet) quiet=1 ;;
      -aq | -qa) all=1 quiet=1 ;;
      --name) only=$2 && shift ;;
      --name=*) only=${1#*=} ;;
      -s | --state) want=$2 && shift ;;
      --state=*) want=${1#*=} ;;
      -o | --output) output=$2 && shift ;;
      --template) shift ;;
      -*) ;;
      *) if [ -z "$verb" ]; then verb=$1; else names+=("$(named "$1")"); fi ;;
    esac
    shift
  done
  case $verb in
    ps | pods)
      [ -n "$quiet" ] || echo 'CONTAINER IMAGE CREATED STATE NAME ATTEMPT POD-ID POD'
      for file in "$quick"/c/*; do
        name=${file##*/} state=$(<"$file")
        [ -n "$all$want" ] || [ "$state" = running ] || continue
        [ -z "$want" ] || [ "${want,,}" = "$state" ] || continue
        [ -z "$only" ] || [[ $name =~ $only ]] || continue
        if [ -n "$quiet" ]; then echo "id-$name"; else echo "id-$name image now ${state^} $name 0 pod $name"; fi
      done
      ;;
    stop | stopp) for name in "${names[@]}"; do [ ! -e "$quick/c/$name" ] || echo exited >"$quick/c/$name"; done ;;
    rm | rmp) for name in "${names[@]}"; do /usr/bin/rm -f "$quick/c/$name"; done ;;
    inspect) echo 1 ;; # all containers share the node's own files
    *) echo "${output}" ;;
  esac
}

half_of() {
  local size
  size=$(stat -c %s "$1")
  head -c $((size / 2)) "$1"
}

# cp, midway: half of a file, or the first half of a folder's files.
half_cp() {
  local words=() word target source files
  for word in "$@"; do [[ $word == -* ]] || words+=("$word"); done
  target=${words[-1]}
  for source in "${words[@]:0:${#words[@]}-1}"; do
    word=$target
    [ ! -d "$target" ] || word=$target/${source##*/}
    if [ -d "$source" ]; then
      mapfile -t files < <(cd "$source" && find . -type f | sort)
      mkdir -p "$word"
      (cd "$source" && /usr/bin/cp -a --parents "${files[@]:0:(${#files[@]} + 1) / 2}" "$word")
    else
      half_of "$source" >"$word"
    fi
    break
  done
}

# rm, midway: the first half of the files.
half_rm() {
  local words=() word files
  for word in "$@"; do [[ $word == -* ]] || words+=("$word"); done
  mapfile -t files < <(find "${words[@]}" ! -type d 2>/dev/null | sort)
  /usr/bin/rm -f "${files[@]:0:(${#files[@]} + 1) / 2}"
}

half_mv() {
  local folder=$2
  shift 2
  /usr/bin/mv -t "$folder" "${@:1:$# / 2}"
}

# Restores a database to a whole data dir, and midway to half of one; as a client it tells of three equal members.
quick_etcdctl() {
  local word data='' log='' words=()
  for word in "$@"; do
    case $word in
      --data-dir=*) data=${word#*=} ;;
      --wal-dir=*) log=${word#*=} ;;
      --help) echo '--initial-cluster-token --bump-revision' && return ;;
      --*) ;;
      *) words+=("$word") ;;
    esac
  done
  case ${words[*]:0:2} in
    version) echo 'etcdctl version: 3.5.16' ;;
    'snapshot restore')
      can_be_half
      [ ! -e "$data" ] || { echo "$data is there already" >&2 && exit 1; }
      log=${log:-$data/member/wal}
      mkdir -p "$data/member" "$log"
      /usr/bin/cp -a "$real/restored/snap" "$data/member/snap"
      if [ -n "$half" ]; then die; fi
      /usr/bin/cp -a "$real/restored/wal/." "$log"
      ;;
    'snapshot save')
      # Who is deaf runs, and answers nobody.
      if [ -e /sweep/deaf ] || [ ! -e "$quick/c/etcd" ]; then echo 'context deadline exceeded' >&2 && exit 1; fi
      can_be_half
      if [ -n "$half" ]; then half_of "$real/old.db" >"${words[2]}" && die; fi
      /usr/bin/cp "$real/old.db" "${words[2]}"
      ;;
    'get health' | 'alarm list') ;;
    'endpoint status') echo '"Revision" : 7' ;;
    'endpoint hashkv') printf '"Hash" : 42\n"Hash" : 42\n"Hash" : 42\n' ;;
    'member list') printf '1, started, etcd-%s, https://%s:2380, x, false\n' 1 10.77.0.11 2 127.0.0.2 3 127.0.0.3 ;;
    *) echo "quick etcdctl: unknown: $*" >&2 && exit 1 ;;
  esac
}

case $tool in
  rm)
    can_be_half
    if [ -n "$half" ]; then half_rm "$@"; die; fi
    exec /usr/bin/rm "$@"
    ;;
  cp)
    can_be_half
    if [ -n "$half" ]; then half_cp "$@"; die; fi
    exec /usr/bin/cp "$@"
    ;;
  sed | awk | cat | tr | gzip)
    # What goes to a file may be there by half; what another command reads dies with that.
    if [ -f /dev/stdout ]; then can_be_half; fi
    if [ -n "$half" ]; then
      "/usr/bin/$tool" "$@" >/sweep/half-output || true
      half_of /sweep/half-output
      die
    fi
    exec "/usr/bin/$tool" "$@"
    ;;
  mv)
    # One rename is done or not; of several the first half may be.
    if [ "$#" -gt 3 ]; then can_be_half; fi
    if [ -n "$half" ]; then half_mv "$@"; die; fi
    exec /usr/bin/mv "$@"
    ;;
  ssh)
    # All nodes share one disk: the last word is `cat -- FILE`.
    can_be_half
    word=${!#}
    if [ -n "$half" ]; then half_of "${word#cat -- }" && die; fi
    exec /usr/bin/cat "${word#cat -- }"
    ;;
  sleep) exec /usr/bin/sleep 0.005 ;;
  sync) ;;
  timeout)
    # Asked whether a port is open: every member serves while etcd of this node does.
    sync_pods
    if [ -e "$quick/peers" ] || { [ -e "$quick/c/etcd" ] && [ "$(<"$quick/c/etcd")" = running ]; }; then exit 0; fi
    echo 'connect: Connection refused' >&2
    exit 1
    ;;
  etcdctl) quick_etcdctl "$@" ;;
  systemctl)
    sync_pods
    quick_systemctl "$@"
    ;;
  crictl)
    sync_pods
    quick_crictl "$@"
    ;;
  *)
    echo "quick stand-in: unknown tool $tool" >&2
    exit 127
    ;;
esac
