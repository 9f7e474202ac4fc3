# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The network: a phone and a LAN host, each a network namespace, and a place
# elsewhere that no packet comes to.
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
in_lan() { in_host lan "$@"; }

# Neighbours are told, so that no measured packet waits for one or renews one.
create_network()
{
	local host

	for host in phone lan elsewhere; do
		ip netns add "$host"
	done
	ip -n elsewhere link add eth0 type dummy
	ip -n phone link add eth0 address "$phone_mac" type veth \
		peer name eth0 address "$lan_mac" netns lan
	ip -n phone address add 192.0.2.1/24 dev eth0
	ip -n lan address add 192.0.2.2/24 dev eth0
	ip -n phone link set lo up
	ip -n lan link set lo up
	ip -n phone link set eth0 up
	ip -n lan link set eth0 up
	ip -n phone neighbour replace 192.0.2.2 lladdr "$lan_mac" dev eth0
	ip -n lan neighbour replace 192.0.2.1 lladdr "$phone_mac" dev eth0
	ip -n phone route add default via 192.0.2.2
	ip -n lan route add default via 192.0.2.1
}

remove_network()
{
	local host

	for host in phone lan elsewhere; do
		ip netns delete "$host"
	done
}
