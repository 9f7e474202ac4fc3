#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The module in a kernel with CONFIG_IPV6=n: it loads, and is a firewall for
# IPv4. A phone and a host on a LAN, with IPv4 addresses only.

# shellcheck source=tests/netns/harness/lib.bash
. /phonewall/tests/lib.bash

create_ipv4_network()
{
	local host

	for host in phone lan; do
		ip netns add "$host"
		ip -n "$host" link set lo up
	done
	ip -n phone link add eth0 type veth peer name eth0 netns lan
	ip -n phone address add "$phone4/24" brd + dev eth0
	ip -n lan address add "$lan4/24" brd + dev eth0
	ip -n phone link set eth0 up
	ip -n lan link set eth0 up
}

# serve PORT: the phone echoes what it receives by UDP and TCP.
serve()
{
	start "udp-$1" in_phone socat "UDP4-RECVFROM:$1,fork" EXEC:cat
	start "tcp-$1" in_phone socat "TCP4-LISTEN:$1,fork,reuseaddr" EXEC:cat
	wait_for_server phone udp "$1"
	wait_for_server phone tcp "$1"
}

# echo_of udp|tcp PORT: prints the echo of a word that the host sends.
echo_of()
{
	local address=${1^^}4:$phone4:$2

	[[ $1 == udp ]] || address+=,connect-timeout=2
	in_lan socat -t 2 - "$address" <<<hello 2>&1 || true
}

expect_ports_by_policy()
{
	local port

	serve 12000
	serve 12001
	expect_equal "UDP to the open port" "$(echo_of udp 12000)" hello
	expect_equal "TCP to the open port" "$(echo_of tcp 12000)" hello
	for port in udp tcp; do
		[[ $(echo_of "$port" 12001) != *hello* ]]
	done
	[[ $(echo_of udp 12001) == *refused* ]]
	[[ $(echo_of tcp 12001) == *timed\ out* ]]
}

test_kernel()
{
	[[ ! -e /proc/net/if_inet6 && ! -e /proc/sys/net/ipv6 ]]
	expect_failure in_phone ip -6 address add "$phone6/64" dev eth0
	grep -q '^phonewall ' /proc/modules
}

test_firewall()
{
	configure Firewall=Enabled Firewall_Config=UDP:12000,TCP:12000
	expect_ping "$phone4"
	expect_ports_by_policy
	in_phone ping -q -c 1 -W 5 "$lan4"
}

# An IPv6 endpoint is accepted and matches nothing; its verdict may be asked.
test_endpoint()
{
	configure Firewall=Enabled \
		"Group_1_Paging_Script=pggrp=[ff15::7]:34560;num=1;listen=yes;" \
		"Group_2_Paging_Script=pggrp=224.1.2.3:34561;num=2;listen=yes;"
	in_phone phonewallctl ports | grep -F "[ff15::7]:34560"
	in_phone phonewallctl explain in udp "[$lan6]:1" "[ff15::7]:34560" |
		grep "^accept endpoint"
	in_phone phonewallctl explain in udp "[$lan6]:1" "[$phone6]:9" |
		grep udp-rejected
}

test_fragments()
{
	configure Firewall=Enabled
	in_lan ping -q -c 1 -W 5 -s 4000 "$phone4"
	in_phone ping -q -c 1 -W 5 -s 4000 "$lan4"
}

test_unload()
{
	serve 12001
	configure Firewall=Enabled
	[[ $(echo_of udp 12001) == *refused* ]]
	configure Firewall=Disabled
	expect_equal "UDP, disabled" "$(echo_of udp 12001)" hello
	configure Firewall=Enabled
	rmmod phonewall
	expect_equal "UDP, unloaded" "$(echo_of udp 12001)" hello
	modprobe phonewall
	configure Firewall=Enabled
	[[ $(echo_of udp 12001) == *refused* ]]
	rmmod phonewall
}

test_that "the kernel has no IPv6 and the module is loaded" test_kernel
test_that "the firewall opens and closes IPv4 ports" test_firewall
test_that "an IPv6 endpoint is accepted" test_endpoint
test_that "IPv4 fragments are reassembled" test_fragments
test_that "it is disabled, unloaded and loaded again" test_unload

create_ipv4_network
run_tests
