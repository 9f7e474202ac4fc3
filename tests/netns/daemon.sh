#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# phonewalld and the module: what the module holds after each thing that can
# happen to the agent's files, to the agent and to the module. Prints TAP.
#
# shellcheck disable=SC2317 # test_that and trap call the functions

set -uo pipefail

work=$(mktemp -d)
etc=$work/etc
state=$work/state
run=$work/run
log=$work/log
cfg=$etc/cfg.xml
conf=$etc/phonewall.conf
lan=phonewalld-lan-$$
number=0
failures=0
pid=

# Ground

clean_up()
{
	[[ -z $pid ]] || kill -KILL "$pid"
	ip netns pids "$lan" | xargs -r kill -KILL
	ip netns delete "$lan"
	echo /sbin/modprobe >/proc/sys/kernel/modprobe
	modprobe phonewall
	umount "$work/full" 2>/dev/null
	rm -rf "$work"
}

show_state()
{
	{
		tail "$log"
		jq --compact-output . "$run/status.json"
	} 2>&1 | sed 's/^/# /'
}

# test_that DESCRIPTION COMMAND...: the command succeeds.
test_that()
{
	local description=$1
	shift

	number=$((number + 1))
	if "$@" >"$work/output" 2>&1; then
		echo "ok $number - $description"
		return
	fi
	failures=$((failures + 1))
	echo "not ok $number - $description"
	echo "# $*"
	sed 's/^/# /' "$work/output"
	show_state
}

# soon COMMAND...: the command succeeds within ten seconds.
soon()
{
	local try

	for ((try = 0; try < 100; try++)); do
		"$@" && return
		sleep 0.1
	done
	echo "not within ten seconds: $*"
	return 1
}

# Two namespaces with a link: this one is the phone, the other the network.
make_network()
{
	ip link set lo up
	ip netns add "$lan"
	ip link add eth0 type veth peer name eth0 netns "$lan"
	ip address add 192.0.2.1/24 dev eth0
	ip link set eth0 up
	ip -n "$lan" address add 192.0.2.2/24 dev eth0
	ip -n "$lan" link set eth0 up
	ip -n "$lan" link set lo up
}

# Configurations

file_with()
{
	printf '<flat-profile>\n%s\n</flat-profile>\n' "$*"
}

options()
{
	file_with "<Firewall_Config>$1</Firewall_Config>"
}

bad_file()
{
	file_with "<Firewall>On</Firewall>"
}

# replace FILE: as an editor does it, with what comes in.
replace()
{
	cat >"$work/replacement"
	mv "$work/replacement" "$1"
}

# The agent

# Takes the place of the shell: to be run in one of its own.
agent()
{
	exec phonewalld --config "$cfg" --settings "$conf" \
		--state-directory "$state" --run-directory "$run" "$@"
}

start()
{
	: >"$log"
	agent 2>>"$log" &
	pid=$!
}

# stop SIGNAL: sets $stopped to the agent's exit status.
stop()
{
	kill "-$1" "$pid"
	wait "$pid"
	stopped=$?
	pid=
} 2>/dev/null

forget_everything()
{
	rm -rf "$etc" "$state" "$run"
	mkdir -p "$etc" "$state"
}

# status_is STATE POLICY MODULE: what the agent says of itself.
status_is()
{
	jq -e '[.state, .policy, .module] == $ARGS.positional' \
		"$run/status.json" --args "$@" >/dev/null 2>&1
}

# status_says FILTER: what jq finds in the agent's status is true.
status_says()
{
	jq -e "$1" "$run/status.json"
}

log_says()
{
	grep -F "$1" "$log"
}

# The module

# holds TCP-PORT...: the module lets in the first port, and none of the others.
holds()
{
	local port

	for port; do
		echo "in tcp 192.0.2.2:40000 192.0.2.1:$port"
	done | phonewallctl explain --json --batch | jq -es --argjson asked $# \
		'map(.reason) | length == $asked and .[0] == "open-port" and
		all(.[1:][]; . == "tcp-blocked")'
}

generation()
{
	phonewallctl status --json | jq .generation
}

# generation_is NUMBER: so many policies were set in this namespace.
generation_is()
{
	[[ $(generation) == "$1" ]] || { generation; return 1; }
}

# A flow of a socket that is not connected lives in the module's table only.
flow_is_live()
{
	phonewallctl flows --json |
		jq -e --argjson port "$1" 'any(.[]; .remote.port == $port or
			.remote_port == $port)'
}

module_is_loaded()
{
	[[ -e /sys/module/phonewall ]]
}

module_is_away()
{
	! module_is_loaded
}

# Traffic

