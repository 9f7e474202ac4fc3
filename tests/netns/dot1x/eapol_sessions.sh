#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A PC and the phone authenticate themselves at the same switch port, the PC
# leaves, and the switch notices. No agent runs, except in the test that kills
# it: the settings stay set.

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/eapol.bash
. "$folder/eapol.bash"

plug()
{
	ip -n pc link set eth0 up
	wait_for has_carrier
}

unplug()
{
	ip -n pc link set eth0 down
}

has_carrier()
{
	[[ $(ip -n phone link show pc0) == *"state UP"* ]]
}

# expect_stays COMMAND...: it succeeds now and for a while.
expect_stays()
{
	local try

	for try in 1 2 3 4 5; do
		"$@" || {
			echo "no longer: $* (try $try)"
			return 1
		}
		sleep 0.2
	done
}

expect_phone_undisturbed()
{
	expect_stays is_authorized "$phone_mac"
	is_in phone
	expect_equal "the phone's Logoffs" "$(logoffs "$phone_mac")" 0
	expect_equal "how often the phone was let in" "$(successes phone)" 1
}

# check_leaving LOGOFFS: the PC leaves; the switch has received LOGOFFS of it
# before.
check_leaving()
{
	local before

	wait_for has_session_state "$pc_mac" authenticated
	before=$(counted logoffs)
	unplug
	wait_for is_unauthorized "$pc_mac"
	expect_equal "the PC's Logoffs at the switch" "$(logoffs "$pc_mac")" \
		$(($1 + 1))
	expect_equal "Logoffs that were sent" \
		"$(($(counted logoffs) - before))" 1
	expect_equal "the PC's session" "$(session_state "$pc_mac")" logged-off
	plug
}

check_pc_and_phone()
{
	start_phone_and_pc peap pc
	check_leaving 0
	wait_for is_forgotten "$pc_mac"
	supplicant pc reauthenticate
	wait_for is_authorized "$pc_mac"
	check_leaving 1
	stop_last TERM || true
	wait_for is_forgotten "$pc_mac"
	start_pc tls pc pc-tls
	check_leaving 2
	expect_phone_undisturbed
}

test_pc_leaves()
{
	configure_ports
	start_switch
	check_pc_and_phone
}

test_pc_leaves_with_radius()
{
	configure_ports
	start_switch_with_radius
	check_pc_and_phone
}

# reauthenticate_at_switch MAC
reauthenticate_at_switch()
{
	[[ $(authenticator raw EAPOL_REAUTH "$1") == *OK* ]]
}

# Either side may start it.
test_reauthentication()
{
	configure_ports
	start_switch
	start_phone_and_pc peap pc
	expect_equal "how often the PC was let in" "$(successes pc)" 1
	supplicant pc reauthenticate
	wait_for has_successes pc 2
	reauthenticate_at_switch "$pc_mac"
	wait_for has_successes pc 3
	expect_phone_undisturbed
	expect_equal "the PC's session" "$(session_state "$pc_mac")" \
		authenticated
	supplicant phone reauthenticate
	wait_for has_successes phone 2
	reauthenticate_at_switch "$phone_mac"
	wait_for has_successes phone 3
	expect_stays is_authorized "$pc_mac"
	expect_equal "how often the PC was let in" "$(successes pc)" 3
	expect_equal "the PC's Logoffs" "$(logoffs "$pc_mac")" 0
}

# For an agent that sets the ports and authenticates the phone.
configure_agent()
{
	mkdir "$work/state" "$work/run"
	withdraw_ports
	write_configuration Firewall=Disabled \
		Enable_802.1X_Authentication=Yes \
		"Certificate_Select=Custom installed" >"$work/cfg.xml"
	printf '%s\n' "pc_port = pc0" "switch_port = lan0" \
		"identity = phone" "ca_certificate = $certificates/ca.pem" \
		"custom_certificate = $certificates/phone.pem" \
		"custom_key = $certificates/phone.key" >"$work/phonewall.conf"
}

agent()
{
	in_phone phonewalld --config "$work/cfg.xml" \
		--settings "$work/phonewall.conf" \
		--state-directory "$work/state" --run-directory "$work/run"
}

agent_says()
{
	grep -qF "$1" "$work/agent"
}

has_ports()
{
	[[ $(in_phone phonewallctl dot1x) == *"PC port: pc0, enabled"* ]]
}

start_agent()
{
	start agent agent
	agent_process=${started[-1]}
	wait_for has_ports
}

