# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The subjects: how each is set up in the network namespace $place, and removed
# again without a trace.
#
# shellcheck disable=SC2154,SC2317 # bench/run sets the folder and calls these

# is_firewall SUBJECT
is_firewall()
{
	[[ $1 != none && $1 != empty-hook ]]
}

in_place() { in_host "$place" "$@"; }

set_up_none() { :; }
take_away_none() { :; }

set_up_empty-hook()
{
	in_place insmod "$folder/empty_hook.ko"
}

take_away_empty-hook()
{
	rmmod empty_hook
}

set_up_phonewall()
{
	modprobe phonewall
	in_place phonewallctl apply \
		--settings "$folder/peers/phonewall.conf" \
		"$folder/peers/phonewall.xml" >/dev/null
}

take_away_phonewall()
{
	rmmod phonewall
}

set_up_nftables()
{
	in_place nft -f "$folder/peers/nftables.nft"
	sysctl -q net.netfilter.nf_conntrack_max=262144 \
		net.netfilter.nf_conntrack_buckets=262144
}

# The flows go with conntrack, which is unloaded with its users.
take_away_nftables()
{
	in_place nft flush ruleset
	modprobe -r nft_ct
}

set_up_iptables()
{
	in_place xtables-legacy-multi iptables-restore \
		"$folder/peers/iptables.rules"
	in_place xtables-legacy-multi ip6tables-restore \
		"$folder/peers/ip6tables.rules"
}

# The tables have hooks even if they are empty, and their modules cannot be
# unloaded unless they are.
take_away_iptables()
{
	in_place xtables-legacy-multi iptables -F
	in_place xtables-legacy-multi ip6tables -F
	rmmod iptable_filter ip6table_filter
	modprobe -r xt_conntrack
}

# attach_ebpf ingress|egress
attach_ebpf()
{
	in_place tc filter add dev eth0 "$1" bpf direct-action \
		object-file "$folder/ebpf.o" section "classifier/$1"
}

set_up_ebpf()
{
	sysctl -q net.core.bpf_jit_enable=1
	in_place tc qdisc add dev eth0 clsact
	attach_ebpf ingress
	attach_ebpf egress
}

# Both programs share the maps, which are pinned there by their names.
take_away_ebpf()
{
	in_place tc qdisc delete dev eth0 clsact
	rm -rf /sys/fs/bpf/tc
}