serve()
{
	local port

	mkdir -p "$work/www"
	for port; do
		busybox httpd -f -p "$port" -h "$work/www" &
		servers+=($!)
	done
	sleep 0.3
}

reaches()
{
	ip netns exec "$lan" timeout 3 bash -c ": <>/dev/tcp/192.0.2.1/$1"
}

# passes_only OPEN CLOSED: real connections from the network.
passes_only()
{
	reaches "$1" && ! reaches "$2"
}

# Tests

test_start()
{
	forget_everything
	options TCP:12000 >"$cfg"
	start
	test_that "a good file is accepted at the start" \
		soon status_is accepted file programmed
	test_that "the module holds what it asks for" holds 12000 12001
	test_that "real connections agree" passes_only 12000 12001
	test_that "the file is kept" cmp "$cfg" "$state/cfg.xml"
	test_that "the status tells the agent's process" \
		status_says ".pid == $pid"
	test_that "the status is readable for everybody" \
		test "$(stat -c %a "$run/status.json")" = 644
	test_that "the status has no fault" status_says '.faults == []'
}

test_changes()
{
	local before

	options TCP:12001 | replace "$cfg"
	test_that "a file that is replaced takes effect" soon holds 12001 12000
	options TCP:12000 >"$cfg"
	test_that "a file that is written in place takes effect" \
		soon holds 12000 12001
	soon status_is accepted file programmed
	before=$(generation)

	bad_file >"$cfg"
	test_that "a bad file that is written in place is refused" \
		soon status_is refused last-accepted programmed
	test_that "it changes nothing" holds 12000 12001
	test_that "no policy was set for it" generation_is "$before"
	test_that "the status tells its fault" status_says \
		'.faults[0] | .line == 2 and .parameter == "Firewall" and
		.token == "On"'
	test_that "the log tells its fault" log_says "$cfg:2: Firewall: 'On': "
	test_that "the kept file is the last accepted one" \
		grep TCP:12000 "$state/cfg.xml"

	options TCP:0 | replace "$cfg"
	test_that "a bad file that replaces it is refused" \
		soon log_says "Firewall_Config: 'TCP:0': "
	test_that "that changes nothing either" holds 12000 12001
	: | replace "$cfg"
	test_that "so does an empty one" soon status_says '.faults[0].token == null'
	test_that "the policy is still the same" holds 12000 12001
	rm "$cfg"
	test_that "a file that is removed is missing" \
		soon status_is missing last-accepted programmed
	test_that "the policy stays without it" holds 12000 12001
	test_that "and none was set all the time" generation_is "$before"
	options TCP:12001 >"$cfg"
	test_that "a file that is made again takes effect" \
		soon holds 12001 12000
}

test_hangup()
{
	local before

	soon status_is accepted file programmed
	before=$(generation)
	kill -HUP "$pid"
	sleep 0.5
	test_that "SIGHUP without a change sets no policy" \
		generation_is "$before"
	options TCP:13000 | phonewallctl apply -
	test_that "a policy of another program is told" \
		soon status_is accepted file changed
	sleep 1
	test_that "and left alone" holds 13000 12001
	kill -HUP "$pid"
	test_that "SIGHUP brings the agent's own policy back" \
		soon holds 12001 13000
	test_that "and the status tells so" \
		soon status_is accepted file programmed
}

test_settings()
{
	echo "timeout_udp = 77" >"$conf"
	test_that "a change of the settings takes effect" \
		soon timeout_is 77
	echo "timeout_udp = none" >"$conf"
	test_that "bad settings are told" soon status_says \
		".faults[0].file == \"$conf\" and .state == \"accepted\""
	test_that "bad settings change nothing" timeout_is 77
	rm "$conf"
	test_that "without settings they are the default" soon timeout_is 30
}

