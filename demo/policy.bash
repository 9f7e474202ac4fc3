# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The module's policy, as `phonewallctl ports` prints it: which ports make good
# examples, and what must happen to a packet.
#
# shellcheck disable=SC2034 # named by reference, and used in other files

enabled=
broadcast_echo=
flags=
udp_openings=()
tcp_openings=()
endpoints=()

# read_policy CFG: each opening becomes "first last purpose", with the SIP of
# all lines as one purpose, each endpoint "address port".
read_policy()
{
	local policy purpose='(.purpose // "other" | sub(", line .*"; ""))'
	local opening="\"\\(.first) \\(.last) \\($purpose)\""

	policy=$(in_phone phonewallctl ports --json) || return
	enabled=$(jq .enabled <<<"$policy")
	flags=$(jq -r '.flags | join(" ")' <<<"$policy")
	mapfile -t udp_openings < <(jq -r \
		".ports[] | select(.protocol == \"udp\") | $opening" <<<"$policy")
	mapfile -t tcp_openings < <(jq -r \
		".ports[] | select(.protocol == \"tcp\") | $opening" <<<"$policy")
	mapfile -t endpoints < <(jq -r \
		'.endpoints[] | "\(.address) \(.port)"' <<<"$policy")
	broadcast_echo=$(phonewallctl check --json "$1" | jq .broadcast_echo)
}

# openings udp|tcp
openings()
{
	local -n list=$1_openings

	((${#list[@]} == 0)) || printf '%s\n' "${list[@]}"
}

# purpose_of udp|tcp PORT: prints why the port is open; fails if it is closed.
purpose_of()
{
	openings "$1" | awk -v port="$2" '
		port >= $1 && port <= $2 && !found {
			found = 1
			sub(/^[0-9]+ [0-9]+ /, "")
			print
		}
		END { exit !found }'
}

is_open()
{
	purpose_of "$@" >/dev/null
}

is_rtp()
{
	openings udp | grep RTP | awk -v port="$1" '
		port >= $1 && port <= $2 { found = 1 }
		END { exit !found }'
}

has_flag()
{
	[[ $enabled == true && " $flags " == *" $1 "* ]]
}

# open_examples udp|tcp: the first and the last port of each purpose.
open_examples()
{
	openings "$1" | awk '
		{
			first = $1
			last = $2
			sub(/^[0-9]+ [0-9]+ /, "")
		}
		!($0 in lasts) { print first }
		{ lasts[$0] = last }
		END {
			for (purpose in lasts)
				print lasts[purpose]
		}' | sort -nu
}

# closed_examples udp|tcp: ports that strangers often try, and the neighbours of
# open ones, those of wide ranges first.
closed_examples()
{
	local tried=(161 1900) port

	[[ $1 == udp ]] || tried=(22 8081)
	{
		printf '%s\n' "${tried[@]}"
		openings "$1" | awk '{ print $2 - $1, $2 + 1, $1 - 1 }' |
			sort -rn | awk '{ print $2; print $3 }'
	} | awk '$1 >= 1 && $1 <= 65535 && !seen[$1]++' |
		while read -r port; do
			is_open "$1" "$port" || echo "$port"
		done | head -n 6 | sort -n
}

# closed_udp_range WIDTH: the first of so many closed ports in a row, or 20000
# if there are none.
closed_udp_range()
{
	openings udp | sort -n | awk -v width="$1" '
		BEGIN { port = 20000 }
		port + width > $1 && port <= $2 { port = $2 + 1 }
		END { print port + width <= 65536 ? port : 20000 }'
}

# The result for a packet to a port with a program.
expected_udp()
{
	if [[ $enabled == true ]] && ! is_open udp "$1"; then
		expected_idle_udp "$1"
	else
		echo "let in"
	fi
}

expected_tcp()
{
	if [[ $enabled == true ]] && ! is_open tcp "$1"; then
		echo silence
	else
		echo "let in"
	fi
}

# The result for a datagram that no program receives.
expected_idle_udp()
{
	if has_flag NO_ICMP_UNREACHABLE && ! is_rtp "$1"; then
		echo silence
	else
		echo "port unreachable"
	fi
}

expected_ping()
{
	if has_flag NO_ICMP_PING; then
		echo silence
	else
		echo answered
	fi
}

expected_broadcast_echo()
{
	if [[ $broadcast_echo == true ]]; then
		echo answered
	else
		echo silence
	fi
}

# Linux traceroute recognizes its destination by "port unreachable".
expected_traceroute()
{
	if [[ $(expected_idle_udp 33435) == silence ]]; then
		echo silence
	else
		echo arrives
	fi
}

expected_ping_traceroute()
{
	if has_flag NO_ICMP_PING; then
		echo silence
	else
		echo arrives
	fi
}

# expected_if_closed PORT OPEN CLOSED: prints one, by the state of the UDP port.
expected_if_closed()
{
	if [[ $enabled == true ]] && ! is_open udp "$1"; then
		echo "$3"
	else
		echo "$2"
	fi
}
