#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The voice VLAN as the LAN switch announces it: by LLDP-MED, with lldpd at both
# ends, and by CDP's VoIP VLAN Reply, which lldpd neither sends nor reads.

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/phone_ports.bash
. "$(dirname "$0")/phone_ports.bash"
# shellcheck source=tests/netns/harness/discovery.bash
. "$(dirname "$0")/discovery.bash"

# Tests

test_cdp()
{
	begin bridge
	start_agent
	expect_vlan none null null
	send_cdp lan 180 20
	expect_vlan CDP 20 null
	in_phone ip address add 198.51.100.1/24 dev voice0
	in_lan ping -q -c 1 -W 5 198.51.100.1
	send_cdp lan 180 21
	expect_vlan CDP 21 null
	send_cdp lan 180 4095
	expect_vlan CDP null null
}

test_cdp_plain()
{
	begin
	start_agent
	send_cdp lan 180 20
	expect_vlan CDP 20 null
	in_phone ip -d link show dev voice0 | grep 'voice0@lan0'
}

test_cdp_of_the_pc()
{
	begin bridge
	start_agent
	expect_vlan none null null
	start lan in_lan tcpdump -Q in -i eth0 -nn -l -c 1 \
		ether dst 01:00:0c:cc:cc:cc
	wait_for grep 'listening on' "$work/lan"
	send_cdp pc 180 20
	wait_for grep CDP "$work/lan"
	send_cdp lan 180 21
	expect_vlan CDP 21 null
	expect_failure log_says 'the voice VLAN is 20'
}

# How often the log says that the voice VLAN has changed.
vlans_told()
{
	grep -c 'voice VLAN' "$log" || true
}

# cdp_storm SECONDS: two VLANs in turn, as fast as frames can be sent.
cdp_storm()
{
	local end=$((SECONDS + $1))

	while ((SECONDS < end)); do
		send_cdp lan 180 30
		send_cdp lan 180 31
	done
}

test_storm()
{
	local before changes lines writes

	begin bridge
	start_agent
	send_cdp lan 180 20
	expect_vlan CDP 20 null
	before=$(vlans_told)
	writes=$(stat -c %i "$state/vlan.json")
	cdp_storm 2
	expect_equal "changes within 5 s" "$(vlans_told)" "$before"
	expect_equal "the record" "$(stat -c %i "$state/vlan.json")" "$writes"
	lines=$(wc -l <"$log")
	cdp_storm 16
	send_cdp lan 180 32
	changes=$(($(vlans_told) - before))
	((changes >= 1 && changes <= 3)) || {
		echo "$changes changes in 20 s"
		return 1
	}
	lines=$(($(wc -l <"$log") - lines))
	((lines <= 12)) || {
		echo "$lines lines in the log"
		return 1
	}
	expect_vlan CDP 32 null
}

# switches: how often the agent has gone to sleep.
switches()
{
	sed -n 's/^voluntary_ctxt_switches:[[:space:]]*//p' \
		"/proc/$(jq .pid "$run/status.json")/status"
}

# uptime: the seconds since the machine began.
uptime()
{
	cut -d ' ' -f 1 /proc/uptime
}

# Frames at full rate wake it about ten times a second. A busy machine may be away
# for long: what counts is the time that has passed.
test_flood()
{
	local before since woken

	begin bridge
	start_agent
	start flood in_lan "$tools/neighbours" eth0 1
	expect_status '.vlan.source == "CDP"'
	before=$(switches)
	since=$(uptime)
	sleep 5
	woken=$(($(switches) - before))
	awk -v woken="$woken" -v since="$since" -v end="$(uptime)" 'BEGIN {
		printf "awake %d times in %.1f s\n", woken, end - since
		exit woken > 20 * (end - since)
	}' || return
	stop_last TERM
	(($(<"$work/flood") > 5 * 200))
}

# Phone, Host and a relay of two ports; Phone and Switch; Host; Router.
not_switches=(0x490 0x88 0x10 0x01)

# others_send_cdp: the announcement of each of those, and a hub's without a
# VLAN.
others_send_cdp()
{
	local capabilities

	for capabilities in "${not_switches[@]}"; do
		send_cdp lan 180 77 "$capabilities"
		send_cdp lan 0 77 "$capabilities"
	done
	send_cdp lan 180
}

test_cdp_of_others()
{
	begin bridge
	start_agent
	others_send_cdp
	send_cdp lan 180 20
	expect_vlan CDP 20 null
	others_send_cdp
	send_cdp lan 180 21
	expect_vlan CDP 21 null
	expect_failure log_says 'the voice VLAN is 77'
}

log_says()
{
	grep -F -e "$1" "$log"
}

test_cdp_hold_time()
{
	begin bridge Enable_VLAN=Yes VLAN_ID=22
	start_agent
	expect_vlan VLAN_ID 22 null
	# So short that a busy machine may read the status too late.
	send_cdp lan 2 20
	wait_for log_says 'the voice VLAN is 20, through the device voice0'
	send_cdp lan 2
	expect_vlan VLAN_ID 22 null
	send_cdp lan 180 20
	expect_vlan CDP 20 null
	send_cdp lan 0 20
	expect_vlan VLAN_ID 22 null
}

# hears_cdp: the agent has its packet socket; without lldpd there is no other.
hears_cdp()
{
	in_phone grep -q ' 0003 ' /proc/net/packet
}