# The time that a new flow has left, rounded up to seconds.
timeout_is()
{
	phonewallctl flush
	bash -c 'echo >/dev/udp/192.0.2.2/9'
	(($(phonewallctl flows --json | jq '(.[0].expires_ms + 999) / 1000 |
		floor') == $1))
}

test_death()
{
	local before

	exec {flow}<>/dev/udp/192.0.2.2/7777
	echo >&"$flow"
	test_that "a flow is live" flow_is_live 7777
	before=$(generation)
	stop KILL
	test_that "after SIGKILL the policy is in force" holds 12001 12000
	test_that "connections agree with no agent" passes_only 12001 12000
	test_that "the flow outlives the agent" flow_is_live 7777
	start
	test_that "the agent starts again" \
		soon status_says ".pid == $pid and .module == \"programmed\""
	test_that "and sets no policy" generation_is "$before"
	test_that "and loses no flow" flow_is_live 7777

	stop TERM
	test_that "SIGTERM ends the agent well" test "$stopped" = 0
	test_that "SIGTERM leaves the policy" holds 12001 12000
	test_that "no policy was set meanwhile" generation_is "$before"
	test_that "the status is gone with the agent" test ! -e "$run/status.json"
	exec {flow}>&-
}

# What is used at the start where cfg.xml is no use.
test_bad_start()
{
	bad_file >"$cfg"
	start
	test_that "a bad file at the start: the last accepted one" \
		soon status_is refused last-accepted programmed
	test_that "the module holds that one's policy" holds 12001 12000
	stop TERM

	rm "$cfg"
	options TCP:13000 | phonewallctl apply -
	start
	test_that "no file at the start: the last accepted one" \
		soon status_is missing last-accepted programmed
	test_that "the module holds that one's policy again" holds 12001 13000
	stop TERM

	bad_file >"$cfg"
	truncate -s 20 "$state/cfg.xml"
	start
	test_that "a truncated kept file: the factory defaults" \
		soon status_is refused defaults programmed
	test_that "the module holds the factory defaults" holds 80 12001 12000
	test_that "the firewall is enabled" enabled
	test_that "the kept file's fault is told too" status_says \
		"any(.faults[]; .file == \"$state/cfg.xml\")"
	stop TERM

	: >"$state/cfg.xml"
	start
	test_that "an empty kept file: the factory defaults" \
		soon status_is refused defaults programmed
	stop TERM

	forget_everything
	rmdir "$etc"
	start
	test_that "nothing at all: the factory defaults" \
		soon status_is missing defaults programmed
	test_that "the module holds them" holds 80 12000
	mkdir "$etc"
	options TCP:12000 >"$cfg"
	test_that "a first file, in a new directory, takes effect" \
		soon holds 12000 12001
}

enabled()
{
	phonewallctl status --json | jq -e .enabled
}

test_second_instance()
{
	local before status=0

	before=$(generation)
	(agent) 2>"$work/second" || status=$?
	test_that "a second agent is refused" test "$status" = 1
	test_that "and told why" grep "another phonewalld uses $run" \
		"$work/second"
	test_that "the first one's policy is left alone" \
		generation_is "$before"
	(agent --run-directory "$work/run2") 2>"$work/second"
	test_that "the state directory has one agent too" \
		grep "another phonewalld uses $state" "$work/second"
}

test_reload()
{
	modprobe -r phonewall
	test_that "the module's unloading is told" \
		soon status_is accepted file waiting
	sleep 2
	test_that "the agent does not load it again" module_is_away
	modprobe phonewall
	test_that "the policy comes back with the module" \
		soon holds 12000 12001
	test_that "the status tells so" soon status_is accepted file programmed
	options TCP:12001 >"$cfg"
	test_that "changes take effect after that" soon holds 12001 12000
	options TCP:13000 | phonewallctl apply -
	test_that "other programs are noticed after that" \
		soon status_is accepted file changed
	stop TERM

	modprobe -r phonewall
	start
	test_that "starting loads the module" \
		soon status_is accepted file programmed
	test_that "and sets the policy" holds 12001 13000
	stop TERM

	modprobe -r phonewall
	echo /bin/false >/proc/sys/kernel/modprobe
	start
	test_that "where it cannot be loaded the agent waits" \
		soon status_is accepted file waiting
	test_that "and tells the remedy" log_says "modprobe phonewall"
	sleep 4
	test_that "and tells it once" test \
		"$(grep -c 'modprobe phonewall' "$log")" = 1
	echo /sbin/modprobe >/proc/sys/kernel/modprobe
	modprobe phonewall
	test_that "until the module comes" soon holds 12001 12000
}

test_broadcast_echo()
{
	file_with "<Broadcast_Echo>Enabled</Broadcast_Echo>" \
		"<Firewall>Disabled</Firewall>" >"$cfg"
	test_that "Broadcast_Echo works with the firewall disabled" \
		soon echo_ignored_is 0
	test_that "the module says that it is disabled" soon disabled
	test_that "the status says so too" soon status_says '.enabled == false'
	options TCP:12000 >"$cfg"
	test_that "it is off by default" soon echo_ignored_is 1
	test_that "and the firewall is on by default" soon enabled
}

echo_ignored_is()
{
	[[ $(</proc/sys/net/ipv6/icmp/echo_ignore_multicast) == "$1" ]]
}

disabled()
{
	! enabled
}

test_connection_request_port()
{
	local port

	soon status_is accepted file programmed
	port=$(<"$state/connection-request-port")
	test_that "a port for connection requests was picked" \
		test "$port" -ge 8000 -a "$port" -le 9999
	test_that "the status tells it" \
		status_says ".connection_request_port == $port"
	test_that "it is closed while TR-069 is disabled" holds 12000 "$port"
	file_with "<Enable_TR-069>Yes</Enable_TR-069>" >"$cfg"
	test_that "it is open while TR-069 is enabled" \
		soon holds "$port" 12000
	stop KILL
	start
	soon status_says ".pid == $pid"
	test_that "another start picks no other" \
		status_says ".connection_request_port == $port"
	options TCP:12000 >"$cfg"
	soon holds 12000 12001
}

test_full_disk()
{
	stop TERM
	mkdir -p "$work/full"
	mount -t tmpfs -o size=16k tmpfs "$work/full"
	cp "$state"/* "$work/full"
	dd if=/dev/zero of="$work/full/filler" bs=4k 2>/dev/null
	state=$work/full start
	options TCP:12001 >"$cfg"
	test_that "with a full disk a file takes effect" soon holds 12001 12000
	test_that "that it is not kept is told" soon status_says \
		".keep_error | contains(\"$work/full/cfg.xml\")"
	test_that "what was kept before is whole" \
		grep TCP:12000 "$work/full/cfg.xml"
	rm "$work/full/filler"
	kill -HUP "$pid"
	test_that "with room again SIGHUP keeps it" \
		soon grep -q TCP:12001 "$work/full/cfg.xml"
	test_that "and the status tells so" \
		soon status_says '.keep_error == null'
	stop TERM
	umount "$work/full"
}

test_no_privilege()
{
	local before

	before=$(generation)
	forget_everything
	options TCP:13000 >"$cfg"
	: >"$log"
	setpriv --bounding-set -net_admin --inh-caps -net_admin \
		phonewalld --config "$cfg" --settings "$conf" \
		--state-directory "$state" --run-directory "$run" 2>>"$log" &
	pid=$!
	test_that "without CAP_NET_ADMIN the agent waits" \
		soon status_is accepted file waiting
	test_that "and tells the remedy: CAP_NET_ADMIN" \
		log_says CAP_NET_ADMIN
	test_that "and no policy was set" generation_is "$before"
	test_that "and the file is not kept" test ! -e "$state/cfg.xml"
	stop TERM
}

# Another network namespace is another phone.
test_other_namespace()
{
	local before other

	start
	soon status_is accepted file programmed
	before=$(generation)
	mkdir "$work/etc2"
	options TCP:14000 >"$work/etc2/cfg.xml"
	ip netns exec "$lan" phonewalld --config "$work/etc2/cfg.xml" \
		--settings "$work/none" --state-directory "$work/state2" \
		--run-directory "$work/run3" 2>>"$log" &
	other=$!
	test_that "an agent in another namespace sets its own policy" \
		soon holds_there 14000
	test_that "and none in this one" generation_is "$before"
	test_that "nor is it taken for another program's" \
		status_is accepted file programmed
	kill "$other"
	wait "$other"
	stop TERM
}

holds_there()
{
	ip netns exec "$lan" phonewallctl explain --json in tcp \
		192.0.2.1:40000 "192.0.2.2:$1" |
		jq -e '.reason == "open-port"'
}

# The log's reader is gone; what is logged then must not end the agent.
test_log_reader_gone()
{
	forget_everything
	options TCP:12000 >"$cfg"
	mkfifo "$work/pipe"
	exec {reader}<>"$work/pipe"
	agent 2>"$work/pipe" &
	pid=$!
	soon status_is accepted file programmed
	exec {reader}<&-
	options TCP:12001 >"$cfg"
	test_that "the agent outlives the reader of its log" \
		soon holds 12001 12000
	stop TERM
	test_that "and ends well" test "$stopped" = 0
}

test_usage()
{
	local status=0

	phonewalld --nonsense 2>"$work/output" || status=$?
	test_that "an unknown option is bad usage" test "$status" = 2
	status=0
	phonewalld file 2>"$work/usage" || status=$?
	test_that "so is a file without an option" test "$status" = 2
	test_that "which is told" grep -e --config "$work/usage"
	test_that "--help tells the options" \
		grep -e --state-directory <(phonewalld --help)
}

trap clean_up EXIT
make_network
servers=()
serve 12000 12001
test_start
test_changes
test_hangup
test_settings
test_death
test_bad_start
test_second_instance
test_reload
test_broadcast_echo
test_connection_request_port
test_full_disk
test_no_privilege
test_other_namespace
test_log_reader_gone
test_usage
kill "${servers[@]}"
echo "1..$number"
exit $((failures > 0))
