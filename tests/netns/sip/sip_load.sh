#!/bin/bash
# SPDX-License-Identifier: MIT
#
# phonewall-sip under load: a flood of INVITEs without credentials, and sixteen lines
# at once, each with its own rules.
#
#     phone                              lan                 pc
#     eth0 ----------------------------- eth0 -------------- eth0
#   alice - 127.0.0.1:5161 -           Kamailio, dnsmasq   bob, sipp
#   phonewall-sip, phonewalld

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/tls.bash
. "$(dirname "$0")/tls.bash"
# shellcheck source=tests/netns/harness/sip.bash
. "$(dirname "$0")/sip.bash"

write_flood()
{
	cat <<-END
		<?xml version="1.0"?>
		<scenario name="flood"><send><![CDATA[
		INVITE sip:alice@$phone4:5060 SIP/2.0
		Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch];rport
		Max-Forwards: 70
		From: <sip:x@example.net>;tag=[call_number]
		To: <sip:alice@$sip_domain>
		Call-ID: [call_id]
		CSeq: 1 INVITE
		Contact: <sip:x@[local_ip]:[local_port]>
		Content-Length: 0

		]]></send></scenario>
	END
}

# flood: a thousand a second until the test ends.
flood()
{
	in_pc sipp -sf "$work/flood.xml" -r 1000 -i "$pc4" -p 5099 -t u1 \
		-nostdin "$phone4:5060"
}

# memory: of phonewall-sip, in kilobytes.
memory()
{
	awk '/^VmRSS/ { print $2 }' "/proc/$1/status"
}

refused() { line .refused; }

has_refused() { (($(refused) >= $1)); }

# A call that stands before the flood is ended in it, and another one is made, which
# the line's password lets in.
test_flood()
{
	local edge before begin count

	start_sip_dns
	start_kamailio
	start_edge "Proxy_1_=$sip_domain" User_ID_1_=alice Password_1_=secret \
		Auth_INVITE_1_=Yes
	edge=${started[-1]}
	wait_for line_is ready
	start_alice udp
	write_baresip "$work/bob.d" "$pc4:5070" "<sip:bob@$sip_domain>;\
auth_user=alice;auth_pass=secret;answermode=auto;regint=60;\
outbound=\"sip:$lan4;transport=udp\""
	start bob in_pc baresip -f "$work/bob.d"
	wait_for grep "registered alice" "$work/kamailio"
	wait_for grep "registered bob" "$work/kamailio"
	tell pc dial "sip:alice@$sip_domain"
	wait_for said_times alice "Call established" 1
	before=$(memory "$edge")
	begin=$EPOCHSECONDS
	start flood flood
	wait_for has_refused 1000
	tell pc hangup
	wait_for said_times alice "session closed" 1
	tell pc dial "sip:alice@$sip_domain"
	wait_for said_times alice "Call established" 2
	count=$(refused)
	wait_for has_refused "$((count + 1000))"
	tell phone hangup
	wait_for said_times bob "session closed" 1
	kill -0 "${started[-1]}"	# it was a flood until now
	count=$(refused)
	echo "# refused $count in $((EPOCHSECONDS - begin)) s," \
		"$before kB before, $(memory "$edge") kB after" >&3
	(($(memory "$edge") - before < 256))
	line .last_refusal | grep "too many INVITEs at once"
}

# sixteen_lines: their parameters. The certificate is not of other.example.com, and
# example.org is not in the list.
sixteen_lines()
{
	local line transport=(TLS UDP TCP TLS) host

	echo "Restricted_Access_Domains=$sip_domain"
	for line in {1..16}; do
		host=$sip_domain
		((line % 4)) || host=other.$sip_domain
		((line != 16)) || host=example.org
		printf "%s_${line}_=%s\n" Line_Enable Yes Proxy "$host" \
			User_ID "line$line" Password secret \
			SIP_Transport "${transport[line % 4]}" \
			TLS_Name_Validate "$( ((line % 8)) && echo Yes || echo No)" \
			Auth_INVITE "$( ((line < 9)) && echo Yes || echo No)"
	done
}

# register_lines: says what each line's stack gets. bash itself would send a
# datagram a line, and read a byte.
register_lines()
{
	# shellcheck disable=SC2016 # the other shell expands it
	in_phone bash -c '
		for line in {1..16}; do
			exec 4<>"/dev/udp/127.0.0.1/$((5160 + line))"
			printf "%s\r\n" "REGISTER sip:$1 SIP/2.0" \
				"Via: SIP/2.0/UDP 127.0.0.1:7000;branch=z9hG4bK$line;rport" \
				"Max-Forwards: 70" "From: <sip:line$line@$1>;tag=$line" \
				"To: <sip:line$line@$1>" "Call-ID: $line@phone" \
				"Contact: <sip:line$line@127.0.0.1:7000>" \
				"CSeq: 1 REGISTER" "Content-Length: 0" "" >"$2"
			cat "$2" >&4
			answer=$(timeout 10 dd bs=4096 count=1 <&4 2>&-)
			echo "$line ${answer:8:3}"
		done' bash "$sip_domain" "$work/register"
}

# lines FILTER: of those for which it is true.
lines()
{
	jq -r ".lines | map(select($1) | .line) | join(\" \")" \
		"$sip_run/status.json"
}

lines_are() { [[ $(lines "$1") == "$2" ]]; }

test_sixteen_lines()
{
	local parameters line

	mapfile -t parameters < <(sixteen_lines)
	start_sip_dns
	start_kamailio
	start_edge "${parameters[@]}"
	wait_for lines_are '.state == "ready"' \
		"1 2 3 5 6 7 8 9 10 11 13 14 15"
	wait_for lines_are '.state == "failed"' "4 12"
	expect_equal "refused lines" "$(lines '.state == "refused"')" 16
	register_lines >"$work/answers"
	expect_equal "lines without a server" \
		"$(sed -n 's/ 503$//p' "$work/answers" | xargs)" "4 12 16"
	expect_equal "lines that the registrar asks" \
		"$(grep -c ' 401$' "$work/answers")" 13
	for line in 1:udp 2:tcp 3:tls 8:tls 15:tls; do
		grep "got REGISTER by ${line#*:} from line${line%:*}, 1 Via" \
			"$work/kamailio"
	done
	expect_equal "connections of TLS" "$(in_lan ss -Htn \
		state established sport = :5061 | sed 's/.*://' | sort | xargs)" \
		"5062 5066 5067 5070 5074"
}

create_network
create_sip_user
tls_host=$sip_domain
make_tls_certificates
write_flood >"$work/flood.xml"
exec 3>&1

test_that "a flood of INVITEs ends no call, keeps none away and takes no memory" \
	test_flood
test_that "sixteen lines keep to their own rules and connections" \
	test_sixteen_lines
run_tests
