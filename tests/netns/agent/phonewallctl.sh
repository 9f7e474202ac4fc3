#!/bin/bash
# SPDX-License-Identifier: MIT
#
# What phonewallctl says, and that it is true of the kernel.

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"

# expect_exit STATUS COMMAND...: its exit status; what it printed is in
# "$work/out" and "$work/err".
expect_exit()
{
	local expected=$1 status=0
	shift

	"$@" >"$work/out" 2>"$work/err" || status=$?
	((status == expected)) || {
		echo "status $status instead of $expected: $*"
		cat "$work/out" "$work/err"
		return 1
	}
}

# expect_text FILE TEXT: the file of "$work" holds the text.
expect_text()
{
	grep -qF -e "$2" "$work/$1" || {
		echo "\"$2\" is not in $1:"
		cat "$work/$1"
		return 1
	}
}

expect_no_text()
{
	expect_failure grep -F -e "$2" "$work/$1"
}

expect_empty()
{
	[[ ! -s $work/$1 ]] || {
		echo "$1 is not empty:"
		cat "$work/$1"
		return 1
	}
}

# As nobody: neither root nor any capability.
as_nobody()
{
	in_phone setpriv --reuid 65534 --regid 65534 --clear-groups \
		--inh-caps=-all "$@"
}

status_of()
{
	in_phone phonewallctl status --json | jq -c ".$1"
}

# The command line

test_usage()
{
	expect_exit 2 phonewallctl
	expect_text err "Usage: phonewallctl COMMAND"
	expect_exit 2 phonewallctl frobnicate
	expect_text err "unknown command 'frobnicate'"
	expect_exit 2 phonewallctl check
	expect_text err "Usage: phonewallctl check [--json]"
	expect_exit 2 phonewallctl status extra
	expect_text err "Usage: phonewallctl status"
	expect_exit 2 phonewallctl flush --batch
	expect_text err "flush does not take --batch"
	expect_exit 2 phonewallctl ports --config a b
	expect_exit 2 phonewallctl ports --settings a
	expect_exit 2 phonewallctl check --settings - - </dev/null
	expect_text err "check can read standard input for one purpose only"
	expect_exit 2 phonewallctl tls SIP
	expect_text err "unknown application 'SIP'"
	expect_text err "APPLICATION: customer-ca, e911, "
	expect_exit 2 phonewallctl tls --settings a sip
	expect_text err "tls takes --settings with --config FILE only"
	expect_exit 2 phonewallctl explain in tcp 192.0.2.1:1
	expect_text err "destination: is missing"
	expect_text err "'phonewallctl explain --help' shows"
	expect_no_text err "Usage:"
	expect_empty out
}

# The reason is in JSON too.
test_usage_in_json()
{
	local arguments reason

	while IFS=: read -r arguments reason; do
		# shellcheck disable=SC2086 # several words
		expect_exit 2 phonewallctl $arguments
		expect_equal "error of '$arguments'" \
			"$(jq -r .error "$work/out")" "$reason"
		expect_text err "phonewallctl: $reason"
	done <<-'END'
		--json:a COMMAND is missing
		--json frobnicate:unknown command 'frobnicate'
		status --json extra:status takes no argument
		check --json:check needs a FILE
		check --json --batch a:check does not take --batch
		check --json --settings - -:check can read standard input for one purpose only; name a file instead of '-'
		tls --json SIP:unknown application 'SIP'
		tls --json --settings a sip:tls takes --settings with --config FILE only
		tls --json --config:--config needs an argument
		tls --json --no:unknown option '--no'
		tls --json -q:unknown option '-q'
		tls --json=yes --json:--json takes no argument
		ports --json --settings a:ports takes --settings with FILE or --config FILE only
		explain --json --batch in:explain takes a packet or --batch, not both
		set --json Firewall:'Firewall' is no assignment; write NAME=VALUE
	END
	expect_exit 2 phonewallctl explain --json in tcp 192.0.2.1:1
	jq -e '.error | contains("destination: is missing")' "$work/out"
}

test_help()
{
	local command

	expect_exit 0 phonewallctl --version
	expect_text out "phonewallctl "
	expect_exit 0 phonewallctl --help
	expect_empty err
	for command in check audit apply status ports flows explain dot1x tls \
		monitor flush; do
		expect_text out "  $command "
		expect_exit 0 phonewallctl "$command" --help
		expect_text out "Usage: phonewallctl $command"
		expect_exit 0 phonewallctl --help
	done
}

test_full_output()
{
	expect_failure phonewallctl --help >/dev/full
}

# check

test_check_accepts()
{
	write_configuration Firewall_Config=TCP:12000 >"$work/cfg.xml"
	expect_exit 0 as_nobody phonewallctl check - <"$work/cfg.xml"
	expect_text out "standard input: accepted: firewall enabled"
	expect_empty err
	expect_exit 0 phonewallctl check --json "$work/cfg.xml"
	jq -e '.result == "accepted" and (.faults | length) == 0 and
		any(.ports[]; .protocol == "tcp" and .first == 12000 and
			.reason == "Firewall_Config with TCP:12000")' "$work/out"
}

test_check_refuses()
{
	write_configuration Firewall=On RTP_Port_Min=x >"$work/cfg.xml"
	expect_exit 1 phonewallctl check "$work/cfg.xml"
	expect_empty out
	expect_text err "$work/cfg.xml:2: Firewall: 'On': "
	expect_text err "$work/cfg.xml:3: RTP_Port_Min: 'x': "
	expect_exit 1 phonewallctl check --json "$work/cfg.xml"
	jq -e '.result == "refused" and
		[.faults[].parameter] == ["Firewall", "RTP_Port_Min"]' \
		"$work/out"
}

test_check_unreadable()
{
	expect_exit 1 phonewallctl check /nonexistent
	expect_text err "/nonexistent: no such file"
	expect_exit 1 phonewallctl check "$work"
	expect_text err "is a directory; name a file in it"
	expect_exit 1 phonewallctl check --settings /nonexistent /dev/null
	expect_text err "/nonexistent: no such file"
	write_configuration >"$work/cfg.xml"
	truncate -s 2M "$work/cfg.xml"
	expect_exit 1 phonewallctl check "$work/cfg.xml"
	expect_text err "longer than 1 MiB"
	expect_exit 1 phonewallctl check - <"$work/cfg.xml"
	expect_text err "standard input: is longer than 1 MiB"
}

# Whoever reads JSON gets some, whatever is wrong.
test_json_of_failures()
{
	local arguments name=$'B\xfcro.xml'

	for arguments in "check /nonexistent" "ports /nonexistent" \
		"explain --config /nonexistent in udp 192.0.2.1:1 192.0.2.2:2" \
		"check --settings /nonexistent /dev/null" \
		"apply /nonexistent"; do
		# shellcheck disable=SC2086 # several words
		expect_exit 1 phonewallctl --json $arguments
		jq -e '.result == "refused" and .faults[0].file == "/nonexistent" and
			(.faults[0].message | startswith("no such file"))' \
			"$work/out"
	done
	expect_exit 2 phonewallctl --json frobnicate
	jq -e .error "$work/out"
	write_configuration Firewall=On >"$work/$name"
	expect_exit 1 phonewallctl check --json "$work/$name"
	jq -e '.file | endswith("/B\\xfcro.xml")' "$work/out"
	expect_equal "bytes beyond ASCII" \
		"$(tr -d '\040-\176\n' <"$work/out" | wc -c)" 0
	write_configuration >"$work/$name"
	expect_exit 0 phonewallctl ports --json "$work/$name"
	jq -e '.file | endswith("/B\\xfcro.xml")' "$work/out"
}

