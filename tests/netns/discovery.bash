# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What tells a phone its voice VLAN: lldpd at both ends, and CDP frames. For
# suites that have lib.bash.
#
# shellcheck disable=SC2154 # lib.bash sets the folders

lldpd_of_phone()
{
	in_phone lldpd -dd -M 3 -I lan0 -L ''
}

# As a network connectivity device, of which a phone expects the policy.
lldpd_of_switch()
{
	in_lan lldpd -dd -M 4 -I eth0 -L '' -u /run/switch.socket \
		-p /run/switch.pid
}

# tell_switch COMMAND...: configures the LAN switch's lldpd.
tell_switch()
{
	in_lan lldpcli -u /run/switch.socket "$@"
}

start_lldpd()
{
	mkdir -p /run/lldpd
	rm -f /run/lldpd.socket /run/lldpd.pid /run/switch.*
	start "lldpd-$1" "lldpd_of_$1"
}

start_both()
{
	start_lldpd phone
	start_lldpd switch
	wait_for in_phone lldpcli show neighbors || cat "$work/lldpd-phone"
	wait_for tell_switch show neighbors || cat "$work/lldpd-switch"
	tell_switch configure lldp tx-interval 1
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

# send_cdp HOST HOLD-TIME [VLAN]
send_cdp()
{
	local host=$1
	shift

	in_host "$host" "$tools/cdp" eth0 "$@"
}
