# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the shell suites share: three hosts on a LAN, the phone's configuration,
# processes that end with their test, and TAP. A suite lists its tests with
# test_that and ends with run_tests.
#
#     phone             lan               pc
#   .1  ::1           .2  ::2           .3  ::3     192.0.2.0/24, 2001:db8::/64
#     eth0              eth0              eth0
#      +------- bridge in "switch" --------+
#
# shellcheck disable=SC2034 # suites use the addresses and the paths

set -uo pipefail

folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=$folder/tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkfifo "$work/nothing"

phone4=192.0.2.1 lan4=192.0.2.2 pc4=192.0.2.3
phone6=2001:db8::1 lan6=2001:db8::2 pc6=2001:db8::3
phone_link_local=fe80::1

# The files of phonewalld, and what it prints.
etc=$work/etc
state=$work/state
run=$work/run
log=$work/agent
cfg=$etc/cfg.xml
conf=$etc/phonewall.conf

descriptions=()
commands=()
started=()
replacing=		# "exec" if a command replaces its shell
reports=		# what the sanitizers have found, if phonewalld has them

# The network

in_host()
{
	local host=$1
	shift

	$replacing nsenter --net="/run/netns/$host" -- "$@"
}

in_phone() { in_host phone "$@"; }
in_lan() { in_host lan "$@"; }
in_pc() { in_host pc "$@"; }

# Without rate limits of ICMP errors, which have tests of their own.
create_host()
{
	ip netns add "$1"
	in_host "$1" sysctl -qw net.ipv4.icmp_ratemask=0 \
		net.ipv6.icmp.ratelimit=0 net.ipv6.icmp.ratemask=127 \
		net.ipv6.conf.default.accept_dad=0
	in_host "$1" ip link set lo up
}

# A phone and a LAN host, with nothing between them.
create_pair()
{
	create_host lan
	create_host phone
	ip -n phone link add eth0 type veth peer name eth0 netns lan
	ip -n phone link set eth0 up
	ip -n lan link set eth0 up
	ip -n phone address add "$phone4/24" dev eth0
	ip -n lan address add "$lan4/24" dev eth0
}

connect_host()
{
	local host=$1 byte=$2

	ip -n switch link add "$host" type veth peer name eth0 netns "$host"
	ip -n switch link set "$host" master bridge up
	ip -n "$host" link set eth0 addrgenmode none
	ip -n "$host" link set eth0 up
	ip -n "$host" address add "192.0.2.$byte/24" brd + dev eth0
	ip -n "$host" address add "2001:db8::$byte/64" dev eth0
	ip -n "$host" address add "fe80::$byte/64" dev eth0
	ip -n "$host" route add 224.0.0.0/4 dev eth0
}

create_network()
{
	local byte=0 host

	for host in switch phone lan pc; do
		create_host "$host"
	done
	ip -n switch link add bridge type bridge mcast_snooping 0
	ip -n switch link set bridge up
	for host in phone lan pc; do
		byte=$((byte + 1))
		connect_host "$host" "$byte"
	done
}

# The phone's configuration

# write_configuration NAME=VALUE...: prints a cfg.xml of these parameters.
write_configuration()
{
	local parameter

	echo "<flat-profile>"
	for parameter; do
		printf '<%s ua="na">%s</%s>\n' "${parameter%%=*}" \
			"${parameter#*=}" "${parameter%%=*}"
	done
	echo "</flat-profile>"
}

# configure NAME=VALUE...: applies a cfg.xml of these parameters.
configure()
{
	write_configuration "$@" >"$work/cfg.xml"
	in_phone phonewallctl apply "$work/cfg.xml"
}

# agent [OPTION...]: phonewalld on the phone, for "start agent agent".
agent()
{
	in_phone phonewalld --config "$cfg" --settings "$conf" \
		--state-directory "$state" --run-directory "$run" "$@"
}