test_check_warns()
{
	write_configuration Firewal_Config=UDP:5000 RTP_Port_Max=18000 \
		>"$work/cfg.xml"
	expect_exit 0 phonewallctl check "$work/cfg.xml"
	expect_text out "accepted: firewall enabled"
	expect_text err "$work/cfg.xml:2: warning: Firewal_Config: "
	expect_text err "[misspelt-name]"
	expect_text err "[wide-range]"
	expect_exit 1 phonewallctl check --strict "$work/cfg.xml"
	expect_exit 0 phonewallctl check --json "$work/cfg.xml"
	jq -e '.result == "accepted" and [.warnings[].warning] ==
		["misspelt-name", "wide-range"]' "$work/out"
	write_configuration >"$work/cfg.xml"
	expect_exit 0 phonewallctl check --strict "$work/cfg.xml"
	expect_empty err
	expect_exit 2 phonewallctl ports --strict "$work/cfg.xml"
}

test_check_hides_secrets()
{
	write_configuration Enable_TR-069=Yes \
		Connection_Request_URL=http://acs:Pw99@192.0.2.7:8085/x \
		>"$work/cfg.xml"
	expect_exit 1 phonewallctl check "$work/cfg.xml"
	expect_text err "http://***@192.0.2.7:8085/x"
	expect_no_text err Pw99
	expect_exit 1 phonewallctl check --json "$work/cfg.xml"
	expect_no_text out Pw99
}

test_check_settings()
{
	write_configuration Line_Enable_2_=Yes >"$work/cfg.xml"
	echo "lines = x" >"$work/settings"
	expect_exit 1 phonewallctl check --settings "$work/settings" \
		"$work/cfg.xml"
	expect_text err "$work/settings:1: lines: 'x'"
	echo "lines = 3" >"$work/settings"
	expect_exit 0 phonewallctl ports --settings "$work/settings" \
		"$work/cfg.xml"
	expect_text out "SIP, line 3"
	expect_no_text out "SIP, line 4"
}

# Without phonewall.conf phonewalld goes by the settings that it accepted last.
test_settings_of_missing_file()
{
	write_configuration Line_Enable_2_=Yes >"$work/cfg.xml"
	expect_exit 0 phonewallctl check "$work/cfg.xml"
	expect_text out "settings: the defaults"
	echo "lines = 3" >/var/lib/phonewall/phonewall.conf
	expect_exit 0 phonewallctl ports "$work/cfg.xml"
	expect_text out "SIP, line 3"
	expect_text err "phonewall.conf is missing; using /var/lib/phonewall/"
	expect_exit 0 phonewallctl check --json "$work/cfg.xml"
	jq -e '.settings == "/var/lib/phonewall/phonewall.conf"' "$work/out"
	expect_exit 0 phonewallctl explain --config "$work/cfg.xml" in udp \
		"$lan4:1" "$phone4:5062"
	expect_text out "SIP, line 3"
	expect_exit 0 in_phone phonewallctl apply "$work/cfg.xml"
	expect_text out "settings: /var/lib/phonewall/phonewall.conf"
	expect_exit 0 phonewallctl ports --state-directory "$work" \
		"$work/cfg.xml"
	expect_no_text out "SIP, line 3"
	expect_empty err
	echo "lines = 2" >/etc/phonewall/phonewall.conf
	expect_exit 0 phonewallctl check "$work/cfg.xml"
	expect_text out "settings: /etc/phonewall/phonewall.conf"
	expect_empty err
	rm /etc/phonewall/phonewall.conf
	echo "lines = 0" >/var/lib/phonewall/phonewall.conf
	expect_exit 0 phonewallctl check "$work/cfg.xml"
	expect_text err "/var/lib/phonewall/phonewall.conf:1: lines: '0'"
	expect_text err "using the default settings instead"
	expect_text out "settings: the defaults"
	chmod 600 /var/lib/phonewall/phonewall.conf
	expect_exit 1 as_nobody phonewallctl check "$work/cfg.xml"
	expect_text err "/var/lib/phonewall/phonewall.conf: cannot be read: Permission"
}

# audit

# within KIB COMMAND...: with no more memory than that.
within()
(
	ulimit -v "$1"
	shift
	exec "$@"
)

# A thousand files in 20 MB, of which each is read into a buffer of one.
test_audit()
{
	local i

	mkdir "$work/fleet"
	write_configuration Firewal_Config=UDP:5000 >"$work/large.xml"
	head -c 20000 /dev/zero | tr '\0' ' ' >>"$work/large.xml"
	for ((i = 0; i < 1000; i++)); do
		ln -s ../large.xml "$work/fleet/$i.xml"
	done
	write_configuration Firewall=On >"$work/fleet/bad.xml"
	expect_exit 1 within 20000 phonewallctl audit "$work/fleet/"*.xml
	expect_text out "1001 files: 1000 accepted, 1 refused, 1000 with"
	# Remarks that do not fit stand in the next line.
	awk '/^    / { printf "%s", $0; next }
		{ printf "%s%s", (NR > 1 ? "\n" : ""), $0 }
		END { print "" }' "$work/out" >"$work/rows"
	expect_equal rows "$(grep -c ' accepted .* misspelt-name$' \
		"$work/rows")" 1000
	grep -q "/bad.xml .* fault in line 2$" "$work/rows"
	expect_empty err
	expect_exit 1 within 20000 phonewallctl audit --json \
		"$work/fleet/"*.xml
	jq -se 'length == 1001 and
		([.[] | select(.result == "refused") | .faults[0].line] == [2])' \
		"$work/out"
	expect_exit 0 phonewallctl audit "$work/fleet/"[1-9].xml
	expect_exit 1 phonewallctl audit --strict "$work/fleet/"[1-9].xml
	# It is a bound: one that is too small for a single file ends it.
	expect_failure within 3000 phonewallctl audit "$work/fleet/0.xml"
	expect_exit 0 as_nobody phonewallctl audit "$work/fleet/0.xml"
	expect_exit 2 phonewallctl audit
	expect_text err "audit needs a FILE"
	expect_exit 2 phonewallctl flows x
	expect_text err "flows takes no argument"
}

# apply

test_apply()
{
	local generation

	configure
	generation=$(status_of generation)
	write_configuration Firewall_Config=NO_ICMP_PING,UDP:12000 \
		Broadcast_Echo=Enabled >"$work/cfg.xml"
	expect_exit 0 in_phone phonewallctl apply "$work/cfg.xml"
	expect_text out "applied: firewall enabled"
	expect_text out "NO_ICMP_PING"
	expect_equal generation "$(status_of generation)" $((generation + 1))
	expect_exit 0 in_phone phonewallctl explain in udp "$lan4:1" \
		"$phone4:12000"
	expect_text out "accept open-port"
	expect_equal echo_ignore_multicast "$(in_phone sysctl -n \
		net.ipv6.icmp.echo_ignore_multicast)" 0
	write_configuration >"$work/cfg.xml"
	expect_exit 0 in_phone phonewallctl apply --json "$work/cfg.xml"
	jq -e '.result == "applied" and .enabled' "$work/out"
	expect_equal echo_ignore_multicast "$(in_phone sysctl -n \
		net.ipv6.icmp.echo_ignore_multicast)" 1
}

