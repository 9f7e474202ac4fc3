# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The network: a phone between its LAN and a PC, as on a desk.
#
#     far ------ lan ---------- phone ---------- pc
#         router, servers   switch port, PC port
#                             (a bridge: br0)
#
# shellcheck disable=SC2034,SC2154 # other files use and set addresses

far4=198.51.100.2 far6=2001:db8:f::2
router4=198.51.100.1 router6=2001:db8:f::1

# address HOST 4|6
address()
{
	local name=$1$2

	echo "${!name}"
}

connect_hosts()
{
	ip -n phone link add br0 type bridge mcast_snooping 0
	ip -n phone link add switch master br0 type veth peer eth0 netns lan
	ip -n phone link add pc master br0 type veth peer eth0 netns pc
	ip -n far link add eth0 type veth peer eth1 netns lan
	ip -n phone link set switch up
	ip -n phone link set pc up
}

# set_address HOST DEVICE IPV4 IPV6
set_address()
{
	ip -n "$1" link set "$2" up
	ip -n "$1" address add "$3/24" brd + dev "$2"
	ip -n "$1" address add "$4/64" dev "$2"
}

# route_by_default HOST IPV4 IPV6
route_by_default()
{
	ip -n "$1" route add default via "$2"
	ip -n "$1" route add default via "$3"
}

set_addresses()
{
	set_address phone br0 "$phone4" "$phone6"
	set_address lan eth0 "$lan4" "$lan6"
	set_address lan eth1 "$router4" "$router6"
	set_address pc eth0 "$pc4" "$pc6"
	set_address far eth0 "$far4" "$far6"
	ip -n lan route add 224.0.0.0/4 dev eth0
	route_by_default phone "$lan4" "$lan6"
	route_by_default pc "$lan4" "$lan6"
	route_by_default far "$router4" "$router6"
}

# Only the phone may answer a ping to all nodes of a link.
create_desk()
{
	local host

	for host in phone lan pc far; do
		create_host "$host"
	done
	connect_hosts
	in_lan sysctl -q net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
		net.ipv6.icmp.echo_ignore_multicast=1
	in_pc sysctl -q net.ipv6.icmp.echo_ignore_multicast=1
	set_addresses
}
