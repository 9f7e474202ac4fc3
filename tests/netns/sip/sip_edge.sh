#!/bin/bash
# SPDX-License-Identifier: MIT
#
# phonewall-sip between an unmodified baresip and Kamailio: it registers and calls
# over UDP, TCP and TLS, and an impostor gets nothing.
#
#     phone                              lan                 pc
#     eth0 ----------------------------- eth0 -------------- eth0
#   baresip - 127.0.0.1:5161 -         Kamailio, dnsmasq   baresip, or
#   phonewall-sip, phonewalld                              an impostor

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/tls.bash
. "$(dirname "$0")/tls.bash"
# shellcheck source=tests/netns/harness/sip.bash
. "$(dirname "$0")/sip.bash"

registers()
{
	local word=${1,,}

	start_sip_dns
	start_kamailio
	start_edge "Proxy_1_=$sip_domain" "SIP_Transport_1_=$1" \
		User_ID_1_=alice Password_1_=secret
	wait_for line_is ready
	start_alice "$2"
	wait_for grep "registered alice at <sip:alice[^@]*@$phone4:5060.* by $word" \
		"$work/kamailio"
	wait_for grep "200 OK" "$work/alice"
}

test_udp() { registers UDP udp; }
test_tcp() { registers TCP tcp; }
test_tls() { registers TLS udp; }

# calls TRANSPORT: in both directions, and each side ends one.
calls()
{
	registers "$1" udp
	start_bob
	wait_for grep "registered bob" "$work/kamailio"
	tell phone dial "sip:bob@$sip_domain"
	wait_for said_times alice "Call established" 1
	wait_for said_times bob "Call established" 1
	tell pc hangup
	wait_for said_times alice "session closed" 1
	tell pc dial "sip:alice@$sip_domain"
	wait_for said_times alice "Call established" 2
	wait_for said_times bob "Call established" 2
	tell phone hangup
	wait_for grep "got BYE by .* from alice" "$work/kamailio"
	wait_for said_times bob "session closed" 1
	expect_equal "Via of what the registrar got from alice" "$(sed -n \
		's/.*got INVITE by .* from alice, \(.*\) Via/\1/p' \
		"$work/kamailio" | sort -u)" 1
}

test_calls_udp() { calls UDP; }
test_calls_tls() { calls TLS; }

# listen_as CERTIFICATE: prints what comes; it would end with its input.
listen_as()
{
	in_pc openssl s_server -accept 5061 -cert "$pki/$1.pem" \
		-key "$pki/server.key" <"$work/commands"
}

stop_alice()
{
	kill -KILL "$alice"
	wait "$alice" || true
}

# What an impostor is sent after the handshake is printed by s_server. The right
# server, whose certificate alone differs, is the positive control.
test_impostor()
{
	mkfifo "$work/commands"
	exec 3<>"$work/commands"
	start_sip_dns
	start impostor listen_as false
	wait_for_server pc tcp 5061
	start_edge Proxy_1_=example.org SIP_Transport_1_=TLS \
		User_ID_1_=alice Password_1_=secret
	wait_for line_is failed
	sed -i "s/alice@$sip_domain/alice@example.org/" "$work/alice.d/accounts"
	start alice in_phone baresip -f "$work/alice.d"
	alice=${started[-1]}
	wait_for grep "503 Service Unavailable" "$work/alice"
	line .fault | grep "the certificate of 'example.org' is refused"
	expect_failure grep -E "REGISTER|SIP/2.0" "$work/impostor"
	kill -KILL "${started[1]}"	# the impostor
	wait_for expect_failure listens pc tcp 5061
	start right listen_as true
	wait_for line_is ready
	stop_alice
	start alice in_phone baresip -f "$work/alice.d"
	wait_for grep "REGISTER sip:example.org SIP/2.0" "$work/right"
	expect_failure grep -E "REGISTER|SIP/2.0" "$work/impostor"
}

# ask_phone FILE: sends a message to the phone's port from the PC, and prints
# what comes back.
ask_phone()
{
	in_pc socat -t 1 - "UDP:$phone4:5060,sourceport=5066" <"$1"
}

# invite [HEADER]: a call from a stranger.
invite()
{
	printf '%s\r\n' "INVITE sip:alice@$phone4:5060 SIP/2.0" \
		"Via: SIP/2.0/UDP $pc4:5066;branch=z9hG4bK$RANDOM;rport" \
		"Max-Forwards: 70" "From: <sip:x@example.net>;tag=$RANDOM" \
		"To: <sip:alice@$sip_domain>${1:-}" "Call-ID: $RANDOM@pc" \
		"CSeq: 1 INVITE" "Contact: <sip:x@$pc4:5066>" \
		"Content-Length: 0" "" >"$work/invite"
}