test_apply_of_bad_file_changes_nothing()
{
	local before

	configure Firewall_Config=TCP:12000 Broadcast_Echo=Enabled
	before=$(in_phone phonewallctl ports --json)
	write_configuration Firewall_Config=TCP:13000,FOO \
		Broadcast_Echo=Disabled >"$work/cfg.xml"
	expect_exit 1 in_phone phonewallctl apply "$work/cfg.xml"
	expect_text err "Firewall_Config: 'FOO'"
	expect_equal policy "$(in_phone phonewallctl ports --json)" "$before"
	expect_equal echo_ignore_multicast "$(in_phone sysctl -n \
		net.ipv6.icmp.echo_ignore_multicast)" 0
}

# ports

test_ports_with_reasons()
{
	configure Web_Server_Port=8080 Firewall_Config=UDP:1000:2000 \
		'Group_1_Paging_Script=pggrp=224.1.2.3:34560;num=1;listen=yes;'
	expect_exit 0 as_nobody phonewallctl ports
	expect_text out "tcp  8080             not from the factory defaults"
	expect_text out "udp  1000-2000        not from the factory defaults"
	expect_text out "udp  68               DHCP client: always open"
	cp "$work/cfg.xml" /var/lib/phonewall/
	expect_exit 0 as_nobody phonewallctl ports
	expect_text out "tcp  8080             web server: \
Enable_Web_Server=Yes (default), Web_Server_Port=8080"
	expect_text out "udp  1000-2000        custom application: "
	expect_text out "udp  224.1.2.3:34560  Group_1_Paging_Script"
	expect_no_text out "not from"
	expect_empty err
}

# As phonewalld would open them: the port for TR-069 is the one that it keeps, or
# will be one that it picks.
test_ports_of_picked_port()
{
	local packet="in tcp $lan4:1 $phone4:8123"

	write_configuration Enable_TR-069=Yes >"$work/cfg.xml"
	expect_exit 0 phonewallctl ports "$work/cfg.xml"
	grep -q "^tcp  to pick      TR-069 connection request: one port from \
8000 to 9999, which phonewalld has still to pick: Enable_TR-069=Yes, " \
		"$work/out"
	expect_exit 0 phonewallctl check "$work/cfg.xml"
	expect_text out "request: one TCP port from 8000 to 9999"
	expect_exit 0 phonewallctl ports --json "$work/cfg.xml"
	jq -e '.to_pick.protocol == "tcp" and .to_pick.first == 8000 and
		.to_pick.last == 9999 and
		(.to_pick.reason | startswith("Enable_TR-069=Yes, ")) and
		all(.ports[]; .purpose != "TR-069 connection request")' \
		"$work/out"
	# shellcheck disable=SC2086 # several words
	expect_exit 0 phonewallctl explain --config "$work/cfg.xml" $packet
	expect_text out "block tcp-blocked"
	expect_text out "which phonewalld has still to pick"
	echo "$packet" >"$work/packets"
	expect_exit 0 phonewallctl explain --config "$work/cfg.xml" --batch \
		<"$work/packets"
	expect_equal verdicts "$(cat "$work/out")" "block tcp-blocked"
	expect_text err "has still to pick a TCP port from 8000 to 9999"

	echo 8123 >/var/lib/phonewall/connection-request-port
	expect_exit 0 phonewallctl ports "$work/cfg.xml"
	expect_text out "tcp  8123         TR-069 connection request: "
	expect_no_text out "still to pick"
	expect_exit 0 phonewallctl check --json "$work/cfg.xml"
	jq -e '.to_pick == null and any(.ports[]; .first == 8123)' "$work/out"
	expect_exit 0 phonewallctl check "$work/cfg.xml"
	expect_text out "request: TCP port 8123, picked by phonewalld"
	# shellcheck disable=SC2086 # several words
	expect_exit 0 phonewallctl explain --config "$work/cfg.xml" $packet
	expect_text out "accept open-port"
	expect_exit 0 in_phone phonewallctl apply "$work/cfg.xml"
	expect_text out "request: TCP port 8123, picked by phonewalld"
	expect_exit 0 phonewallctl ports --state-directory "$work" \
		"$work/cfg.xml"
	expect_text out "to pick"

	write_configuration Enable_TR-069=Yes Web_Server_Port=8123 \
		>"$work/cfg.xml"
	expect_exit 0 phonewallctl ports "$work/cfg.xml"
	expect_text out "tcp  8123         web server: "
	expect_text out "which phonewalld has still to pick"
	echo 80 >/var/lib/phonewall/connection-request-port
	expect_exit 0 phonewallctl ports "$work/cfg.xml"
	expect_text err "cannot use /var/lib/phonewall/connection-request-port"
	expect_text out "which phonewalld has still to pick"
}

# phonewalld picks it, and phonewallctl says the same before and after.
test_ports_agree_with_daemon()
{
	local port

	write_configuration Enable_TR-069=Yes >/etc/phonewall/cfg.xml
	expect_exit 0 phonewallctl ports /etc/phonewall/cfg.xml
	expect_text out "to pick"
	start daemon nsenter --net=/run/netns/phone -- phonewalld
	wait_for test -s /var/lib/phonewall/connection-request-port
	wait_for in_phone sh -c 'phonewallctl ports | grep TR-069.conn'
	port=$(</var/lib/phonewall/connection-request-port)
	in_phone phonewallctl ports >"$work/kernel"
	expect_exit 0 phonewallctl ports /etc/phonewall/cfg.xml
	expect_text out "tcp  $port "
	diff "$work/kernel" "$work/out"
}

test_ports_are_sorted()
{
	write_configuration Firewall_Config=TCP:7000,UDP:9,TCP:22,UDP:9:10 \
		'Group_1_Paging_Script=pggrp=239.1.2.3:34560;num=1;listen=yes;' \
		'Group_2_Paging_Script=pggrp=224.1.2.3:9999;num=2;listen=yes;' \
		>"$work/cfg.xml"
	expect_exit 0 phonewallctl ports "$work/cfg.xml"
	expect_equal protocols "$(sed 1d "$work/out" | cut -d ' ' -f 1 |
		uniq | xargs)" "udp tcp udp"
	grep '^tcp' "$work/out" | sort -c -k 2n
	grep '^udp' "$work/out" | grep -v Paging | sort -c -k 2n
	grep Paging "$work/out" | sort -c
	# The third column begins in the same place on each line.
	expect_equal columns "$(sed 1d "$work/out" |
		sed -E 's/^(...  [^ ]+ +).*/\1/' | awk '{ print length }' |
		uniq)" 22
	expect_exit 0 phonewallctl ports --json "$work/cfg.xml"
	jq -e '(.ports == (.ports | sort_by(.protocol != "udp", .first, .last))) and
		([.ports[] | select(.first == 9) | .last] == [9, 10]) and
		([.endpoints[].address] == ["224.1.2.3", "239.1.2.3"])' \
		"$work/out"
}

# The module merges ranges that adjoin; each part has a reason of its own.
test_ports_of_merged_ranges()
{
	configure Web_Server_Port=4052 Firewall_Config=TCP:4050
	expect_exit 0 in_phone phonewallctl ports --json --config "$work/cfg.xml"
	jq -e '[.ports[] | select(.protocol == "tcp" and .first < 5000) |
		[.first, .last]] == [[4050, 4050], [4051, 4051], [4052, 4052]]
		and all(.ports[]; .reason != null)' "$work/out"
	write_configuration >"$work/other.xml"
	expect_exit 0 in_phone phonewallctl ports --json --config \
		"$work/other.xml"
	jq -e '[.ports[] | select(.reason == null) | .first] == [4050, 4052]' \
		"$work/out"
}