# count REASON...: prints how many packets were counted for the reasons.
count()
{
	in_phone phonewallctl status --json |
		jq '[.packets[$ARGS.positional[]]] | add' --args "$@"
}

# make_udp_flow ADDRESS PORT: sends a datagram from the phone by a socket that
# is not connected: a connected one makes no flow.
make_udp_flow()
{
	local family=4 address=$1

	[[ $address != *:* ]] || family=6 address="[$address]"
	echo flow | in_phone socat -u - "UDP$family-SENDTO:$address:$2"
}

# kernel_is_since MAJOR MINOR: whether the kernel is that version or later.
kernel_is_since()
{
	local major minor

	IFS=. read -r major minor _ <<<"$(uname -r)"
	((major > $1 || (major == $1 && minor >= $2)))
}

# Processes

# start NAME COMMAND...: runs a command in the background until the test ends at
# the latest; its output goes to $work/NAME. A function must end with in_host,
# so that the process is the program's own.
start()
{
	local name=$1
	shift

	: >"$work/$name"
	if [[ $(type -t "$1") == function ]]; then
		(replacing="exec"; "$@") >"$work/$name" 2>&1 &
	else
		"$@" >"$work/$name" 2>&1 &
	fi
	started+=($!)
}

# stop_last SIGNAL: ends the process that was started last; its status is
# returned.
stop_last()
{
	local process=${started[-1]}

	unset 'started[-1]'
	kill -"$1" "$process"
	wait "$process"
}

has_ended()
{
	expect_failure kill -0 "$1"
}

# end_agents: leaks are only reported at a regular end. One that is stopped goes on
# first: later, SIGCONT would take back the SIGSTOP by which the search for leaks
# stops the process, and it would wait for ever.
end_agents()
{
	local process

	for process in "${started[@]}"; do
		[[ $(cat "/proc/$process/comm" 2>/dev/null) == \
			phonewall@(d|-sip) ]] || continue
		kill -CONT "$process" || continue
		kill -TERM "$process" || continue
		wait_for has_ended "$process" >>"$reports/end" || true
	done
}

