# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The traffic: what is sent in the network, row by row.
#
# shellcheck disable=SC2154 # other files set the addresses

idle_udp_port=546
tftp_client_port=53240

# The ports to try, chosen once.
choose_ports()
{
	mapfile -t open_udp < <(open_examples udp)
	mapfile -t open_tcp < <(open_examples tcp)
	mapfile -t closed_udp < <(closed_examples udp)
	mapfile -t closed_tcp < <(closed_examples tcp)
}

# port_words udp|tcp PORT
port_words()
{
	echo "$2 ($(purpose_of "$1" "$2" || echo not opened))"
}

# port_rows FROM udp|tcp [PORT]...: to a program at each port.
port_rows()
{
	local from=$1 protocol=$2 port

	(($# > 2)) || return 0
	knock "$@" || die "the phone's ports cannot be tried"
	shift 2
	for port; do
		row "${protocol^^} $(port_words "$protocol" "$port")" \
			"$from" phone "$("expected_$protocol" "$port")" \
			"${outcomes[$port]}"
	done
}

# idle_row PORT: to an open UDP port without a program.
idle_row()
{
	# shellcheck disable=SC2034 # knock_at uses it
	local probe_options=--no-listener

	knock lan udp "$1" || die "the phone's UDP port $1 cannot be tried"
	row "UDP $(port_words udp "$1"), no program" lan phone \
		"$(expected_idle_udp "$1")" "${outcomes[$1]}"
}

ports_section()
{
	section "To the phone's ports. A program waits behind each, open or closed."
	port_rows lan udp "${open_udp[@]}" "${closed_udp[@]}"
	port_rows lan tcp "${open_tcp[@]}" "${closed_tcp[@]}"
	port_rows pc tcp "${closed_tcp[@]:0:1}"
	idle_row "$idle_udp_port"
	idle_row "$(openings udp | awk '/RTP/ { print $1 }')"
}

ping_section()
{
	local expected

	section "Ping and traceroute"
	expected=$(expected_ping)
	row ping lan phone "$expected" \
		"$(both ping_from lan phone "$(patience "$expected")")"
	row "ping to the whole link (ff02::1)" lan phone \
		"$(expected_broadcast_echo)" "$(ping_from lan ff02::1%eth0 2)"
	row ping phone far answered "$(both ping_from phone far 5)"
	row "traceroute, as on Linux" far phone "$(expected_traceroute)" \
		"$(both trace_from far phone)"
	row "traceroute by ping, as on Windows" far phone \
		"$(expected_ping_traceroute)" "$(both trace_from far phone -I)"
	row "traceroute, as on Linux" phone far arrives \
		"$(both trace_from phone far)"
	row "traceroute by ping, as on Windows" phone far arrives \
		"$(both trace_from phone far -I)"
}

# other_tftp_row LOCAL_PORT: to the server on the other port.
other_tftp_row()
{
	local expected

	expected=$(expected_if_closed "$1" works fails)
	row "TFTP to $tftp_port, from $(port_words udp "$1")" phone lan \
		"$expected" "$(both tftp_from phone lan "$tftp_port" "$1" \
			"$(patience "$expected")")"
}

# tftp_rows PORT: from a TFTP client's port, and from two that are closed.
tftp_rows()
{
	row "TFTP to 69, from $(port_words udp "$1")" phone lan works \
		"$(both tftp_from phone lan 69 "$1" 5)"
	other_tftp_row "$tftp_client_port"
	other_tftp_row $(($1 + 1))
}

conversation_rows()
{
	local expected

	expected=$(expected_if_closed "$1" arrives "does not arrive")
	converse 4 "$1"
	converse 6 $(($1 + 1))
	row "UDP, the answers of a server" lan phone arrives \
		"$(heard_by_both second)"
	row "UDP from another port of that server" lan phone "$expected" \
		"$(heard_by_both stranger-port)"
	row "UDP from that port of another host" pc phone "$expected" \
		"$(heard_by_both stranger-host)"
}

outgoing_section()
{
	local closed

	closed=$(closed_udp_range 4)
	section "The phone's own traffic, and who may answer"
	row "web page (TCP)" phone lan works "$(both web_from phone lan)"
	row "name (DNS over UDP)" phone lan works "$(both name_from phone lan)"
	conversation_rows "$closed"
	tftp_rows $((closed + 2))
}

# group_row ADDRESS PORT WHAT EXPECTED
group_row()
{
	# shellcheck disable=SC2034 # knock_at uses it
	local probe_options="--group $1"
	local outcome

	outcome=$(outcome_in "$(knock_at lan "$(same_family "$1")" udp "$2")" \
		"$2")
	row "multicast $1 port $2 ($3)" lan phone "$4" "$outcome"
}

# same_family ADDRESS: the phone's address of the same family.
same_family()
{
	if [[ $1 == *:* ]]; then
		echo "$phone6"
	else
		echo "$phone4"
	fi
}

multicast_section()
{
	local address port closed expected

	section "Multicast. A program has joined each group."
	((${#endpoints[@]} == 0)) || while read -r address port; do
		group_row "$address" "$port" paging "let in"
	done < <(printf '%s\n' "${endpoints[@]}")
	closed=$(closed_udp_range 1)
	expected=$(expected_if_closed "$closed" "let in" silence)
	group_row 239.255.9.9 "$closed" "no paging" "$expected"
	group_row ff15::9 "$closed" "no paging" "$expected"
}

pc_section()
{
	section "The PC behind the phone, which the firewall leaves alone"
	row ping pc far answered "$(both ping_from pc far 5)"
	row "web page (TCP)" pc lan works "$(both web_from pc lan)"
}

# killed_section PROCESS: phonewalld's.
killed_section()
{
	kill -KILL "$1"
	wait "$1" 2>/dev/null
	section "The same with phonewalld killed"
	port_rows lan udp "${open_udp[@]:0:1}" "${closed_udp[@]:0:1}"
	port_rows lan tcp "${open_tcp[@]:0:1}" "${closed_tcp[@]:0:1}"
}