test_ports_of_unreadable_file()
{
	configure
	echo spoilt >/var/lib/phonewall/cfg.xml
	expect_exit 0 in_phone phonewallctl ports
	expect_text err "/var/lib/phonewall/cfg.xml:1: "
	expect_text out "udp  68           not from a known file"
	expect_exit 1 in_phone phonewallctl ports --config "$work/none.xml"
	expect_empty out
}

test_ports_disabled()
{
	configure Firewall=Disabled
	expect_exit 0 in_phone phonewallctl ports
	expect_text out "firewall disabled: every port is reachable"
}

# status

test_status()
{
	configure
	in_lan ping -c 3 -i 0.1 "$phone4"
	expect_exit 0 as_nobody phonewallctl status
	expect_text out "firewall: enabled, generation "
	expect_text out "phonewalld: not running"
	grep -Eq '^  echo-request +3  accept: ' "$work/out"
	expect_no_text out tcp-blocked
	expect_equal "tcp-blocked" "$(status_of 'packets["tcp-blocked"]')" 0
}

# A process of the phone's network namespace, as phonewalld would be.
agent_pid()
{
	# shellcheck disable=SC2016 # the shell inside expands it
	if [[ ! -s $work/agent.pid ]]; then
		in_phone sh -c 'echo $$ >"$1"; exec sleep 600' sh \
			"$work/agent.pid" >/dev/null 2>&1 &
		wait_for test -s "$work/agent.pid"
	fi
	cat "$work/agent.pid"
}

test_status_of_another_namespace()
{
	configure
	echo '{"pid": 1, "state": "refused"}' >/run/phonewall/status.json
	expect_exit 0 in_phone phonewallctl status
	expect_text out "phonewalld: not running"
	expect_text err "is of phonewalld 1 in another network namespace"
	expect_equal daemon "$(status_of daemon)" null
	expect_exit 0 in_phone phonewallctl dot1x
	expect_text out "Transaction status: unknown"
	cp /run/phonewall/status.json "$work/status.json"
	expect_exit 0 in_phone phonewallctl status --run-directory "$work"
	expect_text out "phonewalld: running, pid 1"
	expect_empty err
}

test_status_of_daemon()
{
	configure
	echo '{"pid": '"$(agent_pid)"', "file": "/etc/phonewall/cfg.xml", "state": "refused",
		"faults": [{"file": "/etc/phonewall/cfg.xml", "line": 7,
		"parameter": "Firewall", "token": "On", "message": "no"}]}' \
		>/run/phonewall/status.json
	expect_exit 0 in_phone phonewallctl status
	expect_text out "phonewalld: running, pid $(agent_pid)"
	expect_text out "/etc/phonewall/cfg.xml:7: Firewall: 'On': no"
	expect_equal state "$(status_of daemon.state)" '"refused"'
	sed -i "s/: \"no\"/: \"$(printf 'no; %.0s' {1..60})\"/" \
		/run/phonewall/status.json
	expect_exit 0 in_phone phonewallctl status
	grep -q '^    no; no; ' "$work/out"
	expect_failure grep '.\{121,\}' "$work/out"
	echo '{"pid": 999999}' >/run/phonewall/status.json
	expect_equal running "$(status_of daemon.running)" false
	echo '[' >/run/phonewall/status.json
	expect_exit 0 in_phone phonewallctl status
	expect_text err "/run/phonewall/status.json: is damaged"
}

# flows and flush

make_flows()
{
	configure
	in_phone phonewallctl flush >"$work/flushed"
	in_phone ping -c 1 "$lan4"
	make_udp_flow "$lan4" 53
	make_udp_flow "$lan6" 69
}

test_flows()
{
	make_flows
	expect_exit 0 in_phone phonewallctl flows
	grep -Eq "^icmp +$phone4 id [0-9]+ +$lan4 +replied +(2[0-9]|30)\.[0-9] s$" \
		"$work/out"
	grep -Eq "^udp +$phone4:[0-9]+ +$lan4:53 +unreplied " "$work/out"
	grep -Eq "^udp +\[$phone6\]:[0-9]+ +$lan6 +expected " "$work/out"
	expect_exit 0 in_phone phonewallctl flows --json
	jq -e 'length == 4 and ([.[] | select(.state == "expected")] ==
		[.[] | select(.remote_port == null and .protocol == "udp")])' \
		"$work/out"
}

test_flush()
{
	make_flows
	expect_exit 0 in_phone phonewallctl flush
	expect_text out "4 flows forgotten"
	expect_equal flows "$(in_phone phonewallctl flows --json)" "[]"
	expect_equal flushed "$(in_phone phonewallctl flush --json)" \
		'{"flushed":0}'
}

# explain

test_explain_knows_flows()
{
	local port

	make_flows
	port=$(in_phone phonewallctl flows --json |
		jq '.[] | select(.remote_port == 53).local_port')
	expect_exit 0 in_phone phonewallctl explain in udp "$lan4:53" \
		"$phone4:$port"
	expect_text out "accept live-flow"
	expect_exit 0 in_phone phonewallctl explain in udp "$lan4:54" \
		"$phone4:$port"
	expect_text out "reject udp-rejected"
	expect_exit 0 in_phone phonewallctl explain in icmp "$pc4" "$phone4" \
		type time-exceeded quoting udp "$phone4:$port" "$lan4:53"
	expect_text out "accept icmp-error-of-flow"
}

test_explain_counts_nothing()
{
	local before

	configure
	before=$(count tcp-blocked)
	expect_exit 0 in_phone phonewallctl explain in tcp "$lan4:1" \
		"$phone4:22"
	expect_text out "block tcp-blocked"
	expect_equal "packets counted" "$(count tcp-blocked)" "$before"
}

# random_packets COUNT SEED: descriptions of packets of all kinds, many of them
# at the edges of what is open.
random_packets()
{
	awk -v count="$1" -v seed="$2" '
	function any(list, part) {
		return part[int(rand() * split(list, part, " ")) + 1]
	}
	function port() {
		return rand() < 0.3 ? int(rand() * 65536) : any("0 1 67 68 69 " \
			"545 546 547 5059 5060 5061 16383 16384 16483 16484 " \
			"4050 4051 4052 53239 53240 53245 53246 79 80 81 6969 " \
			"6970 6971 999 1000 1500 2000 2001 34560 65535")
	}
	function address(family) {
		return family == 4 ? any("192.0.2.77 198.51.100.1 10.9.8.7 " \
			"224.1.2.3 224.0.0.1 255.255.255.255 239.1.1.1") :
			any("2001:db8::77 fe80::77 ff02::1 ff15::7 ff02::fb")
	}
	function endpoint(family, part) {
		part = address(family)
		return (family == 4 ? part : "[" part "]") ":" port()
	}
	function datagram(family, kind, number) {
		kind = any("udp udp udp tcp tcp icmp icmp icmp igmp other")
		if (kind == "udp" || kind == "tcp")
			return kind " " endpoint(family) " " endpoint(family) \
			       (kind == "tcp" ? " flags " any("SYN SYN,ACK " \
				"ACK RST FIN,ACK none") : "")
		if (kind == "icmp" || (kind == "igmp" && family == 4))
			return (kind == "igmp" || family == 4 ? kind :
				"icmpv6") " " address(family) " " \
			       address(family) " type " (rand() < 0.5 ?
				int(rand() * 256) :
				any("0 3 8 11 12 17 1 2 4 128 129 130 133 " \
				    "134 135 136 137"))
		do
			number = int(rand() * 256)
		while (number ~ /^(0|1|2|6|17|43|44|58|60)$/)
		return number " " address(family) " " address(family)
	}
	BEGIN {
		srand(seed)
		for (; count; count--) {
			family = any("4 6")
			packet = any("in in in out") " " datagram(family) \
				 " hop-limit " any("1 64 254 255")
			if (packet ~ / icmp .* type (3|11|12) / ||
			    packet ~ / icmpv6 .* type [1-4] /)
				packet = packet " quoting " datagram(family)
			print packet
		}
	}'
}

