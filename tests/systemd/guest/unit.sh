#!/bin/bash
# SPDX-License-Identifier: MIT
#
# phonewalld.service under systemd, as `make install` installs it: when it
# starts, what its sandbox denies, and that the agent does all of its work in
# it. The phone is the machine itself.

# shellcheck source=tests/netns/harness/lib.bash
. /phonewall/tests/lib.bash
# shellcheck source=tests/netns/harness/duties.bash
. "$folder/duties.bash"

etc=/etc/phonewall
state=/var/lib/phonewall
run=/run/phonewall
cfg=$etc/cfg.xml
conf=$etc/phonewall.conf
unit=/lib/systemd/system/phonewalld.service

# For the suites' functions "phone" is the namespace of systemd.
name_own_network()
{
	mkdir -p /run/netns
	touch /run/netns/phone
	mount --bind /proc/1/ns/net /run/netns/phone
}

create_host()
{
	[[ $1 == phone ]] || ip netns add "$1"
	in_host "$1" sysctl -qw net.ipv6.conf.default.accept_dad=0
	in_host "$1" ip link set lo up
}

property()
{
	systemctl show --value --property "$1" "${2:-phonewalld.service}"
}

start_agent()
{
	started_at=$(date +%s)
	systemctl start phonewalld.service
	wait_for status_says '.state == "accepted"' || {
		log_of_agent
		return 1
	}
}

# log_of_agent [OPTION...]: prints it since the test began.
log_of_agent()
{
	journalctl -q -o cat -u phonewalld.service --since "@$started_at" "$@"
}

# Tests: the boot

# network.service stands for the service that brings the network up: see there.
test_boot()
{
	local own network

	own=$(property ActiveEnterTimestampMonotonic)
	network=$(property ActiveEnterTimestampMonotonic network-pre.target)
	((own > 0 && network > own))
	network=$(property ActiveEnterTimestampMonotonic network.service)
	((network > own))
	jq -e '.enabled' /run/policy-before-network
	jq -e '.enabled | not' /run/policy-without-agent
	expect_equal "restarts" "$(property NRestarts)" 0
	expect_least phonewalld
	# core(5): this also prevents piping a core to a program.
	expect_equal "core limit" "$(awk '/^Max core/ { print $5, $6 }' \
		"/proc/$(process_named phonewalld)/limits")" "1 1"
	status_says '.state == "accepted" and .policy == "file"'
}

test_owners()
{
	expect_equal "owners" "$(stat -c '%U %a' "$etc" "$state" "$run" |
		xargs)" "root 755 phonewall 755 phonewall 755"
	id -nG phonewall | grep -w _lldpd
	expect_equal "lldpd's lock" \
		"$(stat -c '%G %a' /run/lldpd.socket.lock)" "_lldpd 660"
}

# as_group GROUP COMMAND...: by a user who is a member of nothing else.
as_group()
{
	setpriv --reuid 65534 --regid "$1" --clear-groups "${@:2}"
}

# The sandbox keeps the agent from giving it to the group.
test_directory_file()
{
	wait_for test -s "$run/directory.json"
	as_group phonewall-directory cat "$run/directory.json"
	expect_failure as_group 65534 cat "$run/directory.json"
	as_group 65534 cat "$run/openssl.cnf"
}

test_verify()
{
	local name

	expect_equal "complaints" "$(systemd-analyze verify --man=no "$unit" \
		2>&1)" ""
	for name in phonewalld phonewall-provision phonewall-sip; do
		systemd-analyze security --offline=true --no-pager \
			--threshold=17 "${unit%/*}/$name.service" \
			>"$work/exposure" || {
			cat "$work/exposure"
			return 1
		}
		echo "# $(tail -n 1 "$work/exposure")" >&3
	done
}

# With the configuration that `make install` installs, and without settings.
test_as_installed()
{
	rm -rf "$state" "$conf"
	cp /phonewall/installed.xml "$cfg"
	chgrp phonewall "$cfg"
	chmod 640 "$cfg"
	start_agent
	expect_status '.module == "programmed" and .policy == "file"'
	expect_status '.faults == []'
	expect_equal "faults" "$(log_of_agent --priority warning)" ""
	# With 802.1X and without credentials the log does have faults.
	systemctl stop phonewalld.service
	write_configuration Enable_802.1X_Authentication=Yes >"$cfg"
	start_agent
	wait_for faults_are_logged
}

faults_are_logged()
{
	[[ $(log_of_agent --priority warning) ]]
}

# Tests: the sandbox

# run_intruder UNIT: what the intruder can and cannot do in place of the unit.
run_intruder()
{
	sed -e 's|^ExecStart=.*|ExecStart=/phonewall/intruder|' \
		-e '/^ExecReload=/d' -e '/^Restart/d' -e '/^TimeoutStart/d' \
		-e 's/^Type=.*/Type=oneshot/' \
		-e 's/^\(Runtime\|State\)Directory=.*/\1Directory=intruder/' \
		-e '/^\[Service\]/a StandardOutput=truncate:/run/deeds' \
		"$1" >/run/systemd/system/intruder.service
	systemctl daemon-reload
	systemctl start intruder.service
	sort /run/deeds
}

test_sandbox()
{
	mkdir -p /home/somebody
	echo secret >/home/somebody/secret
	printf '%s\n' "[Service]" "Type=oneshot" "ExecStart=" >"$work/free"
	run_intruder "$work/free" >"$work/can"
	run_intruder "$unit" >"$work/cannot"
	expect_equal "deeds" "$(wc -l <"$work/can")" \
		"$(grep -c '^attempt ' /phonewall/intruder)"
	expect_failure grep '^cannot' "$work/can"
	expect_equal "the same within" "$(<"$work/cannot")" \
		"$(sed 's/^can /cannot /' "$work/can")"
	echo "# the sandbox stops $(wc -l <"$work/can") deeds" >&3
}

