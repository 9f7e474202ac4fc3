#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The voice VLAN and the PC's VLAN by Enable_VLAN, VLAN_ID and PC_Port_VLAN_ID:
# how phonewalld sets the ports up, what it undoes, and above all what gets
# through between the LAN switch, the phone and the PC.

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/phone_ports.bash
. "$(dirname "$0")/phone_ports.bash"

# Frames

# watch_frames NAME HOST DEVICE: from now on $work/NAME has what it receives.
watch_frames()
{
	start "$1" in_host "$2" tcpdump -Q in -i "$3" -nn -e -l
	wait_for grep 'listening on' "$work/$1"
}

# shout HOST DEVICE ADDRESS: sends a broadcast frame from there.
shout()
{
	in_host "$1" ping -q -b -c 1 -W 0.1 -I "$2" "$3" || true
}

# hears NAME PATTERN: whether such a frame has arrived.
hears()
{
	grep -E -e "$2" "$work/$1"
}

expect_heard()
{
	wait_for hears "$@" || {
		cat "$work/$1"
		return 1
	}
}

expect_ping_in_voice()
{
	in_lan ping -q -c 1 -W 5 198.51.100.1
}

# give_voice_address: what DHCP does on a phone.
give_voice_address()
{
	in_phone ip address add 198.51.100.1/24 brd + dev voice0
}

# The state of the phone's ports, without counters and ages.

ports_state()
{
	in_phone bridge -j vlan show
	in_phone ip -j -d link show | jq -c '.[] | {ifname, ifindex, link, master,
		up: (.flags | index("UP") != null), linkinfo: {kind: .linkinfo.info_kind,
			id: .linkinfo.info_data.id?,
			filtering: .linkinfo.info_data.vlan_filtering?}}'
}

# has_voice_device LOWER VLAN
has_voice_device()
{
	in_phone ip -j -d link show dev voice0 | jq -e --arg lower "$1" \
		--argjson vlan "$2" '.[0] | .link == $lower and
		.linkinfo.info_data.id == $vlan and
		(.flags | index("UP") != null)'
}

# expect_undone BEFORE: the ports are again as they were.
expect_undone()
{
	expect_status '.vlan.voice == null and .vlan.pc == null'
	expect_equal "ports" "$(ports_state)" "$1"
}

# Tests

test_voice_vlan()
{
	begin bridge Enable_VLAN=Yes VLAN_ID=20
	start_agent
	expect_vlan VLAN_ID 20 null
	has_voice_device br0 20
	give_voice_address
	expect_ping_in_voice
	in_lan ping -q -c 1 -W 5 "$phone4"
	in_pc ping -q -c 1 -W 5 "$lan4"
}

test_default_is_none()
{
	local before

	begin bridge VLAN_ID=20 PC_Port_VLAN_ID=30
	before=$(ports_state)
	start_agent
	expect_vlan none null null
	expect_undone "$before"
}

test_untagged()
{
	local before

	begin bridge
	before=$(ports_state)
	start_agent
	set_parameters Enable_VLAN=Yes VLAN_ID=0 PC_Port_VLAN_ID=1
	expect_vlan VLAN_ID null null
	expect_undone "$before"
}

# Without a voice VLAN the same frames arrive: the bridge does not filter.
test_pc_cannot_send_into_it()
{
	begin bridge Enable_VLAN=No
	start_agent
	watch_frames lan lan eth0
	shout pc eth0.20 198.51.100.255
	expect_heard lan 'vlan 20.* 198.51.100.3 > 198.51.100.255'
	set_parameters Enable_VLAN=Yes VLAN_ID=20
	expect_vlan VLAN_ID 20 null
	give_voice_address
	watch_frames lan lan eth0
	watch_frames phone phone voice0
	shout pc eth0.20 198.51.100.255
	in_pc ip neighbour add 198.51.100.1 dev eth0.20 \
		lladdr "$(in_phone ip -j link show dev voice0 |
			jq -r '.[0].address')"
	shout pc eth0.20 198.51.100.1
	shout pc eth0 192.0.2.255
	expect_heard lan "$pc4 > 192.0.2.255"
	shout lan eth0.20 198.51.100.255
	expect_heard phone '198.51.100.2 > 198.51.100.255'
	expect_failure hears lan 198.51.100.3
	expect_failure hears phone 198.51.100.3
}