# expect_agreement SEED REASONS NAME=VALUE...: the kernel, and the same decision
# taken from the file alone; at least so many reasons come up.
expect_agreement()
{
	local seed=$1 reasons=$2
	shift 2

	configure "$@"
	in_phone phonewallctl flush
	random_packets 4000 "$seed" >"$work/packets"
	in_phone phonewallctl explain --batch <"$work/packets" >"$work/kernel"
	phonewallctl explain --batch --config "$work/cfg.xml" \
		<"$work/packets" >"$work/file"
	expect_equal lines "$(wc -l <"$work/kernel")" 4000
	diff <(paste -d : "$work/kernel" "$work/packets") \
		<(paste -d : "$work/file" "$work/packets")
	(($(cut -d ' ' -f 2 "$work/kernel" | sort -u | wc -l) >= reasons))
}

test_explain_agrees()
{
	expect_agreement 1 12
}

test_explain_agrees_with_options()
{
	expect_agreement 2 12 \
		Firewall_Config=NO_ICMP_PING,NO_ICMP_UNREACHABLE,UDP:1000:2000 \
		'Group_1_Paging_Script=pggrp=224.1.2.3:34560;num=1;listen=yes;'
}

test_explain_agrees_when_disabled()
{
	expect_agreement 3 1 Firewall=Disabled
	expect_equal verdicts "$(sort -u "$work/kernel")" "accept disabled"
}

test_batch_tells_bad_lines()
{
	configure
	printf 'in tcp 192.0.2.9:1 192.0.2.1:80\nin tcp\n\nout 47 ::1 ::2\n' \
		>"$work/packets"
	expect_exit 2 in_phone phonewallctl explain --batch <"$work/packets"
	expect_equal verdicts "$(tr '\n' ' ' <"$work/out")" \
		"accept open-port accept outgoing "
	expect_text err "standard input:2: source: "
	expect_text err "standard input:3: direction: "
}

# monitor

# start_monitor NAME [OPTION]: not by in_phone, for the process that is started
# must be the monitor itself.
start_monitor()
{
	local name=$1
	shift

	start "$name" nsenter --net=/run/netns/phone -- phonewallctl monitor "$@"
}

test_monitor()
{
	configure
	start_monitor text
	start_monitor json --json
	wait_for listens_to_events 2
	configure
	in_lan bash -c "echo x >/dev/udp/$phone4/9"
	wait_for grep -q "blocked" "$work/json"
	wait_for grep -q "udp-rejected" "$work/text"
	grep -Eq '^policy: firewall enabled, generation [0-9]+$' "$work/text"
	grep -Eq "^reject in udp $lan4:[0-9]+ $phone4:9 hop-limit 64: \
udp-rejected, 30 bytes, eth0$" "$work/text"
	jq -se 'map(.event) == ["policy", "blocked"] and
		.[1].reason == "udp-rejected" and .[1].device == "eth0"' \
		"$work/json"
}

# Sockets of the phone's that are bound to a group of generic netlink.
listens_to_events()
{
	# shellcheck disable=SC2016 # the fields are awk's
	(($(in_phone awk '$2 == 16 && $4 !~ /^0+$/' /proc/self/net/netlink |
		wc -l) >= $1))
}

# Its buffer overruns while it is stopped, and it goes on afterwards.
test_monitor_tells_losses()
{
	start_monitor text
	wait_for listens_to_events 1
	kill -STOP "${started[-1]}"
	in_phone "$tools/set_policies" 4000
	kill -CONT "${started[-1]}"
	wait_for grep -q "lost: events came faster" "$work/text"
	configure Firewall=Disabled
	wait_for grep -q "policy: firewall disabled" "$work/text"
}

# dot1x

pc_mac=02:00:00:00:0a:01 switch_mac=02:00:00:00:0b:01

# The phone's two ports, with a PC and a LAN switch at their other ends.
create_ports()
{
	local port

	for port in pc lan; do
		ip -n phone link del "${port}0" 2>/dev/null || true
		ip -n phone link add "${port}0" type veth peer name port netns \
			"$port"
		ip -n phone link set "${port}0" up
		ip -n "$port" link set port up
	done
	ip -n pc link set port address "$pc_mac"
	ip -n lan link set port address "$switch_mac"
	printf '%s\n' "pc_port = pc0" "switch_port = lan0" "$@" \
		>/etc/phonewall/phonewall.conf
}

# send HOST DESTINATION SOURCE PDU: an EAPOL frame; all but HOST in hexadecimal.
send()
{
	local host=$1 digits
	shift

	digits=$(tr -d ' :' <<<"$1$2 888e$3" | sed 's/../\\x&/g')
	printf '%b' "$digits" | in_host "$host" socat -u - INTERFACE:port
}

pc_sends() { send pc 01:80:c2:00:00:03 "$pc_mac" "$1"; }
switch_sends() { send lan "$pc_mac" "$switch_mac" "$1"; }

pc_is()
{
	in_phone phonewallctl dot1x --json |
		jq -e --arg state "$1" '.sessions[0].state == $state'
}

authenticate_pc()
{
	pc_sends "02 01 0000"
	wait_for pc_is authenticating
	pc_sends "02 00 0005 02070005 01"
	switch_sends "02 00 0004 03070004"
	wait_for pc_is authenticated
}

test_dot1x_without_ports()
{
	configure
	expect_exit 0 as_nobody phonewallctl dot1x
	expect_text out "Transaction status: unknown: phonewalld is not \
running"
	expect_text out "Protocol: none"
	expect_text out "PC port: none"
	expect_exit 0 as_nobody phonewallctl dot1x --json
	jq -e '.status == null and .running == false and .pc_port == null and
		.sessions == []' "$work/out"
}

test_dot1x()
{
	create_ports
	configure
	authenticate_pc
	expect_exit 0 as_nobody phonewallctl dot1x
	expect_text out "PC port: pc0, enabled, present"
	expect_text out "switch port: lan0, present"
	expect_text out "PCs: 1 of 8"
	grep -Eq "^  address not shown  authenticated, EAPOL version 2, silent \
for [0-9]+ s\$" "$work/out"
	expect_text out "MAC addresses are shown only with CAP_NET_ADMIN"
	expect_no_text out "$pc_mac"
	grep -Eq '^  to-switch +2  EAPOL from the PC port' "$work/out"
	expect_no_text out logoffs
	ip -n pc link set port down
	wait_for pc_is logged-off
	expect_exit 0 in_phone phonewallctl dot1x
	grep -Eq "^  $pc_mac  logged-off, .*; Logoff sent [0-9]+ s ago: the PC \
port lost its carrier\$" "$work/out"
	grep -Eq '^  logoffs +1  Logoffs sent$' "$work/out"
	expect_no_text out CAP_NET_ADMIN
	expect_exit 0 in_phone phonewallctl dot1x --json
	jq -e --arg mac "$pc_mac" '.sessions[0].address == $mac' "$work/out"
	expect_exit 0 as_nobody phonewallctl dot1x --json
	jq -e '.counts.logoffs == 1 and
		.pc_port == "pc0" and .pc_port_present and
		.sessions[0].address == null and .sessions[0].version == 2 and
		.sessions[0].logoff.reason == "carrier"' "$work/out"
}

