#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The ports that are open by default (the specification's tables 3 and 4), each
# opened and closed by every parameter that it depends on.

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"

lines=({1..16})

# What the factory defaults open, and much that they do not.
default_udp="68 546 4051 5060 16384-16483 53240-53245"
default_tcp="80 4051 6970"
surroundings="1-100 400-600 4040-4060 5050-5080 6960-6980 7990-8010 16370-16500"
surroundings+=" 53230-53255 65500-65535 $(seq -s ' ' 800 1009 65535)"

# each_line NAME VALUE...: NAME_n_=VALUE in "parameters" for lines 1, 2, ...
each_line()
{
	local name=$1 line=0 value
	shift

	for value; do
		line=$((line + 1))
		parameters+=("${name}_${line}_=$value")
	done
}

# The ports that the module has open, of all 65,535.
held_ports()
{
	in_phone phonewallctl ports --json | jq -r --arg protocol "$1" '
		[.ports[] | select(.protocol == $protocol) |
		if .first == .last then "\(.first)"
		else "\(.first)-\(.last)" end] | join(" ")'
}

test_factory_defaults()
{
	configure
	expect_equal "UDP held" "$(held_ports udp)" "$default_udp"
	expect_equal "TCP held" "$(held_ports tcp)" "$default_tcp"
	expect_open udp "$surroundings" "$default_udp"
	expect_open tcp "$surroundings" "$default_tcp"
}

test_explicit_defaults()
{
	configure Firewall=Enabled Firewall_Config= Line_Enable_1_=Yes \
		SIP_Transport_1_=UDP SIP_Port_1_=5060 RTP_Port_Min=16384 \
		RTP_Port_Max=16482 Upgrade_Enable=Yes \
		Peer_Firmware_Sharing=Yes Enable_TR-069=No \
		Enable_Web_Server=Yes Web_Server_Port=80
	expect_equal "UDP held" "$(held_ports udp)" "$default_udp"
	expect_equal "TCP held" "$(held_ports tcp)" "$default_tcp"
	expect_open udp "60-90 4040-4060 5050-5080" "68 4051 5060"
	expect_open tcp "60-90 4040-4060 6960-6980" "80 4051 6970"
}

# Only DHCP is left if everything else is switched off.
test_all_off()
{
	configure Line_Enable_1_=No Upgrade_Enable=No Enable_Web_Server=No \
		Firewall_Config=NO_CISCO_TFTP RTP_Port_Min=20000 \
		RTP_Port_Max=20016
	expect_open udp "$surroundings" "68 546"
	expect_open udp 19990-20030 20000-20017
	expect_open tcp "$surroundings" ""
}

test_dhcp()
{
	configure
	expect_probe "$phone4" open 68 udp 67-69
	expect_probe "$phone6" open 546 udp 545-547
	expect_open tcp "68 546" ""
}

test_default_line_ports()
{
	local parameters=()

	each_line Line_Enable "${lines[@]/*/Yes}"
	configure "${parameters[@]}"
	expect_open udp 5055-5080 5060-5075
	expect_open tcp 5055-5080 ""
}

test_line_enable()
{
	local parameters=()

	each_line Line_Enable Yes No yes no YES NO yEs nO \
		No Yes no yes NO YES nO yEs
	configure "${parameters[@]}"
	expect_open udp 5055-5080 \
		"5060 5062 5064 5066 5069 5071 5073 5075"
	parameters=()
	each_line Line_Enable No Yes no yes NO YES nO yEs \
		Yes No yes no YES NO yEs nO
	configure "${parameters[@]}"
	expect_open udp 5055-5080 \
		"5061 5063 5065 5067-5068 5070 5072 5074"
}

