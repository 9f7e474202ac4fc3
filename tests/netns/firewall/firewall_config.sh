#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Every keyword of Firewall_Config (the specification's table 5), alone and
# combined.

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"

closed=33434		# where traceroute begins

# expect_options OPTIONS UDP-CANDIDATES UDP-OPEN TCP-CANDIDATES TCP-OPEN
expect_options()
{
	configure "Firewall_Config=$1"
	expect_open udp "$2" "$3"
	expect_open tcp "$4" "$5"
}

test_empty()
{
	expect_options "" "68 5060 7990-8020 11990-12010" "68 5060" \
		"80 7990-8020 11990-12010" 80
}

test_single_ports()
{
	expect_options UDP:8000 7995-8005 8000 7995-8005 ""
	expect_options TCP:12000 11995-12005 "" 11995-12005 12000
	expect_options UDP:8000,TCP:8000 7995-8005 8000 7995-8005 8000
}

test_ranges()
{
	expect_options UDP:8000:8010 7995-8015 8000-8010 7995-8015 ""
	expect_options TCP:12000:12003 11995-12008 "" 11995-12008 12000-12003
	expect_options UDP:8000:8000,TCP:9000:9000 "7999-8001 9000" 8000 \
		"8000 8999-9001" 9000
}

test_edges_of_the_range_of_ports()
{
	expect_options UDP:1,TCP:65535 "1-3 65533-65535" 1 "1-3 65533-65535" \
		65535
	expect_options TCP:1:2,UDP:65534:65535 "1-3 65533-65535" 65534-65535 \
		"1-3 65533-65535" 1-2
	expect_options UDP:1:65535 "1-20 30000-30010 65530-65535" \
		"1-20 30000-30010 65530-65535" "1-20 65530-65535" ""
}

test_example()
{
	expect_ping "$phone4" "$phone6"
	expect_options NO_ICMP_PING,TCP:12000,UDP:8000:8010 \
		"7990-8020 12000" 8000-8010 "8000 11990-12010" 12000
	expect_no_ping "$phone4" "$phone6"
}

test_five_and_five()
{
	expect_options "UDP:8001,UDP:8003,UDP:8005,UDP:8010:8012,\
UDP:8020:8029,TCP:9001,TCP:9003,TCP:9005,TCP:9007,TCP:9010:9019" \
		"7995-8035 9001" "8001 8003 8005 8010-8012 8020-8029" \
		"8001 8995-9025" "9001 9003 9005 9007 9010-9019"
	expect_options "TCP:9000:9001,UDP:8000:8001,TCP:9003:9004,\
UDP:8003:8004,TCP:9006:9007,UDP:8006:8007,TCP:9009:9010,UDP:8009:8010,\
TCP:9012:9013,UDP:8012:8013" \
		"7995-8020 9000" "8000-8001 8003-8004 8006-8007 8009-8010 \
8012-8013" \
		"8000 8995-9020" "9000-9001 9003-9004 9006-9007 9009-9010 \
9012-9013"
}

test_overlaps()
{
	expect_options UDP:16400:16500,UDP:5060,UDP:5055:5062 \
		"5050-5070 16380-16510" "5055-5062 16384-16500" 80 80
	expect_options TCP:79:81,TCP:81:83 80 "" 75-90 79-83
}

test_leniency()
{
	expect_options " udp:8000 , tCp:9000:9001,,uDp:8002, " 7998-8005 \
		"8000 8002" 8998-9005 9000-9001
	expect_options "UDP:1000,UDP:1000,UDP:1000,UDP:1000,UDP:1000,UDP:1000" \
		998-1003 1000 1000 ""
	configure Firewall_Config=no_icmp_ping
	expect_no_ping "$phone4" "$phone6"
}

test_disabled()
{
	configure Firewall=Disabled \
		Firewall_Config=NO_ICMP_PING,NO_ICMP_UNREACHABLE
	expect_ping "$phone4" "$phone6"
	expect_open udp $closed $closed
	probe_options=--no-listener expect_refused udp $closed $closed
}

# A refused option leaves every part of the old configuration in force.
test_refused_options()
{
	local before options

	configure Firewall_Config=UDP:8000,TCP:9000
	before=$(in_phone phonewallctl ports --json)
	for options in UDP:8001,UDP:8002,UDP:8003,UDP:8004,UDP:8005,UDP:8006 \
		TCP:9001,TCP:9002,TCP:9003,TCP:9004,TCP:9005:9007,TCP:9008 \
		UDP:8010:8001 UDP:0 TCP:65536 TCP: UDP:8001:8002:8003 \
		UDP:8001,NO_SUCH_OPTION NO_ICMP_PING:1; do
		expect_failure configure "Firewall_Config=$options"
		expect_equal "what is held after $options" \
			"$(in_phone phonewallctl ports --json)" "$before"
	done
	expect_open udp "7995-8011 9000" 8000
	expect_open tcp "8000 8995-9011" 9000
	expect_ping "$phone4"
}

