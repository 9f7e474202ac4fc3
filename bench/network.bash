# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The network: a phone and a LAN host, each a network namespace, and another
# one, "elsewhere", that no packet reaches.
#
#     phone 192.0.2.1 ---- veth ---- 192.0.2.2 lan        elsewhere

phone_mac=02:00:00:00:00:01 lan_mac=02:00:00:00:00:02

in_host()
{
	local host=$1
	shift

	nsenter --net="/run/netns/$host" -- "$@"
}

in_phone() { in_host phone "$@"; }

# The host's only neighbour is permanent, so that no packet waits for it.
connect_host()
{
	local host=$1 address=$2 neighbour=$3 mac=$4

	ip -n "$host" address add "$address/24" dev eth0
	ip -n "$host" link set lo up
	ip -n "$host" link set eth0 up
	ip -n "$host" neighbour replace "$neighbour" lladdr "$mac" dev eth0
	ip -n "$host" route add default via "$neighbour"
}

create_network()
{
	local host

	for host in phone lan elsewhere; do
		ip netns add "$host"
	done
	ip -n elsewhere link add eth0 type dummy
	ip -n phone link add eth0 address "$phone_mac" type veth \
		peer name eth0 address "$lan_mac" netns lan
	connect_host phone 192.0.2.1 192.0.2.2 "$lan_mac"
	connect_host lan 192.0.2.2 192.0.2.1 "$phone_mac"
}
