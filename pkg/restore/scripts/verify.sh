# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# Phase 7 (the document's step 6), on the first node: the API server serves what was restored, a Secret decrypts.
begin 7-verify 'is the cluster back? Changes nothing'
this_node
leaves 'nothing was changed by this script'
api=$manifests/kube-apiserver.yaml
[ -e "$api" ] || fail "there is no $api" 'run 6-start-rest.sh here first'
admin=${manifests%/*}/admin.conf
api_log='tail /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log'
[ -r "$admin" ] || fail "there is no $admin to ask the API server with" 'look with a kubeconfig of your own: kubectl get nodes'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for field in certificate-authority-data client-certificate-data client-key-data; do
  sed -n "s/^ *$field: *//p" "$admin" | sed -n 1p | base64 -d >"$work/$field"
done
host=$(flag advertise-address "$api")
host=${host:-$NODE_IP}
if [[ $host == *:* ]]; then host="[$host]"; fi
port=$(flag secure-port "$api")

# get PATH: the answer into work/answer; says its HTTP code.
get() {
  curl --silent --show-error --globoff --noproxy '*' --max-time 60 --output "$work/answer" --write-out '%{http_code}' --cacert "$work/certificate-authority-data" \
    --cert "$work/client-certificate-data" --key "$work/client-key-data" "https://$host:${port:-6443}$1" 2>>"$log"
}
must_get() {
  local code
  code=$(get "$1") || fail "the API server does not answer: $(last_words)" "see why: $api_log"
  [ "$code" = 200 ] || fail "the API server answers $code for $1" "$2"
}

# How many objects are in the answer: each has one creation time of its own.
objects() { grep -o '"creationTimestamp":' "$work/answer" | wc -l; }

step 'is the API server ready'
deadline=$((SECONDS + 180))
until [ "$(get /readyz || true)" = 200 ]; do
  [ "$SECONDS" -lt "$deadline" ] || fail 'the API server is not ready' "what is missing: curl -k https://$host:${port:-6443}/readyz?verbose"
  sleep 1
done

step 'do all Secrets decrypt'
# What they hold stays in a folder of mode 0700 and goes with it.
must_get /api/v1/secrets 'if it cannot decrypt: the encryption configuration of this node is not the one of the snapshot'
say "  $(objects) Secrets"

step 'which nodes and pods are there'
must_get /api/v1/nodes "see $api_log"
say "  $(objects) nodes"
must_get '/api/v1/namespaces/kube-system/pods?fieldSelector=status.phase%3DRunning' "see $api_log"
say "  $(objects) pods run in kube-system"

finish "the cluster serves the restored data
   now, on EVERY node, workers too: systemctl restart kubelet
   then take a fresh backup: kubectl etcdbackup trigger --wait
   the old data stays in $aside/old on each node, until you remove it"
