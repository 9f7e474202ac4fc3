#!/bin/bash
# SPDX-License-Identifier: MIT
#
# What SIP has for calls, through phonewall-sip: sipp is the stack and the server.
# What the edge need not change arrives byte for byte.
#
#     phone                              lan
#     eth0 ----------------------------- eth0
#   sipp - 127.0.0.1:5161 -            sipp, behind socat for TLS, dnsmasq
#   phonewall-sip, phonewalld

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/tls.bash
. "$(dirname "$0")/tls.bash"
# shellcheck source=tests/netns/harness/sip.bash
. "$(dirname "$0")/sip.bash"
# shellcheck source=tests/netns/harness/sipp.bash
. "$(dirname "$0")/sipp.bash"

# use_ipv4, use_ipv6: what is between the stack, the edge and the server. What the
# messages have of "[" is for sipp, which takes it for a keyword.
use_ipv4()
{
	lan=$lan4 lan_uri=$lan4 lan_media="IP4 $lan4" socat_family=ip4
	own=127.0.0.1 own_uri=127.0.0.1 own_media="IP4 127.0.0.1"
	phone_uri=$phone4 phone_media="IP4 $phone4"
	edge_at=$own_uri bob=sip:bob@$lan_uri:5060
}

use_ipv6()
{
	lan=$lan6 lan_uri="\\x5b$lan6]" lan_media="IP6 $lan6" socat_family=ip6
	sip_address=$lan6	# the domain has AAAA alone
	own=::1 own_uri="\\x5b::1]" own_media="IP6 ::1"
	phone_uri="\\x5b$phone6]" phone_media="IP6 $phone6"
	edge_at=$own_uri bob=sip:bob@$lan_uri:5060
}

# with_sdp SIDE DIRECTION [HEADER]...: the side's Contact, and its media.
with_sdp()
{
	local address=$lan_media contact="<$bob>"

	[[ $1 == server ]] || address=$own_media contact=$stack
	printf '%s\n' "${@:3}" "Contact: $contact;x=\"a, b\"" \
		"Supported: 100rel, timer, replaces" \
		"Content-Type: application/sdp" "" v=0 \
		"o=- 1 $((sequence + 1)) IN $address" \
		"s=a name with  two spaces" "c=IN $address" "t=0 0" \
		"m=audio 16384 RTP/AVP 0 101" "a=rtpmap:0 PCMU/8000" \
		"a=x-unknown:value ; of=nobody" "a=$2"
}

timer="Session-Expires: 1800;refresher=uac"

register()
{
	request stack register REGISTER "sip:$sip_domain" \
		<<<"Contact: $stack;expires=60"
	respond server register "200 OK" r <<<"Contact: $outside;expires=60"
}

# begin_call: two phones ring, there is early media, and both answer; the second
# is hung up.
begin_call()
{
	request stack invite INVITE "sip:bob@$sip_domain" < <(with_sdp stack \
		sendrecv "$timer" "X-Unknown:  Two  spaces, a=\"quoted \\\" part\"" \
		"Subject: a text that" "  goes on in another line")
	respond server invite "100 Trying" </dev/null
	respond server invite "180 Ringing" two <<<"Contact: <$bob>"
	respond server invite "183 Session Progress" server < <(with_sdp server \
		sendrecv "RSeq: 1" "Require: 100rel")
	to_tag=server
	request stack prack PRACK "$bob" <<<"RAck: 1 2 INVITE"
	respond server prack "200 OK" </dev/null
	request stack update UPDATE "$bob" < <(with_sdp stack sendrecv)
	respond server update "200 OK" < <(with_sdp server sendrecv)
	respond server invite "200 OK" server < <(with_sdp server sendrecv "$timer")
	request stack ack ACK "$bob" invite </dev/null
	respond server invite "200 OK" two < <(with_sdp server sendrecv)
	to_tag=two
	request stack ack2 ACK "$bob" invite </dev/null
	request stack bye2 BYE "$bob" </dev/null
	respond server bye2 "200 OK" </dev/null
	to_tag=server
}

# hold: by the stack; the server ends it, and refreshes the session.
hold()
{
	request stack hold INVITE "$bob" < <(with_sdp stack sendonly "$timer")
	respond server hold "200 OK" < <(with_sdp server recvonly)
	request stack ack3 ACK "$bob" hold </dev/null
	to_tag=stack
	request server resume INVITE "$alice" < <(with_sdp server sendrecv "$timer")
	respond stack resume "200 OK" < <(with_sdp stack sendrecv)
	request server ack4 ACK "$alice" resume </dev/null
	request server refresh UPDATE "$alice" <<<"$timer"
	respond stack refresh "422 Session Interval Too Small" <<<"Min-SE: 3600"
}

transfer()
{
	to_tag=server
	request stack refer REFER "$bob" <<-END
		Refer-To: <sip:carol@$sip_domain?Replaces=a%40b%3Bto-tag%3Dc>
		Referred-By: <sip:alice@$sip_domain>
	END
	respond server refer "202 Accepted" </dev/null
	to_tag=stack
	request server progress NOTIFY "$alice" <<-END
		Event: refer
		Subscription-State: active;expires=60
		Content-Type: message/sipfrag;version=2.0

		SIP/2.0 100 Trying
	END
	respond stack progress "200 OK" </dev/null
}

