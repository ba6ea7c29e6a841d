# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# Certificates, read without openssl: it need not be there.

# validity FILE: from and until when a PEM certificate holds, YYYYMMDDhhmmss each. In DER, validity is two times in one
# sequence: UTCTime (17 0d) until 2049, GeneralizedTime (18 0f) from then on.
validity() {
  local hex
  hex=$(sed -n '/-----BEGIN CERTIFICATE-----/,/-----END CERTIFICATE-----/{p;/-----END/q}' "$1" | grep -v -e ----- | base64 -d | od -An -v -tx1 | tr -d ' \n') || return 1
  [[ $hex =~ 30(1e|20|22)(170d[0-9a-f]{26}|180f[0-9a-f]{30})(170d[0-9a-f]{26}|180f[0-9a-f]{30}) ]] || return 1
  printf '%s %s\n' "$(der_time "${BASH_REMATCH[2]}")" "$(der_time "${BASH_REMATCH[3]}")"
}

# der_time HEX: behind kind and length ASCII digits, 3N each, and a Z.
der_time() {
  local digits
  digits=$(sed 's/3\([0-9]\)/\1/g; s/5a$//' <<<"${1:4}")
  if [ "${#digits}" -eq 12 ]; then
    if [ "${digits:0:1}" -ge 5 ]; then digits=19$digits; else digits=20$digits; fi
  fi
  printf '%s\n' "$digits"
}

# certificates_hold MANIFEST FLAG...: none of the named files is missing, unreadable or expired.
certificates_hold() {
  local name path
  for name in "${@:2}"; do
    path=$(flag "$name" "$1")
    [ -z "$path" ] || certificate_holds "$path" "--$name in $1"
  done
}

certificate_holds() {
  local path=$1 from until now
  printf -v now '%(%Y%m%d%H%M%S)T' -1
  [ -r "$path" ] || fail "the certificate $path ($2) is not there" 'etcd cannot start without it: bring /etc/kubernetes/pki back first, from a copy or with kubeadm init phase certs'
  until=$(validity "$path") || fail "$path ($2) is no certificate that can be read" 'bring it back from a copy, or make it anew with kubeadm init phase certs'
  from=${until% *} until=${until#* }
  [ "$until" -gt "$now" ] || fail "the certificate $path has expired: ${until:0:4}-${until:4:2}-${until:6:2}" 'etcd and the API server would not start with it: renew first (kubeadm certs renew all), on every node'
  [ "$from" -le "$now" ] || fail "the certificate $path holds from ${from:0:4}-${from:4:2}-${from:6:2} on, and this node's clock says ${now:0:4}-${now:4:2}-${now:6:2}" 'set the clock of this node: etcd and the API server would not start'
  note "$path is good until ${until:0:8}"
}

# keys_there MANIFEST FLAG...: a certificate is of no use without its key.
keys_there() {
  local name path
  for name in "${@:2}"; do
    path=$(flag "$name" "$1")
    [ -z "$path" ] || [ -s "$path" ] || fail "the key $path (--$name in $1) is not there" 'etcd or the API server cannot start without it: bring /etc/kubernetes/pki back first, from a copy'
  done
}
