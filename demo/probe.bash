# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Probes: each sends something and prints the result in a word or two.
#
# shellcheck disable=SC2154 # other files set the addresses
# shellcheck disable=SC2034 # and use the outcomes

declare -A outcomes

# patience EXPECTED: seconds that an answer may take, or that prove silence.
patience()
{
	if [[ $1 == silence || $1 == fails ]]; then
		echo 1
	else
		echo 5
	fi
}

# both PROBE FROM TO [ARGUMENT]...: over IPv4 and over IPv6.
both()
{
	local probe=$1 from=$2 to=$3
	shift 3

	alike "$("$probe" "$from" "$(address "$to" 4)" "$@")" \
		"$("$probe" "$from" "$(address "$to" 6)" "$@")"
}

# alike IPV4 IPV6: the result, once if both are the same.
alike()
{
	if [[ $1 == "$2" ]]; then
		echo "$1"
	else
		echo "IPv4 $1, IPv6 $2"
	fi
}

# knock FROM udp|tcp PORT...: tries all ports at once over IPv4 and IPv6, with a
# program at each, and sets outcomes[PORT] to the result.
knock()
{
	local from=$1 with4 with6 port
	shift

	with4=$(knock_at "$from" "$phone4" "$@") &&
		with6=$(knock_at "$from" "$phone6" "$@") || return
	shift
	for port; do
		outcomes[$port]=$(alike "$(outcome_in "$with4" "$port")" \
			"$(outcome_in "$with6" "$port")")
	done
}

# knock_at FROM ADDRESS udp|tcp PORT...
knock_at()
{
	# shellcheck disable=SC2086 # several words
	"$tools/probe" ${probe_options:-} phone "$@"
}

# outcome_in OUTPUT PORT: the result of the line that contains the port.
outcome_in()
{
	awk -v port="$2" '
		{
			for (i = 2; i <= NF; i++) {
				split($i "-" $i, range, "-")
				if (port >= range[1] && port <= range[2])
					word = $1
			}
		}
		END {
			words["open"] = "let in"
			words["refused"] = "port unreachable"
			words["silent"] = "silence"
			print words[word]
		}' <<<"$1"
}

# ping_from FROM ADDRESS SECONDS
ping_from()
{
	if in_host "$1" ping -n -q -c 1 -W "$3" "$2" >/dev/null; then
		echo answered
	else
		echo silence
	fi
}

# trace_from FROM ADDRESS [OPTION]...: over the router, so at the second hop.
trace_from()
{
	local from=$1 to=$2 last
	shift 2

	last=$(in_host "$from" traceroute -n -q 1 -w 2 -m 2 "$@" "$to" |
		tail -n 1)
	if [[ $last == " 2  $to "* ]]; then
		echo arrives
	else
		echo silence
	fi
}

in_url()
{
	if [[ $1 == *:* ]]; then
		echo "[$1]"
	else
		echo "$1"
	fi
}

# fetch_from FROM SECONDS URL [OPTION]...
fetch_from()
{
	if in_host "$1" curl -s -m "$2" "${@:3}" |
	   cmp -s - "$served/$served_file"; then
		echo works
	else
		echo fails
	fi
}

# web_from FROM ADDRESS
web_from()
{
	fetch_from "$1" 5 "http://$(in_url "$2")/$served_file"
}

# tftp_from FROM ADDRESS PORT LOCAL_PORTS SECONDS
tftp_from()
{
	fetch_from "$1" "$5" "tftp://$(in_url "$2"):$3/$served_file" \
		--local-port "$4"
}

# name_from FROM ADDRESS
name_from()
{
	if in_host "$1" drill "@$2" "$served_name" | grep "$lan4" >/dev/null; then
		echo works
	else
		echo fails
	fi
}
