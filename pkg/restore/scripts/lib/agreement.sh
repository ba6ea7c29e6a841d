# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# All nodes restore the same snapshot in the same way, or each would be a cluster of its own: one short code tells.

# check_code: of all that must be equal on all nodes.
check_code() {
  local code
  code=$(printf '%s\n' "$PLAN_ID" "$INITIAL_CLUSTER" "$CLUSTER_TOKEN" "$(<"$aside/snapshot.sha256")" "$(<"$aside/raise")" | sha256sum)
  printf '%s-%s\n' "${code:0:4}" "${code:4:4}"
}

# Has the preflight of this plan passed here?
must_be_checked() {
  [[ -e $aside/passed && $(<"$aside/passed") = "$(check_code)" ]] || fail 'the preflight of this plan has not passed on this node' 'run 0-preflight.sh here first'
}