wait_for_agent()
{
	wait_for agent_says "802.1X authentication: Authenticated" || {
		cat "$work/agent" "$work/hostapd"
		return 1
	}
	wait_for is_authorized "$phone_mac"
}

# stop_agent SIGNAL: its supplicant ends with it.
stop_agent()
{
	kill -"$1" "$agent_process"
	wait "$agent_process" || true
	wait_for phone_runs_nothing
}

phone_runs_nothing()
{
	[[ -z $(ip netns pids phone) ]]
}

# The module has the session of a PC, and the switch has that of the phone.
test_agent_killed()
{
	local before

	configure_agent
	start_switch
	start_agent
	start_supplicant pc eth0 peap pc
	wait_for_agent
	wait_for_pc
	before=$(counted logoffs)
	stop_agent TERM
	start_agent
	wait_for_agent
	jq -e '.dot1x.ports == "programmed"' "$work/run/status.json"
	has_session_state "$pc_mac" authenticated
	is_authorized "$pc_mac"
	expect_equal "Logoffs by a restart" "$(counted logoffs)" "$before"
	stop_agent KILL
	check_leaving 0
	expect_stays is_authorized "$phone_mac"
	expect_equal "the phone's Logoffs" "$(logoffs "$phone_mac")" 0
}

# Frames to the group are told apart by their identifiers.
test_group_address()
{
	configure_ports
	start_switch use_pae_group_addr=1
	start_pc peap pc
	check_leaving 0
}

# The hole that the module closes.
test_plain_bridge()
{
	withdraw_ports
	ip -n phone link set br0 type bridge group_fwd_mask 8
	start_switch
	start_pc peap pc
	unplug
	expect_stays is_authorized "$pc_mac"
	expect_equal "the PC's Logoffs" "$(logoffs "$pc_mac")" 0
	plug
	ip -n phone link set br0 type bridge group_fwd_mask 0
}

test_hub()
{
	local before

	insert_hub
	trap 'remove_hub; stop_all' EXIT
	configure_ports
	start_switch
	before=$(counted logoffs)
	start_pc peap pc
	start_supplicant pc2 eth0 peap pc2
	wait_for is_authorized "$pc2_mac"
	supplicant pc logoff
	wait_for is_unauthorized "$pc_mac"
	expect_stays is_authorized "$pc2_mac"
	expect_equal "the PC's session" "$(session_state "$pc_mac")" logged-off
	ip -n hub link set hub0 down
	wait_for is_unauthorized "$pc2_mac"
	expect_equal "of the one that stayed" "$(logoffs "$pc2_mac")" 1
	# wpa_supplicant may have answered hostapd after its own Logoff, so that
	# one more is due for it.
	expect_equal "Logoffs that were sent" \
		"$(($(counted logoffs) - before))" "$(logoffs "$pc_mac")"
	(($(logoffs "$pc_mac") <= 2))
}

# After a flap no PC has left. This shows what a Logoff does to a PC that is
# still there: hostapd 2.10 starts again with it, and 10 ms later closes the
# port all the same.
test_flap()
{
	local before

	insert_hub
	trap 'remove_hub; stop_all' EXIT
	configure_ports "hold_time = 1000"
	start_switch
	start_pc md5 pc-md5
	before=$(counted flaps)
	ip -n hub link set hub0 down
	ip -n hub link set hub0 up
	expect_stays is_authorized "$pc_mac"
	is_in pc
	expect_equal "flaps" "$(($(counted flaps) - before))" 1
	expect_equal "the PC's Logoffs" "$(logoffs "$pc_mac")" 0
	in_phone "$tools/send_logoff" lan0 "$pc_mac"
	wait_for is_unauthorized "$pc_mac"
	expect_stays is_unauthorized "$pc_mac"
	believes_in_link pc
	expect_equal "the PC's Logoffs" "$(logoffs "$pc_mac")" 1
}

create_eapol_network
make_certificates

test_that "a PC leaves, with PEAP and with EAP-TLS, and the phone stays" \
	test_pc_leaves
test_that "the same with FreeRADIUS" test_pc_leaves_with_radius
test_that "a reauthentication disturbs no other session" test_reauthentication
test_that "a PC leaves with the agent killed, and the phone stays" \
	test_agent_killed
test_that "a PC leaves a switch that sends to the group only" \
	test_group_address
test_that "with a plain bridge the switch port stays open" test_plain_bridge
test_that "of two PCs behind a hub the one still authorized is logged off" \
	test_hub
test_that "a flap logs no PC off, and why it must not" test_flap
run_tests
