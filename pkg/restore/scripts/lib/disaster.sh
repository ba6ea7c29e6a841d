# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# A cluster that lives must not be turned back in time by mistake.

# must_be_disaster WHAT TO DO ELSE: no member has a majority, or the plan means it. What cannot be reached does not answer: that is what
# a disaster looks like.
must_be_disaster() {
  local index
  # Once the old data is aside, the question has been answered.
  [ ! -d "$aside/old" ] || return 0
  client_of
  # Without it no member could be asked, and everything would look like a disaster.
  [ -z "$client_certificate" ] || certificate_holds "$client_certificate" 'by which etcd is asked'
  for index in "${!MEMBER_NAMES[@]}"; do
    if healthy "$index"; then
      [ "$EVEN_WITH_QUORUM" = yes ] || fail "etcd still has a majority: ${MEMBER_NAMES[index]} serves reads that need one" \
        'do not restore: it would throw away what was written since the snapshot, for everybody' \
        'replace the one broken member instead: etcdctl member remove ID, empty its data dir, kubeadm join phase control-plane-join etcd' \
        'where etcd says "database space exceeded": etcdctl defrag on every member, then etcdctl alarm disarm' \
        'to turn the whole cluster back in time on purpose, or where this etcd has only started empty after its data was lost: plan again with --even-with-quorum' \
        ${1:+"$1"}
      warn 'etcd has a majority: this turns a living cluster back in time'
      return 0
    fi
    if [ "$EVEN_WITH_QUORUM" != yes ] && untold "$index"; then
      fail "etcd of ${MEMBER_NAMES[index]} runs, and cannot be asked whether it has a majority: ${why//$'\n'/ }" \
        'the cluster may be alive: see that the certificates and keys here and there are whole and of one authority, then start this again' \
        'where you are sure that the majority is lost: stop that etcd, or plan again with --even-with-quorum'
    fi
  done
}
