#!/bin/bash
# SPDX-License-Identifier: MIT
#
# An agent under attack for HOSTILITY_SECONDS (120): a LAN that announces
# anything, a disk that fails, files written carelessly, a module that comes and
# goes, programs that are killed, a clock that jumps and devices that change.
# HOSTILITY_SEED decides what happens when.
#
# The last accepted files are in force at every moment, which packets check: of
# the newest ports that were ever requested only those of the last accepted
# cfg.xml are open, and of the SIP ports those of as many lines as the last
# accepted phonewall.conf says. After a change the old ports may be open a
# moment longer, but no others. While the module is unloaded nothing is in force
# and nothing is checked; after it is back, all is as before within that moment.
# While a port is down nothing can come in there, and the host at the other one
# checks. A renamed port stays in the bridge and is checked like any other.
#
# shellcheck disable=SC2119,SC2120 # start_switch needs no argument

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/phone_ports.bash
. "$folder/phone_ports.bash"
# shellcheck source=tests/netns/harness/discovery.bash
. "$folder/discovery.bash"
# shellcheck source=tests/netns/harness/authenticator.bash
. "$folder/authenticator.bash"

seconds=${HOSTILITY_SECONDS:-120}
seed=${HOSTILITY_SEED:-$RANDOM}
tracing=/sys/kernel/tracing
figures=$work/figures
samples=$work/samples

# How long a change may take to be in force, in milliseconds: in an emulated
# machine, one of whose two processors only sends.
patience=10000

first_port=20000
port=$first_port	# the newest that was asked for
open_tcp=		# the ports of the last accepted cfg.xml
open_udp=
lines=
before_tcp=		# what was open before the last change
before_udp=
longest=0
accepted=0
judge_host=lan
disk=well
module=in
altered=		# which device has changed, and how to undo it
undo=
deck=()			# the steps that are not taken yet

# Time, which jumps of the clock do not change