test_no_icmp_ping()
{
	configure
	expect_ping "$phone4" "$phone6" "$phone_link_local%eth0"
	configure Firewall_Config=NO_ICMP_PING
	expect_no_ping "$phone4" "$phone6" "$phone_link_local%eth0"
	in_phone ping -q -c 1 -W 5 "$lan4"
	in_phone ping -q -c 1 -W 5 "$lan6"
	expect_refused udp $closed $closed
}

# Ports in the RTP range always answer; for an open port without a socket the
# stack answers.
test_no_icmp_unreachable()
{
	local probe_options=--no-listener

	configure
	expect_refused udp "5060 16384 16483 $closed" \
		"5060 16384 16483 $closed"
	configure Firewall_Config=NO_ICMP_UNREACHABLE
	expect_refused udp "5060 16383-16484 $closed 53240" 16384-16483
	expect_silent udp "5060 16383-16484 $closed 53240" \
		"5060 16383 16484 $closed 53240"
	probe_options=
	expect_open udp "5060 16383-16484 $closed" "5060 16384-16483"
	expect_silent udp "5060 16383-16484 $closed" "16383 16484 $closed"
	expect_ping "$phone4" "$phone6"
}

test_rtp_exception_moves()
{
	local probe_options=--no-listener

	configure Firewall_Config=NO_ICMP_UNREACHABLE RTP_Port_Min=20000 \
		RTP_Port_Max=20016
	expect_refused udp "16384 19998-20020" 20000-20017
	expect_silent udp "16384 19998-20020" "16384 19998-19999 20018-20020"
	configure Firewall_Config=NO_ICMP_UNREACHABLE,UDP:20000:20010 \
		RTP_Port_Min=20020 RTP_Port_Max=20010
	expect_refused udp "16380-16390 20000 32760-32770" \
		"16382-16390 20000 32760-32767"
}

test_no_cisco_tftp()
{
	configure Firewall_Config=NO_CISCO_TFTP
	expect_open udp "68 53235-53250" 68
	configure Firewall_Config=NO_CISCO_TFTP,UDP:53241
	expect_open udp "68 53235-53250" "68 53241"
}

# expect_keywords PING UNREACHABLE TFTP: each is the keyword or empty.
expect_keywords()
{
	local tftp=53240-53245 refused="5060 16384 $closed" ping=expect_ping

	[[ -z $1 ]] || ping=expect_no_ping
	[[ -z $2 ]] || refused=16384
	[[ -z $3 ]] || tftp=
	configure "Firewall_Config=$1,$2,$3,UDP:100"
	"$ping" "$phone4" "$phone6"
	expect_open udp "100 53240-53245" "100${tftp:+ $tftp}"
	probe_options=--no-listener expect_refused udp "5060 16384 $closed" \
		"$refused"
}

test_all_combinations()
{
	local ping unreachable tftp

	for ping in "" NO_ICMP_PING; do
		for unreachable in "" NO_ICMP_UNREACHABLE; do
			for tftp in "" NO_CISCO_TFTP; do
				expect_keywords "$ping" "$unreachable" "$tftp"
			done
		done
	done
}

create_network
test_that "an empty field opens the default ports" test_empty
test_that "UDP:port and TCP:port open one port" test_single_ports
test_that "UDP:first:last and TCP:first:last open a range, inclusive" \
	test_ranges
test_that "options reach the first and the last port" \
	test_edges_of_the_range_of_ports
test_that "the specification's example does what it says" test_example
test_that "five UDP and five TCP options, single and range" test_five_and_five
test_that "options may overlap each other and the defaults" test_overlaps
test_that "case, spaces, empty tokens and duplicates do not matter" test_leniency
test_that "options have no effect while the firewall is disabled" \
	test_disabled
test_that "a refused option leaves the old configuration in force" \
	test_refused_options
test_that "NO_ICMP_PING blocks echo requests and nothing else" \
	test_no_icmp_ping
test_that "NO_ICMP_UNREACHABLE silences all UDP ports but those of RTP" \
	test_no_icmp_unreachable
test_that "the exception for RTP moves with its range" \
	test_rtp_exception_moves
test_that "NO_CISCO_TFTP closes the TFTP client ports" test_no_cisco_tftp
test_that "the three keywords work in each of their combinations" \
	test_all_combinations
run_tests
