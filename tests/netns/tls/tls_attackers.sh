#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A man in the middle between the library's client and its server, over TCP. He
# closes, resets or stalls a connection at every 41st byte of the handshake;
# tests/unit/test_tls_attacker.c does that at every byte.
#
#     phone                 lan
#     tls_peer client --- tls_attacker --- tls_peer server
#                         port 4001        port 3001

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/tls.bash
. "$(dirname "$0")/tls.bash"

step=41

# attack ACTION in|out FIRST STEP: until stop_last.
attack()
{
	start attacker in_lan "$tools/tls_attacker" "$@" 4001 3001
	wait_for_server lan tcp 4001
}

start_server()
{
	start server tls_server lan steady steady "$@" xml 3001
	server_process=${started[-1]}
	wait_for_server lan tcp 3001
}

# The bytes of the client's side of the handshake and of the server's, as a whole
# one shows, and that a page arrives then.
measure_handshake()
{
	attack pass in 0 0
	tls_client xml "$tls_host" 4001 >"$work/client"
	stop_last TERM || true
	expect_equal "pages" "$(said client '^page: .* closed$')" 1
	expect_equal "requests" "$(said server '^request:')" 1
	bytes_in=$(sed -n 's/^established: .*, \(.*\) bytes in.*/\1/p' \
		"$work/client")
	bytes_out=$(sed -n 's/^established: .*, \(.*\) bytes in.*/\1/p' \
		"$work/server")
	((bytes_in > 500 && bytes_out > 250))
}

# has_ended COUNT: whether the server has seen so many connections.
has_seen()
{
	(($(said server '^descriptors:') == $1))
}

# expect_nothing ACTION in|out: whatever the byte, no data crosses, and whoever
# lacks a byte of the handshake has no connection.
expect_nothing()
{
	local needed=$bytes_in times before
	[[ $2 == in ]] || needed=$bytes_out

	times=$(((needed + step - 1) / step))
	before=$(said server '^descriptors:')
	attack "$1" "$2" 0 "$step"
	expect_failure tls_client --times "$times" xml "$tls_host" 4001 \
		>"$work/client"
	wait_for has_seen $((before + times))
	stop_last TERM || true
	expect_equal "attacks by $*" "$(said attacker 'to the client')" "$times"
	expect_equal "pages after $*" "$(said client '^page:')" 0
	expect_equal "requests after $*" "$(said server '^request:')" 1
	expect_equal "handshakes of the server after $*" \
		"$(said server '^established:')" 1
	[[ $2 == out ]] || expect_equal "handshakes of the client after $*" \
		"$(said client '^established:')" 0
}

# resident: the server's memory in KiB.
resident()
{
	awk '/^VmRSS:/ { print $2 }' "/proc/$server_process/status"
}

# expect_alive: the server is as it was, and serves.
expect_alive()
{
	tls_client xml "$tls_host" 3001 >"$work/client"
	expect_equal "pages at the end" "$(said client '^page: .* closed$')" 1
	expect_equal "numbers of descriptors" \
		"$(grep -h ^descriptors "$work/server" | sort -u | wc -l)" 1
}

# What a connection left behind would be tens of KiB.
test_ends()
{
	local before

	start_server "$@"
	measure_handshake
	expect_nothing fin in
	before=$(resident)
	expect_nothing fin out
	expect_nothing rst in
	expect_nothing rst out
	(($(resident) < before + 256))
	expect_alive
}

# expect_late in|out BYTE: the client gives up when its time is over.
expect_late()
{
	local begin=$SECONDS

	attack stall "$1" "$2" 0
	expect_failure tls_client --seconds 1 xml "$tls_host" 4001 \
		>"$work/client"
	expect_equal "the client's end" "$(head -n 1 "$work/client")" \
		"late: no handshake in 1 s"
	((SECONDS - begin < 5))
	stop_last TERM || true
}

test_stalls()
{
	start_server --seconds 3
	measure_handshake
	expect_late in 0
	expect_late in $((bytes_in / 2))
	expect_late in $((bytes_in - 1))
	expect_late out 0
	expect_late out 100
	wait_for has_seen 6
	expect_equal "handshakes of the server" \
		"$(said server '^established:')" 1
	# A client that says nothing at all, and has more time than the server.
	start silent in_phone socat -u "TCP:$lan4:3001" -
	wait_for has_seen 7
	expect_equal "the server's last end" \
		"$(tail -n 2 "$work/server" | sed -n 1p)" \
		"late: no handshake in 3 s"
	expect_alive
}

# Its signatures have one length, so that each handshake has the same bytes.
make_steady_certificate()
{
	make_key steady -algorithm ED25519
	issue steady steady server
}

make_tls_certificates
make_steady_certificate
create_pair
test_that "a handshake of TLS 1.3 that is closed or reset leaves nothing" \
	test_ends
test_that "a handshake that is stalled ends with the caller's deadline" \
	test_stalls
run_tests
