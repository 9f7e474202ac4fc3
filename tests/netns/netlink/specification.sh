#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Documentation/netlink/specs/phonewall.yaml agrees with the module, and with
# what the library, phonewallctl and phonewalld send: checked by the policies
# that the kernel reports, and by every message at an nlmon device. In a network
# of a PC and a LAN switch each message is sent once with all that it can
# contain.

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/eapol.bash
. "$folder/eapol.bash"

specification=$folder/../specs/phonewall.yaml

holds()
{
	local action=$1
	shift

	in_phone "$folder/specification.py" "$action" "$specification" "$@"
}

create_specified_network()
{
	create_eapol_network
	ip -n phone link set lo up
	ip -n phone address add 192.0.2.1/24 dev br0
	ip -n lan address add 192.0.2.2/24 dev eth0
	ip -n phone link add nlmon0 type nlmon
	ip -n phone link set nlmon0 up
}

# set_everything LINE...: a policy and 802.1X settings with every attribute.
set_everything()
{
	write_configuration Firewall=Enabled \
		"Firewall_Config=NO_ICMP_PING,UDP:7000:7010,TCP:7000" \
		"Group_1_Paging_Script=pggrp=224.1.2.3:34560;num=1;listen=yes;" \
		>"$work/cfg.xml"
	printf '%s\n' "pc_port = pc0" "switch_port = lan0" "$@" \
		>"$work/phonewall.conf"
	in_phone phonewallctl apply --settings "$work/phonewall.conf" \
		"$work/cfg.xml"
}

# A flow that was answered, one that waits for a TFTP server, and a query to a
# group.
make_flows()
{
	in_phone socat -u SYSTEM:"echo query" \
		UDP4-DATAGRAM:224.0.0.251:5353,ip-multicast-if=192.0.2.1
	in_phone ping -q -c 1 -W 5 192.0.2.2
	in_phone socat -u SYSTEM:"echo request" UDP4:192.0.2.2:69
}

has_session()
{
	[[ $(in_phone phonewallctl dot1x) == *"PCs: 1 of"* ]]
}

# send_frame HOST DEVICE HEX...
send_frame()
{
	in_host "$1" python3 -c '
import socket, sys
sender = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
sender.bind((sys.argv[1], 0))
sender.send(bytes.fromhex("".join(sys.argv[2:])))' "${@:2}"
}

is_unsent()
{
	[[ $(in_phone phonewallctl dot1x) == *"Logoff could not be sent"* ]]
}

# A PC that is authenticating is unplugged while the switch port has no link.
make_session()
{
	wait_for has_carrier
	send_frame pc eth0 0180c2000003 020000000203 888e 02010000
	wait_for has_session
	in_phone phonewallctl dot1x
	ip -n lan link set eth0 down
	ip -n pc link set eth0 down
	wait_for is_unsent
	ip -n lan link set eth0 up
	wait_for grep -q "logged-off" "$work/monitor"
}

has_carrier()
{
	[[ $(ip -n phone link show pc0) == *"state UP"* ]]
}

agent()
{
	in_phone phonewalld --config "$work/cfg.xml" \
		--settings "$work/phonewall.conf" \
		--state-directory "$work/state" --run-directory "$work/run"
}

# phonewalld sets another policy.
run_agent()
{
	mkdir -p "$work/state" "$work/run"
	write_configuration Firewall=Enabled Firewall_Config=TCP:7001 \
		>"$work/cfg.xml"
	start agent agent
	wait_for jq -e '.module == "programmed"' "$work/run/status.json"
	stop_last TERM || true
}

flood_is_told()
{
	in_phone phonewallctl status --json | jq -e .flood_device
}

# The status names the flooded device.
make_flood()
{
	start flood in_lan socat -b 1 -u OPEN:/dev/zero \
		UDP4-SENDTO:192.0.2.1:9
	wait_for flood_is_told
	stop_last TERM || true
}

# All requests and events.
bring_about()
{
	start monitor in_phone phonewallctl monitor --json
	sleep 0.2
	set_everything "session_limit = 4" "hold_time = 1"
	wait_for grep -q . "$work/monitor"
	make_flows
	in_phone phonewallctl flows
	in_phone phonewallctl explain in udp 192.0.2.2:1 192.0.2.1:9
	in_lan socat -u SYSTEM:"echo stray" UDP4:192.0.2.1:9
	make_session
	make_flood
	in_phone phonewallctl status
	in_phone phonewallctl ports
	in_phone phonewallctl dot1x
	in_phone phonewallctl flush
	run_agent
}

test_messages()
{
	start capture holds capture "$work/messages" nlmon0
	wait_for grep -q ready "$work/capture"
	bring_about
	kill -TERM "${started[0]}"
	wait "${started[0]}" || {
		cat "$work/capture"
		return 1
	}
	holds decode "$work/messages"
}

as_nobody()
{
	in_phone setpriv --reuid 65534 --regid 65534 --clear-groups \
		--inh-caps=-all "$@"
}

test_rights()
{
	as_nobody "$folder/specification.py" rights "$specification"
}

# The session of the last test still exists.
test_addresses()
{
	in_phone phonewallctl dot1x >"$work/root"
	as_nobody phonewallctl dot1x >"$work/nobody"
	grep -F "$pc_mac  logged-off" "$work/root"
	expect_failure grep CAP_NET_ADMIN "$work/root"
	grep "^  address not shown  logged-off" "$work/nobody"
	grep "MAC addresses are shown only with CAP_NET_ADMIN" "$work/nobody"
	expect_failure grep -iF "$pc_mac" "$work/nobody"
	as_nobody phonewallctl dot1x --json |
		jq -e '.sessions[0] | .address == null and .state == "logged-off"'
}

test_that "its types, ranges, masks and nests are the module's" holds policies
test_that "every message agrees with it" test_messages
test_that "CAP_NET_ADMIN is needed if it says so" test_rights
test_that "without CAP_NET_ADMIN no MAC address is shown" test_addresses

create_specified_network
run_tests
