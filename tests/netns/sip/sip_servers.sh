#!/bin/bash
# SPDX-License-Identifier: MIT
#
# phonewall-sip and a domain with several servers: the next one is used when one is
# silent, and the first again when it lives; a connection is made again.
#
#     phone                              lan
#     eth0 ----------------------------- eth0
#   baresip - 127.0.0.1:5161 -         Kamailio at two addresses
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
	start_sip_dns "--host-record=one.$sip_domain,$first4" \
		"--srv-host=_sip._udp.$sip_domain,one.$sip_domain,5060,1,1" \
		"--srv-host=_sip._udp.$sip_domain,two.$sip_domain,5060,2,1" \
		"--srv-host=_sips._tcp.$sip_domain,one.$sip_domain,5061,1,1" \
		"--srv-host=_sips._tcp.$sip_domain,two.$sip_domain,5061,2,1"
	sip_listen="listen=udp:$first4:5060\nlisten=tls:$first4:5061"
	start_kamailio
}

# block: what comes for the first address is dropped.
block()
{
	in_lan nft -f - <<-END
		table ip block {
			chain input {
				type filter hook input priority 0
				ip daddr $first4 drop
			}
		}
	END
}

unblock()
{
	in_lan nft delete table ip block
}

# is_at ADDRESS: whether line 1 uses this server.
is_at() { [[ $(line .address) == "$1":* ]]; }

start_line()
{
	start_edge "Proxy_1_=$sip_domain" "SIP_Transport_1_=$1" \
		Use_DNS_SRV_1_=Yes DNS_SRV_Auto_Prefix_1_=Yes \
		User_ID_1_=alice Password_1_=secret
}

# The first server is dead, and lives again.
test_silent()
{
	start_servers
	block
	start_line UDP
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

# The server ends while the line is in use, and comes back.
test_reconnection()
{
	start_servers
	start_line TLS
	start_alice udp
	wait_for grep "registered alice" "$work/kamailio"
	kill -KILL "${started[1]}"	# Kamailio
	wait_for line_is failed
	line .fault | grep -E "closed|refused|reset"
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

create_network
create_sip_user
tls_host=$sip_domain
make_tls_certificates

test_that "a silent server gives way to the next, until it lives" test_silent
test_that "a connection is made again" test_reconnection

run_tests
