#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The programs that people and phones use, through the firewall: with the
# factory defaults, and with the keywords that are said to break some of them.

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"

create_files()
{
	mkdir "$work/served" "$work/fetched"
	head -c 50000 /dev/urandom >"$work/served/firmware"
	chmod -R a+rX "$work"
}

# fetched NAME: whether it is what is served.
fetched()
{
	cmp "$work/served/firmware" "$work/fetched/$1"
}

# Ping and traceroute. The PC and the phone reach each other through the LAN
# host as a router, so that a traceroute has two hops.

route_through_lan()
{
	in_lan sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
		net.ipv4.conf.{all,eth0}.send_redirects=0
	in_pc sysctl -qw net.ipv6.conf.eth0.accept_redirects=0
	in_pc ip route add "$phone4" via "$lan4"
	in_pc ip route add "$phone6" via "$lan6"
	in_phone ip route add "$pc4" via "$lan4"
	in_phone ip route add "$pc6" via "$lan6"
}

# hops HOST ARGUMENT...: prints who answers a traceroute, hop by hop.
hops()
{
	local host=$1
	shift

	in_host "$host" traceroute -n -q 1 -w 2 -m 2 "$@" |
		awk 'NR > 1 { printf "%s%s", between, $2; between = " " }'
}

# expect_hops HOST EXPECTED ARGUMENT...
expect_hops()
{
	local host=$1 expected=$2
	shift 2

	expect_equal "hops from $host by traceroute $*" \
		"$(hops "$host" "$@")" "$expected"
}

test_ping_to_phone()
{
	configure
	expect_ping "$phone4" "$phone6" "$phone_link_local%eth0"
	in_lan ping -q -c 1 -W 5 -s 4000 "$phone4"
	in_lan ping -q -c 1 -W 5 -s 4000 "$phone6"
}

test_ping_from_phone()
{
	local address

	configure
	for address in "$lan4" "$lan6" "$pc4" "$pc6"; do
		in_phone ping -q -c 1 -W 5 "$address"
	done
	in_phone ping -q -c 1 -W 5 -s 4000 "$lan6"
}

test_no_icmp_ping()
{
	configure Firewall_Config=NO_ICMP_PING
	expect_no_ping "$phone4" "$phone6"
	expect_hops pc "$lan4 *" -I "$phone4"
	expect_hops pc "$lan6 *" -I "$phone6"
	expect_hops pc "$lan4 $phone4" "$phone4"
	expect_hops pc "$lan6 $phone6" "$phone6"
	in_phone ping -q -c 1 -W 5 "$lan4"
	in_phone ping -q -c 1 -W 5 "$lan6"
}

test_traceroute_to_phone()
{
	configure
	expect_hops pc "$lan4 $phone4" "$phone4"
	expect_hops pc "$lan6 $phone6" "$phone6"
	expect_hops pc "$lan4 $phone4" -I "$phone4"
	expect_hops pc "$lan6 $phone6" -I "$phone6"
}

test_traceroute_from_phone()
{
	configure
	expect_hops phone "$lan4 $pc4" "$pc4"
	expect_hops phone "$lan6 $pc6" "$pc6"
	expect_hops phone "$lan4 $pc4" -I "$pc4"
	expect_hops phone "$lan6 $pc6" -I "$pc6"
}

test_no_icmp_unreachable()
{
	local before

	configure Firewall_Config=NO_ICMP_UNREACHABLE
	before=$(count udp-blocked)
	expect_hops pc "$lan4 *" "$phone4"
	expect_hops pc "$lan6 *" "$phone6"
	expect_equal "probes that the phone blocked" \
		"$(($(count udp-blocked) - before))" 2
	expect_hops pc "$lan4 $phone4" -I "$phone4"
	expect_hops pc "$lan6 $phone6" -I "$phone6"
	expect_hops pc "$lan4 $phone4" -p 16384 "$phone4"
	expect_hops phone "$lan4 $pc4" "$pc4"
	expect_hops phone "$lan6 $pc6" "$pc6"
}

# The web

serve_web()
{
	start "web-$1" in_host "$1" busybox httpd -f -p 80 -h "$work/served"
	wait_for_server "$1" tcp 80
}

