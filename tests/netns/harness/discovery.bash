# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Sources of a phone's voice VLAN: lldpd at both ends, and CDP frames. For
# suites that have lib.bash.
#
# shellcheck disable=SC2154 # lib.bash sets the folders

lldpd_of_phone()
{
	in_phone lldpd -dd -M 3 -I lan0 -L ''
}

# Another phone, at the same cable as the switch.
lldpd_of_endpoint()
{
	in_lan lldpd -dd -M 3 -I eth0 -L '' -u /run/endpoint.socket \
		-p /run/endpoint.pid
}

# As a network connectivity device, from which a phone expects the policy.
lldpd_of_switch()
{
	in_lan lldpd -dd -M 4 -I eth0 -L '' -u /run/switch.socket \
		-p /run/switch.pid
}

# tell NAME COMMAND...: configures the lldpd of the LAN switch or the endpoint.
tell()
{
	local name=$1
	shift

	in_lan lldpcli -u "/run/$name.socket" "$@"
}

tell_switch()
{
	tell switch "$@"
}

# start_lldpd phone | switch | endpoint: without what an earlier one left there.
start_lldpd()
{
	local name=$1

	[[ $name != phone ]] || name=lldpd
	mkdir -p /run/lldpd
	rm -f "/run/$name.socket" "/run/$name.pid"
	start "lldpd-$1" "lldpd_of_$1"
}

start_both()
{
	start_lldpd phone
	start_lldpd switch
	wait_for in_phone lldpcli show neighbors || cat "$work/lldpd-phone"
	wait_for tell_switch show neighbors || cat "$work/lldpd-switch"
	tell_switch configure lldp tx-interval 1
	tell_switch configure system capabilities enabled bridge
}

# start_endpoint VLAN: another phone, which announces that VLAN for voice. It
# has its own address; otherwise it would count as the switch.
start_endpoint()
{
	start_lldpd endpoint
	wait_for tell endpoint show neighbors || cat "$work/lldpd-endpoint"
	tell endpoint configure system hostname endpoint
	tell endpoint configure system chassisid endpoint
	tell endpoint configure lldp tx-interval 1
	tell endpoint configure med policy application voice tagged \
		vlan "$1" priority voice dscp 46
	tell endpoint update
}

# announce vlan NUMBER | nothing: the switch's policy for voice.
announce()
{
	if [[ $1 == vlan ]]; then
		tell_switch configure med policy application voice tagged \
			vlan "$2" priority voice dscp 46
	else
		tell_switch unconfigure med policy application voice
	fi
	tell_switch update
}

# send_cdp HOST HOLD-TIME [VLAN [CAPABILITIES]]
send_cdp()
{
	local host=$1
	shift

	in_host "$host" "$tools/cdp" eth0 "$@"
}
