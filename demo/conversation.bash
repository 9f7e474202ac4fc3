# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# A conversation over UDP: the phone sends to a server from a port that is
# closed to others, and strangers send to that port.
#
# shellcheck disable=SC2154 # other files set the addresses

# heard_in 4|6: the file with what the phone received.
heard_in()
{
	echo "$work/conversation-$1"
}

# heard 4|6 WORD
heard()
{
	grep -q "$2" "$(heard_in "$1")"
}

# interrupt 4|6 FROM FROM_PORT TO_PORT WORD
interrupt()
{
	echo "$5" | in_host "$2" socat -u - \
		"UDP$1-SENDTO:$(in_url "$(address phone "$1")"):$4,sourceport=$3,reuseaddr"
}

# converse 4|6 PORT: the second word comes back after the strangers' words, and
# shows that the phone receives until then.
converse()
{
	local words=$work/words-$1 pipe server

	server=UDP$1-DATAGRAM:$(in_url "$(address lan "$1")"):$echo_port
	mkfifo "$words"
	in_phone socat - "$server,bind=:$2" <"$words" \
		>"$(heard_in "$1")" &
	started+=($!)
	exec {pipe}>"$words"
	echo first >&"$pipe"
	wait_for heard "$1" first || return
	interrupt "$1" lan $((echo_port + 1)) "$2" stranger-port
	interrupt "$1" pc "$echo_port" "$2" stranger-host
	echo second >&"$pipe"
	wait_for heard "$1" second
	exec {pipe}>&-
}

# heard_by_both WORD
heard_by_both()
{
	local version words=()

	for version in 4 6; do
		if heard "$version" "$1"; then
			words+=(arrives)
		else
			words+=("does not arrive")
		fi
	done
	alike "${words[@]}"
}
