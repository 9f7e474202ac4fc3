#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The servers of a SIP domain, as dnsmasq tells them: NAPTR, SRV, CNAME, A and AAAA
# records, answers that come by TCP because they are long, and none at all.

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"

start_dns()
{
	start dnsmasq in_lan dnsmasq --keep-in-foreground --user=root \
		--conf-file=/dev/null --no-resolv --no-hosts --log-queries \
		--log-facility=- --pid-file= "--listen-address=$lan4" \
		--bind-interfaces --local-ttl=600 --local=/example.org/ \
		--host-record=example.org,192.0.2.10 \
		--host-record=one.example.org,192.0.2.11,2001:db8::11 \
		--host-record=two.example.org,192.0.2.12,100 \
		--host-record=dead.example.org,127.0.0.1 \
		--cname=alias.example.org,two.example.org \
		"$@"
	wait_for_server lan udp 53
}

# Auto's records, of which the one of TLS has the lowest order.
all_records=(
	"--naptr-record=example.org,20,1,s,SIP+D2U,,_sip._udp.example.org"
	"--naptr-record=example.org,10,2,S,sips+d2t,,_sips._tcp.example.org"
	"--naptr-record=example.org,10,1,u,E2U+sip,!.*!sip:x@example.org!"
	"--srv-host=_sip._udp.example.org,one.example.org,5070,1,1"
	"--srv-host=_sips._tcp.example.org,two.example.org,5081,2,1"
	"--srv-host=_sips._tcp.example.org,one.example.org,5061,1,1"
)

# expect_found EXPECTED OPTION...: what sip_look_up prints, its lines joined.
expect_found()
{
	local expected=$1
	shift

	expect_equal "sip_look_up $*" "$(in_phone "$tools/sip_look_up" \
		--dns "$lan4" "$@" | sed 's/;.*//' | paste -sd, )" "$expected"
}

test_auto()
{
	local tls="TLS example.org 100,one.example.org 192.0.2.11:5061"

	tls+=",one.example.org [2001:db8::11]:5061"
	tls+=",two.example.org 192.0.2.12:5081"
	start_dns "${all_records[@]}"
	expect_found "$tls" example.org auto
	expect_found "$tls" --secure example.org auto
	expect_found "$tls" --srv --prefix Example.ORG. tls
	expect_found "UDP example.org 600,example.org 192.0.2.10:5099" \
		example.org:5099 auto
}

test_srv()
{
	start_dns "${all_records[@]}"
	expect_found "UDP example.org 600,one.example.org 192.0.2.11:5070,one.example.org [2001:db8::11]:5070" \
		--srv _sip._udp.example.org udp
	expect_found "TCP example.org 600,example.org 192.0.2.10:5060" \
		--srv --prefix example.org tcp
	expect_found "UDP example.org 600,example.org 192.0.2.10:5060" \
		example.org udp
}

test_lies()
{
	start_dns --srv-host=_sip._udp.example.org \
		--srv-host=_sip._tcp.example.org,dead.example.org,5060 \
		--srv-host=_sips._tcp.example.org,alias.example.org,5061
	expect_found "DNS says that it has no such service" \
		--srv --prefix example.org udp
	expect_found "DNS gives only servers that cannot be true" \
		--srv --prefix example.org tcp
	expect_found "TLS example.org 100,alias.example.org 192.0.2.12:5061" \
		--srv --prefix example.org tls
}

# The second server, while nobody listens at the first.
test_failover()
{
	in_lan ip address add 192.0.2.11/24 dev eth0
	in_lan ip address add 192.0.2.12/24 dev eth0
	start_dns "${all_records[@]}"
	start two in_lan socat -u TCP-LISTEN:5081,bind=192.0.2.12,fork /dev/null
	wait_for_server lan tcp 5081
	in_phone "$tools/sip_look_up" --dns "$lan4" --connect example.org auto |
		grep -x "connected: two.example.org 192.0.2.12:5081"
	start one in_lan socat -u TCP-LISTEN:5061,bind=192.0.2.11,fork /dev/null
	wait_for_server lan tcp 5061
	in_phone "$tools/sip_look_up" --dns "$lan4" --connect example.org auto |
		grep -x "connected: one.example.org 192.0.2.11:5061"
}

# Ten records of 60 bytes do not fit into a datagram of 512.
test_tcp()
{
	local i name records=()

	for i in {10..19}; do
		name=server-$i-with-a-name-that-is-long.example.org
		records+=("--srv-host=_sip._tcp.example.org,$name,5060,$i,1"
			"--host-record=$name,192.0.2.$i")
	done
	start_dns "${records[@]}"
	start capture in_lan tcpdump -i eth0 -n -l tcp port 53
	wait_for grep listening "$work/capture"
	in_phone "$tools/sip_look_up" --dns "$lan4" --srv --prefix \
		example.org tcp >"$work/found"
	expect_equal "servers" "$(grep -c server- "$work/found")" 8
	expect_equal "last server" "$(tail -n 1 "$work/found")" \
		"server-17-with-a-name-that-is-long.example.org 192.0.2.17:5060"
	wait_for grep "$lan4.53" "$work/capture"
}

# A server that is silent about TLS alone gets nobody to use UDP.
test_silence()
{
	local begin=$SECONDS

	start_dns "${all_records[@]}" \
		--server=/_sips._tcp.silent.example.org/192.0.2.99 \
		--naptr-record=silent.example.org,1,1,s,SIPS+D2T,,_sips._tcp.silent.example.org \
		--naptr-record=silent.example.org,2,1,s,SIP+D2U,,_sip._udp.example.org
	in_lan ip address add 192.0.2.99/24 dev eth0
	start silent in_lan socat -u UDP-LISTEN:53,bind=192.0.2.99 /dev/null
	wait_for_server lan udp 53
	expect_found "no DNS server tells where it is" silent.example.org auto
	((SECONDS - begin < 20))
}

create_pair
test_that "Auto: NAPTR, then SRV by priority, then A and AAAA" test_auto
test_that "SRV with and without a prefix, and none" test_srv
test_that "a target \".\", a loopback address, and a CNAME" test_lies
test_that "the next server while the first is down" test_failover
test_that "an answer too long for a datagram" test_tcp
test_that "silence about TLS is no leave for UDP" test_silence
run_tests