test_pc_cannot_hear_it()
{
	begin bridge Enable_VLAN=No
	start_agent
	watch_frames pc pc eth0
	shout lan eth0.20 198.51.100.255
	expect_heard pc 'vlan 20.* 198.51.100.2 > 198.51.100.255'
	set_parameters Enable_VLAN=Yes VLAN_ID=20
	expect_vlan VLAN_ID 20 null
	give_voice_address
	watch_frames pc pc eth0
	watch_frames lan lan eth0
	watch_frames phone phone voice0
	shout lan eth0.20 198.51.100.255
	expect_heard phone '198.51.100.2 > 198.51.100.255'
	shout phone voice0 198.51.100.255
	expect_heard lan 'vlan 20.* 198.51.100.1 > 198.51.100.255'
	shout lan eth0 192.0.2.255
	expect_heard pc "$lan4 > 192.0.2.255"
	expect_failure hears pc '198.51.100'
}

# Of two tags, the bridge removes the outer one if the frame leaves untagged.
test_pc_cannot_hop()
{
	local outer

	begin bridge Enable_VLAN=Yes VLAN_ID=20
	start_agent
	expect_vlan VLAN_ID 20 null
	expect_status '.dot1x.ports == "programmed"'
	watch_frames lan lan eth0
	watch_frames phone phone voice0
	for outer in 1 0; do
		batch pc <<-EOF
			link add link eth0 name outer type vlan id $outer
			link set outer up
			link add link outer name inner type vlan id 20
			link set inner up
			address add 198.51.100.4/32 dev inner
		EOF
		shout pc inner 255.255.255.255
		ip -n pc link delete outer
	done
	shout pc eth0 192.0.2.255
	expect_heard lan "$pc4 > 192.0.2.255"
	shout lan eth0.20 198.51.100.255
	expect_heard phone '198.51.100.2 > 198.51.100.255'
	expect_failure hears lan 198.51.100.4
	expect_failure hears phone 198.51.100.4
}

test_pc_vlan()
{
	begin bridge Enable_VLAN=Yes VLAN_ID=20 PC_Port_VLAN_ID=30
	start_agent
	expect_vlan VLAN_ID 20 30
	watch_frames lan lan eth0
	watch_frames pc pc eth0
	shout pc eth0 192.0.2.255
	expect_heard lan "vlan 30.* $pc4 > 192.0.2.255"
	shout lan eth0 192.0.2.255
	shout lan eth0.20 198.51.100.255
	shout lan eth0.30 203.0.113.255
	expect_heard pc '203.0.113.2 > 203.0.113.255'
	expect_failure hears pc 'vlan'
	expect_failure hears pc "$lan4 > "
	in_lan ping -q -c 1 -W 5 "$phone4"
	give_voice_address
	expect_ping_in_voice
}

test_pc_vlan_alone()
{
	begin bridge Enable_VLAN=Yes PC_Port_VLAN_ID=30
	start_agent
	expect_vlan VLAN_ID null 30
	in_pc ip address add 203.0.113.3/24 dev eth0
	in_pc ping -q -c 1 -W 5 203.0.113.2
}

test_undone()
{
	local before

	begin bridge Enable_VLAN=No
	before=$(ports_state)
	start_agent
	set_parameters Enable_VLAN=Yes VLAN_ID=20 PC_Port_VLAN_ID=30
	expect_vlan VLAN_ID 20 30
	set_parameters Enable_VLAN=Yes VLAN_ID=21 PC_Port_VLAN_ID=31
	expect_vlan VLAN_ID 21 31
	has_voice_device br0 21
	expect_equal "ports in VLAN 20 or 30" "$(in_phone bridge -j vlan show |
		jq '[.[].vlans[] | select(.vlan == (20, 30))] | length')" 0
	set_parameters Enable_VLAN=No VLAN_ID=21 PC_Port_VLAN_ID=31
	expect_undone "$before"
	set_parameters Enable_VLAN=Yes VLAN_ID=20
	expect_vlan VLAN_ID 20 null
	echo "# no ports" >"$conf"
	expect_status '.vlan == null'
	expect_equal "ports" "$(ports_state)" "$before"
}

# The kernel reports a carrier once a second at most, on a slow machine later.
monitor_is_quiet()
{
	local told

	told=$(<"$work/monitor")
	sleep 2
	[[ $(<"$work/monitor") == "$told" ]]
}