test_web_server_of_phone()
{
	configure
	serve_web phone
	in_lan curl -sS -m 20 -o "$work/fetched/a" "http://$phone4/firmware"
	in_pc curl -sS -m 20 -o "$work/fetched/b" "http://[$phone6]/firmware"
	fetched a
	fetched b
	configure Enable_Web_Server=No
	expect_failure in_lan curl -sS -m 1 "http://$phone4/firmware"
	expect_failure in_lan curl -sS -m 1 "http://[$phone6]/firmware"
}

test_web_client_of_phone()
{
	configure Enable_Web_Server=No
	serve_web lan
	in_phone curl -sS -m 20 -o "$work/fetched/c" "http://$lan4/firmware"
	in_phone curl -sS -m 20 -o "$work/fetched/d" "http://[$lan6]/firmware"
	fetched c
	fetched d
}

# DNS, DHCP and TFTP, all served by dnsmasq

start_dnsmasq()
{
	start dnsmasq in_lan dnsmasq --keep-in-foreground --user=root \
		--group=root --conf-file=/dev/null --no-resolv --no-hosts \
		--pid-file= --log-facility=- --log-queries --log-dhcp \
		--address="/proxy.example/$lan4" \
		--address="/proxy.example/$lan6" \
		--dhcp-range=192.0.2.100,192.0.2.110,120s \
		--dhcp-range=2001:db8::100,2001:db8::110,64,120s \
		--dhcp-leasefile="$work/leases" \
		--enable-tftp --tftp-root="$work/served"
	wait_for_server lan udp 69
}

resolve()
{
	in_phone drill -Q "$@"
}

test_dns()
{
	configure
	start_dnsmasq
	expect_equal "A by IPv4" "$(resolve proxy.example "@$lan4" A)" "$lan4"
	expect_equal "AAAA by IPv6" \
		"$(resolve proxy.example "@$lan6" AAAA)" "$lan6"
	expect_equal "A by TCP" \
		"$(resolve -t proxy.example "@$lan4" A)" "$lan4"
}

has_dynamic_address()
{
	in_phone ip address show dev eth0 | grep -E "$1"
}

# lease COMMAND...: runs the DHCP client, and prints the address it gets.
lease()
{
	local family=$1 pattern=$2

	start dhclient in_phone dhclient "-$family" -1 -d -lf "$work/leased" \
		-pf "$work/dhclient.pid" eth0
	wait_for has_dynamic_address "$pattern"
	stop_last KILL || true
}

test_dhcp()
{
	configure
	start_dnsmasq
	lease 4 'inet 192\.0\.2\.1(0[0-9]|10)/'
	grep 'DHCPACK(eth0) 192.0.2.1' "$work/dnsmasq"
}

test_dhcpv6()
{
	configure
	start_dnsmasq
	lease 6 'inet6 2001:db8::1(0[0-9a-f]|10)/'
	grep 'DHCPREPLY(eth0)' "$work/dnsmasq"
}

# TFTP from port 69, and from servers on another

# For IPv4 that is atftpd. It does not serve IPv6; there it is dnsmasq, to which
# the LAN host redirects packets to that port.
serve_tftp_at_other_port()
{
	start_dnsmasq
	start atftpd in_lan atftpd --daemon --no-fork --port 6969 \
		--user root.root --logfile - --bind-address "$lan4" \
		"$work/served"
	wait_for_server lan udp 6969
	in_lan nft -f - <<-EOF
		table ip6 other
		delete table ip6 other
		table ip6 other {
			chain prerouting {
				type filter hook prerouting priority raw;
				udp dport 6969 counter udp dport set 69
			}
		}
	EOF
}

# tftp_from ADDRESS PORT OPTION...: the phone gets the file that is served.
tftp_from()
{
	local address=$1 port=$2 name=tftp
	shift 2

	rm -f "$work/fetched/$name"
	(cd "$work/fetched" && in_phone tftp -m binary "$@" "$address" "$port" \
		-c get firmware "$name")
	fetched "$name"
}

test_tftp_69()
{
	configure
	start_dnsmasq
	tftp_from "$lan4" 69
	tftp_from "$lan6" 69
	tftp_from "$lan4" 69 -R 53240:53245
}

test_tftp_other_port()
{
	local address

	configure
	serve_tftp_at_other_port
	for address in "$lan4" "$lan6"; do
		tftp_from "$address" 6969 -R 53240:53245
		in_phone curl -sS -m 20 --local-port 53240-53245 \
			-o "$work/fetched/curl" \
			"tftp://$(host_of_url "$address"):6969/firmware"
		fetched curl
	done
}

