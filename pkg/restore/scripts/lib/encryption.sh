# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# Encryption at rest: the keys are not in the snapshot. Without them every Secret is lost, and the API server fails.

# keys_needed: PROVIDER:VERSION:NAME of encrypted values, a line each. Without the plan's knowledge the file itself is
# searched: pages that are no longer in use count too, so it may name keys of the past.
keys_needed() {
  if [ "$ENCRYPTION_KNOWN" = yes ]; then
    [ "${#ENCRYPTION_KEYS[@]}" -eq 0 ] || printf '%s\n' "${ENCRYPTION_KEYS[@]}"
  else
    grep -aoE 'k8s:enc:(aescbc|aesgcm|secretbox|kms):v[0-9]:[[:graph:]]{1,253}:' "$aside/snapshot.db" | cut -d : -f 3-5 | sort -u || true
  fi
}

# key_there PROVIDER NAME FILE: inside its provider's block the configuration names it; JSON is not told apart so finely.
key_there() {
  local name=${2//[.]/[.]} block
  if [[ $(head -c 64 "$3" | tr -d ' \t\r\n') == '{'* ]]; then
    grep -qE "\"name\" *: *\"$name\"" "$3"
    return
  fi
  block=$(sed -n "/^ *- *$1:/,/^ *- *\(aescbc\|aesgcm\|secretbox\|kms\|identity\):/p" "$3")
  grep -qE "name: *[\"']?${name}[\"']? *( #.*)?\$" <<<"$block"
}

# encryption_holds [yes: keys may be missing]
encryption_holds() {
  local api=$manifests/kube-apiserver.yaml file key provider missing=()
  [ -e "$api" ] || api=$out/kube-apiserver.yaml
  file=$(flag encryption-provider-config "$api")
  while IFS= read -r key; do
    provider=${key%%:*}
    if [ -z "$file" ] || [ ! -r "$file" ] || ! key_there "$provider" "${key##*:}" "$file"; then missing+=("$key"); fi
  done < <(keys_needed)
  [ "${#missing[@]}" -gt 0 ] || return 0
  if [ "${1:-}" = yes ]; then
    warn "encryption keys that this node does not have: ${missing[*]}"
    return 0
  fi
  local hint='bring the encryption configuration back from a copy, on every node'
  if [ "$ENCRYPTION_KNOWN" = yes ]; then
    hint+='. Without them these objects are lost; to restore the rest all the same: run this with --missing-keys'
  else
    hint+='. Keys that were only used in the past may be missing: then run this with --missing-keys'
  fi
  fail "values of the snapshot are encrypted with keys that this node does not have: ${missing[*]} (in ${file:-no --encryption-provider-config in $api})" "$hint"
}
