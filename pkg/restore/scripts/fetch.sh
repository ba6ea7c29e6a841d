# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# Brings the plan's snapshot to the path where the other scripts look for it, and compares its digest on arrival.
# Touches nothing else.
begin fetch 'brings the snapshot here'
draft=$SNAPSHOT.part

matches() {
  local digest
  [ -z "$SNAPSHOT_SIZE" ] || [ "$(stat -L -c %s "$1")" -eq "$SNAPSHOT_SIZE" ] || return 1
  digest=$(sha256sum <"$1")
  digest=${digest%% *}
  [ -z "$SNAPSHOT_SHA256" ] || [ "$digest" = "$SNAPSHOT_SHA256" ]
}

if [ -f "$SNAPSHOT" ]; then
  step "comparing $SNAPSHOT"
  matches "$SNAPSHOT" || fail "$SNAPSHOT is not the plan's snapshot" 'see what it is, and move it away; then start this again'
else
  folder=$(dirname "$SNAPSHOT")
  mkdir -p "$folder"
  rm -f "$draft"
  [ -z "$SNAPSHOT_SIZE" ] || fits "$folder" "$SNAPSHOT_SIZE" 'make room there, then start this again'
  case $FETCH_BY in
    hand) fail "the snapshot is not at $SNAPSHOT" "copy it there by hand, then start this again" ;;
    scp)
      step "fetching from $FETCH_HOST"
      printf -v quoted %q "$FETCH_PATH"
      # Not scp: its versions differ in who reads the quotes of a path. Without a stdin, which may be this script.
      # shellcheck disable=SC2029 # quoted here, for the shell over there
      ssh -o ConnectTimeout=15 -o ServerAliveInterval=15 "root@$FETCH_HOST" "cat -- $quoted" </dev/null >"$draft" 2>>"$log" || fail "ssh root@$FETCH_HOST failed: $(last_words)" "where root may not log in: copy $FETCH_PATH of $FETCH_HOST to $SNAPSHOT here by hand, then start this again"
      ;;
    curl)
      config=$(dirname "$0")/$FETCH_CONFIG
      [ -r "$config" ] || fail "there is no $config" 'copy the whole folder of this node, with that file in it'
      chmod 600 "$config"
      step 'fetching from S3'
      # The address is a key to the backup: it stands in that file and nowhere else.
      proxy=${HTTPS_PROXY:-${https_proxy:-${ALL_PROXY:-${all_proxy:-}}}}
      quietly curl --fail --silent --show-error --connect-timeout 20 --speed-limit 1 --speed-time 120 --retry 3 --config "$config" --output "$draft" || fail "curl failed: $(last_words)" 'code 403: the address has expired, make it anew with --presign; no route or TLS: the node does not reach S3, copy the file by hand' \
        ${proxy:+'it went through the proxy of this shell; where S3 is reached without one: unset HTTPS_PROXY https_proxy ALL_PROXY all_proxy, then start this again'}
      ;;
  esac
  matches "$draft" || fail "what arrived is not the plan's snapshot: $(stat -c %s "$draft") bytes" "start this again; it lies at $draft"
  flush "$draft"
  mv "$draft" "$SNAPSHOT"
fi
digest=$(sha256sum <"$SNAPSHOT")
finish "$SNAPSHOT is there: SHA-256 ${digest%% *}"
