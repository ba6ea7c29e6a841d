# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# Asking etcd, with the certificates that this node's manifests name.

# What root's shell has set for etcdctl by habit would end it ("conflicting environment variable"), and a proxy of the
# node's would stand between: both look like a disaster.
unset "${!ETCDCTL_@}"
export NO_PROXY='*'

# Sets tls, client_port, and client_certificate where etcd wants one.
client_of() {
  local folder urls api=$manifests/kube-apiserver.yaml
  [ -e "$api" ] || api=$out/kube-apiserver.yaml
  urls=$(flag advertise-client-urls "$manifest")
  client_scheme=${urls%%:*}
  client_port=${urls%%,*}
  client_port=${client_port##*:}
  tls=() client_certificate=''
  [ "$client_scheme" = https ] || return 0
  folder=$(flag cert-file "$manifest")
  folder=${folder%/*}
  tls=(--cacert="$(flag trusted-ca-file "$manifest")")
  if [ -e "$folder/healthcheck-client.crt" ]; then
    client_certificate=$folder/healthcheck-client.crt
    tls+=(--key="$folder/healthcheck-client.key")
  elif [ -e "$api" ] && [ -n "$(flag etcd-certfile "$api")" ]; then
    client_certificate=$(flag etcd-certfile "$api")
    tls+=(--key="$(flag etcd-keyfile "$api")")
  else
    client_certificate=$(flag cert-file "$manifest")
    tls+=(--key="$(flag key-file "$manifest")")
  fi
  tls+=(--cert="$client_certificate")
}

# url INDEX: where that member answers its clients.
url() {
  local host=${MEMBER_IPS[$1]}
  if [[ $host == *:* ]]; then host="[$host]"; fi
  printf '%s://%s:%s\n' "$client_scheme" "$host" "$client_port"
}

# ask ENDPOINTS WORDS...: etcdctl. An array that may be empty is unset to a bash before 4.4.
ask() { etcdctl_of "$@" 2>>"$log"; }

etcdctl_of() { ETCDCTL_API=3 "$aside/tool/etcdctl" ${tls[@]+"${tls[@]}"} --dial-timeout=3s --command-timeout=8s --endpoints="$1" "${@:2}"; }

# serving INDEX: is there anybody to be asked? etcdctl would wait long for nobody.
serving() {
  local state
  state=$(port "${MEMBER_IPS[$1]}" "$client_port") || fail "this node cannot tell whether etcd of ${MEMBER_NAMES[$1]} (${MEMBER_IPS[$1]}, port $client_port) runs: $state" 'see the network of this node: a firewall on it?'
  [ "$state" = open ]
}

# healthy INDEX: it serves a read that needs a majority. Not `endpoint health`: an alarm, as of a database that is full,
# is a failure there, while the cluster lives and has everything. Sets why: what etcdctl says of the one that does not.
healthy() {
  why='nobody answers at its port'
  serving "$1" || return 1
  if why=$(etcdctl_of "$(url "$1")" get health 2>&1 >/dev/null); then return 0; fi
  note "$why"
  return 1
}

# untold INDEX: it is there, and the last question did not reach it, as with a key that is missing or certificates of two
# authorities: whether it has a majority is not known. One that has none takes the question, and is silent or says so.
untold() { [[ $why == *'connection error'* || ! $why =~ 'deadline exceeded'|'timed out'|'no leader' ]] && serving "$1"; }

# until_told COMMAND...: asked again while a member that has just started is busy, for two minutes.
until_told() {
  local deadline=$((SECONDS + 120))
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || fail "etcd does not answer: $(last_words)" 'start this again; see /var/log/pods/kube-system_etcd-*/etcd'
    sleep 1
  done
}

# tell_alarms ENDPOINT ENDPOINTS: an alarm is in the snapshot and comes back with it. It stops no restore.
tell_alarms() {
  local alarms line
  alarms=$(ask "$1" alarm list || true)
  [ -n "$alarms" ] || return 0
  printf -v line ' %q' "$aside/tool/etcdctl" ${tls[@]+"${tls[@]}"} "--endpoints=$2"
  warn "the snapshot has brought an alarm of etcd back: ${alarms//$'\n'/ }
   NOSPACE: nothing can be written until it is taken off. When this script has ended, type here:
   ETCDCTL_API=3$line --command-timeout=5m defrag
   ETCDCTL_API=3$line alarm disarm"
}
