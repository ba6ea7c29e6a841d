# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# Phase 0: everything that could go wrong later, tried while nothing is stopped yet. Only writes into a folder of its
# own in the data dir: the etcd tools, the unpacked snapshot. Can be run as often as one likes.
# usage: 0-preflight.sh [--missing-keys]
begin 0-preflight 'is this node ready? Changes nothing'
takes '--missing-keys' "$@"
missing_keys=${1:+yes}

step 'is this the right machine'
this_node
[ "$HOSTNAME" = "$NODE_NAME" ] || warn "this machine calls itself $HOSTNAME; its etcd is $NODE_NAME"
for command in systemctl tar gzip curl sha256sum od base64 df timeout sed grep find; do
  command -v "$command" >/dev/null || fail "$command is not on this node" "install it, or put it on the PATH"
done
systemctl cat kubelet >/dev/null 2>&1 || fail 'there is no kubelet service here' "run this on $NODE_NAME"
find_runtime
# Seen through links, of which any of these folders may be one.
[ "$(stat -c %d "${manifests%/*}/.")" = "$(stat -c %d "$manifests/.")" ] || fail "$manifests is a mount of its own" 'these scripts move manifests in and out of it by one rename: contact support'
for pod in "${pods[@]}"; do
  [ -e "$manifests/$pod.yaml" ] || [ -e "$out/$pod.yaml" ] || fail "there is no $manifests/$pod.yaml" 'bring it back first: kubeadm init phase control-plane'
done
no_twins

step 'are the certificates good'
certificates_hold "$manifest" cert-file peer-cert-file trusted-ca-file peer-trusted-ca-file
keys_there "$manifest" key-file peer-key-file
api=$manifests/kube-apiserver.yaml
[ -e "$api" ] || api=$out/kube-apiserver.yaml
certificates_hold "$api" tls-cert-file client-ca-file etcd-cafile etcd-certfile
keys_there "$api" tls-private-key-file etcd-keyfile service-account-signing-key-file

step 'a folder for this plan'
disk_there
mkdir -p "$data_dir" "$aside"
rm -f "$aside/passed"
# What failed leaves nothing behind that fills the disk of an etcd that may live.
trap 'rm -rf "$aside"/snapshot.draft* "$aside/trial" "${wal_aside:-$aside}/trial"' EXIT
if [ -e "$data_dir/member" ]; then
  [ "$(stat -c %d "$data_dir/member")" = "$(stat -c %d "$data_dir/.")" ] || fail "$data_dir/member is a mount of its own" 'these scripts move it by one rename: contact support'
fi
[ -z "$wal_dir" ] || mkdir -p "$wal_aside"

step 'finding the etcd tools'
find_tools
version=$(tool etcdctl version | sed -n 1p)
say "  ${version}, restores with $(restorer)"
raise=''
if [ -n "$BUMP_REVISION" ]; then
  if [[ $(restore_help) == *--bump-revision* ]]; then
    raise=$BUMP_REVISION
  else
    warn 'this etcd tool cannot raise the revision: watchers of before the restore must be restarted (phase 7 says how)'
  fi
fi
printf '%s\n' "$raise" >"$aside/raise"

step 'is it a disaster at all'
must_be_disaster ''

step "looking at the snapshot $SNAPSHOT"
given
unpack
whole
of_this_cluster
size=$(stat -c %s "$aside/snapshot.db")
digest=$(sha256sum <"$aside/snapshot.db")
printf '%s\n' "${digest%% *}" >"$aside/snapshot.sha256"
# The restored copy, its log, and the log that etcd starts.
room "$((size + 3 * 67108864))" 'the restored data'

step 'trial restore of this member'
restore_into "$aside/trial" "${wal_aside:+$wal_aside/trial}" || fail "the snapshot cannot be restored: $(last_words)" 'take another snapshot'
rm -rf "$aside/trial" "${wal_aside:-$aside}/trial"

step 'are the encryption keys there'
encryption_holds "$missing_keys"

check_code >"$aside/passed"
finish "ready. Snapshot $(<"$aside/snapshot.sha256"), $size bytes
   CHECK CODE $(check_code)   must be the same on every node"