test_apply_of_ports()
{
	create_ports "hold_time = 250" "session_limit = 3"
	write_configuration >"$work/cfg.xml"
	expect_exit 0 in_phone phonewallctl apply "$work/cfg.xml"
	expect_text out "PC port: pc0 enabled, switch port lan0"
	authenticate_pc
	expect_exit 0 in_phone phonewallctl apply "$work/cfg.xml"
	pc_is authenticated
	in_phone phonewallctl dot1x --json |
		jq -e '.hold_time == 250 and .session_limit == 3'
	write_configuration PC_PORT_Enable=No >"$work/cfg.xml"
	expect_exit 0 in_phone phonewallctl apply "$work/cfg.xml"
	expect_exit 0 in_phone phonewallctl dot1x
	expect_text out "PC port: pc0, disabled, present"
	expect_text out "PC_PORT_Enable=No disabled the PC port"
	ip -n phone link del pc0
	expect_exit 0 in_phone phonewallctl dot1x
	expect_text out "PC port: pc0, disabled, there is no such device"
	rm /etc/phonewall/phonewall.conf
	expect_exit 0 in_phone phonewallctl apply "$work/cfg.xml"
	expect_text out "so PC_PORT_Enable=No blocks nothing"
	expect_exit 0 in_phone phonewallctl dot1x
	expect_text out "PC port: none"
}

test_check_of_access()
{
	write_configuration Enable_802.1X_Authentication=Yes Enable_VLAN=Yes \
		VLAN_ID=100 "Certificate_Select=Custom installed" \
		>"$work/cfg.xml"
	expect_exit 0 phonewallctl check "$work/cfg.xml"
	expect_text out "    cannot begin; the settings lack switch_port, identity, "
	expect_text out "PC port: none in the settings; switch port none"
	echo "switch_port = lan0" >/etc/phonewall/phonewall.conf
	expect_exit 0 phonewallctl check "$work/cfg.xml"
	grep -q "^  802.1X: authentication enabled, EAP-TLS, certificate Custom \
installed\$" "$work/out"
	expect_text out "PC port: none in the settings; switch port lan0"
	expect_exit 0 phonewallctl check --json "$work/cfg.xml"
	jq -e '.dot1x.pc_port == null and .dot1x.switch_port == "lan0"' \
		"$work/out"
	create_ports
	expect_exit 0 phonewallctl check "$work/cfg.xml"
	expect_text out "802.1X: authentication enabled, EAP-TLS, certificate \
Custom installed"
	expect_text out "VLAN: VLAN_ID 100, PC_Port_VLAN_ID 1; CDP enabled"
	expect_exit 0 phonewallctl check --json "$work/cfg.xml"
	jq -e '.dot1x.authentication and .dot1x.switch_port == "lan0" and
		.vlan.vlan_id == 100 and .vlan.enabled' "$work/out"
	echo 'identity = "me"' >>/etc/phonewall/phonewall.conf
	expect_exit 1 phonewallctl check "$work/cfg.xml"
	expect_text err "phonewall.conf:3: identity: "
	write_configuration Enable_VLAN=Yes VLAN_ID=4095 >"$work/cfg.xml"
	echo "# default" >/etc/phonewall/phonewall.conf
	expect_exit 1 phonewallctl check "$work/cfg.xml"
	expect_text err "VLAN_ID: '4095': is reserved by IEEE 802.1Q"
}

test_dot1x_of_daemon()
{
	configure
	echo '{"pid": 1, "dot1x": {"status": "Failed", "protocol": "EAP-TLS",
		"reason": "the server\u001b is not trusted",
		"certificate": {"file": "/etc/phone.pem",
			"expires": "2026-12-01T00:00:00Z",
			"warning": "expires soon"},
		"switch_must_support": "multidomain authentication",
		"ports": "refused", "ports_error": "no"},
		"vlan": {"source": "LLDP-MED", "voice": 100, "pc": null,
			"device": "voice0", "error": null, "limits": "few"}}' \
		>/run/phonewall/status.json
	expect_exit 0 as_nobody phonewallctl dot1x
	expect_text out "Transaction status: Failed"
	expect_text out "Protocol: EAP-TLS"
	grep -Eq '^  failure +the server\? is not trusted$' "$work/out"
	expect_failure grep '.\{121,\}' "$work/out"
	grep -Eq '^  certificate warning +expires soon$' "$work/out"
	expect_exit 0 as_nobody phonewallctl dot1x --json
	jq -e '.status == "Failed" and .running and .protocol == "EAP-TLS" and
		.certificate.file == "/etc/phone.pem"' "$work/out"
	expect_exit 0 as_nobody phonewallctl status
	grep -Eq '^  transaction status +Failed$' "$work/out"
	grep -Eq '^  switch must support +multidomain auth' "$work/out"
	grep -Eq '^  voice VLAN +100$' "$work/out"
	grep -Eq '^  limits +few$' "$work/out"
	expect_no_text out "VLAN of the PC"
	echo '{"pid": 1, "dot1x": null, "vlan": "odd"}' \
		>/run/phonewall/status.json
	expect_exit 0 as_nobody phonewallctl dot1x
	expect_text out "Transaction status: Disabled"
	expect_exit 0 as_nobody phonewallctl status
	expect_no_text out "VLAN:"
	echo '{"pid": 999999, "dot1x": {"status": "Authenticated"}}' \
		>/run/phonewall/status.json
	expect_exit 0 as_nobody phonewallctl dot1x
	expect_text out "Transaction status: unknown"
}

test_monitor_of_dot1x()
{
	create_ports
	start_monitor text
	start_monitor json --json
	wait_for listens_to_events 2
	configure
	wait_for grep -q '^802.1X: PC port pc0 enabled, switch port lan0$' \
		"$work/text"
	authenticate_pc
	ip -n phone link set pc0 down
	wait_for grep -q '"logged-off"' "$work/json"
	wait_for grep -q \
		"^PC $pc_mac  logged-off, .*: the PC port was brought down" \
		"$work/text"
	jq -se --arg mac "$pc_mac" '
		[.[] | select(.event == "session").session.state] ==
			["authenticating", "authenticated", "logged-off"] and
		any(.[]; .event == "dot1x" and .pc_port == "pc0") and
		.[-1].session.logoff.reason == "down" and
		.[-1].session.address == $mac' "$work/json"
}

# write_phone_status STATUS REASON: as phonewalld does, at one blow.
write_phone_status()
{
	printf '{"pid": %s, "dot1x": {"status": "%s", "protocol": "EAP-TLS",
		"reason": %s}}' "$(agent_pid)" "$1" "$2" >"$work/status.json"
	cp "$work/status.json" /run/phonewall/.status.json.new
	mv /run/phonewall/.status.json.new /run/phonewall/status.json
}

# Changes until the monitors have begun to watch.
monitors_tell_of_phone()
{
	write_phone_status Disabled null
	write_phone_status Authenticating null
	grep -q '^phone: ' "$work/text" && grep -q authentication "$work/json"
}

# A plain folder, which phonewalld may remove when it ends and make again.
make_run_directory()
{
	while umount /run/phonewall; do :; done
	rm -r /run/phonewall
	mkdir /run/phonewall
}