test_filter()
{
	start_agent
	expect_equal "seccomp" "$(field "$(process_named phonewalld)" Seccomp)" 2
}

# Tests: the life of the service

test_reload()
{
	begin bridge Firewall_Config=TCP:12000
	start_agent
	expect_tcp open 12000
	write_configuration Firewall_Config=TCP:12001 >"$work/other.xml"
	phonewallctl apply "$work/other.xml"
	expect_tcp open 12001
	systemctl reload phonewalld.service
	expect_status '.module == "programmed"'
	wait_for expect_tcp open 12000
	expect_equal "restarts" "$(property NRestarts)" 0
}

state_of_phone()
{
	phonewallctl status --json | jq .generation
	ip -j link show dev voice0 | jq '.[0].ifindex'
	jq .connection_request_port "$run/status.json"
}

test_restart()
{
	local before

	begin bridge Firewall_Config=TCP:12000 Enable_VLAN=Yes VLAN_ID=20
	start_agent
	expect_vlan VLAN_ID 20 null
	before=$(state_of_phone)
	systemctl restart phonewalld.service
	expect_vlan VLAN_ID 20 null
	expect_equal "state" "$(state_of_phone)" "$before"
	kill -KILL "$(process_named phonewalld)"
	wait_for restarted_once || {
		systemctl status --no-pager phonewalld.service
		return 1
	}
	expect_vlan VLAN_ID 20 null
	expect_equal "state" "$(state_of_phone)" "$before"
	expect_tcp open 12000
}

restarted_once()
{
	[[ $(property NRestarts) == 1 && $(property ActiveState) == active ]]
}

# The agent's own text, which systemctl status shows.
expect_status_text()
{
	wait_for status_text_has "$1" || {
		property StatusText
		return 1
	}
}

status_text_has()
{
	[[ $(property StatusText) == *"$1"* ]]
}

# systemctl returns once the agent is ready.
test_without_module()
{
	local hindrance=/etc/modprobe.d/hindrance.conf

	begin bridge Firewall_Config=TCP:12000
	mkdir -p /etc/modprobe.d
	echo "install phonewall /bin/false" >"$hindrance"
	modprobe -r phonewall
	start_agent
	expect_equal "its state" "$(property ActiveState)" active
	expect_status_text "waiting for the module"
	[[ ! -e /sys/module/phonewall ]]
	status_says '.module == "waiting"'
	rm "$hindrance"
	modprobe phonewall
	expect_status_text "the module holds it"
	expect_tcp open 12000
	expect_tcp silent 12001
	expect_equal "restarts" "$(property NRestarts)" 0
}

# systemd restarts an agent that hangs; the time is shortened for this test.
test_hang()
{
	local drop_in=/run/systemd/system/phonewalld.service.d

	begin bridge Firewall_Config=TCP:12000
	mkdir -p "$drop_in"
	printf '%s\n' "[Service]" "WatchdogSec=3" >"$drop_in/hang.conf"
	systemctl daemon-reload
	start_agent
	sleep 6
	expect_equal "restarts" "$(property NRestarts)" 0
	kill -STOP "$(process_named phonewalld)"
	wait_for restarted_once || {
		systemctl status --no-pager phonewalld.service
		return 1
	}
	expect_tcp open 12000
	rm -r "$drop_in"
	systemctl daemon-reload
}

test_stop()
{
	begin bridge Firewall_Config=TCP:12000
	start_agent
	systemctl stop phonewalld.service
	expect_equal "its end" "$(property Result) $(property ExecMainStatus)" \
		"success 0"
	[[ ! -e $run/status.json && -e $state/cfg.xml ]]
	expect_equal "what stays for other programs" \
		"$(cd "$run" && stat -c '%n %a' -- *.c* | sort | xargs)" \
		"openssl-server.cnf 644 openssl.cnf 644 tls.conf 644"
	expect_tcp open 12000
	expect_tcp silent 12001
}

afresh()
{
	systemctl stop phonewalld.service
	"$@"
}

exec 3>&1	# for what is measured
test_that "it starts before the network, with its capabilities only" test_boot
test_that "its directories have their owners" test_owners
test_that "its group reads the directory's file, and no other does" \
	test_directory_file
test_that "systemd finds no fault, and little exposure" test_verify
test_that "what make install leaves starts without a fault in the log" \
	afresh test_as_installed
test_that "the sandbox stops what the agent does not need" test_sandbox
test_that "the system call filter is on" test_filter
test_that "the firewall and Broadcast_Echo" \
	afresh duty_firewall
test_that "the two ports" \
	afresh duty_ports
test_that "VLANs" \
	afresh duty_vlans
test_that "LLDP-MED and CDP, and lldpcli has no more privileges" \
	afresh duty_discovery
test_that "EAP-TLS, and wpa_supplicant has no more privileges" \
	afresh duty_authentication
test_that "reload makes it read the files again" afresh test_reload
test_that "a restart and a kill keep everything" afresh test_restart
test_that "without the module it is ready, and says what it waits for" \
	afresh test_without_module
test_that "an agent that hangs is restarted" afresh test_hang
test_that "it stops well, and the policy stays" afresh test_stop

name_own_network
create_phone
run_tests
