# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Streams of numbered messages that a server sends back.
#
# shellcheck disable=SC2154 # lib.bash sets the folders

streams=0

serve_stream()
{
	local host=$1 protocol=$2 port=$3

	start "server-$host-$protocol-$port" in_host "$host" "$tools/stream" \
		serve "$protocol" "$port"
	wait_for_server "$host" "$protocol" "$port"
}

echoes()
{
	grep -c '^echo' "$work/stream-$1" || true
}

has_echoes()
{
	(($(echoes "$1") >= $2))
}

# start_stream HOST ARGUMENT...
start_stream()
{
	local host=$1
	shift

	streams=$((streams + 1))
	start "stream-$streams" in_host "$host" "$tools/stream" send "$@"
}

# Every stream continues: some more messages come back.
expect_streams()
{
	local before=() number

	for ((number = 1; number <= streams; number++)); do
		before[number]=$(echoes "$number")
	done
	for ((number = 1; number <= streams; number++)); do
		wait_for has_echoes "$number" "$((before[number] + 3))"
	done
}

# No stream has lost a message.
end_streams()
{
	local failed=0

	while ((streams > 0)); do
		stop_last TERM || failed=1
		tail -n 1 "$work/stream-$streams"
		streams=$((streams - 1))
	done
	return "$failed"
}