# now: sets $now to milliseconds since the machine started.
now()
{
	local uptime

	read -r uptime _ </proc/uptime
	now=$((10#${uptime/./} * 10))
}

# below NUMBER: sets $drawn. In a subshell RANDOM would continue another
# sequence.
below()
{
	drawn=$((RANDOM % $1))
}

# one_of WORD...: sets $drawn.
one_of()
{
	below $#
	shift "$drawn"
	drawn=$1
}

note()
{
	now
	echo "$now $*" >>"$work/steps"
}

# Packets

# show_phone: prints why nothing may come in.
show_phone()
{
	in_phone ip -s link
	in_phone bridge vlan show
	in_phone ip neighbour
	in_host "$judge_host" ip neighbour
	in_phone phonewallctl status
	in_phone phonewallctl dot1x
	cat /proc/net/softnet_stat "$run/status.json"
}

# open_among PROTOCOL PORTS...: prints those that are open on the phone.
open_among()
{
	"$tools/probe" phone "$judge_host" "$phone4" "$@" | sed -n 's/^open *//p'
}

# look: sets $seen_tcp and $seen_udp to the newest ports and the SIP ports that
# are open, and $asked to the time before. A link that has just come up may lose
# a packet, which the probe cannot bear.
look()
{
	local first=$((port - 30)) tries=0

	((first >= first_port)) || first=$first_port
	while ((tries++ < 3)); do
		wait_until in_host "$judge_host" ping -q -c 1 -W 1 "$phone4" ||
			break
		now
		asked=$now
		! seen_tcp=$(open_among tcp "$first-$port") ||
			! seen_udp=$(open_among udp 5060-5075 "$first-$port") ||
			return 0
	done
	show_phone
	return 1
}

# set_wanted: sets $wanted_tcp and $wanted_udp to what must be open.
set_wanted()
{
	wanted_tcp=$open_tcp
	wanted_udp=5060
	((lines == 1)) || wanted_udp+=-$((5059 + lines))
	wanted_udp+=${open_udp:+ $open_udp}
}

# is_open TCP UDP: whether exactly those are open.
is_open()
{
	[[ $seen_tcp == "$1" && $seen_udp == "$2" ]]
}

# each_of PORTS...: prints one a line, from words as "68 16384-16483".
each_of()
{
	local range

	# shellcheck disable=SC2048 # several words
	for range in $*; do
		seq "${range%-*}" "${range#*-}"
	done
}

# is_among SEEN ALLOWED...: whether each port that was seen is allowed.
is_among()
{
	local seen=$1
	shift

	# shellcheck disable=SC2143 # one that ends early breaks the pipe
	[[ -z $(each_of "$seen" | grep -vxF -f <(each_of "$@")) ]]
}

# is_on_its_way: some ports were looked at before the change, others after it.
is_on_its_way()
{
	is_among "$seen_tcp" "$before_tcp" "$wanted_tcp" &&
		is_among "$seen_udp" "$before_udp" "$wanted_udp"
}

# may_be_so: whether it may still differ from what must be open.
may_be_so()
{
	((elapsed <= patience)) && { [[ $forgiving ]] || is_on_its_way; }
}

# judge [forgiving]: soon the files accepted last are in force; until then those
# before or, if the module was away, anything.
judge()
{
	local begin elapsed forgiving=${1:-}

	[[ $module == in ]] || return 0
	set_wanted
	now
	begin=$now
	while :; do
		look
		elapsed=$((asked - begin))
		! is_open "$wanted_tcp" "$wanted_udp" || break
		may_be_so || {
			echo "after $elapsed ms tcp $seen_tcp udp $seen_udp" \
				"before tcp $before_tcp udp $before_udp" \
				"wanted tcp $wanted_tcp udp $wanted_udp"
			return 1
		}
	done
	((elapsed <= longest)) || longest=$elapsed
	before_tcp=$wanted_tcp
	before_udp=$wanted_udp
}

# Content of files

# draw_configuration: sets $content to a valid cfg.xml that opens the next port,
# and $protocol to that port's.
draw_configuration()
{
	local authentication padding

	port=$((port + 1))
	one_of tcp udp
	protocol=$drawn
	one_of Yes No No
	authentication=$drawn
	below 400
	padding=$(printf '%*s' "$drawn" '')
	content="<flat-profile><!--$padding-->
<Firewall_Config>${protocol^^}:$port</Firewall_Config>
<Enable_802.1X_Authentication>$authentication</Enable_802.1X_Authentication>
<Certificate_Select>Custom installed</Certificate_Select>
</flat-profile>
"
}

# draw_settings: sets $content to a valid phonewall.conf, with $more lines.
draw_settings()
{
	below 16
	more=$((drawn + 1))
	content="pc_port = pc0
switch_port = lan0
identity = phone
ca_certificate = $etc/ca.pem
custom_certificate = $etc/phone.pem
custom_key = $etc/phone.key
lines = $more
"
}

# spoil HOW: turns $content into something that must not be accepted.
spoil()
{
	local length

	what="bad: $1"
	case $1 in
	cut)
		# A part that ends after whole settings is valid: it ends in the
		# first word instead.
		length=6
		[[ $content != "<"* ]] || length=$((${#content} - 3))
		below "$length"
		content=${content:0:$((drawn + 1))} ;;
	empty) content= ;;
	blank) content=$' \n\t\n' ;;
	noise) content=$(head -c 600 /dev/urandom | tr -d '\0') ;;
	zeros) content=zeros ;;
	fault) content=${content/lines = /lines = none}
		content=${content/:$port/:$port,UDP:0} ;;
	esac
}

put()
{
	if [[ $content == zeros ]]; then
		head -c 500 /dev/zero
	else
		printf '%s' "$content"
	fi
}

# Ways to replace a file

write_in_place()
{
	put >"$1"
}

# The end of the earlier content is cut off afterwards.
write_over()
{
	put | dd of="$1" conv=notrunc bs=64k status=none
	truncate -s "$(put | wc -c)" "$1"
}

