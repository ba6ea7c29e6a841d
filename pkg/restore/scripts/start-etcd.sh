# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# Phase 5 (the document's step 5): etcd of this node starts on the restored data. Waits for its process only: health
# needs the others.
begin 5-start-etcd 'starts etcd on the restored data'
takes '' "$@"
this_node
leaves 'etcd of this node is being started; start this script again to go on'
disk_there
no_twins
[[ -d $aside/old && -d $aside/new && ! -e $aside/new/member && -e $data_dir/member ]] || fail 'the restored data is not in place' 'run 4-put-in-place.sh here first'
find_runtime
if [ ! -e "$manifests/etcd.yaml" ]; then
  [ -e "$out/edited.yaml" ] || fail 'the manifest is not edited' 'run 4-put-in-place.sh here first'
  quietly cp -p "$out/edited.yaml" "$out/start.yaml"
  quietly mv "$out/start.yaml" "$manifests/etcd.yaml"
fi
step 'starting the kubelet'
quietly systemctl start kubelet || fail "the kubelet does not start: $(last_words)" 'see systemctl status kubelet'
step 'waiting for etcd'
deadline=$((SECONDS + 180)) running='' steady=0
until [ "$steady" -ge 4 ]; do
  [ "$SECONDS" -lt "$deadline" ] || fail 'etcd does not stay up' 'see why: tail /var/log/pods/kube-system_etcd-*/etcd/*.log'
  sleep 1
  id=$(containers etcd || true)
  if [ -n "$id" ] && [ "$id" = "$running" ]; then steady=$((steady + 1)); else steady=0; fi
  running=$id
done
finish "etcd runs. It is healthy once most nodes have come this far"