multipart()
{
	request server info INFO "$alice" <<-END
		Content-Type: multipart/mixed; boundary="a b"
		MIME-Version: 1.0

		--a b
		Content-Type: text/plain

		From: <sip:nobody@127.0.0.1:5070>, which is no header
		--a b
		Content-Type: application/x-unknown

		$(printf 'x%.0s' {1..3000})
		--a b--
	END
	respond stack info "200 OK" </dev/null
}

end_call()
{
	to_tag=server
	request stack bye BYE "$bob" <<<'Reason: Q.850;cause=16;text="ends"'
	respond server bye "200 OK" </dev/null
	to_tag=
}

# outside_calls: what needs none; more than a packet holds, and compact forms.
outside_calls()
{
	request stack message MESSAGE "sip:bob@$sip_domain" <<-END
		Content-Type: text/plain;charset=utf-8

		Grüße, 你好 $(printf 'long %.0s' {1..500})
	END
	respond server message "202 Accepted" m </dev/null
	request stack subscribe SUBSCRIBE "sip:bob@$sip_domain" <<-END
		o: presence
		m: $stack
		k: timer
		u: presence
		s: compact
	END
	respond server subscribe "200 OK" s <<<"Expires: 60"
	request server notify NOTIFY "$alice" <<-END
		Event: presence
		Subscription-State: active
		c: text/plain

		open
	END
	respond stack notify "200 OK" n </dev/null
	request server options OPTIONS "$alice" <<<"Accept: application/sdp, */*;q=0.1"
	respond stack options "200 OK" o <<<"Allow: INVITE, ACK, UNKNOWN"
	request stack unknown FROB.NI-CATE "sip:bob@$sip_domain;x=y" \
		<<<"X: ,;=\"<>"
	respond server unknown "501 Not Implemented" u </dev/null
}

# cancel: a call in each direction.
cancel()
{
	request stack invite2 INVITE "sip:bob@$sip_domain" < <(with_sdp stack sendrecv)
	respond server invite2 "180 Ringing" c </dev/null
	request stack cancel2 CANCEL "sip:bob@$sip_domain" invite2 </dev/null
	respond server cancel2 "200 OK" c </dev/null
	respond server invite2 "487 Request Terminated" c </dev/null
	request stack ack5 ACK "sip:bob@$sip_domain" invite2 </dev/null
	request server invite3 INVITE "$alice" < <(with_sdp server sendrecv)
	respond stack invite3 "180 Ringing" d </dev/null
	request server cancel3 CANCEL "$alice" invite3 </dev/null
	respond stack cancel3 "200 OK" d </dev/null
	respond stack invite3 "487 Request Terminated" d </dev/null
	request server ack6 ACK "$alice" invite3 </dev/null
}

# features TRANSPORT STACK_TRANSPORT [PROXY]: of the line, and to the stack.
features()
{
	local inner=$own_uri:5070 outer=$phone_uri:5060 server=$1

	[[ $1 == UDP ]] || outer+=";transport=${1,,}"
	[[ $2 == UDP ]] || inner+=";transport=${2,,}"
	stack="<sip:alice@$inner>"
	outside="<sip:alice@$outer>"
	alice=sip:alice@$outer
	begin_exchange
	register
	begin_call
	hold
	transfer
	multipart
	end_call
	outside_calls
	cancel
	end_exchange
	[[ $1 != TLS ]] || server=TCP
	start_sip_dns
	start server exchange_at server lan "$lan" "$server"
	wait_for_server lan "${server,,}" 5060
	if [[ $1 == TLS ]]; then
		start tls in_lan socat "OPENSSL-LISTEN:5061,pf=$socat_family,fork,\
verify=0,cert=$pki/right.pem,key=$pki/server.key" "TCP:${lan_uri/\\x5b/[}:5060"
		wait_for_server lan tcp 5061
	fi
	start_edge "Proxy_1_=${3:-$sip_domain}" "SIP_Transport_1_=$1"
	wait_for line_is ready
	start stack exchange_at stack phone "$own" "$2" "${own_uri/\\x5b/[}:5161"
	end_of_exchange "${started[-1]}"
	end_of_exchange "${started[1]}"
	inner=${inner/]/\\]} outer=${outer/]/\\]}
	expect_unharmed "${inner/\\x5b/\\[}" "${outer/\\x5b/\\[}" \
		"$own_media" "$phone_media"
}

create_network
create_sip_user
tls_host=$sip_domain
make_tls_certificates

sanitize_phonewalld
# over_ipv6 ARGUMENT...: of features; from ::1, and to the server.
over_ipv6()
{
	use_ipv6
	features "$@"
}

use_ipv4
test_that "all features over UDP" features UDP UDP
test_that "over TCP, from a stack that uses TCP" features TCP TCP
test_that "over TLS, from a stack that uses UDP" features TLS UDP
test_that "over UDP and IPv6, to an address" over_ipv6 UDP UDP "[$lan6]"
test_that "over TLS and IPv6, from a stack that uses TCP" over_ipv6 TLS TCP
run_tests
