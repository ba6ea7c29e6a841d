#!/usr/bin/env bash
# A real S3 store on this machine: one Ceph monitor, one OSD in memory, and RGW with HTTP and HTTPS. Lives until process $OWNER ends.
# usage: OWNER=pid FOLDER=empty-folder HTTP=port TLS=port MON=port CERT=file KEY=file ACCESS_KEY=… SECRET_KEY=… ceph.sh
# When it is up, the file $FOLDER/ready is there; when it cannot come up, $FOLDER/failed says why. Debian's packages:
# ceph-mon ceph-osd radosgw ceph-common.
set -euo pipefail
: "${OWNER:?}" "${FOLDER:?}" "${HTTP:?}" "${TLS:?}" "${MON:?}" "${CERT:?}" "${KEY:?}" "${ACCESS_KEY:?}" "${SECRET_KEY:?}"
cd "$FOLDER"

finish() {
  local code=$?
  # shellcheck disable=SC2046 # one word a process
  kill -9 $(jobs -p) 2>/dev/null || true
  wait 2>/dev/null || true
  if [ ! -e ready ]; then
    { tail -n 3 log || true; echo "code $code at: $BASH_COMMAND"; } >failed.part 2>/dev/null
    mv failed.part failed
    while kill -0 "$OWNER" 2>/dev/null; do sleep 0.3; done
  fi
  cd / && rm -rf "$FOLDER"
  exit "$code"
}
trap finish EXIT
exec >log 2>&1

# Dies with this script, even when that is killed.
child() { setpriv --pdeathsig KILL "$@" & }
# They would wait for ever for a server that has died.
ceph() { timeout 100 ceph "$@"; }
radosgw-admin() { timeout 100 radosgw-admin "$@"; }
alive() { kill -0 "$OWNER" 2>/dev/null; }
wait_for() {
  local tries=0
  until "$@" >/dev/null 2>&1; do
    alive || exit 0
    tries=$((tries + 1))
    if ! kill -0 "$!" 2>/dev/null || [ "$tries" -gt 600 ]; then
      echo "$1 never succeeded"
      exit 1
    fi
    sleep 0.1
  done
}

fsid=11111111-2222-3333-4444-555555555555
osd=22222222-2222-3333-4444-555555555555
mkdir mon osd run
cat >ceph.conf <<C
[global]
fsid = $fsid
mon_host = v2:127.0.0.1:$MON/0
mon_initial_members = a
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
ms_mon_client_mode = crc secure
run_dir = $FOLDER/run
admin_socket = $FOLDER/run/\$name.asok
log_file = $FOLDER/\$name.log
mon_data = $FOLDER/mon
osd_data = $FOLDER/osd
osd_objectstore = memstore
memstore_device_bytes = 4294967296
osd_pool_default_size = 1
osd_pool_default_min_size = 1
mon_allow_pool_size_one = true
osd_crush_chooseleaf_type = 0
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
mon_max_pg_per_osd = 1000
ms_bind_ipv4 = true
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
osd_max_object_name_len = 256
osd_max_object_namespace_len = 64
setuser_match_path =
paxos_propose_interval = 0.02
paxos_min_wait = 0.01
rgw_dns_name = api.example.test
C
export CEPH_CONF=$FOLDER/ceph.conf

monmaptool --create --clobber --addv a "[v2:127.0.0.1:$MON/0]" --fsid "$fsid" monmap
ceph-mon -i a --mkfs --monmap monmap
child ceph-mon -f -i a
ceph osd new "$osd"
ceph-osd -i 0 --mkfs --osd-uuid "$osd"
child ceph-osd -f -i 0
osd_up() { ceph osd stat | grep -q '1 up'; }
wait_for osd_up
radosgw-admin user create --uid=tester --display-name=tester --access-key="$ACCESS_KEY" --secret-key="$SECRET_KEY"
radosgw-admin user create --uid=stranger --display-name=stranger --access-key="stranger$ACCESS_KEY" --secret-key="$SECRET_KEY"
# Certificate and key in one file, as RGW has it.
cat "$CERT" "$KEY" >server.pem
child radosgw -f -n client.admin \
  --rgw_frontends="beast tcp_nodelay=1 endpoint=127.0.0.1:$HTTP ssl_endpoint=127.0.0.1:$TLS ssl_certificate=$FOLDER/server.pem ssl_private_key=$FOLDER/server.pem"
answers() { curl -sko /dev/null "http://127.0.0.1:$HTTP/"; }
wait_for answers
touch ready
while alive; do sleep 0.3; done
