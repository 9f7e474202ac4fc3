#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Large transfers, with and without the offloads that change what a packet is,
# and with and without early demultiplexing.

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/streams.bash
. "$folder/streams.bash"

large=60000000
small=8000000
segment=1460		# the most that one Ethernet frame holds of TCP

create_files()
{
	local size

	mkdir "$work/served"
	for size in "$large" "$small"; do
		head -c "$size" /dev/urandom >"$work/served/$size"
		md5sum <"$work/served/$size" >"$work/sum-$size"
	done
}

serve_web()
{
	start web-phone in_phone busybox httpd -f -p 80 -h "$work/served"
	start web-lan in_lan busybox httpd -f -p 80 -h "$work/served"
	wait_for_server phone tcp 80
	wait_for_server lan tcp 80
}

set_device_offloads()
{
	in_host "$1" ethtool -K "$2" tx "$3" sg "$3" tso "$3" gso "$3" \
		gro "$3" >/dev/null
}

# set_offloads on|off: on every device between phone and LAN.
set_offloads()
{
	local host

	for host in phone lan; do
		set_device_offloads "$host" eth0 "$1"
		set_device_offloads switch "$host" "$1"
	done
}

# expect_transfer SIZE HOST ADDRESS: the host fetches the whole file of that
# size.
expect_transfer()
{
	expect_equal "checksum of what $2 got from $3" \
		"$(in_host "$2" curl -sS -m 60 "http://$3/$1" | md5sum)" \
		"$(cat "$work/sum-$1")"
}

# The longest of the TCP packets in a dump.
longest_packet()
{
	in_lan tcpdump -nn -r "$work/packets" 2>/dev/null |
		sed -n 's/.*length \([0-9]*\).*/\1/p' | sort -n | tail -n 1
}

# expect_packets TEST SIZE HOST ADDRESS: compares the longest packet at the
# host's filter during a transfer with a segment.
expect_packets()
{
	local dump

	start dump in_host "$3" tcpdump -i eth0 -s 100 -c 300 \
		-w "$work/packets" tcp src port 80
	dump=${started[-1]}
	wait_for grep -q "listening on" "$work/dump"
	expect_transfer "$2" "$3" "$4"
	wait "$dump"
	test "$(longest_packet)" "$1" "$segment"
}

test_full_offload()
{
	configure
	set_offloads on
	serve_web
	expect_packets -gt "$large" phone "$lan4"
	expect_packets -gt "$large" phone "[$lan6]"
	expect_packets -gt "$large" lan "$phone4"
	expect_packets -gt "$large" lan "[$phone6]"
}

test_no_offload()
{
	configure
	set_offloads off
	serve_web
	expect_packets -le "$small" phone "$lan4"
	expect_packets -le "$small" phone "[$lan6]"
	expect_packets -le "$small" lan "$phone4"
	expect_packets -le "$small" lan "[$phone6]"
}

# expect_merged ADDRESS: the filter sees far fewer packets than come in, as with
# a network card that offloads receiving only. Before 5.13 veth merges nothing
# without an XDP program.
expect_merged()
{
	local before seen sent=$((small / segment)) merged=0

	before=$(count live-flow)
	expect_transfer "$small" phone "$1"
	seen=$(($(count live-flow) - before))
	! kernel_is_since 5 13 || merged=1
	echo "$seen packets seen, $sent sent"
	((merged == (seen * 4 < sent * 3)))
}

test_receive_offload()
{
	configure
	set_offloads off
	in_phone ethtool -K eth0 gro on
	serve_web
	expect_merged "$lan4"
	expect_merged "[$lan6]"
}

# iperf ADDRESS ARGUMENT...: between the LAN and a server on the phone. The
# receiver does not wait for the last bytes.
iperf()
{
	local address=$1
	shift

	start server in_phone iperf3 --server --one-off
	wait_for_server phone tcp 5201
	in_lan iperf3 --client "$address" --bytes "$large" --json "$@" \
		>"$work/measured"
	jq -e ".end | .sum_sent.bytes >= $large and
		.sum_received.bytes >= $large / 2" "$work/measured"
	wait "${started[-1]}"
}

test_iperf()
{
	configure Firewall_Config=TCP:5201
	set_offloads on
	iperf "$phone4"
	iperf "$phone6" --reverse
}

# UDP, with checksums for the receiver to complete, and without.
expect_datagrams()
{
	serve_stream phone udp 5060
	serve_stream lan udp 7000
	start_stream lan udp "$phone4" 5060
	start_stream lan udp "$phone6" 5060
	start_stream phone --unconnected udp "$lan4" 7000
	start_stream phone udp "$lan6" 7000
	expect_streams
	end_streams
}

test_datagrams()
{
	configure
	set_offloads off
	expect_datagrams
	stop_all
	started=()
	set_offloads on
	expect_datagrams
}

# set_early_demux IP TCP UDP: each 0 or 1. The settings are for IPv6 too.
set_early_demux()
{
	in_phone sysctl -qw "net.ipv4.ip_early_demux=$1" \
		"net.ipv4.tcp_early_demux=$2" "net.ipv4.udp_early_demux=$3"
}

# Only the phone's flows and the open ports are let in.
test_early_demux()
{
	set_early_demux "$@"
	trap 'set_early_demux 1 1 1; stop_all' EXIT
	configure
	set_offloads on
	serve_web
	expect_transfer "$small" phone "$lan4"
	expect_transfer "$small" phone "[$lan6]"
	expect_transfer "$small" lan "$phone4"
	expect_transfer "$small" lan "[$phone6]"
	expect_datagrams
	expect_open udp "16383-16385 7000" "16384-16385"
	expect_silent tcp "79 81 7000" "79 81 7000"
}

create_network
create_files
test_that "transfers with full offload are whole" test_full_offload
test_that "transfers without any offload are whole" test_no_offload
test_that "transfers that the receiver merges are whole" test_receive_offload
test_that "iperf3 transfers all, in both directions" test_iperf
test_that "datagrams pass with offloads off and on" test_datagrams
test_that "everything works with early demultiplexing" test_early_demux 1 1 1
test_that "everything works without early demultiplexing" test_early_demux 0 0 0
test_that "everything works with early demultiplexing of UDP only" \
	test_early_demux 1 0 1
run_tests
