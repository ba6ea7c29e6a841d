# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shared with the other parts of a script
# What this node's own manifest says; and that this is the machine which the plan means.

pods=(etcd kube-apiserver kube-controller-manager kube-scheduler)

# flag NAME FILE: the value of `- --NAME=value` in a static pod's manifest, the last one as etcd has it, or nothing.
flag() { sed -n "s/^ *- *[\"']\{0,1\}--$1=\([^\"']*\)[\"']\{0,1\} *\$/\1/p" "$2" | tail -n 1; }

# IPv6 as its 32 digits.
expanded() {
  local groups all='' group missing
  IFS=: read -ra groups <<<"${1/::/:=:}"
  missing=$((9 - ${#groups[@]}))
  for group in "${groups[@]}"; do
    if [ "$group" = = ]; then
      printf -v group '%*s' "$((missing * 4))" ''
      all+=${group// /0}
    elif [ -n "$group" ]; then
      printf -v group '%4s' "$group"
      all+=${group// /0}
    else
      missing=$((missing + 1))
    fi
  done
  printf '%s\n' "$all"
}

# held IP: has this machine that address? /proc tells it without any tool.
held() {
  if [[ $1 == *:* ]]; then
    grep -qi "^$(expanded "$1") " /proc/net/if_inet6
  else
    [[ $(grep -A 1 -- "|-- ${1//./[.]}\$" /proc/net/fib_trie) == *'/32 host LOCAL'* ]]
  fi
}

# An unfinished other plan has a manifest that is missing here: two plans at once would each undo the other.
no_other_plan() {
  local folder pod
  for folder in "${manifests%/*}"/etcd-restore-*; do
    if [ ! -d "$folder" ] || [ "$folder" = "$out" ]; then continue; fi
    for pod in "${pods[@]}"; do
      if [ -e "$folder/$pod.yaml" ] && [ ! -e "$manifests/$pod.yaml" ] && [ ! -e "$out/$pod.yaml" ]; then
        fail "plan ${folder##*/etcd-restore-} is unfinished on this node: it holds $pod.yaml" \
          'finish that plan with its own scripts, or turn it back with its undo.sh and undo-start.sh' \
          "planning again midway: kubectl etcdbackup restore --plan-id ${folder##*/etcd-restore-} makes scripts that go on with it"
      fi
    done
  done
}

# this_node: sets manifests, out, manifest, data_dir, wal_dir, aside, wal_aside; fails on any machine but the plan's.
this_node() {
  local name found peer
  manifests=/etc/kubernetes/manifests
  if [ -r /var/lib/kubelet/config.yaml ]; then
    found=$(sed -n 's/^staticPodPath: *"\{0,1\}\(\/[^"]*[^"/]\)\/*"\{0,1\} *$/\1/p' /var/lib/kubelet/config.yaml)
    manifests=${found:-$manifests}
  fi
  # Where manifests wait while they are out: beside the folder that the kubelet runs, on the same disk.
  out=${manifests%/*}/etcd-restore-$PLAN_ID
  no_other_plan
  manifest=$out/etcd.yaml
  [ -e "$manifest" ] || manifest=$manifests/etcd.yaml
  [ -r "$manifest" ] || fail "there is no $manifest: this is no control-plane node with etcd as a static pod" "run this on $NODE_NAME ($NODE_IP)"
  name=$(flag name "$manifest")
  [ -n "$name" ] || fail "$manifest does not say --name in a form that is read here" 'each argument is wanted on a line of its own, as kubeadm writes it: - --name=NODE'
  [ "$name" = "$NODE_NAME" ] || fail "wrong machine: its etcd is called '$name', these scripts are for $NODE_NAME" "run them on $NODE_NAME ($NODE_IP)"
  held "$NODE_IP" || fail "wrong machine: it does not have the address $NODE_IP of $NODE_NAME" "run this on $NODE_NAME, or make a new plan with the address it has now"
  peer=$(flag initial-advertise-peer-urls "$manifest")
  [ "$peer" = "$PEER_URL" ] || fail "the manifest disagrees with the plan: peer URL '$peer' in $manifest, $PEER_URL in the plan" 'make a new plan; a member with another peer URL would be a cluster of its own'
  data_dir=$(flag data-dir "$manifest")
  wal_dir=$(flag wal-dir "$manifest")
  [ "${wal_dir%/}" != "${data_dir%/}/member/wal" ] || wal_dir=''
  usable_dir data-dir "$data_dir"
  data_dir=${data_dir%/}
  aside=$data_dir/.etcd-restore-$PLAN_ID
  wal_aside=''
  [ -n "$wal_dir" ] || return 0
  usable_dir wal-dir "$wal_dir"
  wal_dir=${wal_dir%/}
  wal_aside=$wal_dir/.etcd-restore-$PLAN_ID
}

usable_dir() {
  [[ $2 =~ ^/[^/]+/[^/] && ! $2 =~ (^|/)\.\.?(/|$) ]] || fail "--$1 in $manifest is '$2'" 'an absolute path below a folder of its own is wanted; contact support'
  grep -E "^ *path: *[\"']?${2//./[.]}/?[\"']? *\$" "$manifest" >/dev/null || fail "$manifest mounts $2 from another path of this node" 'these scripts work where both are the same, as kubeadm has it; contact support'
}

# no_twins: the kubelet runs every file in its folder. A copy that somebody has put beside a manifest for safety would
# start an empty etcd at a reboot, or an API server before its time.
no_twins() {
  local pod twins
  for pod in "${pods[@]}"; do
    twins=$(grep -lsE "^  name: $pod\$" "$manifests"/* | grep -vxF "$manifests/$pod.yaml" || true)
    [ -z "$twins" ] || fail "the kubelet runs every file in its folder, and a second one is called $pod: $twins" "move that file out of $manifests"
  done
}

# Has this plan stopped this node?
stopped() { [ -e "$out/etcd.yaml" ] && [ ! -e "$manifests/etcd.yaml" ]; }

# disk_there: on a node that is stopped the folder of the plan is in the data dir; after a reboot its disk may not be mounted.
disk_there() {
  ! stopped || [ -d "$aside" ] || fail "$aside is gone, in which this plan keeps its data" "is the disk of $data_dir mounted? Mount it, then start this again"
}

# Is the restored etcd started here, or was it never stopped? Then there is nothing left for the phases in between.
must_be_stopped() {
  disk_there
  ! stopped || return 0
  [ -d "$aside/old" ] || fail 'this node is not stopped' 'run 1-stop.sh here first'
  [[ -d $aside/new && ! -e $aside/new/member ]] || fail "somebody has put etcd.yaml back into $manifests before the restored data was in place" 'run 1-stop.sh here, then this again'
  finish 'is past this phase: etcd is started here already. Nothing was done'
  exit 0
}
