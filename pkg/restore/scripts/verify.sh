# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# Phase 7 (the document's step 6), on the first node: the API server serves what was restored, a Secret decrypts.
begin 7-verify 'is the cluster back? Changes nothing'
this_node
leaves 'nothing was changed by this script'
api=$manifests/kube-apiserver.yaml
[ -e "$api" ] || fail "there is no $api" 'run 6-start-rest.sh here first'
admin=/etc/kubernetes/admin.conf
api_log='tail /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log'
[ -r "$admin" ] || fail "there is no $admin to ask the API server with" 'look with a kubeconfig of your own: kubectl get nodes'
# In memory: what is in it goes with a reboot too.
work=$(mktemp -d -p /run 2>/dev/null || mktemp -d -p /dev/shm)
trap 'rm -rf "$work"' EXIT
for field in certificate-authority-data client-certificate-data client-key-data; do
  sed -n "s/^ *$field: *//p" "$admin" | sed -n 1p | base64 -d >"$work/$field"
done
host=$(flag advertise-address "$api")
host=${host:-$NODE_IP}
if [[ $host == *:* ]]; then host="[$host]"; fi
port=$(flag secure-port "$api")

# get PATH [HOST]: the answer of the API server here or there. Code 22 for any but a good one. -q: without root's .curlrc.
get() {
  curl -q --fail --silent --show-error --globoff --noproxy '*' --connect-timeout 10 --max-time 60 --cacert "$work/certificate-authority-data" \
    --cert "$work/client-certificate-data" --key "$work/client-key-data" "https://${2:-$host}:${port:-6443}$1" 2>>"$log"
}
# must_count PATH HINT: sets count, the objects of a list: each has one creation time of its own. Through a pipe, because
# what a Secret holds must never lie on a disk, not even where this script is killed.
must_count() {
  count=$(get "$1" | { grep -o '"creationTimestamp":' || true; } | wc -l) || fail "the API server does not give $1: $(last_words)" "$2" "see why: $api_log"
}

step 'is the API server ready'
deadline=$((SECONDS + 180))
until get /readyz >/dev/null; do
  [[ $(last_words) != *'error: 401'* ]] || fail "the API server does not take the client certificate of $admin" 'it may have expired: kubeadm certs renew admin.conf, then start this again'
  [ "$SECONDS" -lt "$deadline" ] || fail "the API server is not ready: $(last_words)" "what is missing: curl -kg 'https://$host:${port:-6443}/readyz?verbose'"
  sleep 1
done

step 'are the other API servers ready'
deadline=$((SECONDS + 30))
for index in "${!MEMBER_NAMES[@]}"; do
  if [ "${MEMBER_ABSENT[index]}" = yes ] || [ "${MEMBER_NAMES[index]}" = "$NODE_NAME" ]; then continue; fi
  other=${MEMBER_IPS[index]}
  if [[ $other == *:* ]]; then other="[$other]"; fi
  until get /readyz "$other" >/dev/null; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      warn "the API server of ${MEMBER_NAMES[index]} does not say that it is ready: $(last_words)
   has 6-start-rest.sh passed there? See why, there: $api_log"
      break
    fi
    sleep 1
  done
done

step 'do all Secrets decrypt'
must_count /api/v1/secrets 'error 500: if it cannot decrypt: the encryption configuration of this node is not the one of the snapshot'
say "  $count Secrets"

step 'which nodes and pods are there'
must_count /api/v1/nodes 'start this again'
say "  $count nodes"
[ "$count" -gt 0 ] || warn 'the API server knows no node: was this the snapshot of a Kubernetes cluster?'
# As it stands in the snapshot, until the kubelets have told what is so now.
must_count '/api/v1/namespaces/kube-system/pods?fieldSelector=status.phase%3DRunning' 'start this again'
say "  $count pods of kube-system are listed as running"

finish "the cluster serves the restored data
   now, on EVERY node, workers too: systemctl restart kubelet
   then take a fresh backup: kubectl etcdbackup trigger --wait
   the old data stays in $aside/old on each node, until you remove it"
