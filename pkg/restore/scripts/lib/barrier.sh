# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# Nobody may restore while a member or an API server of the old cluster serves: it would write what is then lost.

# barrier: every other member's ports of etcd and of its API server are closed.
barrier() {
  local index member number state client api api_manifest=$out/kube-apiserver.yaml
  client=$(flag advertise-client-urls "$manifest")
  client=$(port_of "${client%%,*}")
  api=$(flag secure-port "$api_manifest" 2>/dev/null || true)
  for index in "${!MEMBER_NAMES[@]}"; do
    member=${MEMBER_NAMES[index]}
    [ "$member" != "$NODE_NAME" ] || continue
    step "seeing that $member is stopped"
    for number in "${client:-2379}" "$(port_of "${MEMBER_PEER_URLS[index]}")" "${api:-6443}"; do
      state=$(port "${MEMBER_IPS[index]}" "$number") || fail "this node cannot tell whether $member (${MEMBER_IPS[index]}, port $number) is stopped: $state" 'see the network of this node'
      note "$member:$number is $state"
      case $state:${MEMBER_ABSENT[index]} in
        open:yes) fail "$member still answers on port $number, and the plan leaves it out as gone" 'switch that machine off for good: an old member that comes back must not meet this cluster' ;;
        open:no) fail "$member still answers on port $number" "run 1-stop.sh on $member, then this again" ;;
        silent:no) fail "$member (${MEMBER_IPS[index]}) does not say whether port $number is closed: no answer" "switch $member on, run 1-stop.sh there, then this again" "a machine that is gone for good: make this plan again with --plan-id $PLAN_ID --without $member, into another folder; run its 0-preflight.sh on every node that is left, then this script of it" ;;
      esac
    done
  done
}
