# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# 802.1X, row by row: a PC behind the phone and a PC behind a plain Linux bridge
# that forwards EAPOL are authenticated at the LAN switch and unplugged.
#
#     lan eth0 ------ switch, phone, pc ------- eth0 pc
#         eth2 ------ switch, plain, pc ------- eth0 pc2
#
# shellcheck disable=SC2154 # other files set these

eapol_forward_mask=8
authentication=
pc_port_enabled=
unplugged_at=

create_plain_bridge()
{
	create_host plain
	create_host pc2
	ip -n plain link add br0 up type bridge \
		group_fwd_mask "$eapol_forward_mask"
	ip -n plain link add switch up master br0 type veth \
		peer eth2 netns lan
	ip -n plain link add pc up master br0 type veth peer eth0 netns pc2
	ip -n lan link set eth2 up
	ip -n pc2 link set eth0 up
}

# read_port_access CFG: reads the file's settings of the PC port and of the
# phone's own authentication.
read_port_access()
{
	local access

	access=$(phonewallctl check --json "$1") || return
	pc_port_enabled=$(jq .dot1x.pc_port_enabled <<<"$access")
	authentication=$(jq .dot1x.authentication <<<"$access")
}

phone_dot1x()
{
	in_phone phonewallctl dot1x --json
}

ports_are_set()
{
	phone_dot1x | jq -e '.ports == "programmed"'
}

# transaction_is STATUS: whether the phone's own authentication has that status.
transaction_is()
{
	phone_dot1x | jq -e --arg status "$1" '.status == $status'
}

transaction_status()
{
	phone_dot1x | jq -r .status
}

# pc_state: prints the state that the phone has of the PC's session.
pc_state()
{
	phone_dot1x | jq -r --arg address "${stations[pc]}" '
		.sessions | map(select(.address == $address))
		| if . == [] then "no PC" else .[0].state end'
}

# if_pc_port ENABLED DISABLED: prints one of them, by PC_PORT_Enable.
if_pc_port()
{
	if [[ $pc_port_enabled == true ]]; then
		echo "$1"
	else
		echo "$2"
	fi
}

# if_authentication YES NO: prints one, by Enable_802.1X_Authentication.
if_authentication()
{
	if [[ $authentication == true ]]; then
		echo "$1"
	else
		echo "$2"
	fi
}

# await_session PORT HOST STATE: waits for the state, and prints what it is.
await_session()
{
	wait_for is_session_at "$1" "${stations[$2]}" "$3" >/dev/null
	session_at "$1" "${stations[$2]}"
}

phone_row()
{
	local expected

	expected=$(if_authentication authorised unauthorised)
	row "$1" phone lan "$expected" \
		"$(await_session eth0 phone "$expected")"
}

transaction_row()
{
	local expected

	expected=$(if_authentication Authenticated Disabled)
	wait_for transaction_is "$expected" >/dev/null
	row "Transaction status, in phonewallctl dot1x" phone lan "$expected" \
		"$(transaction_status)"
}

# The PC behind the bridge shows how long it takes if nothing is blocked.
authenticate_rows()
{
	local plain expected

	expected=$(if_pc_port authorised unauthorised)
	plain=$(await_session eth2 pc2 authorised)
	row "PEAP through the phone" pc lan "$expected" \
		"$(await_session eth0 pc "$expected")"
	row "the PC, in phonewallctl dot1x" pc phone \
		"$(if_pc_port authenticated "no PC")" "$(pc_state)"
	phone_row "the phone's own EAP-TLS"
	transaction_row
	row "PEAP through the plain bridge" pc2 lan authorised "$plain"
}

# The bridge's PC goes first, so that its session has more time to end.
unplug_pcs()
{
	unplug pc2
	unplugged_at=$EPOCHREALTIME
	unplug pc
}

# seconds_since_unplugging: in tenths.
seconds_since_unplugging()
{
	awk -v since="$unplugged_at" -v now="$EPOCHREALTIME" \
		'BEGIN { printf "%.1f", now - since }'
}

# plain_row: the plain bridge, and how long the session has lasted since.
plain_row()
{
	local session

	session=$(session_at eth2 "${stations[pc2]}")
	row "the session through it, $(seconds_since_unplugging) s later" \
		pc2 lan authorised "$session"
}

unplug_rows()
{
	local session

	session=$(await_session eth0 pc unauthorised)
	row "Logoffs from the phone, for the PC" phone lan \
		"$(if_pc_port 1 0)" "$(logoffs_at eth0 "${stations[pc]}")"
	row "the session through the phone" pc lan unauthorised "$session"
	row "the PC, in phonewallctl dot1x" pc phone \
		"$(if_pc_port logged-off "no PC")" "$(pc_state)"
	phone_row "the phone's own session"
	row "Logoffs from the plain bridge" plain lan 0 \
		"$(logoffs_at eth2 "${stations[pc2]}")"
	plain_row
}

show_dot1x()
{
	printf '\nThe PC port with the PC at it (phonewallctl dot1x):\n\n'
	in_phone phonewallctl dot1x | sed 's/^/  /'
}

show_switch_log()
{
	printf '\nThe switch'\''s log (hostapd; %s), in seconds from %s:\n\n' \
		"eth0: the phone, eth2: the plain bridge" "the unplugging"
	switch_story "$unplugged_at" | sed 's/^/  /'
}

dot1x_sections()
{
	section "802.1X at the PC port, beside a plain Linux bridge (group_fwd_mask $eapol_forward_mask)"
	authenticate_rows
	show_dot1x
	unplug_pcs
	section "The same when the PCs have been unplugged"
	unplug_rows
	show_switch_log
}