test_cdp_off()
{
	begin bridge
	start_agent
	send_cdp lan 180 20
	expect_vlan CDP 20 null
	set_parameters Enable_CDP=No
	expect_vlan none null null
	send_cdp lan 180 20
	set_parameters Enable_CDP=No Enable_VLAN=Yes VLAN_ID=22
	expect_vlan VLAN_ID 22 null
	expect_failure hears_cdp
	set_parameters Enable_CDP=Yes Enable_VLAN=Yes VLAN_ID=22
	wait_for hears_cdp
	expect_vlan VLAN_ID 22 null
	send_cdp lan 180 20
	expect_vlan CDP 20 null
}

# The switch announces it only once a minute, and a call must not wait for that.
test_restart()
{
	local before

	begin bridge
	start_agent
	send_cdp lan 180 20
	expect_vlan CDP 20 null
	before=$(in_phone ip -j link show dev voice0 | jq '.[0].ifindex')
	stop_last KILL || true
	start_agent
	expect_vlan CDP 20 null
	expect_equal "voice0" "$(in_phone ip -j link show dev voice0 |
		jq '.[0].ifindex')" "$before"
}

test_lldp_med()
{
	begin bridge
	start_both
	start_agent
	expect_vlan none null null
	announce vlan 20
	expect_vlan LLDP-MED 20 null
	in_phone ip address add 198.51.100.1/24 dev voice0
	in_lan ping -q -c 1 -W 5 198.51.100.1
	announce vlan 21
	expect_vlan LLDP-MED 21 null
}

phone_hears()
{
	in_phone lldpcli show neighbors details | grep "VLAN.*\<$1\>"
}

# It makes no difference which one sends first, and which one stays.
test_lldp_med_of_an_endpoint()
{
	begin bridge
	start_both
	start_endpoint 77
	wait_for phone_hears 77
	start_agent
	expect_vlan none null null
	announce vlan 20
	expect_vlan LLDP-MED 20 null
	tell endpoint configure med policy application voice tagged \
		vlan 78 priority voice dscp 46
	tell endpoint update
	wait_for phone_hears 78
	announce vlan 21
	expect_vlan LLDP-MED 21 null
	expect_failure log_says 'the voice VLAN is 7'
}

# phone_speaks WATCH: LLDP from the phone has come since watch_phone of that
# name.
phone_speaks()
{
	grep LLDP "$work/$1"
}

watch_phone()
{
	start "$1" in_lan tcpdump -Q in -i eth0 -nn -l ether proto 0x88cc
	wait_for grep 'listening on' "$work/$1"
}

test_order()
{
	begin bridge Enable_VLAN=Yes VLAN_ID=22
	start_both
	start_agent
	expect_vlan VLAN_ID 22 null
	send_cdp lan 180 21
	expect_vlan CDP 21 null
	announce vlan 20
	expect_vlan LLDP-MED 20 null
	send_cdp lan 180 23
	in_phone lldpcli configure lldp tx-interval 1
	watch_phone before
	wait_for phone_speaks before
	set_parameters Enable_VLAN=Yes VLAN_ID=22 Enable_LLDP-MED=No
	expect_vlan CDP 23 null
	watch_phone since
	sleep 3
	expect_failure phone_speaks since
	set_parameters Enable_VLAN=Yes VLAN_ID=22 Enable_LLDP-MED=No \
		Enable_CDP=No
	expect_vlan VLAN_ID 22 null
	set_parameters Enable_VLAN=Yes VLAN_ID=22
	expect_vlan LLDP-MED 20 null
	wait_for phone_speaks since
}

test_lldpd_comes_late()
{
	begin bridge
	start_agent
	expect_status '.vlan.limits | contains("lldpd does not answer")'
	start_both
	announce vlan 20
	expect_vlan LLDP-MED 20 null
	status_says '.vlan.limits == null'
	kill -TERM "${started[-2]}"
	expect_status '.vlan.limits | contains("lldpd does not answer")'
	expect_vlan LLDP-MED 20 null
}

# Before authentication any host at the switch port can announce anything.
test_authentication()
{
	begin bridge
	start_agent
	send_cdp lan 180 20
	expect_vlan CDP 20 null
	set_parameters Enable_802.1X_Authentication=Yes
	expect_vlan none null null
	status_says '.vlan.limits | contains("VLAN_ID")'
	set_parameters Enable_802.1X_Authentication=Yes Enable_VLAN=Yes \
		VLAN_ID=22
	expect_vlan VLAN_ID 22 null
	send_cdp lan 180 20
	set_parameters Enable_VLAN=Yes VLAN_ID=22
	expect_vlan CDP 20 null
}

test_that "CDP announces the voice VLAN" test_cdp
test_that "plain ports: CDP is received" test_cdp_plain
test_that "CDP of the PC is ignored" test_cdp_of_the_pc
test_that "CDP of phones and PCs is ignored" test_cdp_of_others
test_that "endless changes are followed only now and then" \
	test_storm
test_that "a flood of announcements rarely wakes the agent" test_flood
test_that "an announcement by CDP has its hold time" test_cdp_hold_time
test_that "Enable_CDP=No turns CDP off" test_cdp_off
test_that "a restart keeps what was learned" test_restart
test_that "LLDP-MED announces the voice VLAN" test_lldp_med
test_that "LLDP-MED of another phone is ignored" \
	test_lldp_med_of_an_endpoint
test_that "LLDP-MED, then CDP, then VLAN_ID; No turns each off" test_order
test_that "lldpd may come late and go" test_lldpd_comes_late
test_that "with 802.1X on nothing is discovered" test_authentication

sanitize_phonewalld
create_hosts
run_tests