test_monitor_of_phone()
{
	make_run_directory
	start_monitor text
	start_monitor json --json
	wait_for monitors_tell_of_phone
	write_phone_status Failed '"no\ttrust"'
	wait_for grep -q '^phone: Failed, EAP-TLS: no?trust$' "$work/text"
	wait_for grep -q '"Failed"' "$work/json"
	write_phone_status Failed '"no\ttrust"'
	rm -r /run/phonewall
	mkdir /run/phonewall
	write_phone_status Authenticated null
	wait_for jq -se '.[-1] | .status == "Authenticated" and
		.event == "authentication" and .reason == null' "$work/json"
	rm /run/phonewall/status.json
	wait_for grep -q '^phone: unknown, because phonewalld is not running$' \
		"$work/text"
	expect_equal failures "$(grep -c '"Failed"' "$work/json")" 1
}

# Secrets: all begin with this word, and nobody is told any of them.

secret=Sesame

# say COMMAND...: notes all that it says, whatever becomes of it.
say()
{
	in_phone "$@" >>"$work/said" 2>&1 || true
}

status_shows()
{
	in_phone phonewallctl status | grep -F "$1" >/dev/null
}

# expect_place PLACE FILE: the file is refused at that place, where a secret
# stands, by every command and by phonewalld.
expect_place()
{
	local place=$1 file=$2 command

	grep -q "$secret" "$file"
	: >"$work/said"
	for command in check "check --json" audit "audit --json" ports \
		"ports --json" "ports --json --config" apply "apply --json"; do
		# shellcheck disable=SC2086 # several words
		say phonewallctl $command /etc/phonewall/cfg.xml
	done
	say phonewallctl explain --config /etc/phonewall/cfg.xml in 47 ::1 ::2
	expect_text said "$file:$place"
	wait_for grep -qF "$file:$place" "$work/daemon"
	wait_for status_shows "$file:$place"
	for command in status dot1x ports; do
		say phonewallctl "$command"
		say phonewallctl "$command" --json
	done
	cat /run/phonewall/status.json >>"$work/said"
	cat "$work/said" >>"$work/all"
}

# configure_secret PLACE LINE...: a cfg.xml with these lines from its second on.
configure_secret()
{
	local place=$1
	shift

	{
		echo "<flat-profile>"
		printf '%b\n' "$@"
		echo "</flat-profile>"
	} >"$work/new.xml"
	mv "$work/new.xml" /etc/phonewall/cfg.xml
	expect_place "$place" /etc/phonewall/cfg.xml
}

# configure_settings PLACE LINE: that line added to the settings of EAP-FAST.
configure_settings()
{
	printf '%s\n' "switch_port = lan0" "eap_method = fast" \
		"identity = phone" "password_file = $work/password" "$2" \
		>"$work/new.conf"
	mv "$work/new.conf" /etc/phonewall/phonewall.conf
	[[ ! $1 ]] || expect_place "$1" /etc/phonewall/phonewall.conf
}

test_secrets()
{
	local on="<Enable_TR-069>Yes</Enable_TR-069>"
	local url="Connection_Request_URL"

	create_ports
	echo "${secret}Eap" >"$work/password"
	configure_settings "" ""
	write_configuration Enable_802.1X_Authentication=Yes \
		>/etc/phonewall/cfg.xml
	start daemon nsenter --net=/run/netns/phone -- phonewalld
	wait_for test -s /run/phonewall/status.json
	configure_secret "3: $url: 'http://***@192.0.2.7/x?***'" "$on" \
		"<$url>http://${secret}User:${secret}Pw@192.0.2.7/x?${secret}</$url>"
	configure_secret "3: $url: 'http://acs:***'" "$on" \
		"<$url>http://acs:${secret}</$url>"
	configure_secret "2: contains a value with an invalid tag" \
		"<Admin_Password>${secret}<3</Admin_Password>"
	configure_secret "2: the file is not well-formed XML" \
		"<Admin_Password>${secret} & ${secret}</Admin_Password>"
	configure_secret "3: contains a byte" \
		"<User_Password>${secret}User</User_Password>" \
		"<Password_1_>${secret}\\xfcSip</Password_1_>"
	configure_secret "3: Firewall: 'On'" \
		"<Auth_ID_1_>${secret}Id</Auth_ID_1_>" \
		"<Firewall>On</Firewall><Password_2_>${secret}</Password_2_>" \
		"<Admin_Passwrd>${secret}Misspelt</Admin_Passwrd>"
	write_configuration "Admin_Password=$secret" >/etc/phonewall/cfg.xml
	configure_settings "5: password: " "password = ${secret}Conf"
	configure_settings "5: password_file: '***'" "password_file = $secret"
	configure_settings "5: is not of the form" "$secret"
	expect_failure grep -F "$secret" "$work/all" "$work/daemon"
}

# Without rights, without the module

test_unprivileged()
{
	local before

	configure
	before=$(status_of generation)
	expect_exit 1 as_nobody phonewallctl apply "$work/cfg.xml"
	expect_text err "CAP_NET_ADMIN"
	expect_text err "run as root"
	expect_exit 1 as_nobody phonewallctl flush
	expect_text err "run as root"
	expect_exit 1 as_nobody phonewallctl flows
	expect_text err "run as root"
	expect_exit 1 as_nobody phonewallctl explain in tcp "$lan4:1" \
		"$phone4:80"
	expect_text err "run as root"
	expect_exit 1 as_nobody phonewallctl monitor
	expect_text err "run as root"
	expect_equal generation "$(status_of generation)" "$before"
}

# tls

# suites_of LIST: by OpenSSL's own program, in order.
suites_of()
{
	openssl ciphers -s -tls1_2 "$1" | tr ':' '\n'
}

# expect_suites APPLICATION LIST: what tls says of the file in "$work".
expect_suites()
{
	expect_exit 0 as_nobody phonewallctl tls --json --config \
		"$work/cfg.xml" "$1"
	expect_equal "list of $1" "$(jq -r '.applications[0].cipher_list' \
		"$work/out")" "$2"
	expect_equal "suites of $1" "$(jq -r '.applications[0].suites[].name' \
		"$work/out")" "$(suites_of "$2")"
}

test_tls_suites()
{
	local list

	write_configuration >"$work/cfg.xml"
	expect_suites sip DEFAULT
	expect_suites xmpp HIGH:MEDIUM:AES:@STRENGTH
	expect_suites web-server "ECDHE-RSA-AES256-GCM-SHA384:\
ECDHE-RSA-AES128-GCM-SHA256:AES256-SHA:AES128-SHA:DES-CBC3-SHA"
	for list in 'RSA:!aNULL:!eNULL' ECDHE+AESGCM:DHE@STRENGTH SUITEB128; do
		write_configuration "TLS_Cipher_List=$list" >"$work/cfg.xml"
		expect_suites sip "$list"
		expect_suites web-server "$list"
	done
	write_configuration TLS_Cipher_List=AES:NOSUCH >"$work/cfg.xml"
	expect_suites sip DEFAULT
}

# Not in this OpenSSL, as openssl ciphers finds too.
test_tls_missing_suites()
{
	expect_failure openssl ciphers -s DES-CBC3-SHA
	expect_exit 0 phonewallctl tls web-server
	expect_text out "in the list, but not in this OpenSSL: DES-CBC3-SHA"
	expect_exit 0 phonewallctl tls --json
	expect_equal missing "$(jq -c '[.applications[] |
		select(.missing != []) | [.name, .missing[]]]' "$work/out")" \
		'[["web-server","DES-CBC3-SHA"],["xmpp","MEDIUM"]]'
}

