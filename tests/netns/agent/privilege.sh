#!/bin/bash
# SPDX-License-Identifier: MIT
#
# phonewalld needs no root: a user of its own does all of its work with
# CAP_NET_ADMIN and CAP_NET_RAW. Neither it nor its children can get more, and a
# message says so if one of the two is missing.

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/duties.bash
. "$folder/duties.bash"

given=+net_admin,+net_raw

# As systemd-sysusers and systemd-tmpfiles do it; gone with this suite's own
# mounts.
create_user()
{
	local file

	for file in passwd group; do
		cp "/etc/$file" "$work/$file"
		mount --bind "$work/$file" "/etc/$file"
	done
	echo "phonewall:x:990:990::/:/bin/false" >>/etc/passwd
	echo "phonewall:x:990:" >>/etc/group
	sed -i 's/^_lldpd:.*/&phonewall/' "$work/group"
	cat "$work/group" >/etc/group
	touch /run/lldpd.socket.lock
	chgrp _lldpd /run/lldpd.socket.lock
	chmod 660 /run/lldpd.socket.lock
	chmod 755 /run
	chmod 711 "$work"
}

agent()
{
	in_phone setpriv --reuid phonewall --regid phonewall --init-groups \
		--no-new-privs --bounding-set "-all,$given" \
		--inh-caps "-all,$given" --ambient-caps "-all,$given" \
		phonewalld --config "$cfg" --settings "$conf" \
		--state-directory "$state" --run-directory "$run"
}

start_agent()
{
	mkdir -p "$run"
	chown phonewall: "$state" "$run"
	rm -f "$run/status.json"
	start agent agent
	wait_for_file "$run/status.json" status_says '.state == "accepted"' || {
		cat "$log"
		return 1
	}
}

test_rights()
{
	begin bridge
	start_agent
	expect_least phonewalld
	expect_equal "owners" "$(stat -c '%U %a' "$run/status.json" "$state" |
		xargs)" "phonewall 644 phonewall 755"
	# The directory of the tests can be searched, but not read.
	expect_equal "what cannot be watched" \
		"$(sed -n 's/.*cannot watch \([^:]*\):.*/\1/p' "$log")" "$work"
}

generation()
{
	in_phone phonewallctl status --json | jq .generation
}

test_restart()
{
	local before

	begin bridge Firewall_Config=TCP:12000 Enable_VLAN=Yes VLAN_ID=20
	start_agent
	expect_vlan VLAN_ID 20 null
	expect_status '.connection_request_port != null'
	before=$(generation),$(jq .connection_request_port "$run/status.json")
	stop_last KILL || true
	expect_tcp silent 12001
	echo nonsense >"$cfg"
	rm -f "$run/status.json"
	start agent agent
	expect_status '.state == "refused" and .policy == "last-accepted" and
		.module == "programmed"'
	expect_vlan VLAN_ID 20 null
	expect_tcp open 12000
	expect_equal "generation and port" "$(generation),$(jq \
		.connection_request_port "$run/status.json")" "$before"
}

test_without_net_admin()
{
	given=+net_raw
	begin bridge Firewall_Config=TCP:12345 Enable_VLAN=Yes VLAN_ID=20
	echo "hold_time = 5" >>"$conf"
	start_agent
	expect_status '.module == "waiting" and
		(.module_error | contains("CAP_NET_ADMIN"))'
	expect_status '.dot1x.ports_error | strings | contains("CAP_NET_ADMIN")'
	expect_status '.vlan.error | strings | contains("not permitted")'
	grep CAP_NET_ADMIN "$log"
	expect_failure in_phone ip link show dev voice0
}

test_without_net_raw()
{
	given=+net_admin
	begin bridge
	start_agent
	expect_status '.module == "programmed"'
	expect_status '.vlan.limits | contains("give phonewalld CAP_NET_RAW")'
}

# as_agent COMMAND...: with the user and the capabilities of the agent.
as_agent()
{
	in_phone setpriv --reuid phonewall --regid phonewall --init-groups \
		--inh-caps "-all,$given" --ambient-caps "-all,$given" "$@"
}

has_ended()
{
	[[ ! -e /proc/$1 || $(field "$1" State) == Z* ]]
}

# crash PROCESS: waits until it has ended, and its core has been written.
crash()
{
	kill -SEGV "$1"
	wait_for has_ended "$1"
}

# no_core PATTERN: how the kernel writes cores, which must end up in
# /dev/shm/core.NAME. The programs that held secrets leave none, another one
# does.
no_core()
{
	local agent supplicant

	plain_phonewalld
	rm -f /dev/shm/core.*
	echo "$1" >/proc/sys/kernel/core_pattern
	ulimit -c unlimited
	begin bridge Enable_802.1X_Authentication=Yes \
		"Certificate_Select=Custom installed"
	add_credentials
	start_switch
	start_agent
	wait_for is_authorized
	agent=$(process_named phonewalld)
	supplicant=$(process_named wpa_supplicant)
	expect_equal "limits" "$(grep -h '^Max core' "/proc/$agent/limits" \
		"/proc/$supplicant/limits" | awk '{ print $5, $6 }' | xargs)" \
		"1 1 1 1"
	crash "$supplicant"
	crash "$agent"
	start control as_agent sleep 600
	wait_for pgrep -x sleep
	crash "$(pgrep -x sleep)"
	wait_for test -s /dev/shm/core.sleep
	expect_equal "cores" "$(echo /dev/shm/core.*)" /dev/shm/core.sleep
	rm /dev/shm/core.*
}

# The agent cannot read what other users cannot read.
test_unreadable()
{
	begin bridge
	chmod 600 "$cfg"
	mkdir -p "$run"
	chown phonewall: "$state" "$run"
	start agent agent
	expect_status '.state != "accepted" and .module == "programmed"'
	jq -e --arg file "$cfg" 'any(.faults[]; .file == $file and
		(.message | contains("Permission denied")))' "$run/status.json"
}

test_that "it has CAP_NET_ADMIN and CAP_NET_RAW, and can get no more" \
	test_rights
test_that "the firewall and Broadcast_Echo" duty_firewall
test_that "the two ports" duty_ports
test_that "VLANs" duty_vlans
test_that "LLDP-MED and CDP, and lldpcli has no more privileges" duty_discovery
test_that "EAP-TLS, and wpa_supplicant has no more privileges" duty_authentication
test_that "a restart keeps policy, port and VLAN" test_restart
test_that "without CAP_NET_ADMIN it says what it needs" test_without_net_admin
test_that "without CAP_NET_RAW it says what it needs" test_without_net_raw
test_that "a file that its user may not read is reported" test_unreadable
test_that "no core of a process with secrets is written" no_core /dev/shm/core.%e
test_that "no core of a process with secrets is piped to a program" \
	no_core "|$(type -P busybox) dd of=/dev/shm/core.%e"

sanitize_phonewalld
create_user
create_phone
run_tests
