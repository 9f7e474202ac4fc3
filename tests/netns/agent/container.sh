#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Unprivileged users, and namespaces in which they are privileged.

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"

user=(setpriv --reuid=1000 --regid=1000 --clear-groups)
nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
container4=192.0.2.9

# A user namespace and a network namespace of the user's own, on the phone's
# LAN.
start_container()
{
	start container "${user[@]}" unshare --user --map-root-user --net \
		bash -c 'echo ready; exec sleep 600'
	container=${started[-1]}
	wait_for grep -q ready "$work/container"
	ip netns attach container "$container"
	connect_host container 9
}

stop_container()
{
	in_host switch ip link delete container || true
	ip netns delete container || true
	stop_all
}

in_container()
{
	nsenter --user --net --target "$container" -- "$@"
}

# held HOST: prints the policy with its generation.
held()
{
	in_host "$1" phonewallctl ports --json --config "$work/cfg.xml"
}

# expect_refused_as_unprivileged COMMAND...: fails, and says why and what to do.
expect_refused_as_unprivileged()
{
	local status=0

	"$@" >"$work/refusal" 2>&1 || status=$?
	expect_equal "exit status of $*" "$status" 1
	grep CAP_NET_ADMIN "$work/refusal"
}

test_container()
{
	local before

	configure Firewall_Config=UDP:7000
	before=$(held phone)
	start_container
	trap stop_container EXIT
	write_configuration Firewall_Config=TCP:12000,UDP:12001 \
		Broadcast_Echo=Enabled >"$work/container.xml"
	in_container phonewallctl apply "$work/container.xml"
	expect_equal "ports open in the container" "$(in_container \
		phonewallctl ports --json --config "$work/container.xml" |
		jq -c '[.ports[].first]')" \
		"[68,546,4051,5060,12001,16384,53240,80,4051,6970,12000]"
	expect_equal "echo_ignore_multicast in the container" "$(in_container \
		sysctl -n net.ipv6.icmp.echo_ignore_multicast)" 0
	expect_container_is_filtered
	in_container phonewallctl flush
	expect_equal "the phone's policy" "$(held phone)" "$before"
	expect_open udp "7000 12001" 7000
}

expect_container_is_filtered()
{
	local output

	output=$("$tools/probe" container lan "$container4" tcp 11998-12002)
	expect_equal "TCP ports" "$output" \
		$'open 12000\nrefused\nsilent 11998-11999 12001-12002'
	output=$("$tools/probe" container lan "$container4" udp 12000-12002)
	expect_equal "UDP ports" "$output" \
		$'open 12001\nrefused 12000 12002\nsilent'
}

# In the phone's network namespace the container's root is a normal user.
test_container_root_in_phone()
{
	local before

	configure Firewall_Config=UDP:7000
	before=$(held phone)
	start_container
	trap stop_container EXIT
	write_configuration Firewall=Disabled >"$work/disabled.xml"
	for command in "apply $work/disabled.xml" flush flows; do
		# shellcheck disable=SC2086 # several words
		expect_refused_as_unprivileged in_phone nsenter --user \
			--target "$container" -- phonewallctl $command
	done
	expect_equal "the phone's policy" "$(held phone)" "$before"
	expect_open udp "7000 12001" 7000
}

# Nothing of a container is left behind, not even with the firewall enabled.
test_container_ends()
{
	start_container
	trap stop_container EXIT
	in_container phonewallctl apply - < <(write_configuration)
	expect_equal "users of the module" "$(lsmod |
		awk '$1 == "phonewall" { print $3 }')" 0
	stop_container
	started=()
	expect_failure test -e /run/netns/container
	configure
	expect_open udp 67-69 68
}

as_nobody()
{
	in_phone "${nobody[@]}" phonewallctl "$@"
}

# If the kernel resolves neighbours between the two, the counters differ.
status_is_the_same()
{
	expect_equal "status" "$(as_nobody status --json)" \
		"$(in_phone phonewallctl status --json)"
}

test_unprivileged_reads()
{
	configure Firewall_Config=UDP:7000
	expect_ping "$phone4"
	wait_for status_is_the_same
	(($(as_nobody status --json | jq '.packets["echo-request"]') > 0))
	expect_equal "ports" \
		"$(as_nobody ports --json --config "$work/cfg.xml")" \
		"$(held phone)"
	as_nobody explain --config "$work/cfg.xml" in udp 192.0.2.9:1 \
		"$phone4:7000"
}

test_unprivileged_changes_nothing()
{
	local before

	configure Firewall_Config=UDP:7000
	before=$(held phone)
	write_configuration Firewall=Disabled >"$work/disabled.xml"
	expect_refused_as_unprivileged as_nobody apply "$work/disabled.xml"
	expect_refused_as_unprivileged as_nobody flush
	expect_refused_as_unprivileged as_nobody flows
	expect_refused_as_unprivileged as_nobody explain in udp 192.0.2.9:1 \
		"$phone4:7000"
	expect_refused_as_unprivileged as_nobody monitor
	expect_equal "the phone's policy" "$(held phone)" "$before"
	expect_open udp "7000 12001" 7000
}

# The capability counts, not the user.
test_capability()
{
	write_configuration Firewall_Config=UDP:7001 >"$work/cfg.xml"
	in_phone "${nobody[@]}" --inh-caps +net_admin --ambient-caps \
		+net_admin phonewallctl apply "$work/cfg.xml"
	expect_open udp 7000-7002 7001
	in_phone "${nobody[@]}" --inh-caps +net_admin --ambient-caps \
		+net_admin phonewallctl flush
}

create_network
chmod 755 "$work"
test_that "a container's root has a firewall of its own" test_container
test_that "a container's root can change nothing in the phone's network" \
	test_container_root_in_phone
test_that "a container ends with its firewall enabled" test_container_ends
test_that "an unprivileged user can read status and ports" \
	test_unprivileged_reads
test_that "an unprivileged user can change nothing" \
	test_unprivileged_changes_nothing
test_that "CAP_NET_ADMIN is enough to change the policy" test_capability
run_tests
