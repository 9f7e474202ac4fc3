#!/bin/bash
# SPDX-License-Identifier: MIT
#
# phonewall-sip and a domain with several servers: the next one is used when one is
# silent or refused, by UDP and by TLS, and the first again when it lives; and a
# server that wants media security in its own way gets each request once more.
#
#     phone                              lan                        pc
#     eth0 ----------------------------- eth0 --------------------- eth0
#   baresip - 127.0.0.1:5161 -         Kamailio at two addresses   baresip
#   phonewall-sip, phonewalld          dnsmasq

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/tls.bash
. "$(dirname "$0")/tls.bash"
# shellcheck source=tests/netns/harness/sip.bash
. "$(dirname "$0")/sip.bash"

first4=192.0.2.11

# start_servers: DNS prefers the first address of Kamailio to the second, lan4.
start_servers()
{
	in_lan ip address replace "$first4/24" dev eth0
	dns_records=("--host-record=one.$sip_domain,$first4"
		"--srv-host=_sip._udp.$sip_domain,one.$sip_domain,5060,1,1"
		"--srv-host=_sip._udp.$sip_domain,two.$sip_domain,5060,2,1"
		"--srv-host=_sips._tcp.$sip_domain,one.$sip_domain,5061,1,1"
		"--srv-host=_sips._tcp.$sip_domain,two.$sip_domain,5061,2,1")
	start_sip_dns
	sip_listen="listen=udp:$first4:5060\nlisten=tls:$first4:5061"
	start_kamailio
}

# block VERDICT: what comes for the first address is dropped or rejected.
block()
{
	in_lan nft -f - <<-END
		table inet block {
			chain input {
				type filter hook input priority 0
				ip daddr $first4 $1
			}
		}
	END
}

unblock()
{
	in_lan nft delete table inet block
}

# is_at ADDRESS: whether line 1 uses this server.
is_at() { [[ $(line .address) == "$1":* ]]; }

start_line()
{
	start_edge "Proxy_1_=$sip_domain" "SIP_Transport_1_=$1" \
		Use_DNS_SRV_1_=Yes DNS_SRV_Auto_Prefix_1_=Yes \
		User_ID_1_=alice Password_1_=secret
}

# moves TRANSPORT VERDICT: the first server dies, and lives again.
moves()
{
	start_servers
	block "$2"
	start_line "$1"
	start_alice udp
	wait_for grep "registered alice" "$work/kamailio"
	wait_for is_at "$lan4"
	unblock
	wait_for is_at "$first4"
	stop_alice
	start_alice udp
	wait_for said_times kamailio "registered alice" 2
	is_at "$first4"
}

test_silent() { moves UDP drop; }
test_refused() { moves UDP "reject with icmpx port-unreachable"; }
test_tls() { moves TLS "meta l4proto tcp reject with tcp reset"; }

# The state and the reason of one moment: the line soon tries again.
is_broken()
{
	[[ $(line '"\(.state) \(.fault)"') =~ ^failed.*(closed|refused|reset) ]]
}

# The server ends while the line is in use, and comes back.
test_reconnection()
{
	start_servers
	start_line TLS
	start_alice udp
	wait_for grep "registered alice" "$work/kamailio"
	kill -KILL "${started[1]}"	# Kamailio
	wait_for is_broken
	start_kamailio
	wait_for line_is ready
	stop_alice
	start_alice udp
	wait_for grep "registered alice" "$work/kamailio"
}

stop_alice()
{
	kill -KILL "$alice"
	wait "$alice" || true
}

# What Kamailio does with requests of the phone before all else.
# shellcheck disable=SC2016 # they are Kamailio's
at_request='
	if (!is_method("ACK") \&\& $fU == "alice" \&\& !has_totag()) {
		xlog("L_ERR", "asked $rm $cs, verify $hdr(Security-Verify), tag $hdr(Require)\\n");
		# refusal
		remove_hf("Require");
		remove_hf("Proxy-Require");
	}
'

# start_refusing SCRIPT: Kamailio that refuses for what it finds in a request.
start_refusing()
{
	at_start=${at_request/'# refusal'/"$1"}
	at_start=${at_start//$'\n'/}
	start_sip_dns
	start_kamailio
}

refuse_with()
{
	printf '%s' "append_to_reply(\"$2\\\\r\\\\n\"); " \
		"sl_send_reply(\"$1\", \"Refused\"); exit;"
}

# The server begins: the phone does not ask for media security.
test_server_begins()
{
	start_refusing "if (!is_present_hf(\"Security-Verify\")) { $(refuse_with \
		421 "Security-Server: sdes-srtp;mediasec") }"
	start_edge "Proxy_1_=$sip_domain" SIP_Transport_1_=TLS \
		User_ID_1_=alice Password_1_=secret
	start_alice udp
	wait_for grep "registered alice" "$work/kamailio"
	wait_for grep "200 OK" "$work/alice"
	wait_for grep '"mediasec":"agreed"' "$sip_run/status.json"
}

# Another tag than that which TLS has, and then another list for calls.
test_other_tag_and_list()
{
	start_refusing "if (\$hdr(Require) == \"mediasec\") { $(refuse_with 420 \
		"Unsupported: mediasec") } if (is_method(\"INVITE\") \
		\\&\\& \$hdr(Security-Verify) != \"sdes-srtp;mediasec;v=2\") { \
		$(refuse_with 494 "Security-Server: sdes-srtp;mediasec;v=2") }"
	start_edge "Proxy_1_=$sip_domain" SIP_Transport_1_=TLS \
		User_ID_1_=alice Password_1_=secret MediaSec_Request_1_=Yes
	start_alice udp
	wait_for grep "registered alice" "$work/kamailio"
	start_bob
	wait_for grep "registered bob" "$work/kamailio"
	tell phone dial "sip:bob@$sip_domain"
	wait_for said_times alice "Call established" 1
	tell phone hangup
	wait_for grep "got BYE by .* from alice" "$work/kamailio"
	wait_for said_times bob "session closed" 1
	expect_failure grep -E "got ACK.* from alice, [^1]" "$work/kamailio"
	grep "asked INVITE .*verify sdes-srtp;mediasec;v=2, tag sec-agree" \
		"$work/kamailio"
}

create_network
create_sip_user
tls_host=$sip_domain
make_tls_certificates

test_that "a silent server gives way to the next, until it lives" test_silent
test_that "so does one that refuses" test_refused
test_that "so does one that has no TLS connection" test_tls
test_that "a connection is made again" test_reconnection
test_that "the server begins with media security" test_server_begins
test_that "it wants another tag, and another list" test_other_tag_and_list

run_tests
