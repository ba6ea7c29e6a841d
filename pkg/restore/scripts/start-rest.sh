# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# Phase 6 (the document's step 5): when all members are healthy and equal, the API server and its companions start.
begin 6-start-rest 'starts the API server, when etcd is healthy'
takes '' "$@"
this_node
leaves 'etcd runs on the restored data, the API server waits; start this script again to go on'
[[ -e $manifests/etcd.yaml && -d $aside/old ]] || fail 'etcd is not started on this node' 'run 5-start-etcd.sh here first'
find_runtime
client_of
present=() endpoints=''
for index in "${!MEMBER_NAMES[@]}"; do
  if [ "${MEMBER_ABSENT[index]}" = yes ]; then continue; fi
  present+=("$index")
  endpoints+=${endpoints:+,}$(url "$index")
done

step 'waiting until every member is healthy'
deadline=$((SECONDS + 120))
for index in "${present[@]}"; do
  until healthy "$index"; do
    [ "$SECONDS" -lt "$deadline" ] || fail "${MEMBER_NAMES[index]} is not healthy: ${why//$'\n'/ }" "has 5-start-etcd.sh passed on ${MEMBER_NAMES[index]}? There: tail /var/log/pods/kube-system_etcd-*/etcd/*.log"
    sleep 1
  done
done

step 'comparing the members with the plan'
own=$(url "${present[0]}")
# By their URLs: a member that is not there yet has no name in the list.
members_told() { list=$(ask "$own" member list -w simple | cut -d , -f 4 | tr -d ' ' | sort); }
until_told members_told
wanted=$(printf '%s\n' "${MEMBER_PEER_URLS[@]}" | sort)
[ "$list" = "$wanted" ] || fail "the members are not those of the plan: ${list//$'\n'/ }" 'undo.sh on every node turns this back'

step 'comparing what the members hold, at one revision'
# Of a large database that takes long.
hashes_told() {
  revision=$(ask "$own" endpoint status -w fields | sed -n 's/^"Revision" : \([0-9]*\)$/\1/p') || return 1
  hashes=$(ask "$endpoints" --command-timeout=5m endpoint hashkv --rev="$revision" -w fields | sed -n 's/^"Hash" : \([0-9]*\)$/\1/p')
}
until_told hashes_told
[ "$(grep -c . <<<"$hashes")" -eq "${#present[@]}" ] || fail "not every member told its hash at revision $revision" 'start this again'
[ "$(sort -u <<<"$hashes" | grep -c .)" -eq 1 ] || fail "the members differ at revision $revision: ${hashes//$'\n'/ }" 'they were not restored from one snapshot: undo.sh on every node, then compare the check codes'
say "  ${#present[@]} members, equal at revision $revision"
tell_alarms "$own" "$endpoints"

step 'starting the API server, the controller manager and the scheduler'
# After this line something new can be written: undo would lose it.
[ -e "$out/served" ] || quietly touch "$out/served"
leaves 'etcd runs on the restored data, the API server is being started; start this script again to go on'
for pod in "${pods[@]}"; do
  if [ "$pod" != etcd ] && [ -e "$out/$pod.yaml" ]; then quietly mv "$out/$pod.yaml" "$manifests/$pod.yaml"; fi
done
quietly systemctl start kubelet
deadline=$((SECONDS + 180))
until [ -n "$(containers kube-apiserver || true)" ]; do
  [ "$SECONDS" -lt "$deadline" ] || fail 'the API server does not start' 'see why: tail /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log'
  sleep 1
done
finish 'the API server starts'
