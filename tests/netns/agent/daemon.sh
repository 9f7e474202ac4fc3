#!/bin/bash
# SPDX-License-Identifier: MIT
#
# phonewalld and the module: the module's policy after everything that can
# happen to the agent's files, to the agent and to the module.
#
# shellcheck disable=SC2119,SC2120 # no arguments are as good as some

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"

# The agent and its files

# begin [PARAMETERS]: starts from nothing, except for a cfg.xml if there are
# some.
begin()
{
	echo /sbin/modprobe >/proc/sys/kernel/modprobe
	modprobe phonewall
	umount -l "$state" 2>/dev/null || true
	rm -rf "$etc" "$state" "$run"
	mkdir "$etc" "$state"
	(($# == 0)) || write_configuration "$@" >"$cfg"
}

# start_agent STATE POLICY MODULE: waits until its status says so.
start_agent()
{
	rm -f "$run/status.json"
	start agent agent
	expect_status "$@"
}

# replace_configuration PARAMETERS: replaces cfg.xml as an editor does.
replace_configuration()
{
	write_configuration "$@" >"$work/replacement"
	mv "$work/replacement" "$cfg"
}

status_is()
{
	jq -e '[.state, .policy, .module] == $ARGS.positional' \
		"$run/status.json" --args "$@"
}

# expect_status STATE POLICY MODULE: the agent's status says so soon.
expect_status()
{
	wait_for status_is "$@" || {
		cat "$log" "$run/status.json"
		return 1
	}
}

# status_says FILTER: whether the jq filter is true of the agent's status.
status_says()
{
	jq -e "$1" "$run/status.json"
}

wait_for_status()
{
	wait_for_file "$run/status.json" status_says "$1"
}

log_says()
{
	grep -F -e "$1" "$log"
}

# log_counts NUMBER TEXT: whether so many lines of the log contain the text.
log_counts()
{
	(($(grep -cF -e "$2" "$log") == $1))
}

# The module's policy

# lets_in HOST TCP-PORT...: the first port is open, the others are closed.
lets_in()
{
	local host=$1 port
	shift

	for port; do
		echo "in tcp 198.51.100.1:40000 192.0.2.1:$port"
	done | in_host "$host" phonewallctl explain --json --batch |
		jq -es --argjson asked $# 'map(.reason) | length == $asked and
			.[0] == "open-port" and
			all(.[1:][]; . == "tcp-blocked")'
}

# expect_only OPEN CLOSED...: soon the phone has only the first one open.
expect_only()
{
	wait_for lets_in phone "$@" || {
		in_phone phonewallctl ports
		cat "$log"
		return 1
	}
}

module_says()
{
	in_phone phonewallctl status --json | jq -e "$1"
}

# How often a policy was set: if it stays the same, none was.
generation()
{
	in_phone phonewallctl status --json | jq .generation
}

apply()
{
	write_configuration "$@" | in_phone phonewallctl apply -
}

# Tests: the start

test_good_file()
{
	begin Firewall_Config=TCP:12000
	start_agent accepted file programmed
	lets_in phone 12000 12001
	wait_for cmp "$cfg" "$state/cfg.xml"
	status_says ".pid == ${started[-1]} and .faults == []"
	expect_equal "mode of status.json" "$(stat -c %a "$run/status.json")" \
		644
}

test_real_connections()
{
	begin Firewall_Config=TCP:12000
	start_agent accepted file programmed
	expect_open tcp 12000-12001 12000
	replace_configuration Firewall_Config=TCP:12001
	expect_only 12001 12000
	expect_open tcp 12000-12001 12001
}

test_bad_file_at_start()
{
	begin Firewall=On
	write_configuration Firewall_Config=TCP:12000 >"$state/cfg.xml"
	start_agent refused last-accepted programmed
	lets_in phone 12000 12001
	log_says "$cfg:2: Firewall: 'On': "
}

test_no_file_at_start()
{
	begin
	apply Firewall_Config=TCP:13000
	write_configuration Firewall_Config=TCP:12000 >"$state/cfg.xml"
	start_agent missing last-accepted programmed
	lets_in phone 12000 13000
}

# damaged SIZE: the power failed while the file was being saved, not atomically.
damaged()
{
	begin Firewall=On
	write_configuration Firewall_Config=TCP:12000 >"$state/cfg.xml"
	truncate -s "$1" "$state/cfg.xml"
	start_agent refused defaults programmed
	lets_in phone 80 12000
	module_says .enabled
	status_says "any(.faults[]; .file == \"$state/cfg.xml\")"
	replace_configuration Firewall_Config=TCP:12001
	expect_status accepted file programmed
	wait_for cmp "$cfg" "$state/cfg.xml"
}

test_nothing_at_all()
{
	begin
	rmdir "$etc"
	start_agent missing defaults programmed
	lets_in phone 80 12000
	module_says .enabled
	mkdir "$etc"
	write_configuration Firewall_Config=TCP:12000 >"$cfg"
	expect_only 12000 12001
}

# Tests: changes

test_replaced()
{
	begin Firewall_Config=TCP:12000
	start_agent accepted file programmed
	replace_configuration Firewall_Config=TCP:12001
	expect_only 12001 12000
	replace_configuration Firewall_Config=TCP:12000
	expect_only 12000 12001
}

test_written_in_place()
{
	begin Firewall_Config=TCP:12000
	start_agent accepted file programmed
	write_configuration Firewall_Config=TCP:12001 >"$cfg"
	expect_only 12001 12000
}

test_removed_and_made_again()
{
	local before

	begin Firewall_Config=TCP:12000
	start_agent accepted file programmed
	before=$(generation)
	rm "$cfg"
	expect_status missing last-accepted programmed
	lets_in phone 12000 12001
	expect_equal "generation" "$(generation)" "$before"
	write_configuration Firewall_Config=TCP:12001 >"$cfg"
	expect_only 12001 12000
}

# changed_badly COMMAND...: the file is refused after it, and nothing else
# changes.
changed_badly()
{
	local before

	begin Firewall_Config=TCP:12000
	start_agent accepted file programmed
	before=$(in_phone phonewallctl ports --json)
	"$@"
	expect_status refused last-accepted programmed
	expect_equal "policy" "$(in_phone phonewallctl ports --json)" "$before"
	status_says ".faults[0].file == \"$cfg\""
	log_says "$cfg:"
	wait_for grep TCP:12000 "$state/cfg.xml"
	[[ ! -d $cfg ]] || rmdir "$cfg"
	replace_configuration Firewall_Config=TCP:12001
	expect_only 12001 12000
	wait_for_status '.faults == []'
}

write_bad()
{
	write_configuration Firewall_Config=TCP:0 >"$cfg"
}

replace_with_bad()
{
	replace_configuration Firewall=On Firewall_Config=TCP:12001
}

write_nothing()
{
	: >"$cfg"
}

write_half()
{
	local whole

	whole=$(write_configuration Firewall_Config=TCP:12001)
	printf '%s' "${whole:0:40}" >"$cfg"
}

put_directory()
{
	rm "$cfg"
	mkdir "$cfg"
}

# Opening it would wait for a writer.
put_fifo()
{
	rm "$cfg"
	mkfifo "$cfg"
}

put_device()
{
	ln -sf /dev/zero "$cfg"
}

# Mounts do not change the files, but what their names refer to.
test_mounts()
{
	begin Firewall_Config=TCP:12000
	mkdir "$work/other"
	write_configuration Firewall_Config=TCP:12001 >"$work/other/cfg.xml"
	start_agent accepted file programmed
	mount --bind "$work/other/cfg.xml" "$cfg"
	expect_only 12001 12000
	umount "$cfg"
	expect_only 12000 12001
	mount --bind "$work/other" "$etc"
	expect_only 12001 12000
	umount "$etc"
	expect_only 12000 12001
}

# release NUMBER PARAMETERS: as an image with several versions of /etc has it.
release()
{
	local folder=$work/release/$1
	shift

	mkdir -p "$folder"
	write_configuration "$@" >"$folder/cfg.xml"
}

test_links()
{
	begin
	rmdir "$etc"
	release 1 Firewall_Config=TCP:12000
	release 2 Firewall_Config=TCP:12001
	ln -s 1 "$work/release/current"
	ln -s "$work/release/current" "$etc"
	start_agent accepted file programmed
	lets_in phone 12000 12001
	ln -s 2 "$work/release/next"
	mv -T "$work/release/next" "$work/release/current"
	expect_only 12001 12000
	rm "$etc"
}

# write_slowly FILE: writes the first half, and the second one after
# $work/second appears.
write_slowly()
{
	{
		echo "timeout_udp = 77"
		while [[ ! -e $work/second ]]; do
			echo "#"
			sleep 0.3
		done
		printf '%s\n' "pc_port = pc0" "switch_port = lan0"
	} >"$1"
}

# Half of it is valid, and would open the PC port.
test_slowly_written_settings()
{
	begin PC_PORT_Enable=No
	printf '%s\n' "pc_port = pc0" "switch_port = lan0" >"$conf"
	start_agent accepted file programmed
	wait_for_status '.dot1x.ports == "programmed"'
	in_phone phonewallctl dot1x --json >"$work/dot1x"
	start writer write_slowly "$conf"
	wait_for grep "timeout_udp" "$conf"
	# Another change makes the agent look at it.
	replace_configuration PC_PORT_Enable=No Firewall_Config=TCP:12001
	expect_only 12001 12000
	sleep 3
	udp_timeout_is 30
	in_phone phonewallctl dot1x --json | cmp - "$work/dot1x"
	touch "$work/second"
	wait_for udp_timeout_is 77
	in_phone phonewallctl dot1x --json | cmp - "$work/dot1x"
}

test_touched()
{
	local before

	begin Firewall_Config=TCP:12000
	start_agent accepted file programmed
	before=$(generation)
	touch "$cfg"
	chmod 600 "$cfg"
	chmod 644 "$cfg"
	sleep 3
	expect_equal "generation" "$(generation)" "$before"
	log_counts 1 "is accepted"
	write_configuration Firewall_Config=TCP:12001 >"$cfg"
	expect_only 12001 12000
	wait_for log_counts 2 "is accepted"
}

test_hangup()
{
	local before

	begin Firewall_Config=TCP:12000
	start_agent accepted file programmed
	before=$(generation)
	kill -HUP "${started[-1]}"
	wait_for log_counts 2 "is accepted"
	expect_equal "generation" "$(generation)" "$before"
}

test_other_program()
{
	begin Firewall_Config=TCP:12000
	start_agent accepted file programmed
	apply Firewall_Config=TCP:13000
	expect_status accepted file changed
	sleep 1
	lets_in phone 13000 12000
	write_configuration Firewall=On >"$cfg"
	expect_status refused file changed
	lets_in phone 13000 12000
	write_configuration Firewall_Config=TCP:12000 >"$cfg"
	expect_status accepted file programmed
	lets_in phone 12000 13000
	apply Firewall_Config=TCP:13000
	expect_status accepted file changed
	kill -HUP "${started[-1]}"
	expect_only 12000 13000
	expect_status accepted file programmed
}

# udp_timeout_is SECONDS: the time that is left and the time that has passed.
udp_timeout_is()
{
	local begin remaining elapsed

	in_phone phonewallctl flush
	begin=${EPOCHREALTIME/./}
	make_udp_flow "$lan4" 9
	remaining=$(in_phone phonewallctl flows --json | jq '.[0].expires_ms')
	elapsed=$(((${EPOCHREALTIME/./} - begin) / 1000))
	# The kernel counts in ticks of 4 ms.
	((remaining <= $1 * 1000 && remaining + elapsed >= $1 * 1000 - 10))
}

test_settings()
{
	begin Firewall_Config=TCP:12000
	start_agent accepted file programmed
	wait_for udp_timeout_is 30
	echo "timeout_udp = 77" >"$conf"
	wait_for udp_timeout_is 77
	echo "timeout_udp = none" >"$conf"
	wait_for_status ".faults[0].file == \"$conf\""
	status_is accepted file programmed
	udp_timeout_is 77
	stop_last TERM
	start_agent accepted file programmed
	udp_timeout_is 77
	rm "$conf"
	wait_for_status '.settings_state == "missing"'
	udp_timeout_is 77
	: >"$conf"
	wait_for_status '.settings_state == "refused"'
	udp_timeout_is 77
	stop_last TERM
	start_agent accepted file programmed
	status_says '.settings == "last-accepted"'
	udp_timeout_is 77
	echo "# default" >"$conf"
	wait_for udp_timeout_is 30
}

# Whatever a power cut leaves of phonewall.conf, a disabled PC port stays
# closed.
test_disabled_pc_port()
{
	begin PC_PORT_Enable=No
	printf '%s\n' "pc_port = pc0" "switch_port = lan0" >"$conf"
	start_agent accepted file programmed
	wait_for_status '.dot1x.ports == "programmed"'
	in_phone phonewallctl dot1x --json >"$work/dot1x"
	: >"$conf"
	wait_for_status '.settings_state == "refused"'
	in_phone phonewallctl dot1x --json | cmp - "$work/dot1x"
	rm "$conf"
	wait_for_status '.settings_state == "missing"'
	in_phone phonewallctl dot1x --json | cmp - "$work/dot1x"
	stop_last TERM
	start_agent accepted file programmed
	in_phone phonewallctl dot1x --json | cmp - "$work/dot1x"
	echo "# no ports" >"$conf"
	wait_for_status '.dot1x == null'
	in_phone phonewallctl dot1x --json >"$work/without" || true
	expect_failure cmp "$work/without" "$work/dot1x"
}

test_broadcast_echo()
{
	begin Firewall=Disabled Broadcast_Echo=Enabled
	start_agent accepted file programmed
	module_says '.enabled | not'
	status_says '.enabled | not'
	expect_multicast_echo_ignored 0
	write_configuration Firewall=Enabled >"$cfg"
	wait_for module_says .enabled
	expect_status accepted file programmed
	expect_multicast_echo_ignored 1
}

expect_multicast_echo_ignored()
{
	expect_equal "echo_ignore_multicast" "$(in_phone sysctl -n \
		net.ipv6.icmp.echo_ignore_multicast)" "$1"
}

test_connection_request_port()
{
	local port

	begin Enable_TR-069=Yes
	start_agent accepted file programmed
	wait_for test -s "$state/connection-request-port"
	port=$(<"$state/connection-request-port")
	((port >= 8000 && port <= 9999))
	status_says ".connection_request_port == $port"
	lets_in phone "$port" 12000
	stop_last TERM
	start_agent accepted file programmed
	status_says ".connection_request_port == $port"
	write_configuration Enable_TR-069=No Firewall_Config=TCP:12000 >"$cfg"
	expect_only 12000 "$port"
}

test_full_disk()
{
	begin Firewall_Config=TCP:12000
	mount -t tmpfs -o size=16k tmpfs "$state"
	start_agent accepted file programmed
	wait_for cmp "$cfg" "$state/cfg.xml"
	dd if=/dev/zero of="$state/filler" bs=4k || true
	write_configuration Firewall_Config=TCP:12001 >"$cfg"
	expect_only 12001 12000
	wait_for_status ".keep_error | contains(\"$state/cfg.xml\")"
	grep TCP:12000 "$state/cfg.xml"
	rm "$state/filler"
	kill -HUP "${started[-1]}"
	wait_for_status '.keep_error == null'
	wait_for cmp "$cfg" "$state/cfg.xml"
}

# A file that could not be saved is saved, without a request, once there is
# room.
test_room_returns()
{
	local port

	begin Firewall_Config=TCP:12000 Enable_TR-069=Yes
	mount -t tmpfs -o size=16k tmpfs "$state"
	dd if=/dev/zero of="$state/filler" bs=4k || true
	start_agent accepted file programmed
	lets_in phone 12000 12001
	wait_for log_says "until this is fixed, each start picks another"
	log_counts 1 "cannot save the accepted file to $state/cfg.xml"
	[[ ! -s $state/cfg.xml && ! -s $state/connection-request-port ]]
	port=$(jq .connection_request_port "$run/status.json")
	rm "$state/filler"
	wait_for_status '.keep_error == null'
	log_says "the accepted files are saved again"
	wait_for cmp "$cfg" "$state/cfg.xml"
	wait_for test -s "$state/connection-request-port"
	expect_equal "the port that is kept" \
		"$(<"$state/connection-request-port")" "$port"
}

# A start with such a disk succeeds all the same.
test_read_only_disk()
{
	begin Firewall_Config=TCP:12000
	mount -t tmpfs -o size=64k tmpfs "$state"
	start_agent accepted file programmed
	stop_last KILL || true
	mount -o remount,ro "$state"
	write_configuration Firewall_Config=TCP:12001 >"$cfg"
	start_agent accepted file programmed
	lets_in phone 12001 12000
	log_says "cannot lock $state/phonewalld.lock: Read-only file system"
	status_says '.keep_error | contains("Read-only file system")'
	stop_last KILL || true
	rm "$cfg"
	start_agent missing last-accepted programmed
	lets_in phone 12000 12001
	write_configuration Firewall_Config=TCP:12001 >"$cfg"
	expect_only 12001 12000
	mount -o remount,rw "$state"
	wait_for_status '.keep_error == null'
	wait_for cmp "$cfg" "$state/cfg.xml"
}

test_no_disk()
{
	begin Firewall=On
	rmdir "$state"
	state=/proc/none
	start_agent refused defaults programmed
	module_says .enabled
	lets_in phone 80 12000
	log_says "cannot lock $state/phonewalld.lock"
	replace_configuration Firewall_Config=TCP:12001
	expect_only 12001 12000
	wait_for_status ".keep_error | contains(\"$state/cfg.xml\")"
}

# damaged_whole COMMAND...: all saved files have the output of the command and
# cfg.xml is bad. The log names each file, and nothing is opened. With a good
# file everything is saved again.
damaged_whole()
{
	local file

	begin Firewall=On
	for file in cfg.xml phonewall.conf connection-request-port vlan.json \
			.cfg.xml.new; do
		"$@" >"$state/$file"
	done
	start_agent refused defaults programmed
	module_says .enabled
	lets_in phone 80 12000
	log_says "$state/cfg.xml"
	log_says "$state/connection-request-port"
	# An empty file is what a power cut leaves; no message is needed.
	[[ $1 == true ]] || log_says "$state/vlan.json"
	replace_configuration Firewall_Config=TCP:12001 Enable_TR-069=Yes
	expect_status accepted file programmed
	wait_for cmp "$cfg" "$state/cfg.xml"
	wait_for grep -x '[89][0-9]*' "$state/connection-request-port"
	stop_last TERM
	rm "$cfg"
	start_agent missing last-accepted programmed
	lets_in phone 12001 12000
}

zeros()
{
	head -c 4096 /dev/zero
}

noise()
{
	head -c 3000 /dev/urandom
}

too_much()
{
	head -c 1100000 /dev/zero | tr '\0' ' '
}

# The power failed while the new file was being written: the old one counts.
test_half_written()
{
	local whole

	begin Firewall=On
	write_configuration Firewall_Config=TCP:12000 >"$state/cfg.xml"
	whole=$(write_configuration Firewall=Disabled)
	printf '%s' "${whole:0:30}" >"$state/.cfg.xml.new"
	start_agent refused last-accepted programmed
	lets_in phone 12000 12001
	replace_configuration Firewall_Config=TCP:12001
	expect_only 12001 12000
	wait_for cmp "$cfg" "$state/cfg.xml"
	[[ ! -e $state/.cfg.xml.new ]]
}

# Tests: the agent's end

flow_lives()
{
	in_phone phonewallctl flows --json |
		jq -e 'any(.[]; .remote_port == 7777 or .remote.port == 7777)'
}

# end_agent SIGNAL STATUS: while a flow lives, and starts it again.
end_agent()
{
	local before status=0

	begin Firewall_Config=TCP:12000
	start_agent accepted file programmed
	make_udp_flow "$lan4" 7777
	flow_lives
	before=$(generation)
	stop_last "$1" || status=$?
	expect_equal "exit status" "$status" "$2"
	lets_in phone 12000 12001
	expect_open tcp 12000-12001 12000
	flow_lives
	start_agent accepted file programmed
	flow_lives
	expect_equal "generation" "$(generation)" "$before"
}

test_status_ends_with_agent()
{
	begin
	start_agent missing defaults programmed
	stop_last TERM
	[[ ! -e $run/status.json ]]
}

test_second_agent()
{
	local before

	begin Firewall_Config=TCP:12000
	start_agent accepted file programmed
	before=$(generation)
	expect_equal "exit status" \
		"$(agent 2>"$work/second" || echo $?)" 1
	grep "another phonewalld uses $run;" "$work/second"
	expect_failure agent --run-directory "$work/run2" 2>"$work/second"
	grep "another phonewalld uses $state;" "$work/second"
	expect_equal "generation" "$(generation)" "$before"
	status_says ".pid == ${started[-1]}"
}

test_log_reader_gone()
{
	local reader

	begin Firewall_Config=TCP:12000
	mkfifo "$work/pipe"
	exec {reader}<>"$work/pipe"
	(exec {reader}<&-; replacing="exec"; agent) 2>"$work/pipe" &
	started+=($!)
	expect_status accepted file programmed
	exec {reader}<&-
	write_configuration Firewall_Config=TCP:12001 >"$cfg"
	expect_only 12001 12000
	stop_last TERM
}

# While the agent is stopped, more happens than the kernel queues for it.
test_events_lost()
{
	begin Firewall_Config=TCP:12000
	start_agent accepted file programmed
	kill -STOP "${started[-1]}"
	in_phone "$tools/set_policies" 4000
	kill -CONT "${started[-1]}"
	wait_for log_says "events were lost"
	expect_status accepted file changed
	kill -HUP "${started[-1]}"
	expect_only 12000 12001
	expect_status accepted file programmed
	apply Firewall_Config=TCP:13000
	expect_status accepted file changed
}

# Tests: the module and the privilege to program it

test_module_reloaded()
{
	begin Firewall_Config=TCP:12000
	start_agent accepted file programmed
	modprobe -r phonewall
	expect_status accepted file waiting
	sleep 3
	[[ ! -e /sys/module/phonewall ]]
	modprobe phonewall
	expect_only 12000 12001
	expect_status accepted file programmed
	write_configuration Firewall_Config=TCP:12001 >"$cfg"
	expect_only 12001 12000
	apply Firewall_Config=TCP:13000
	expect_status accepted file changed
}

test_module_loaded_by_asking()
{
	begin Firewall_Config=TCP:12000
	modprobe -r phonewall
	start_agent accepted file programmed
	lets_in phone 12000 12001
}

test_module_cannot_be_loaded()
{
	begin Firewall_Config=TCP:12000
	modprobe -r phonewall
	echo /bin/false >/proc/sys/kernel/modprobe
	start_agent accepted file waiting
	sleep 4
	log_counts 1 "run 'modprobe phonewall'"
	[[ ! -e $state/cfg.xml ]]
	echo /sbin/modprobe >/proc/sys/kernel/modprobe
	modprobe phonewall
	expect_only 12000 12001
	expect_status accepted file programmed
	wait_for cmp "$cfg" "$state/cfg.xml"
}

without_privilege()
{
	in_phone setpriv --bounding-set -net_admin --inh-caps -net_admin \
		phonewalld --config "$cfg" --settings "$conf" \
		--state-directory "$state" --run-directory "$run"
}

test_no_privilege()
{
	local before

	begin Firewall_Config=TCP:12000
	apply Firewall_Config=TCP:13000
	before=$(generation)
	start agent without_privilege
	expect_status accepted file waiting
	log_says CAP_NET_ADMIN
	expect_equal "generation" "$(generation)" "$before"
	[[ ! -e $state/cfg.xml ]]
}

agent_of_pc()
{
	in_pc phonewalld --config "$work/pc/cfg.xml" \
		--settings "$work/pc/phonewall.conf" \
		--state-directory "$work/pc/state" --run-directory "$work/pc/run"
}

# Another network namespace is another phone.
test_other_namespace()
{
	local before

	begin Firewall_Config=TCP:12000
	start_agent accepted file programmed
	before=$(generation)
	mkdir "$work/pc"
	write_configuration Firewall_Config=TCP:14000 >"$work/pc/cfg.xml"
	start agent-of-pc agent_of_pc
	wait_for lets_in pc 14000 12000
	lets_in phone 12000 14000
	expect_equal "generation" "$(generation)" "$before"
	status_is accepted file programmed
}

watched_agent()
{
	NOTIFY_SOCKET=$work/notify WATCHDOG_USEC=400000 agent
}

# watchdog_says NUMBER: the event loop has reported so often that it runs.
watchdog_says()
{
	(($(grep -o WATCHDOG=1 "$work/told" | wc -l) >= $1))
}

# A loop that is stuck reports nothing, and systemd restarts it.
test_watchdog()
{
	local told

	begin Firewall_Config=TCP:12000
	start told socat -u "UNIX-RECV:$work/notify" \
		"OPEN:$work/told,creat,append"
	wait_for test -S "$work/notify"
	start agent watched_agent
	expect_status accepted file programmed
	wait_for watchdog_says 3
	kill -STOP "${started[-1]}"
	sleep 1
	told=$(grep -o WATCHDOG=1 "$work/told" | wc -l)
	sleep 2
	expect_failure watchdog_says $((told + 1))
	kill -CONT "${started[-1]}"
	wait_for watchdog_says $((told + 2))
	grep -q READY=1 "$work/told"
}

test_usage()
{
	expect_equal "status of an unknown option" \
		"$(phonewalld --nonsense 2>/dev/null || echo $?)" 2
	expect_equal "status of an argument" \
		"$(phonewalld cfg.xml 2>"$work/usage" || echo $?)" 2
	grep -e "--config FILE" "$work/usage"
	phonewalld --help | grep -e --state-directory
	phonewalld --version | grep '^phonewalld [0-9]'
}

test_that "a good file is in force, saved and reported" test_good_file
test_that "real connections agree" test_real_connections
test_that "a bad file at the start: the last accepted one" \
	test_bad_file_at_start
test_that "no file at the start: the last accepted one" test_no_file_at_start
test_that "a truncated saved file: the factory defaults" damaged 40
test_that "an empty saved file: the factory defaults" damaged 0
test_that "nothing at all: the factory defaults" test_nothing_at_all
test_that "a file that is replaced takes effect" test_replaced
test_that "a file that is written in place takes effect" test_written_in_place
test_that "a file that is removed leaves the policy" \
	test_removed_and_made_again
test_that "a bad file that is written changes nothing" changed_badly write_bad
test_that "a bad file that replaces it changes nothing" \
	changed_badly replace_with_bad
test_that "an empty file changes nothing" changed_badly write_nothing
test_that "half a file changes nothing" changed_badly write_half
test_that "a directory in its place changes nothing" \
	changed_badly put_directory
test_that "a FIFO in its place changes nothing" changed_badly put_fifo
test_that "a device in its place changes nothing" changed_badly put_device
test_that "a mount over the file or its directory takes effect" \
	test_mounts
test_that "a changed link on the path takes effect" test_links
test_that "half of phonewall.conf, slowly written, is not used" \
	test_slowly_written_settings
test_that "a file that is touched sets no policy" test_touched
test_that "SIGHUP without a change sets no policy" test_hangup
test_that "another program's policy is reported and stays" test_other_program
test_that "settings take effect, and bad ones do not" test_settings
test_that "without phonewall.conf a disabled PC port stays disabled" \
	test_disabled_pc_port
test_that "Broadcast_Echo works with the firewall disabled" \
	test_broadcast_echo
test_that "the connection request port is chosen once" \
	test_connection_request_port
test_that "a full disk prevents only the saving" test_full_disk
test_that "a file that could not be saved is saved once there is room" \
	test_room_returns
test_that "a read-only disk prevents only the saving" \
	test_read_only_disk
test_that "without a disk the firewall works too" test_no_disk
test_that "every saved file is empty: the factory defaults" \
	damaged_whole true
test_that "every saved file is zeros: the factory defaults" \
	damaged_whole zeros
test_that "every saved file is noise: the factory defaults" \
	damaged_whole noise
test_that "every saved file is too long: the factory defaults" \
	damaged_whole too_much
test_that "a file that was being saved when the power failed is ignored" \
	test_half_written
test_that "missed events are reported, and their content is read again" \
	test_events_lost
test_that "SIGKILL and a restart lose neither policy nor flow" \
	end_agent KILL 137
test_that "SIGTERM and a restart lose neither policy nor flow" \
	end_agent TERM 0
test_that "the status ends with the agent" test_status_ends_with_agent
test_that "a second agent is refused" test_second_agent
test_that "the agent outlives the reader of its log" test_log_reader_gone
test_that "the policy comes back with a module that is reloaded" \
	test_module_reloaded
test_that "starting loads the module" test_module_loaded_by_asking
test_that "without the module the agent waits for it" \
	test_module_cannot_be_loaded
test_that "without CAP_NET_ADMIN the agent waits" test_no_privilege
test_that "an agent in another namespace is another phone's" \
	test_other_namespace
test_that "the event loop serves the watchdog" test_watchdog
test_that "bad usage is reported" test_usage

sanitize_phonewalld
create_network
run_tests
