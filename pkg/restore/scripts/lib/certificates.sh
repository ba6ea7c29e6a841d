# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# Certificates, read without openssl: it need not be there.

# not_after FILE: YYYYMMDDhhmmss of a PEM certificate. In DER, validity is two times in one sequence: UTCTime (17 0d)
# until 2049, GeneralizedTime (18 0f) from then on.
not_after() {
  local hex digits
  hex=$(sed -n '/-----BEGIN CERTIFICATE-----/,/-----END CERTIFICATE-----/{p;/-----END/q}' "$1" | grep -v -e ----- | base64 -d | od -An -v -tx1 | tr -d ' \n') || return 1
  [[ $hex =~ 30(1e170d[0-9a-f]{26}|20170d[0-9a-f]{26}|22180f[0-9a-f]{30})(170d([0-9a-f]{26})|180f([0-9a-f]{30})) ]] || return 1
  digits=${BASH_REMATCH[3]}${BASH_REMATCH[4]}
  # ASCII digits: 3N each, and a Z.
  digits=$(sed 's/3\([0-9]\)/\1/g; s/5a$//' <<<"$digits")
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
  local path=$1 until now
  printf -v now '%(%Y%m%d%H%M%S)T' -1
  [ -r "$path" ] || fail "the certificate $path ($2) is not there" 'etcd cannot start without it: bring /etc/kubernetes/pki back first, from a copy or with kubeadm init phase certs'
  until=$(not_after "$path") || fail "$path ($2) is no certificate that can be read" 'bring it back from a copy, or make it anew with kubeadm init phase certs'
  [ "$until" -gt "$now" ] || fail "the certificate $path has expired: ${until:0:4}-${until:4:2}-${until:6:2}" 'etcd and the API server would not start with it: renew first (kubeadm certs renew all), on every node'
  note "$path is good until ${until:0:8}"
}
