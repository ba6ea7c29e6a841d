# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# After undo.sh on every node: the manifests come back as they were, and the kubelet starts.
begin undo-start 'starts the old data again'
takes '' "$@"
this_node
disk_there
no_twins
if [ -e "$out/etcd.yaml" ]; then
  [[ ! -d $aside/old && ! -d $aside/old.part && ! -e $manifests/etcd.yaml ]] || fail 'the old data is not back' 'run undo.sh here first'
  [ -e "$data_dir/member" ] || fail 'this node had no data before the plan: etcd could only start empty' "its manifests stay in $out; restore it, or join it anew"
fi
leaves 'this node is being started; start this script again to go on'
rm -f "$out/served" "$out/edited.yaml"
for pod in "${pods[@]}"; do
  [ ! -e "$out/$pod.yaml" ] || quietly mv "$out/$pod.yaml" "$manifests/$pod.yaml"
done
step 'starting the kubelet'
quietly systemctl start kubelet || fail "the kubelet does not start: $(last_words)" 'see systemctl status kubelet'
finish 'the manifests are back, the kubelet runs'