test_transport()
{
	local parameters=()

	each_line SIP_Transport UDP TCP TLS Auto udp tcp tls auto \
		uDp tCp tLs AUTO Udp Tcp Tls aUTO
	configure "${parameters[@]}"
	expect_open udp 5055-5080 \
		"5060 5063-5064 5067-5068 5071-5072 5075"
	expect_open tcp 5055-5080 ""
	parameters=()
	each_line SIP_Transport TCP UDP AUTO TLS tcp udp auto tls \
		tCp uDp aUTO tLs Tcp Udp Auto Tls
	configure "${parameters[@]}"
	expect_open udp 5055-5080 \
		"5061-5062 5065-5066 5069-5070 5073-5074"
	expect_open tcp 5055-5080 ""
}

test_no_line_over_udp()
{
	local parameters=()

	each_line SIP_Transport TCP TLS tcp tls TCP TLS tcp tls \
		TCP TLS tcp tls TCP TLS tcp tls
	configure "${parameters[@]}"
	expect_open udp 5055-5080 ""
	expect_open udp 68 68
}

test_sip_port()
{
	local parameters=()

	each_line SIP_Port 7001 7003 7005 7007 7009 7011 7013 7015 \
		7017 7019 7021 7023 7025 7027 65535 1
	configure "${parameters[@]}"
	expect_open udp "1-5 5055-5080 7000-7030 65530-65535" "1 7001 7003 \
7005 7007 7009 7011 7013 7015 7017 7019 7021 7023 7025 7027 65535"
	configure SIP_Port_1_=0x1B59
	expect_open udp "5055-5080 7000-7030" 7001
}

# A port that one line's parameters close stays open for another line.
test_shared_sip_port()
{
	configure SIP_Port_1_=5090 SIP_Port_2_=5090 Line_Enable_1_=No
	expect_open udp "5055-5080 5085-5095" 5090
	configure SIP_Port_1_=5090 SIP_Port_2_=5090 Line_Enable_1_=No \
		SIP_Transport_2_=TLS
	expect_open udp "5055-5080 5085-5095" ""
}

# expect_rtp MIN MAX CANDIDATES EXPECTED
expect_rtp()
{
	configure "RTP_Port_Min=$1" "RTP_Port_Max=$2"
	expect_open udp "$3" "$4"
}

test_rtp_range()
{
	expect_rtp 16384 16482 16300-16500 16384-16483
	expect_open tcp 16380-16400 ""
	expect_rtp 20000 20100 "16384-16483 19990-20110" 20000-20101
	expect_rtp 2048 2064 2040-2070 2048-2065
	expect_rtp 49000 49151 48990-49160 49000-49152
}

test_rtp_fall_back()
{
	local range

	for range in "20000 20015" "20100 20000" "2047 2100" "49100 49152" \
		"0 0"; do
		# shellcheck disable=SC2086 # two words
		expect_rtp $range \
			"2040-2110 16370-16500 20000-20110 32700-32780" \
			"16382-16500 20000-20110 32700-32767"
	done
	expect_rtp 20000 20015 49090-49160 ""
	expect_rtp 20000 20016 "16370-16500 19990-20030" 20000-20017
}

# expect_sharing UPGRADE SHARING UDP TCP
expect_sharing()
{
	configure "Upgrade_Enable=$1" "Peer_Firmware_Sharing=$2"
	expect_open udp "4045-4055 6965-6975" "$3"
	expect_open tcp "4045-4055 6965-6975" "$4"
}

test_firmware_sharing()
{
	expect_sharing Yes Yes 4051 "4051 6970"
	expect_sharing Yes No "" ""
	expect_sharing No Yes "" ""
	expect_sharing No No "" ""
}

test_tftp()
{
	configure
	expect_open udp 53230-53255 53240-53245
	expect_open tcp 53230-53255 ""
	configure Firewall_Config=NO_CISCO_TFTP
	expect_open udp 53230-53255 ""
}

# expect_tr069 UDP TCP PARAMETER...
expect_tr069()
{
	local udp=$1 tcp=$2
	shift 2

	configure Enable_Web_Server=No "$@"
	expect_open udp "80 443 7990-8010 8760-8770" "$udp"
	expect_open tcp "80 443 7990-8010 8760-8770" "$tcp"
}

