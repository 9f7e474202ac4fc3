# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the suites about the phone's two ports share: a phone between a LAN
# switch and a PC, and phonewalld on it. Each test makes a new bridge.
#
#     lan               phone              pc
#   .2  eth0 ---- lan0 [br0 .1] pc0 ---- eth0  .3      untagged: 192.0.2.0/24
#   .2  eth0.20        voice0 .1         eth0.20  .3   VLAN 20: 198.51.100.0/24
#   .2  eth0.30                                        VLAN 30: 203.0.113.0/24
#
# "lan" and "pc" can send and receive anything; the tests are about what the
# phone lets through.
#
# shellcheck disable=SC2034,SC2154 # suites use these, lib.bash has others

# batch HOST: runs the commands of ip(8) on standard input there.
batch()
{
	ip -n "$1" -batch -
}

add_vlan()
{
	local host=$1 vlan=$2 address=$3

	batch "$host" <<-EOF
		link add link eth0 name eth0.$vlan type vlan id $vlan
		link set eth0.$vlan up
		address add $address/24 brd + dev eth0.$vlan
	EOF
}

# connect_port HOST PORT ADDRESS: connects the host to a port of the phone.
connect_port()
{
	batch phone <<-EOF
		link add $2 type veth peer name eth0 netns $1
		link set $2 up
	EOF
	batch "$1" <<-EOF
		link set eth0 up
		address add $3/24 brd + dev eth0
	EOF
}

# Without a forward delay, after which a bridge reports each port once more.
bridge_ports()
{
	batch phone <<-EOF
		link add br0 type bridge mcast_snooping 0 forward_delay 0
		link set lan0 master br0
		link set pc0 master br0
		link set br0 up
		address add $phone4/24 brd + dev br0
	EOF
}

# create_hosts: the connected hosts that all tests of a suite share.
create_hosts()
{
	local host

	for host in lan phone pc; do
		create_host "$host"
	done
	connect_port lan lan0 "$lan4"
	connect_port pc pc0 "$pc4"
	add_vlan lan 20 198.51.100.2
	add_vlan lan 30 203.0.113.2
	add_vlan pc 20 198.51.100.3
}

# A port that leaves its bridge keeps nothing of it.
unbridge_ports()
{
	ip -force -n phone -batch - 2>/dev/null <<-EOF || true
		link delete voice0
		link delete br0
	EOF
}

# begin [bridge] PARAMETER...: starts from nothing, with the agent's files but
# without the agent.
begin()
{
	unbridge_ports
	if [[ ${1:-} == bridge ]]; then
		bridge_ports
		shift
	fi
	# The phone had another Ethernet address before.
	in_lan ip neighbour flush all
	in_pc ip neighbour flush all
	rm -rf "$etc" "$state" "$run"
	mkdir "$etc" "$state"
	printf 'pc_port = pc0\nswitch_port = lan0\n' >"$conf"
	set_parameters "$@"
}

# set_parameters PARAMETER...: replaces cfg.xml as an editor does.
set_parameters()
{
	write_configuration "$@" >"$work/replacement"
	mv "$work/replacement" "$cfg"
}

start_agent()
{
	rm -f "$run/status.json"
	start agent agent
	wait_for_file "$run/status.json" status_says '.state == "accepted"' || {
		cat "$log"
		return 1
	}
}

# status_says FILTER: whether the jq filter is true of the agent's status.
status_says()
{
	jq -e "$1" "$run/status.json"
}

# expect_status FILTER: it is true soon.
expect_status()
{
	wait_for_file "$run/status.json" status_says "$1" || {
		cat "$log" "$run/status.json"
		return 1
	}
}

# expect_vlan SOURCE VOICE PC: the agent's status says so soon.
expect_vlan()
{
	expect_status ".vlan | .source == \"$1\" and .voice == $2 and
		.pc == $3 and .error == null and
		.device == (if $2 == null then null else \"voice0\" end)"
}
