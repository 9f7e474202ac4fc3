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

create_network
create_sip_user
tls_host=$sip_domain
make_tls_certificates

test_that "an unmodified stack registers over UDP" test_udp
test_that "it registers over TCP" test_tcp
test_that "it registers over TLS" test_tls

run_tests