write_slowly()
{
	local half=$((${#content} / 2))

	{
		put | head -c "$half"
		sleep 0.7
		put | tail -c +"$((half + 1))"
	} >"$1"
}

rename_to()
{
	put >"$1.new"
	mv -T "$1.new" "$1"
}

remove_and_make()
{
	rm -f "$1"
	sleep "0.$((RANDOM % 4))"
	put >"$1"
}

flip_link()
{
	local number=$((RANDOM % 2))

	put >"$etc/data-$number-${1##*/}"
	ln -sfn "data-$number-${1##*/}" "$1.link"
	mv -T "$1.link" "$1"
}

exchange_with()
{
	put >"$1.other"
	[[ -e $1 ]] || put >"$1"
	"$tools/exchange" "$1.other" "$1"
}

# replace FILE: in one of the ways, while others check. The beginning of a bad
# file over the end of an old one may be valid for a moment.
replace()
{
	local over=write_over

	[[ $what == good* ]] || over=write_in_place
	one_of write_in_place "$over" write_slowly rename_to \
		remove_and_make flip_link exchange_with
	note "$drawn ${1##*/} $what"
	"$drawn" "$1" &
	writer=$!
}

# Steps

step_good_configuration()
{
	draw_configuration
	what="good $protocol $port"
	open_tcp='' open_udp=''
	printf -v "open_$protocol" %s "$port"
	accepted=$((accepted + 1))
	replace "$cfg"
	judge
	wait "$writer"
}

step_bad_configuration()
{
	draw_configuration
	spoil "$1"
	replace "$cfg"
	judge
	wait "$writer"
}

step_good_settings()
{
	draw_settings
	what="good, $more lines"
	lines=$more
	accepted=$((accepted + 1))
	replace "$conf"
	judge
	wait "$writer"
}

step_bad_settings()
{
	draw_settings
	spoil "$1"
	replace "$conf"
	judge
	wait "$writer"
}

step_removed()
{
	note "removed ${1##*/}"
	rm -f "$1"
	judge
}

# A read-only disk is another mount: what is open stays so.
step_disk()
{
	step_disk_well
	note "disk $1"
	disk=$1
	if [[ $disk == full ]]; then
		dd if=/dev/zero of="$state/filler" bs=4k status=none \
			2>/dev/null || true
	else
		mount --bind "$state" "$state"
		mount -o remount,bind,ro "$state"
	fi
	judge
}

step_disk_well()
{
	[[ $disk == well ]] || free_disk
}

free_disk()
{
	note "disk well"
	case $disk in
	full) rm "$state/filler" ;;
	read_only) wait_until umount "$state" ;;
	esac
	disk=well
	judge
}

step_module()
{
	note "module out"
	module=out
	wait_until modprobe -r phonewall
	below 3
	sleep "$drawn"
	step_good_configuration
	note "module in"
	modprobe phonewall
	module=in
	judge forgiving
}

# wait_until COMMAND...: as wait_for, whatever the clock does.
wait_until()
{
	local begin

	now
	begin=$now
	until "$@" >/dev/null 2>&1; do
		now
		((now - begin < 60000)) || {
			echo "waited in vain for: $*"
			return 1
		}
		sleep 0.05
	done
}

# processes NAME: those of the phone with that name.
processes()
{
	local process

	for process in $(ip netns pids phone); do
		[[ $(cat "/proc/$process/comm" 2>/dev/null) != "$1" ]] ||
			echo "$process"
	done
}

# It would log a line for each damaged frame.
lldpd_of_phone()
{
	in_phone lldpd -d -M 3 -I lan0 -L '' 2>/dev/null
}

# The LLDP frames, or some of them, are valid.
lldp_is_heard()
{
	in_phone lldpcli -f keyvalue show neighbors | grep 'chassis.name=switch'
}

# step_program NAME KILL|STOP
step_program()
{
	note "$2 $1"
	# shellcheck disable=SC2046 # one word a process
	kill -"$2" $(processes "$1") 2>/dev/null || true
	judge
	if [[ $2 == STOP ]]; then
		below 4
		sleep "$drawn"
		# shellcheck disable=SC2046
		kill -CONT $(processes "$1") 2>/dev/null || true
	elif [[ $1 == lldpd ]]; then
		start_lldpd phone
	fi
	judge
}

# set_clock SECONDS: so far from the true time.
set_clock()
{
	now
	date -s "@$((epoch + now / 1000 + $1))" >/dev/null
}

step_clock()
{
	note "clock $1"
	set_clock "$1"
	judge
}

try_to_rename()
{
	ip -n phone link set "$1" down && ip -n phone link set "$1" name "$2"
}

# A device that is up cannot be renamed, and phonewalld may set the switch port up
# at any time.
rename_device()
{
	wait_until try_to_rename "$1" "$2"
	ip -n phone link set "$2" up
}

# step_device NAME renamed|down
step_device()
{
	step_device_well
	altered="$1 $2"
	note "$altered"
	if [[ $2 == renamed ]]; then
		undo="rename_device away $1"
		rename_device "$1" away
	else
		undo="ip -n phone link set $1 up"
		ip -n phone link set "$1" down
		[[ $1 != lan0 ]] || judge_host=pc
	fi
	judge
}

step_device_well()
{
	[[ ! $altered ]] || restore_device
}

restore_device()
{
	note "undone: $altered"
	$undo
	altered=
	judge_host=lan
	judge
}

step_hangup()
{
	note "SIGHUP"
	kill -HUP "$agent"
	judge
}

# All steps; those that are to come more often are listed more often.
steps=(
	good_configuration good_configuration good_configuration
	good_configuration good_configuration good_configuration
	"bad_configuration cut" "bad_configuration empty"
	"bad_configuration blank" "bad_configuration noise"
	"bad_configuration zeros" "bad_configuration fault"
	good_settings good_settings good_settings
	"bad_settings cut" "bad_settings empty" "bad_settings blank"
	"bad_settings noise" "bad_settings zeros" "bad_settings fault"
	"removed $cfg" "removed $conf"
	"disk full" "disk read_only" disk_well disk_well
	module module
	"program lldpd KILL" "program lldpd STOP"
	"program lldpcli KILL" "program lldpcli STOP"
	"program wpa_supplicant KILL" "program wpa_supplicant STOP"
	"clock 31536000" "clock -31536000" "clock 86400" "clock -3"
	"device lan0 renamed" "device lan0 down"
	"device pc0 renamed" "device pc0 down" device_well device_well
	hangup
)

# take_step: at random, but none a second time before all were taken.
take_step()
{
	local position step

	((${#deck[@]})) || deck=("${steps[@]}")
	below "${#deck[@]}"
	position=$drawn
	step=${deck[position]}
	deck[position]=${deck[-1]}
	unset 'deck[-1]'
	# shellcheck disable=SC2086 # a step and what it is to do
	step_$step
}

# What is counted

# status_field NAME: of the agent's, from /proc.
status_field()
{
	sed -n "s/^$1:[[:space:]]*\([0-9]*\).*/\1/p" "/proc/$agent/status"
}

descriptors()
{
	local list=("/proc/$agent/fd/"*)

	echo "${#list[@]}"
}

sample()
{
	now
	echo "$now $(status_field VmRSS) $(descriptors)" \
		"$(ip netns pids phone | wc -l)" \
		"$(status_field voluntary_ctxt_switches)" >>"$samples"
}

# figure NAME NUMBER
figure()
{
	echo "$1 $2" >>"$figures"
}

# value NAME: prints the figure.
value()
{
	sed -n "s/^$1 //p" "$figures"
}

# expect_at_most BOUND NAME: the figure exists, and is not greater.
expect_at_most()
{
	local number

	number=$(value "$2")
	[[ $number && $number -le $1 ]] || {
		echo "$2 is \"$number\", and at most $1 is right"
		return 1
	}
}

# mean_of COLUMN FIRST LAST: of the samples from the end of one quarter to that
# of another.
mean_of()
{
	awk -v column="$1" -v first="$2" -v last="$3" '
		{ value[NR] = $column }
		END {
			for (i = 1; i <= NR; i++) {
				if (i <= NR * first / 4 || i > NR * last / 4)
					continue
				sum += value[i]
				count++
			}
			printf "%d\n", count ? sum / count : 0
		}' "$samples"
}

most_of()
{
	awk -v column="$1" '$column > most { most = $column }
		END { print most }' "$samples"
}

# Of the agent alone: a mount of its own would hide the machine's.
trace_fsyncs()
{
	mount -t tracefs tracefs "$tracing"
	echo "p:phonewall/fsync vfs_fsync_range" >"$tracing/kprobe_events"
	echo 'comm == "phonewalld"' >"$tracing/events/phonewall/fsync/filter"
	echo 1 >"$tracing/events/phonewall/fsync/enable"
}

fsyncs()
{
	grep -c fsync: "$tracing/trace" || true
}

stop_tracing()
{
	echo 0 >"$tracing/events/phonewall/fsync/enable"
	echo >"$tracing/kprobe_events"
	umount "$tracing"
}

# The hour

# settle: everything is as it was in the beginning, and one more file is
# accepted.
settle()
{
	step_disk_well
	step_device_well
	set_clock 0
	draw_settings
	content=${content/lines = $more/lines = 2}
	lines=2
	what="good, 2 lines"
	replace "$conf"
	judge
	wait "$writer"
	draw_configuration
	content=${content/tion>Yes/tion>No}
	what="good $protocol $port"
	open_tcp='' open_udp=''
	printf -v "open_$protocol" %s "$port"
	replace "$cfg"
	judge
	wait "$writer"
	wait_until status_says '.state == "accepted" and
		.module == "programmed" and .settings_state == "accepted" and
		.keep_error == null and .dot1x.status == "Disabled" and
		(.vlan.limits | . == null or (contains("lldpd") | not))'
}

begin_phone()
{
	begin bridge
	mount -t tmpfs -o size=256k tmpfs "$state"
	cp "$pki/authority.pem" "$etc/ca.pem"
	cp "$pki/phone.pem" "$pki/phone.key" "$etc"
	start_switch
	start_lldpd phone
	wait_for in_phone lldpcli show neighbors
	draw_settings
	lines=$more
	put >"$conf"
	start_agent
	agent=${started[-1]}
	judge forgiving
}

be_hostile()
{
	local begin end

	now
	begin=$now
	end=$((begin + seconds * 1000))
	figure lines-before "$(wc -l <"$log")"
	figure fsyncs-before "$(fsyncs)"
	figure wake-ups-before "$(status_field voluntary_ctxt_switches)"
	while now; ((now < end)); do
		take_step
		kill -0 "$agent"
		sample
	done
	figure seconds "$(((now - begin) / 1000))"
	figure lines-after "$(wc -l <"$log")"
	figure fsyncs-after "$(fsyncs)"
	figure wake-ups-after "$(status_field voluntary_ctxt_switches)"
}

# What was received last stays in the status for a while.
count_quiet()
{
	local wake_ups

	sleep 15
	wake_ups=$(status_field voluntary_ctxt_switches)
	sleep 10
	figure wake-ups-in-10-quiet-s \
		"$(($(status_field voluntary_ctxt_switches) - wake_ups))"
	figure descriptors-after "$(descriptors)"
	figure zombies "$(pgrep -c -r Z -P "$agent" || true)"
	figure children "$(pgrep -c -P "$agent" || true)"
}

test_hostility()
{
	local flood

	# In a subshell bash seeds RANDOM again unless it is set again.
	RANDOM=$seed
	begin_phone
	trace_fsyncs
	settle
	sleep 3
	figure descriptors-before "$(descriptors)"
	start flood in_lan "$tools/neighbours" eth0 "$seed"
	flood=${started[-1]}
	be_hostile
	settle
	wait_until lldp_is_heard
	kill -TERM "$flood"
	wait "$flood"
	figure frames "$(<"$work/flood")"
	count_quiet
	stop_tracing
	wait_until cmp "$cfg" "$state/cfg.xml"
	wait_until cmp "$conf" "$state/phonewall.conf"
	status_says ".pid == $agent"
	sum_up
}

# difference NAME: by how much the counter grew under attack.
difference()
{
	echo $(($(value "$1-after") - $(value "$1-before")))
}

sum_up()
{
	local first last seconds steps

	seconds=$(value seconds)
	steps=$(wc -l <"$samples")
	first=$(mean_of 2 0 1)
	last=$(mean_of 2 3 4)
	figure steps "$steps"
	figure accepted "$accepted"
	figure longest-ms "$longest"
	figure rss-kb-first-quarter "$first"
	figure rss-kb-last-quarter "$last"
	figure rss-kb-growth "$((last - first))"
	figure descriptors-more "$(difference descriptors)"
	figure descriptors-most "$(most_of 3)"
	figure processes-most "$(most_of 4)"
	figure lines-a-step "$(($(difference lines) / steps))"
	figure lines-a-minute "$((60 * $(difference lines) / seconds))"
	figure fsyncs "$(difference fsyncs)"
	figure fsyncs-an-acceptance "$(($(difference fsyncs) / accepted))"
	figure wake-ups-a-second "$(($(difference wake-ups) / seconds))"
}

expect_a_flood()
{
	[[ $(value frames) -ge $((200 * seconds)) ]]
}

test_that "the last accepted files are in force at every moment" test_hostility
test_that "the LAN has sent hundreds of frames a second" expect_a_flood
test_that "memory is bounded" expect_at_most 12288 rss-kb-growth
test_that "descriptors are bounded" expect_at_most 32 descriptors-most
test_that "no descriptor is lost" expect_at_most 0 descriptors-more
test_that "processes are bounded" expect_at_most 12 processes-most
test_that "one child is left in the end" expect_at_most 1 children
test_that "no zombie is left in the end" expect_at_most 0 zombies
test_that "each step takes few lines of the log" \
	expect_at_most 8 lines-a-step
test_that "the log grows slowly" expect_at_most 240 lines-a-minute
test_that "a change that is accepted costs few fsyncs" \
	expect_at_most 4 fsyncs-an-acceptance
test_that "a flood rarely wakes the agent" expect_at_most 50 wake-ups-a-second
test_that "a quiet LAN hardly wakes it" expect_at_most 30 wake-ups-in-10-quiet-s

sanitize_phonewalld
ASAN_OPTIONS+=:quarantine_size_mb=1:thread_local_quarantine_size_kb=64
create_hosts
ip -n phone link set lan0 address "$phone_mac"
make_certificates
now
epoch=$(($(date +%s) - now / 1000))
echo "# HOSTILITY_SECONDS=$seconds HOSTILITY_SEED=$seed"
run_tests
set_clock 0
umount -l "$state" || true
sed 's/^/# /' "$figures"
[[ $(value steps) ]] || tail -n 40 "$work/steps" "$log" | sed 's/^/# /'