host_of_url()
{
	[[ $1 != *:* ]] || set -- "[$1]"
	echo "$1"
}

# The request still leaves and the server answers: the answers are blocked here.
test_no_cisco_tftp()
{
	local address before

	configure Firewall_Config=NO_CISCO_TFTP
	serve_tftp_at_other_port
	tftp_from "$lan4" 69
	tftp_from "$lan6" 69
	tftp_from "$lan4" 69 -R 53240:53245
	for address in "$lan4" "$lan6"; do
		before=$(count udp-rejected)
		expect_failure in_phone curl -sS -m 2 \
			--local-port 53240-53245 \
			"tftp://$(host_of_url "$address"):6969/firmware"
		(($(count udp-rejected) > before))
	done
}

# Calls

# Counts what has passed every filter, including phonewall.
count_rtp()
{
	in_host "$1" nft -f - <<-EOF
		table inet rtp {
			chain input {
				type filter hook input priority 100;
				udp dport 16384-16483 counter
			}
			chain output {
				type filter hook output priority 100;
				udp sport 16384-16483 counter
			}
		}
	EOF
}

# rtp_packets HOST input|output
rtp_packets()
{
	in_host "$1" nft list chain inet rtp "$2" |
		sed -n 's/.*packets \([0-9]*\) .*/\1/p'
}

# sip_agent ROLE HOST OWN-ADDRESS ARGUMENT...
sip_agent()
{
	local role=$1 host=$2 address=$3
	shift 3

	mkdir -p "$work/$role"
	head -c 16000 /dev/zero | tr '\0' '\377' >"$work/$role/tone.raw"
	cd "$work/$role"
	in_host "$host" sipp -sf "$folder/sip/$role.xml" -i "$address" \
		-mi "$address" -p 5060 -mp 16384 -m 1 -nostdin -timeout 30s \
		-timeout_error -trace_err -error_file errors "$@"
}

expect_rtp()
{
	local from=$1 to=$2 sent received

	sent=$(rtp_packets "$from" output)
	received=$(rtp_packets "$to" input)
	expect_equal "RTP packets from $from to $to" "$received" "$sent"
	((received >= 50))
}

# expect_call CALLER ADDRESS CALLED ADDRESS
expect_call()
{
	count_rtp phone
	count_rtp lan
	start called-output sip_agent called "$3" "$4"
	wait_for_server "$3" udp 5060
	sip_agent caller "$1" "$2" -s called "$4:5060"
	wait "${started[-1]}"
	expect_rtp phone lan
	expect_rtp lan phone
	in_phone nft delete table inet rtp
	in_lan nft delete table inet rtp
}

test_call_to_phone()
{
	configure
	expect_call lan "$lan4" phone "$phone4"
	expect_call lan "[$lan6]" phone "[$phone6]"
}

test_call_from_phone()
{
	configure
	expect_call phone "$phone4" lan "$lan4"
	expect_call phone "[$phone6]" lan "[$lan6]"
}

create_network
create_files
route_through_lan
test_that "ping reaches the phone" test_ping_to_phone
test_that "the phone pings" test_ping_from_phone
test_that "NO_ICMP_PING breaks ping and ICMP traceroute to the phone only" \
	test_no_icmp_ping
test_that "UDP and ICMP traceroutes reach the phone" test_traceroute_to_phone
test_that "the phone traces routes by UDP and ICMP" test_traceroute_from_phone
test_that "NO_ICMP_UNREACHABLE breaks the last hop of a UDP traceroute only" \
	test_no_icmp_unreachable
test_that "curl reads the phone's web server" test_web_server_of_phone
test_that "the phone's curl reads another web server" test_web_client_of_phone
test_that "the phone resolves names" test_dns
test_that "the phone gets a DHCP lease" test_dhcp
test_that "the phone gets a DHCPv6 lease" test_dhcpv6
test_that "the phone gets a file by TFTP from port 69" test_tftp_69
test_that "the phone gets a file by TFTP from another port" \
	test_tftp_other_port
test_that "under NO_CISCO_TFTP only TFTP from port 69 works" \
	test_no_cisco_tftp
test_that "a call to the phone has RTP both ways" test_call_to_phone
test_that "a call from the phone has RTP both ways" test_call_from_phone
run_tests