# What is in force is what phonewalld has written, and before that the defaults.
test_tls_in_force()
{
	expect_exit 0 as_nobody phonewallctl tls
	expect_text out \
		"the factory defaults, because phonewalld is not running:"
	expect_text out "cipher list: default, because TLS_Cipher_List is empty"
	expect_empty err
	echo damaged >/run/phonewall/tls.conf
	expect_exit 1 as_nobody phonewallctl tls --json
	expect_text err "/run/phonewall/tls.conf: cannot be read: Invalid \
argument; restart phonewalld"
	jq -e '.error | startswith("/run/phonewall/tls.conf: ")' "$work/out"
}

# Of the file that phonewalld has kept in a directory.
test_tls_of_kept_file()
{
	local kept="--state-directory /var/lib/phonewall"

	write_configuration TLS_Cipher_List=AES128-SHA \
		TLS_Server_Min_Version=TLS\ 1.3 >/var/lib/phonewall/cfg.xml
	# shellcheck disable=SC2086 # two words
	expect_exit 0 as_nobody phonewallctl tls $kept
	expect_text out "/var/lib/phonewall/cfg.xml:"
	expect_text out "cipher list: TLS_Cipher_List (line 2): AES128-SHA"
	grep -Eq '^sip +SIP over TLS +client +TLS 1.2, TLS 1.3 +1 ' "$work/out"
	grep -Eq '^web-server +Web Server +server +TLS 1.3 +0 ' "$work/out"
	expect_exit 0 phonewallctl tls --state-directory "$work/none" sip
	expect_text out "the factory defaults:"
	expect_exit 0 phonewallctl check /var/lib/phonewall/cfg.xml
	expect_text out "TLS: TLS_Cipher_List, 1 suite below TLS 1.3; \
clients from TLS 1.2, servers from TLS 1.3"
}

# The names in the usage are those of the output.
test_tls_names()
{
	expect_exit 0 phonewallctl tls --help
	sed -n '/^APPLICATION:/,/^$/p' "$work/out" | tr -d ',' |
		sed 's/^APPLICATION://' | xargs -n 1 >"$work/names"
	expect_exit 0 phonewallctl tls --json
	jq -r '.applications[].name' "$work/out" | diff "$work/names" -
}

load_module()
{
	echo /sbin/modprobe >/proc/sys/kernel/modprobe
	modprobe phonewall
}

test_no_module()
{
	local command

	# shellcheck disable=SC2064 # as it is now
	trap "$(trap -p EXIT | cut -d "'" -f 2); load_module" EXIT
	echo /bin/false >/proc/sys/kernel/modprobe
	modprobe -r phonewall
	write_configuration >"$work/cfg.xml"
	for command in status ports flows flush dot1x monitor \
		"apply $work/cfg.xml" "explain in 47 ::1 ::2"; do
		# shellcheck disable=SC2086 # several words
		expect_exit 1 in_phone phonewallctl $command
		expect_text err "the phonewall module is not loaded; run \
'modprobe phonewall'"
	done
	expect_exit 0 in_phone phonewallctl check "$work/cfg.xml"
	expect_exit 0 in_phone phonewallctl explain --config "$work/cfg.xml" \
		in 47 ::1 ::2
	expect_tls_of_agent
}

# Without the module phonewalld keeps no cfg.xml, and yet has one in force.
expect_tls_of_agent()
{
	write_configuration TLS_Cipher_List=AES128-SHA >/etc/phonewall/cfg.xml
	start agent in_phone phonewalld
	wait_for grep -x "cipher_list = AES128-SHA" /run/phonewall/tls.conf
	[[ ! -e /var/lib/phonewall/cfg.xml ]]
	expect_exit 0 in_phone phonewallctl tls
	expect_text out "/etc/phonewall/cfg.xml, in force:"
	expect_text out "cipher list: TLS_Cipher_List: AES128-SHA"
	expect_exit 0 in_phone phonewallctl tls --json
	jq -e '.file == "/etc/phonewall/cfg.xml" and .running == true and
		.tls.cipher_list.value == "AES128-SHA"' "$work/out"
}

# Nothing of phonewalld's is there but what a test puts there.
empty_state()
{
	local folder

	for folder in /etc/phonewall /var/lib/phonewall /run/phonewall; do
		mkdir -p "$folder"
		mount -t tmpfs tmpfs "$folder"
	done
}

in_empty_state()
{
	empty_state
	chmod 755 "$work"
	"$@"
}

it()
{
	test_that "$1" in_empty_state "$2"
}

create_network
it "a wrong command line gets its usage" test_usage
it "JSON has the reason of wrong usage" test_usage_in_json
it "help and version" test_help
it "output that cannot be written is a failure" test_full_output
it "check accepts a good file, without root" test_check_accepts
it "check tells every fault" test_check_refuses
it "check tells why a file cannot be read" test_check_unreadable
it "JSON is printed whatever fails" test_json_of_failures
it "check warns of what is hardly meant" test_check_warns
it "check hides secrets" test_check_hides_secrets
it "check takes the settings of the device" test_check_settings
it "without phonewall.conf the accepted settings are taken" \
	test_settings_of_missing_file
it "audit judges a thousand files in bounded memory" test_audit
it "apply replaces the policy and sets the multicast echo" test_apply
it "apply of a bad file changes nothing" test_apply_of_bad_file_changes_nothing
it "ports tells what opened each" test_ports_with_reasons
it "ports and explain tell of the port that phonewalld picks" \
	test_ports_of_picked_port
it "ports tells the same as phonewalld opens" test_ports_agree_with_daemon
it "ports is sorted and in columns" test_ports_are_sorted
it "ports divides merged ranges" test_ports_of_merged_ranges
it "ports does without a readable file" test_ports_of_unreadable_file
it "ports tells that the firewall is disabled" test_ports_disabled
it "status counts packets by reason, without root" test_status
it "status tells what the daemon wrote" test_status_of_daemon
it "status knows phonewalld of another namespace" \
	test_status_of_another_namespace
it "flows lists UDP, echo and expected flows" test_flows
it "flush forgets the flows and counts them" test_flush
it "explain knows the live flows" test_explain_knows_flows
it "explain counts nothing" test_explain_counts_nothing
it "explain agrees with the kernel" test_explain_agrees
it "explain agrees with the kernel under options" \
	test_explain_agrees_with_options
it "explain agrees with the kernel when disabled" \
	test_explain_agrees_when_disabled
it "explain --batch tells of bad lines" test_batch_tells_bad_lines
it "monitor prints events" test_monitor
it "monitor tells that events were lost" test_monitor_tells_losses
it "dot1x without ports" test_dot1x_without_ports
it "dot1x shows the PC's session and its end" test_dot1x
it "apply sets the ports and withdraws them" test_apply_of_ports
it "check tells of 802.1X and the VLANs" test_check_of_access
it "dot1x and status tell what the daemon wrote" test_dot1x_of_daemon
it "monitor prints events of 802.1X" test_monitor_of_dot1x
it "monitor prints the phone's own authentication" test_monitor_of_phone
it "tls tells the suites that openssl ciphers tells" test_tls_suites
it "tls tells which suites of a list are missing" test_tls_missing_suites
it "tls tells what is in force" test_tls_in_force
it "tls tells of the file that phonewalld has kept" test_tls_of_kept_file
it "the usage of tls names every application" test_tls_names
it "nobody is told a secret" test_secrets
it "an unprivileged user changes nothing" test_unprivileged
it "without the module the remedy is named" test_no_module
run_tests
