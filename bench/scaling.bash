# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# How cost and memory grow with the work, what a change of policy costs, how soon
# a Logoff follows, and what a TLS handshake costs through the library.
#
# shellcheck disable=SC2154 # bench/run sets the folder and the amounts

growing=(phonewall nftables)	# the subjects that are looked at

# measure_under SUBJECT CONDITION CASE...: without a check of verdicts, which
# more open ports change.
measure_under()
{
	local subject=$1 condition=$2
	shift 2

	"$folder/measure" --loops "$loops" "$@" |
		as_objects "$subject" phone "$condition"
}

# quantity SUBJECT WHAT VALUE
quantity()
{
	jq --null-input --compact-output --monochrome-output \
		--arg subject "$1" --arg quantity "$2" --argjson value "$3" \
		'{ $subject, $quantity, $value }'
}

# Flows

# What the kernel has allocated, after a second in which freed memory is
# returned.
used_kilobytes()
{
	sleep 1
	awk '/^(SUnreclaim|VmallocUsed):/ { sum += $2 } END { print sum }' \
		/proc/meminfo
}

# measure_flows SUBJECT COUNT KILOBYTES: the last were in use before the subject
# was set up.
measure_flows()
{
	local subject=$1 count=$2 before=$3 after

	"$folder/flows" "$count"
	after=$(used_kilobytes)
	((count < 100000)) || quantity "$subject" \
		"bytes of memory for each of $count flows" \
		$(((after - before) * 1024 / count))
	measure_under "$subject" "$count flows" udp-answer udp-new-flow
}

# Ports: that of the measured packet, and others.

# open_at_phonewall RANGE...
open_at_phonewall()
{
	in_phone "$folder/open_ports" "$@"
}

# open_at_nftables RANGE...
open_at_nftables()
{
	local elements

	elements=$(IFS=,; echo "$*")
	in_phone nft "flush set inet phone udp_open;
		add element inet phone udp_open { $elements }"
}

# Every sixty-fourth port, 1,024 ranges in all.
scattered_ports()
{
	seq 64 64 65472
	echo 32
}

measure_ports()
{
	local subject=$1 ports

	"open_at_$subject" 16384
	measure_under "$subject" "1 open port" rtp-in
	mapfile -t ports < <(scattered_ports)
	"open_at_$subject" "${ports[@]}"
	measure_under "$subject" "1024 open ports, apart" rtp-in
	"open_at_$subject" 1-65535
	measure_under "$subject" "65535 open ports" rtp-in
}

# A flood to an open port and to closed ones, and a flow older than it.
measure_flood()
{
	local subject=$1 before after

	"$folder/measure" --loops 2 udp-answer >/dev/null
	before=$(used_kilobytes)
	"$folder/flood" "$flood" 16384 9999 16384 10001
	after=$(used_kilobytes)
	measure_under "$subject" "after a flood of $flood packets" \
		udp-answer rtp-in
	quantity "$subject" "kilobytes of memory after a flood of $flood" \
		$((after - before))
}

measure_growth()
{
	local subject count

	for subject in "${growing[@]}"; do
		for count in "${flows[@]}"; do
			with_subject "$subject" phone \
				measure_flows "$subject" "$count" \
				"$(used_kilobytes)"
		done
		with_subject "$subject" phone measure_ports "$subject"
		with_subject "$subject" phone measure_flood "$subject"
	done
}

# Processors

# Each run of bench/pairs is a section of a plugin of QEMU, in this order.
measure_pairs()
{
	local subject=$1 count i

	for ((i = 0; i < 5; i++)); do
		for count in 1 2; do
			jq --null-input --compact-output --monochrome-output \
				--arg subject "$subject" \
				--argjson processors "$count" \
				'{ $subject, $processors }'
			"$folder/pairs" "$count" 20000
		done
	done
}

measure_processors()
{
	local subject

	for subject in none "${growing[@]}"; do
		with_subject "$subject" phone measure_pairs "$subject"
	done
}

# Policies

# object_bytes SUBJECT CACHE: the bytes that the slab allocator uses for a flow.
object_bytes()
{
	quantity "$1" "bytes of a flow's object" \
		"$(cat "/sys/kernel/slab/$2/slab_size")"
}

# change_cost SUBJECT COMMAND...
change_cost()
{
	local subject=$1 cost
	shift

	cost=$(in_phone "$folder/command_cost" "$changes" "$@")
	quantity "$subject" "instructions for a change of the largest policy" \
		"$cost"
}

measure_phonewall_policy()
{
	change_cost phonewall phonewallctl apply "$folder/peers/largest.xml"
	object_bytes phonewall phonewall_flow_ipv4
}

measure_nftables_policy()
{
	change_cost nftables nft -f "$folder/peers/largest.nft"
	object_bytes nftables nf_conntrack
}

measure_policies()
{
	with_subject phonewall phone measure_phonewall_policy
	with_subject nftables phone measure_nftables_policy
	with_subject iptables phone change_cost iptables \
		xtables-legacy-multi iptables-restore \
		"$folder/peers/largest.rules"
}

# Logoffs

# A PC behind the phone, whose eth0 is its switch port.
connect_pc()
{
	ip netns add pc
	ip -n phone link add pc0 type veth \
		peer name eth0 address 02:00:00:00:00:03 netns pc
	ip -n phone link set pc0 up
}

measure_logoff()
{
	local what="instructions from a pulled cable to the Logoff"

	connect_pc
	modprobe phonewall
	quantity phonewall "$what" "$("$folder/logoff" phonewall)"
	rmmod phonewall
	quantity rtnetlink-listener "$what" "$("$folder/logoff" listener)"
}

# TLS

# measure_handshakes TIMES: of a phone's client and of its server.
measure_handshakes()
{
	local side version openssl library

	"$folder/handshake" "$1" >/tmp/handshakes
	while read -r side version openssl library; do
		jq --null-input --compact-output --monochrome-output \
			--arg side "$side" --arg version "TLS $version" \
			--argjson openssl "$openssl" \
			--argjson library "$library" \
			'{ $side, $version, $openssl, $library }'
	done </tmp/handshakes
}