# shellcheck disable=SC2317 # a trap calls it
stop_all()
{
	((${#started[@]})) || return 0
	[[ -z $reports ]] || end_agents
	kill -KILL "${started[@]}" 2>/dev/null || true
	wait "${started[@]}" 2>/dev/null || true
}

# sanitize_phonewalld: from now on phonewalld and phonewall-sip are built with
# AddressSanitizer and UndefinedBehaviorSanitizer, and a test fails if they find
# something. The quarantine is small, because the machine's memory is.
sanitize_phonewalld()
{
	[[ -x $folder/sanitized/phonewalld ]] || {
		echo "there is no $folder/sanitized/phonewalld" >&2
		exit 1
	}
	reports=$work/reports
	mkdir -m 1777 "$reports"
	PATH=$folder/sanitized:$PATH
	export UBSAN_OPTIONS="log_path=$reports/report:print_stacktrace=1"
	export ASAN_OPTIONS="log_path=$reports/report:quarantine_size_mb=8"
}

# plain_phonewalld: in this test it is the one without sanitizers, which change
# how a process ends.
plain_phonewalld()
{
	PATH=${PATH#"$folder/sanitized:"}
}

# show_reports: prints and removes what was found in a test. Fails if there is
# any.
show_reports()
{
	local file status=0

	[[ -n $reports ]] || return 0
	for file in "$reports"/*; do
		[[ ! -s $file ]] || status=1
		[[ ! -e $file ]] || cat "$file"
	done
	rm -f "$reports"/*
	return "$status"
}

# pause SECONDS: sleeps without a process, which takes longer to start than most
# pauses last. Nobody writes there.
pause()
{
	read -rt "$1" <>"$work/nothing" || true
}

# wait_for COMMAND...: until it succeeds, 60 s at most: a busy host is slow.
wait_for()
{
	local deadline=$((SECONDS + 60))

	until "$@" >/dev/null 2>&1; do
		((SECONDS < deadline)) || {
			echo "waited in vain for: $*"
			return 1
		}
		pause 0.05
	done
}

# wait_for_file FILE COMMAND...: the same for a command that depends on the file
# alone, and is called again only when that has changed.
wait_for_file()
{
	local file=$1 deadline=$((SECONDS + 60)) content seen="not read"
	shift

	while :; do
		content=
		{ read -rd "" content <"$file" || true; } 2>/dev/null
		if [[ $content != "$seen" ]] && "$@" >/dev/null 2>&1; then
			return
		fi
		seen=$content
		((SECONDS < deadline)) || {
			echo "waited in vain for: $*"
			return 1
		}
		pause 0.05
	done
}

# listens HOST udp|tcp PORT: whether a server is ready there.
listens()
{
	[[ -n $(in_host "$1" ss -Hln "--$2" "sport = :$3") ]]
}

wait_for_server()
{
	wait_for listens "$@"
}

# Assertions. In a test any command that fails makes the test fail.

expect_equal()
{
	[[ $2 == "$3" ]] || {
		echo "$1: \"$2\" instead of \"$3\""
		return 1
	}
}

expect_failure()
{
	if "$@"; then
		echo "succeeded: $*"
		return 1
	fi
}

# expect_probe ADDRESS OUTCOME PORTS ARGUMENT...: the ports that the probe
# prints for an outcome: open, refused or silent.
expect_probe()
{
	local address=$1 outcome=$2 expected=$3 output
	shift 3

	# shellcheck disable=SC2086 # several words
	output=$("$tools/probe" ${probe_options:-} phone lan "$address" "$@")
	expect_equal "$outcome by $address among $*" \
		"$(sed -n "s/^$outcome *//p" <<<"$output")" "$expected"
}

# expect_ports OUTCOME udp|tcp CANDIDATES EXPECTED: the same for both of the
# phone's addresses; ports as "68 16384-16483".
expect_ports()
{
	local outcome=$1 protocol=$2 candidates=$3 expected=$4 address

	for address in "$phone4" "$phone6"; do
		# shellcheck disable=SC2086 # several words
		expect_probe "$address" "$outcome" "$expected" "$protocol" \
			$candidates
	done
}

expect_open() { expect_ports open "$@"; }
expect_refused() { expect_ports refused "$@"; }
expect_silent() { expect_ports silent "$@"; }

# expect_ping ADDRESS...: the phone answers pings to each.
expect_ping()
{
	local address

	for address; do
		in_lan ping -q -c 1 -W 5 "$address"
	done
}

# expect_no_ping ADDRESS...: pings to each reach the phone and are blocked
# there.
expect_no_ping()
{
	local address before

	for address; do
		before=$(count no-icmp-ping)
		expect_failure in_lan ping -q -c 2 -i 0.2 -W 0.4 "$address"
		expect_equal "pings to $address that were blocked" \
			"$(($(count no-icmp-ping) - before))" 2
	done
}

# Tests

# test_that DESCRIPTION COMMAND...
test_that()
{
	descriptions+=("$1")
	shift
	commands+=("$(printf '%q ' "$@")")
}

run_test()
{
	(
		set -eE
		trap 'echo "$BASH_SOURCE:$LINENO: $BASH_COMMAND: failed" >&2' ERR
		trap stop_all EXIT
		eval "$1"
	) >"$work/output" 2>&1
}

run_tests()
{
	local number result

	echo "1..${#commands[@]}"
	for ((number = 1; number <= ${#commands[@]}; number++)); do
		run_test "${commands[number - 1]}"
		result=$?
		show_reports >>"$work/output" || result=1
		if ((result == 0)); then
			echo "ok $number - ${descriptions[number - 1]}"
		else
			echo "not ok $number - ${descriptions[number - 1]}"
			sed 's/^/# /' "$work/output"
		fi
	done
}
