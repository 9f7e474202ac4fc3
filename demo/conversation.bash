# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A conversation over UDP: the phone asks a server from a port that is closed to
# others, and strangers interrupt.
#
# shellcheck disable=SC2154 # other files set the addresses

# heard_in 4|6: what the phone heard.
heard_in()
{
	echo "$work/conversation-$1"
}

# heard 4|6 WORD [COUNT]
heard()
{
	(($(grep -c "$2" "$(heard_in "$1")") >= ${3:-1}))
}

# interrupt 4|6 FROM FROM_PORT TO_PORT WORD
interrupt()
{
	echo "$5" | in_host "$2" socat -u - \
		"UDP$1-SENDTO:$(in_url "$(address phone "$1")"):$4,sourceport=$3,reuseaddr"
}

# converse 4|6 PORT: the answer to the second question comes after the
# strangers' words, and shows that the phone hears until then.
converse()
{
	local questions=$work/questions-$1 pipe server

	server=UDP$1-DATAGRAM:$(in_url "$(address lan "$1")"):$question_port
	mkfifo "$questions"
	in_phone socat - "$server,bind=:$2" <"$questions" \
		>"$(heard_in "$1")" &
	started+=($!)
	exec {pipe}>"$questions"
	echo question >&"$pipe"
	wait_for heard "$1" answer 1 || return
	interrupt "$1" lan $((question_port + 1)) "$2" stranger-port
	interrupt "$1" pc "$question_port" "$2" stranger-host
	echo question >&"$pipe"
	wait_for heard "$1" answer 2
	exec {pipe}>&-
}

# heard_by_both WORD [COUNT]
heard_by_both()
{
	local version words=()

	for version in 4 6; do
		if heard "$version" "$@"; then
			words+=(arrives)
		else
			words+=("does not arrive")
		fi
	done
	alike "${words[@]}"
}
