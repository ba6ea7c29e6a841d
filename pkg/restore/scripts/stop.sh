# shellcheck shell=bash
# shellcheck disable=SC2154 # shared with the other parts of a script
# Phase 1 (the document's step 1 and 5): API server and etcd of this node stop. Manifests leave their folder before
# anything else, so that a reboot from here on starts no etcd, and least of all an empty one.
# usage: 1-stop.sh [CODE | --again] [--peers-are-restored]    CODE is what the preflight printed; without it a person is
# asked. The last word is for a node that is late: the others run the restored data already
begin 1-stop 'stops the API server and etcd here'
late=''
if [ "${!#}" = --peers-are-restored ]; then
  late=yes
  set -- "${@:1:$#-1}"
fi
this_node
find_runtime
no_twins
if [ -e "$out/served" ] && [ "${1:-}" != --again ]; then
  fail 'this plan has brought this node back already' 'after another disaster: make a new plan; the scripts of a plan or a kit restore once' 'to stop it once more, for undo: 1-stop.sh --again'
fi
# Once the old data is aside, the question has been answered.
if [ ! -d "$aside/old" ]; then
  must_be_checked
  code=${1:-}
  if [ -z "$code" ] && [ "$CONFIRM" = yes ]; then
    [ -t 0 ] || fail 'nobody was asked' "start it in a terminal, or give the check code of the preflight of ${MEMBER_NAMES[0]}: 1-stop.sh CODE"
    printf 'This stops the API server and etcd on %s.\nType the check code that the preflight printed on %s: ' "$NODE_NAME" "${MEMBER_NAMES[0]}"
    read -r code || true
    [ -n "$code" ] || fail 'no code was typed' 'start this again, and type the code that the preflight printed'
  fi
  if [ -n "$code" ] && [ "$code" != "$(check_code)" ]; then
    fail "the code $code is not this node's: $(check_code)" 'the nodes have different snapshots, tools or plans: compare what the preflight printed on each'
  fi
  # What was a disaster at the preflight may have come back to life since.
  if [ "$EVEN_WITH_QUORUM" != yes ] && [ -z "$late" ]; then
    step 'is it still a disaster'
    must_be_disaster 'where it is the other nodes, restored by this very plan: 1-stop.sh CODE --peers-are-restored, and 2-set-aside.sh with that word'
  fi
fi
# From here on the way back is: this script to its end, then undo.sh and undo-start.sh.
leaves 'this node is being stopped; start this script again to go on, or undo.sh and undo-start.sh to go back'
hold_still
finish "stopped. Manifests wait in $out"