monitor_has_more_than()
{
	[[ $(<"$work/monitor") != "$1" ]]
}

test_restart()
{
	local before signal told

	begin bridge Enable_VLAN=Yes VLAN_ID=20 PC_Port_VLAN_ID=30
	start_agent
	expect_vlan VLAN_ID 20 30
	before=$(ports_state)
	start monitor in_phone ip monitor link
	wait_for monitor_is_quiet
	told=$(<"$work/monitor")
	for signal in TERM KILL; do
		unset 'started[-1]'
		stop_last "$signal" || true
		start_agent
		expect_vlan VLAN_ID 20 30
		expect_equal "ports" "$(ports_state)" "$before"
		started+=(1)
	done
	unset 'started[-1]'
	expect_equal "what the kernel told" "$(<"$work/monitor")" "$told"
}

# What is not requested any more while the agent is dead is undone when it is
# back.
test_undone_after_restart()
{
	local before

	begin bridge Enable_VLAN=Yes VLAN_ID=20 PC_Port_VLAN_ID=30
	before=$(ports_state)
	start_agent
	expect_vlan VLAN_ID 20 30
	stop_last KILL || true
	set_parameters Enable_VLAN=No
	start_agent
	expect_undone "$before"
}

test_plain_ports()
{
	local before

	begin Enable_VLAN=Yes VLAN_ID=20 PC_Port_VLAN_ID=30
	before=$(ports_state)
	start_agent
	expect_vlan VLAN_ID 20 null
	has_voice_device lan0 20
	status_says '.vlan.limits | contains("PC_Port_VLAN_ID has no effect")'
	give_voice_address
	expect_ping_in_voice
	set_parameters Enable_VLAN=No
	expect_undone "$before"
}

# A bridge of another program, which filters and has VLANs of its own.
test_foreign_filtering()
{
	local before

	begin bridge Enable_VLAN=No
	ip -n phone link set br0 type bridge vlan_filtering 1
	in_phone bridge vlan add dev pc0 vid 77
	in_phone bridge vlan add dev pc0 vid 20-22
	before=$(ports_state)
	start_agent
	expect_failure status_says '.vlan.limits | strings | contains("br0")'
	set_parameters Enable_VLAN=Yes VLAN_ID=20 PC_Port_VLAN_ID=30
	expect_vlan VLAN_ID 20 30
	status_says '.vlan.limits | contains("br0 already filters VLANs")'
	watch_frames lan lan eth0
	shout pc eth0.20 198.51.100.255
	shout pc eth0 192.0.2.255
	expect_heard lan "vlan 30.* $pc4 > 192.0.2.255"
	expect_failure hears lan 198.51.100.3
	in_phone bridge vlan show dev pc0 | grep 77
	set_parameters Enable_VLAN=No
	expect_undone "$before"
}

# The agent does not undo what another program has changed since.
test_changed_since()
{
	begin bridge Enable_VLAN=Yes VLAN_ID=20
	start_agent
	expect_vlan VLAN_ID 20 null
	stop_last TERM
	in_phone bridge vlan add dev lan0 vid 20 untagged
	set_parameters Enable_VLAN=No
	start_agent
	expect_status '.vlan.voice == null'
	in_phone bridge vlan show dev lan0 | grep '20 Egress Untagged'
	expect_failure in_phone ip link show dev voice0
}

test_device_is_taken()
{
	local before told

	begin bridge Enable_VLAN=Yes VLAN_ID=20
	ip -n phone link add voice0 type dummy
	before=$(ports_state)
	start_agent
	expect_status '.vlan | .voice == null and .device == null and
		(.error | contains("voice0") and contains("File exists"))'
	start monitor in_phone ip monitor link
	wait_for monitor_is_quiet
	expect_equal "ports" "$(ports_state)" "$before"
	told=$(<"$work/monitor")
	ip -n phone link delete voice0
	wait_for monitor_has_more_than "$told"
	expect_vlan VLAN_ID 20 null
	has_voice_device br0 20
}

