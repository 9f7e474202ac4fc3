#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The firewall is switched on and off, its policy changes and its agent is
# killed, while packets flow.

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/streams.bash
. "$folder/streams.bash"

hooks=(hook_in_ipv4 hook_out_ipv4 hook_in_ipv6 hook_out_ipv6)
tracing=/sys/kernel/tracing

# Servers and streams in either direction; PHONE-PORT is that of TCP to the
# phone, which must be open when this is called.
start_traffic()
{
	local phone_port=$1 address

	serve_stream phone tcp "$phone_port"
	serve_stream phone udp 16400
	serve_stream lan tcp 7000
	serve_stream lan udp 7000
	for address in 4 6; do
		local phone=phone$address lan=lan$address

		start_stream lan tcp "${!phone}" "$phone_port"
		start_stream lan udp "${!phone}" 16400
		start_stream phone tcp "${!lan}" 7000
		start_stream phone udp "${!lan}" 7000
	done
	expect_streams
}

# On and off

test_switch_off_and_on()
{
	configure
	start_traffic 80
	start_stream phone --unconnected udp "$lan4" 7000
	start_stream phone --unconnected udp "$lan6" 7000
	expect_streams
	for _ in 1 2; do
		configure Firewall=Disabled
		expect_streams
		configure Firewall=Enabled
		expect_streams
	done
	end_streams
}

# TCP port 12000 is closed while the firewall is on.
test_switch_on_over_connections()
{
	configure Firewall=Disabled
	start_traffic 12000
	configure Firewall=Enabled
	expect_streams
	expect_silent tcp "12001 12003" "12001 12003"
	end_streams
}

test_many_switches()
{
	configure
	start_traffic 80
	for _ in {1..10}; do
		configure Firewall=Disabled
		configure Firewall=Enabled
	done
	expect_streams
	end_streams
}

test_disabled_lets_all_pass()
{
	configure
	expect_open udp "68 9 7000 40000" 68
	expect_open tcp "80 9 7000 40000" 80
	probe_options=--no-listener expect_silent tcp "9 40000" "9 40000"
	configure Firewall=Disabled
	expect_open udp "68 9 7000 40000" "9 68 7000 40000"
	expect_open tcp "80 9 7000 40000" "9 80 7000 40000"
	probe_options=--no-listener expect_refused tcp "9 40000" "9 40000"
}

probe_hooks()
{
	local hook module=nf_defrag_ipv6:

	grep -q '^nf_defrag_ipv6 ' /proc/modules || module=
	mount -t tracefs tracefs "$tracing"
	for hook in "${hooks[@]}"; do
		echo "p:phonewall/$hook phonewall:$hook"
	done >"$tracing/kprobe_events"
	echo "p:phonewall/ipv6_defrag ${module}ipv6_defrag" \
		>>"$tracing/kprobe_events"
	echo 1 >"$tracing/events/phonewall/enable"
}

stop_probing_hooks()
{
	echo 0 >"$tracing/events/phonewall/enable"
	echo >"$tracing/kprobe_events"
	umount "$tracing"
}

# called_hooks: prints the hooks that are called while packets come and go.
called_hooks()
{
	local before after

	before=$(sort "$tracing/kprobe_profile")
	in_lan ping -q -c 1 -W 5 "$phone4" >&2
	in_lan ping -q -c 1 -W 5 "$phone6" >&2
	after=$(sort "$tracing/kprobe_profile")
	awk 'NR == FNR { before[$1] = $2 }
		NR > FNR && $2 > before[$1] { print $1 }' \
		<(echo "$before") <(echo "$after") | xargs
}

test_disabled_leaves_no_hook()
{
	local all="hook_in_ipv4 hook_in_ipv6 hook_out_ipv4 hook_out_ipv6"
	local left=ipv6_defrag

	# Only since then can a namespace release it: see
	# compat/nf_defrag_ipv6.h.
	! kernel_is_since 5 13 || left=
	probe_hooks
	trap 'stop_probing_hooks; stop_all' EXIT
	configure
	expect_equal "hooks called while enabled" "$(called_hooks)" \
		"$all ipv6_defrag"
	configure Firewall=Disabled
	expect_equal "hooks called while disabled" "$(called_hooks)" "$left"
	configure Firewall=Enabled
	expect_equal "hooks called while enabled again" "$(called_hooks)" \
		"$all ipv6_defrag"
}

# Broadcast_Echo

# The hosts that answer a ping to all nodes. The PC always does.
answers_to_all_nodes()
{
	in_lan ping -c 2 -i 0.3 -W 3 ff02::1%eth0 |
		sed -n 's/.*bytes from \(fe80::[0-9]*\)%eth0.*/\1/p' |
		sort -u | xargs
}

# expect_broadcast_echo ANSWERS PARAMETER...
expect_broadcast_echo()
{
	local answers=$1
	shift

	configure "$@"
	expect_equal "who answers under $*" "$(answers_to_all_nodes)" \
		"$answers"
}