# is_in_force GENERATION: whether phonewall-sip follows this configuration.
is_in_force()
{
	[[ $(jq .generation "$sip_run/status.json") == "$1" ]]
}

test_challenge()
{
	registers UDP udp
	invite
	ask_phone "$work/invite" >"$work/answers"
	grep -E "SIP/2.0 (100|180|200)" "$work/answers"
	stop_alice
	write_configuration Line_Enable_1_=Yes "Proxy_1_=$sip_domain" \
		User_ID_1_=alice Password_1_=secret Auth_INVITE_1_=Yes \
		Auth_Support_RFC8760_1_=Yes >"$cfg"
	wait_for is_in_force 2
	wait_for line_is ready
	start_alice udp
	wait_for said_times kamailio "registered alice" 2
	invite
	ask_phone "$work/invite" >"$work/answers"
	grep "SIP/2.0 401 Unauthorized" "$work/answers"
	expect_equal algorithms "$(sed -n 's/.*algorithm=\([^,\r]*\).*/\1/p' \
		"$work/answers" | xargs)" "SHA-256 SHA-512-256 MD5"
	expect_failure grep -E "SIP/2.0 (100|180|200)" "$work/answers"
	invite ";tag=unknown"
	ask_phone "$work/invite" >"$work/answers"
	grep "SIP/2.0 401 Unauthorized" "$work/answers"
	expect_failure grep -E "SIP/2.0 (100|180|200|481)" "$work/answers"
	wait_for grep "an INVITE without the line's password" \
		"$sip_run/status.json"
}

test_nonproxy()
{
	start_sip_dns
	start_kamailio
	start_edge "Proxy_1_=$sip_domain" User_ID_1_=alice Password_1_=secret \
		Block_Nonproxy_SIP=Yes
	wait_for line_is ready
	start_alice udp
	wait_for grep "registered alice" "$work/kamailio"
	invite
	ask_phone "$work/invite" >"$work/answers"
	expect_equal answers "$(cat "$work/answers")" ""
	wait_for grep "SIP of another than the proxy" "$sip_run/status.json"
}

# The registrar's list comes with its challenge, and is mirrored in the stack's
# next request.
test_mediasec()
{
	at_challenge='append_to_reply("Security-Server: msrp-tls;mediasec'
	at_challenge+='\\r\\nSecurity-Server: sdes-srtp ; mediasec\\r\\n");'
	start_sip_dns
	start_kamailio
	start_edge "Proxy_1_=$sip_domain" SIP_Transport_1_=TLS \
		User_ID_1_=alice Password_1_=secret MediaSec_Request_1_=Yes
	wait_for line_is ready
	start_alice udp
	wait_for grep "verify msrp-tls;mediasec and sdes-srtp ; mediasec, client \
sdes-srtp;mediasec, require mediasec" "$work/kamailio"
	wait_for grep '"mediasec":"agreed"' "$sip_run/status.json"
	in_phone phonewallctl sip --run-directory "$sip_run" >"$work/shown"
	grep "media security.*agreed" "$work/shown"
	grep "certificate.*CN=right" "$work/shown"
}

create_network
create_sip_user
tls_host=$sip_domain
make_tls_certificates
make_key stranger "${tls_curve[@]}"
make_authority stranger
tls_host=example.org
write_configuration_of_authority >"$pki_configuration"
issue true server server
issue false server server -CA "$pki/stranger.pem" -CAkey "$pki/stranger.key"
write_baresip "$work/alice.d" 127.0.0.1:5070 "<sip:alice@$sip_domain>;\
auth_user=alice;auth_pass=secret;regint=60;\
outbound=\"sip:127.0.0.1:5161;transport=udp\""

sanitize_phonewalld
test_that "an unmodified stack registers over UDP" test_udp
test_that "it registers over TCP" test_tcp
test_that "it registers over TLS" test_tls
test_that "calls in both directions over UDP" test_calls_udp
test_that "calls in both directions over TLS" test_calls_tls
test_that "an impostor gets nothing" test_impostor
test_that "a caller without the password is challenged" test_challenge
test_that "others than the proxy are not heard" test_nonproxy
test_that "media security is negotiated for the stack" test_mediasec

run_tests