test_conflicts()
{
	begin bridge Enable_VLAN=Yes VLAN_ID=20 PC_Port_VLAN_ID=20
	start_agent
	expect_status '.vlan | .voice == 20 and .pc == null and
		(.error | contains("is the voice VLAN"))'
	in_phone bridge vlan add dev lan0 vid 5 pvid untagged
	set_parameters Enable_VLAN=Yes VLAN_ID=5
	expect_status '.vlan | .voice == null and
		(.error | contains("VLAN 5 cannot be the voice VLAN"))'
	set_parameters Enable_VLAN=Yes VLAN_ID=4095
	expect_status '.state == "refused" and
		any(.faults[]; .parameter == "VLAN_ID")'
}

# The ports may come, go and join the bridge at any time.
test_ports_come_and_go()
{
	begin Enable_VLAN=Yes VLAN_ID=20 PC_Port_VLAN_ID=30
	ip -n lan link delete eth0
	start_agent
	expect_status '.vlan | .voice == null and
		(.error | contains("there is no device lan0"))'
	connect_port lan lan0 "$lan4"
	add_vlan lan 20 198.51.100.2
	expect_vlan VLAN_ID 20 null
	has_voice_device lan0 20
	bridge_ports
	expect_vlan VLAN_ID 20 30
	wait_for has_voice_device br0 20
	give_voice_address
	expect_ping_in_voice
	ip -n phone link set pc0 nomaster
	expect_vlan VLAN_ID 20 null
	ip -n phone link set pc0 master br0
	expect_vlan VLAN_ID 20 30
	watch_frames lan lan eth0
	shout pc eth0 192.0.2.255
	expect_heard lan "vlan 30.* $pc4 > 192.0.2.255"
}

# With No nothing crosses the PC port, whatever it is and wherever it comes
# from.
test_pc_port_disabled()
{
	begin bridge PC_PORT_Enable=Yes
	start_agent
	expect_status '.dot1x.ports == "programmed"'
	in_pc ping -q -c 1 -W 5 "$lan4"
	in_pc ping -q -c 1 -W 5 "$phone4"
	set_parameters PC_PORT_Enable=No
	wait_for expect_failure in_pc ping -q -c 1 -W 0.2 "$phone4"
	watch_frames lan lan eth0
	watch_frames phone phone br0
	watch_frames pc pc eth0
	shout pc eth0 192.0.2.255
	shout pc eth0.20 198.51.100.255
	shout phone br0 192.0.2.255
	expect_heard lan "$phone4 > 192.0.2.255"
	shout lan eth0 192.0.2.255
	shout lan eth0.20 198.51.100.255
	expect_heard phone "198.51.100.2 > 198.51.100.255"
	set_parameters PC_PORT_Enable=Yes
	wait_for in_pc ping -q -c 1 -W 0.2 "$lan4"
	expect_failure hears lan "$pc4 > 192.0.2.255|198.51.100.3"
	expect_failure hears phone "$pc4 > 192.0.2.255|198.51.100.3"
	expect_failure hears pc '(192.0.2|198.51.100).255'
	shout lan eth0 192.0.2.255
	expect_heard pc "$lan4 > 192.0.2.255"
}

test_that "VLAN_ID makes the voice VLAN" test_voice_vlan
test_that "Enable_VLAN is No by default" test_default_is_none
test_that "VLANs 0 and 1 mean no tag" test_untagged
test_that "the PC cannot send into the voice VLAN" test_pc_cannot_send_into_it
test_that "the PC cannot receive from the voice VLAN" test_pc_cannot_hear_it
test_that "the PC cannot hop into it by a second tag" test_pc_cannot_hop
test_that "PC_Port_VLAN_ID tags the PC's frames" test_pc_vlan
test_that "PC_Port_VLAN_ID works without a voice VLAN" test_pc_vlan_alone
test_that "VLANs change; Enable_VLAN=No, and no ports, undo them" test_undone
test_that "a restart of phonewalld changes nothing" test_restart
test_that "phonewalld undoes what it made before a restart" \
	test_undone_after_restart
test_that "plain ports: the voice VLAN is on the switch port" test_plain_ports
test_that "the rest of another program's filtering bridge is left alone" \
	test_foreign_filtering
test_that "what another program has changed since is left alone" test_changed_since
test_that "another program's device of that name is left alone" \
	test_device_is_taken
test_that "VLANs that would let the PC in are refused" test_conflicts
test_that "PC_PORT_Enable=No: nothing crosses the PC port" \
	test_pc_port_disabled
test_that "the ports come and go" test_ports_come_and_go

sanitize_phonewalld
create_hosts
run_tests
