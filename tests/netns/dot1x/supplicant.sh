#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The phone authenticates itself at a port of its bridge: the module, which
# phonewalld tells of the ports, leaves it its frames. And with a clock that is
# wrong. authentication.sh has the rest.
#
#     lan                phone
#     eth0 ------ lan0 [ br0 ] pc0
#   hostapd       phonewalld

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/authenticator.bash
. "$(dirname "$0")/authenticator.bash"
# shellcheck source=tests/netns/harness/supplicant.bash
. "$(dirname "$0")/supplicant.bash"

bridge_ports()
{
	ip -n phone link add br0 type bridge
	ip -n phone link set lan0 master br0
	ip -n phone link set pc0 master br0
	ip -n phone link set br0 up
}

# begin_with_module SETTING...: another test may have removed it.
begin_with_module()
{
	modprobe phonewall
	begin "$@"
}

# Tests

test_tls()
{
	begin_with_module "${settings_tls[@]}"
	start_switch
	is_not_authorized
	start_agent
	expect_authenticated
	expect_equal "the states" "$(states)" "Authenticating Authenticated"
	says ".protocol == \"EAP-TLS\" and .ports == \"programmed\" and
		(.certificate | .file == \"$certificate\" and .warning == null) and
		(.switch_must_support | contains(\"multidomain\"))"
	in_phone phonewallctl dot1x >"$work/dot1x"
	grep -x "Transaction status: Authenticated" "$work/dot1x"
	grep -x "Protocol: EAP-TLS" "$work/dot1x"
	grep -F "[no-server-name]" "$work/dot1x"
	[[ $(switch sta "$phone_mac") == *"last_eap_type_sta=13 "* ]]
}

test_legacy_servers()
{
	begin_with_module "${settings_tls[@]}" "server_name = server" \
		"legacy_servers = Server, sha1-server"
	start_switch
	start_agent
	expect_authenticated
	in_phone phonewallctl dot1x | grep -F "[legacy-server]"
	in_phone phonewallctl status |
		grep -E "weak certificates of +Server,sha1-server"
}

# A session survives credentials that cannot replace its own, and authenticates
# again with what it has.
test_replaced_badly()
{
	local process

	begin_with_module "${settings_tls[@]}"
	start_switch
	start_agent
	expect_authenticated
	process=$(supplicants)
	head -c 200 "$pki/ending.pem" >"$certificate"
	expect '.status == "Authenticated" and
		(.credentials_error | contains("that is cut short"))'
	log_says "$certificate: holds a certificate that is cut short"
	jq -e "any(.faults[]; .file == \"$certificate\")" "$run/status.json"
	in_phone phonewallctl dot1x | grep "credentials error .* is cut short"
	restart_switch
	in_phone wpa_cli -p "$run/supplicant/control" -i lan0 reauthenticate
	wait_for is_authorized
	expect_equal "the supplicant" "$(supplicants)" "$process"
	install_certificate ending
	expect '.credentials_error == null and .certificate.warning != null'
	wait_for has_ended "$process"
	expect_authenticated
}

clock_at_boot=		# by the clock of before it was set

seconds_up()
{
	cut -d. -f1 /proc/uptime
}

# shellcheck disable=SC2317 # a trap calls it
set_clock_right()
{
	date -s "@$((clock_at_boot + $(seconds_up)))"
}

# set_clock SECONDS: since 1970; the end of the test corrects it.
set_clock()
{
	: "${clock_at_boot:=$(($(date +%s) - $(seconds_up)))}"
	trap 'stop_all; set_clock_right' EXIT
	date -s "@$1"
}

# A phone without a battery is let in, and so gets the time; then the dates
# count.
test_wrong_clock()
{
	begin_with_module "${settings_tls[@]}"
	start_switch "$pki/authority.pem" "tls_flags=[DISABLE-TIME-CHECKS]" \
		"server_cert=$pki/expired-server.pem" \
		"private_key=$pki/expired-server.key"
	# Not before the machine was started: the kernel refuses that.
	set_clock $((365 * 86400))
	start_agent
	expect_authenticated
	says '.clock_error | contains("it is before 2026-11-23")'
	in_phone phonewallctl dot1x | grep -E "^  clock error +the clock"
	expect_equal "warnings" "$(grep -c "the clock is wrong: it is before" "$log")" 1
	expect_failure test -e "$state/clock"
	set_clock_right
	expect_failed "certificate has expired (/CN=expired-server)"
	says '.clock_error == null'
	restart_switch
	kill -HUP "$agent_process"
	expect_authenticated
	wait_for test -s "$state/clock"
}

heeds_dates()
{
	! grep -q tls_disable_time_checks "$run/supplicant/wpa_supplicant.conf"
}

# It cannot be before a certificate that was in use either.
test_clock_before_what_was_kept()
{
	begin_with_module "${settings_tls[@]}"
	echo "$(($(date +%s) + 90 * 86400))" >"$state/clock"
	start_switch
	start_agent
	expect_authenticated
	says ".clock_error | contains(\"remove $state/clock\")"
	expect_failure heeds_dates
	set_clock "$(($(date +%s) + 90 * 86400))"
	expect '.clock_error == null'
	wait_for heeds_dates
	expect_authenticated
}

test_port_comes_late()
{
	begin_with_module "${settings_tls[@]}"
	start_switch
	ip -n phone link set lan0 down
	ip -n phone link set lan0 name away
	start_agent
	expect_failed "there is no device lan0"
	ip -n phone link set away name lan0
	ip -n phone link set lan0 up
	expect_authenticated
}

# At boot the port is still down. It stays up when 802.1X is turned off.
test_port_is_down()
{
	begin_with_module "${settings_tls[@]}"
	start_switch
	ip -n phone link set lan0 down
	start_agent
	expect_authenticated
	configure_authentication No Custom
	expect '.status == "Disabled"'
	wait_for runs_none
	[[ -n $(ip -n phone link show dev lan0 up) ]]
}

# A phone without a PC port, or with one that its Linux does not see.
test_alone()
{
	begin_with_module "${settings_tls[@]}"
	sed -i '/^pc_port/d' "$conf"
	ip -n phone link set lan0 nomaster
	start_switch
	start_agent
	expect_authenticated
	says '.ports == "none" and .ports_error == null and
		.switch_must_support == null'
	ip -n phone link set lan0 master br0
}

# The module's ports


module_has()
{
	in_phone phonewallctl dot1x --json | jq -e "$1"
}

# Sockets of the phone that are bound to a group of generic netlink.
listeners()
{
	# shellcheck disable=SC2016 # the fields are awk's
	in_phone awk '$2 == 16 && $4 !~ /^0+$/' /proc/self/net/netlink | wc -l
}

are_listeners()
{
	(($(listeners) == $1))
}

test_ports()
{
	begin_with_module
	rm "$cfg"
	rmmod phonewall
	echo /bin/false >/proc/sys/kernel/modprobe
	start_agent
	expect '.ports == "waiting" and (.ports_error | contains("modprobe"))'
	insmod "$(modinfo -n phonewall)"
	expect '.ports == "programmed" and .status == "Disabled"'
	echo /sbin/modprobe >/proc/sys/kernel/modprobe
	module_has '.pc_port == "pc0" and .pc_port_enabled'
	write_configuration PC_PORT_Enable=No >"$cfg"
	wait_for module_has '.pc_port_enabled == false'
	stop_last TERM
	module_has '.pc_port == "pc0" and .pc_port_enabled == false'
}

# Only the last change is a change to the module.
test_ports_and_restart()
{
	local before

	begin_with_module
	configure_authentication No Custom
	start_agent
	expect '.ports == "programmed"'
	before=$(listeners)
	start monitor in_phone phonewallctl monitor --json
	wait_for are_listeners $((before + 1))
	kill "$agent_process"
	wait "$agent_process"
	start_agent
	wait_for says '.ports == "programmed"'
	kill -HUP "$agent_process"
	write_configuration PC_PORT_Enable=No >"$cfg"
	wait_for grep -q '"dot1x"' "$work/monitor"
	jq -se 'map(select(.event == "dot1x")) | length == 1 and
		(.[0] | .pc_port_enabled == false)' "$work/monitor"
}

test_ports_of_another()
{
	begin_with_module
	start_agent
	expect '.ports == "programmed"'
	write_settings "hold_time = 5" >"$work/other.conf"
	in_phone phonewallctl apply --settings "$work/other.conf" "$cfg"
	expect '.ports == "waiting" and
		(.ports_error | contains("another program"))'
	module_has '.hold_time == 5'
	kill -HUP "$agent_process"
	expect '.ports == "programmed" and .ports_error == null'
	module_has '.hold_time == 0'
}

sanitize_phonewalld
create_ports
bridge_ports
make_certificates
test_that "EAP-TLS" test_tls
test_that "phonewallctl tells which servers may have weak certificates" \
	test_legacy_servers
test_that "a session survives a bad certificate" test_replaced_badly
test_that "a clock that is wrong, until it is set" test_wrong_clock
test_that "a clock that is before the saved time" \
	test_clock_before_what_was_kept
test_that "the switch port may come late" test_port_comes_late
test_that "a port that was down stays up without 802.1X" test_port_is_down
test_that "a phone without a PC port" test_alone
test_that "the module's ports are corrected, and stay" test_ports
test_that "a restart leaves the module's ports alone" test_ports_and_restart
test_that "another program's ports are reported" test_ports_of_another
run_tests
rm -rf "$run"