test_broadcast_echo()
{
	local firewall pc_link_local=fe80::3

	in_lan sysctl -qw net.ipv6.icmp.echo_ignore_multicast=1
	for firewall in Firewall=Enabled Firewall=Disabled; do
		expect_broadcast_echo "$phone_link_local $pc_link_local" \
			"$firewall" Broadcast_Echo=Enabled
		expect_broadcast_echo "$pc_link_local" \
			"$firewall" Broadcast_Echo=Disabled
		expect_broadcast_echo "$phone_link_local $pc_link_local" \
			"$firewall" Broadcast_Echo=enabled \
			Firewall_Config=NO_ICMP_PING
		expect_broadcast_echo "$pc_link_local" "$firewall"
		expect_ping "$phone_link_local%eth0"
	done
}

# Paging

# expect_heard ADDRESS GROUP HEARD PORT...: the phone listens to the group at
# these ports, and receives it at those in HEARD.
expect_heard()
{
	local address=$1 group=$2 heard=$3
	shift 3

	probe_options="--group $group" expect_probe "$address" open "$heard" \
		udp "$@"
}

test_paging_groups()
{
	configure \
		"Group_1_Paging_Script=pggrp=239.1.2.3:34560;num=800;listen=yes" \
		"Group_2_Paging_Script=pggrp=239.1.2.4:34562;num=801;listen=no" \
		"Group_3_Paging_Script=pggrp=[ff15::1]:34564;num=802;listen=yes;" \
		"Group_10_Paging_Script=pggrp=[ff15::2]:34566;num=803;listen=no"
	expect_heard "$phone4" 239.1.2.3 34560 34558-34568
	expect_heard "$phone4" 239.1.2.4 "" 34558-34568
	expect_heard "$phone4" 239.1.2.5 "" 34558-34568
	expect_heard "$phone6" ff15::1 34564 34558-34568
	expect_heard "$phone6" ff15::2 "" 34558-34568
	expect_heard "$phone6" ff15::3 "" 34558-34568
	expect_open udp 34558-34568 ""
}

test_paging_switched()
{
	local groups="pggrp=239.1.2.3:34560;listen=no;"
	groups+="pggrp=239.1.2.4:34562;listen=yes"

	configure "Group_Paging_Script=$groups"
	expect_heard "$phone4" 239.1.2.3 "" 34560 34562
	expect_heard "$phone4" 239.1.2.4 34562 34560 34562
	configure
	expect_heard "$phone4" 239.1.2.4 "" 34560 34562
	configure Firewall=Disabled
	expect_heard "$phone4" 239.1.2.3 "34560 34562" 34560 34562
}

# The policy changes under traffic

change_policy()
{
	configure Firewall_Config=UDP:9000:9100,NO_ICMP_PING Web_Server_Port=80
	configure SIP_Port_1_=7001 RTP_Port_Min=16390 RTP_Port_Max=16500 \
		Enable_TR-069=Yes
	configure
}

test_change_under_rtp()
{
	configure
	start_traffic 80
	start_stream phone --from 16410 --unconnected udp "$lan4" 7000
	start_stream phone --from 16412 --unconnected udp "$lan6" 7000
	expect_streams
	for _ in {1..4}; do
		change_policy
	done
	expect_streams
	end_streams
}

close_all()
{
	configure Firewall_Config=NO_CISCO_TFTP,NO_ICMP_UNREACHABLE \
		Line_Enable_1_=No Enable_Web_Server=No Upgrade_Enable=No \
		RTP_Port_Min=30000 RTP_Port_Max=30100
}

# The ports that close are those of a live call and of live connections.
test_closing_under_traffic()
{
	serve_stream phone tcp 80
	serve_stream lan udp 7000
	for _ in 1 2; do
		configure
		start_stream lan tcp "$phone4" 80
		start_stream lan tcp "$phone6" 80
		start_stream phone --from 16410 udp "$lan4" 7000
		start_stream phone --from 16412 udp "$lan6" 7000
		expect_streams
		close_all
		expect_streams
		expect_open udp 16420-16424 ""
		end_streams
	done
}

# start_unconnected_streams PORT: from sockets that are not connected.
start_unconnected_streams()
{
	serve_stream lan udp 7000
	start_stream phone --from "$1" --unconnected udp "$lan4" 7000
	start_stream phone --from "$1" --unconnected udp "$lan6" 7000
	expect_streams
}

# What is in flight to a port as it closes is lost: one message at most, for the
# phone's next one makes the flow.
end_unconnected_streams()
{
	local sent received

	while ((streams > 0)); do
		stop_last TERM || true
		read -r _ sent _ received < <(tail -n 1 "$work/stream-$streams")
		((sent > 6 && sent - received <= 1))
		streams=$((streams - 1))
	done
}

test_closing_under_unconnected_streams()
{
	configure
	start_unconnected_streams 16410
	close_all
	expect_streams
	end_unconnected_streams
}

test_switch_on_over_unconnected_streams()
{
	configure Firewall=Disabled
	start_unconnected_streams 12000
	configure
	expect_streams
	end_unconnected_streams
}