test_tr069()
{
	local url=Connection_Request_URL=http://192.0.2.1:8765/request

	expect_tr069 "" "" "$url"
	expect_tr069 "" "" "$url" Enable_TR-069=No
	expect_tr069 7999 8765 "$url" Enable_TR-069=Yes
	expect_tr069 7999 8765 "$url" Enable_TR-069=yes CWMP_V1.2_Support=Yes
	expect_tr069 7999 "" "$url" Enable_TR-069=Yes CWMP_V1.2_Support=No
}

test_connection_request_url()
{
	local url

	url=Connection_Request_URL=http
	expect_tr069 7999 8000 Enable_TR-069=Yes "$url://phone.example:8000/"
	expect_tr069 7999 8001 Enable_TR-069=Yes "$url://[2001:db8::1]:8001/a"
	expect_tr069 7999 80 Enable_TR-069=Yes "$url://192.0.2.1/a"
	expect_tr069 7999 443 Enable_TR-069=Yes "${url}s://192.0.2.1/a"
}

daemon_status()
{
	jq -e "$1" "$work/run/status.json"
}

# With an empty URL the agent chooses.
test_connection_request_port()
{
	local port

	write_configuration Enable_TR-069=Yes >"$work/cfg.xml"
	start daemon in_phone phonewalld --config "$work/cfg.xml" \
		--settings "$work/phonewall.conf" \
		--state-directory "$work/state" --run-directory "$work/run"
	wait_for daemon_status '.state == "accepted"'
	port=$(daemon_status .connection_request_port)
	((port >= 8000 && port <= 9999))
	expect_open tcp 7990-10010 "$port"
}

test_web_server()
{
	configure Web_Server_Port=8080
	expect_open tcp "75-85 443 8075-8085" 8080
	configure Web_Server_Port=443 Enable_Web_Server=Yes
	expect_open tcp "75-85 440-445 8080" 443
	expect_open udp "80 443" ""
	configure Web_Server_Port=8080 Enable_Web_Server=No
	expect_open tcp "75-85 443 8075-8085 6970" 6970
}

test_number_of_lines()
{
	mkdir -p /etc/phonewall
	echo "lines = 4" >/etc/phonewall/phonewall.conf
	configure SIP_Port_2_=5090 SIP_Port_5_=5095
	expect_open udp 5055-5100 "5060 5062-5063 5090"
	rm /etc/phonewall/phonewall.conf
	configure SIP_Port_2_=5090 SIP_Port_5_=5095
	expect_open udp 5055-5100 "5090 5095"
}

create_network
test_that "factory defaults open these ports and no others" \
	test_factory_defaults
test_that "the defaults written out open the same" test_explicit_defaults
test_that "all switched off leaves DHCP and RTP" test_all_off
test_that "DHCP and DHCPv6 clients are open, UDP only" test_dhcp
test_that "sixteen lines open UDP 5060 to 5075" test_default_line_ports
test_that "Line_Enable_n_ opens and closes each of sixteen lines" \
	test_line_enable
test_that "SIP_Transport_n_ UDP and Auto open, TCP and TLS do not, in any case" \
	test_transport
test_that "no SIP port is open with all lines over TCP or TLS" \
	test_no_line_over_udp
test_that "SIP_Port_n_ moves the port of each of sixteen lines" test_sip_port
test_that "a port that two lines share needs only one of them" \
	test_shared_sip_port
test_that "RTP_Port_Min to RTP_Port_Max + 1 is open" test_rtp_range
test_that "a wrong or narrow RTP range falls back to 16382-32767" \
	test_rtp_fall_back
test_that "peer firmware sharing needs both of its parameters" \
	test_firmware_sharing
test_that "TFTP client ports are open unless NO_CISCO_TFTP" test_tftp
test_that "Enable_TR-069 opens UDP 7999 and the URL's TCP port" test_tr069
test_that "the connection request port is that of the URL" \
	test_connection_request_url
test_that "the agent chooses a connection request port and opens only that" \
	test_connection_request_port
test_that "Enable_Web_Server and Web_Server_Port open and close" \
	test_web_server
test_that "the device's number of lines closes and opens lines" \
	test_number_of_lines
run_tests