# fetch HOST URL: begins to fetch a file and stops halfway.
fetch()
{
	local name=$work/fetched/${#fetching[@]}

	start transfer in_host "$1" curl -sS -o "$name" "$2"
	fetching+=("${started[-1]}")
	wait_for test -s "$name"
	kill -STOP "${started[-1]}"
}

slow_links()
{
	in_phone tc qdisc add dev eth0 root netem rate 8mbit
	in_lan tc qdisc add dev eth0 root netem rate 8mbit
}

restore_links()
{
	in_phone tc qdisc delete dev eth0 root
	in_lan tc qdisc delete dev eth0 root
}

is_fetched()
{
	cmp -s "$work/served/file" "$work/fetched/$1"
}

test_change_under_transfer()
{
	local fetching=() number

	mkdir -p "$work/served" "$work/fetched"
	head -c 2000000 /dev/urandom >"$work/served/file"
	slow_links
	trap 'restore_links; stop_all' EXIT
	start web-phone in_phone busybox httpd -f -p 80 -h "$work/served"
	start web-lan in_lan busybox httpd -f -p 80 -h "$work/served"
	wait_for_server phone tcp 80
	wait_for_server lan tcp 80
	configure
	fetch lan "http://$phone4/file"
	fetch lan "http://[$phone6]/file"
	fetch phone "http://$lan4/file"
	fetch phone "http://[$lan6]/file"
	close_all
	for number in 0 1 2 3; do
		expect_failure is_fetched "$number"
	done
	kill -CONT "${fetching[@]}"
	change_policy
	close_all
	for number in 0 1 2 3; do
		wait "${fetching[number]}"
		is_fetched "$number"
	done
}

awaits_answer()
{
	[[ $(in_phone phonewallctl flows --json |
		jq "[.[] | select(.remote_port == 53)] | length") != 0 ]]
}

# The server delays its answer until the policy has changed.
test_change_under_dns_query()
{
	local address server

	configure
	start dnsmasq in_lan dnsmasq --keep-in-foreground --user=root \
		--group=root --conf-file=/dev/null --no-resolv --no-hosts \
		--pid-file= --address="/proxy.example/$lan4"
	server=${started[-1]}
	wait_for_server lan udp 53
	for address in "$lan4" "$lan6"; do
		kill -STOP "$server"
		start answer in_phone drill -Q proxy.example "@$address" A
		wait_for awaits_answer
		close_all
		configure
		expect_equal "an answer before there is one" \
			"$(cat "$work/answer")" ""
		kill -CONT "$server"
		wait "${started[-1]}"
		expect_equal "the answer" "$(cat "$work/answer")" "$lan4"
		in_phone phonewallctl flush
	done
}

# The agent

start_daemon()
{
	start daemon in_phone phonewalld --config "$work/cfg.xml" \
		--state-directory "$work/state" --run-directory "$work/run"
	wait_for is_programmed
}

is_programmed()
{
	jq -e '.module == "programmed"' "$work/run/status.json"
}

held()
{
	in_phone phonewallctl ports --json --config "$work/cfg.xml"
}

test_daemon_killed()
{
	local before

	write_configuration Firewall_Config=UDP:9000 >"$work/cfg.xml"
	start_daemon
	daemon=${started[-1]}
	start_traffic 80
	before=$(held)
	kill -KILL "$daemon"
	wait "$daemon" || true
	rm "$work/run/status.json"
	expect_streams
	expect_equal "what the module holds" "$(held)" "$before"
	expect_open udp 8999-9001 9000
	start_daemon
	unset 'started[-1]'
	expect_streams
	expect_equal "what the module holds" "$(held)" "$before"
	end_streams
}

create_network
test_that "switching off and on loses nothing" test_switch_off_and_on
test_that "older connections survive when it is switched on" \
	test_switch_on_over_connections
test_that "switching on costs an unconnected stream one message at most" \
	test_switch_on_over_unconnected_streams
test_that "twenty switches in a row lose nothing" test_many_switches
test_that "with Disabled every port can be reached" test_disabled_lets_all_pass
test_that "Disabled leaves no hook" test_disabled_leaves_no_hook
test_that "Broadcast_Echo works with the firewall on and off" \
	test_broadcast_echo
test_that "paging groups are received with listen=yes only" test_paging_groups
test_that "paging groups follow the configuration" test_paging_switched
test_that "a policy change under RTP and other traffic loses nothing" \
	test_change_under_rtp
test_that "ports that close leave their calls and connections alive" \
	test_closing_under_traffic
test_that "a closing port costs an unconnected stream one message at most" \
	test_closing_under_unconnected_streams
test_that "a policy change under a TCP transfer leaves it whole" \
	test_change_under_transfer
test_that "a policy change under a DNS query does not lose its answer" \
	test_change_under_dns_query
test_that "SIGKILL of phonewalld changes nothing and loses nothing" \
	test_daemon_killed
run_tests
