#!/bin/bash
# SPDX-License-Identifier: MIT
#
# What phonewallctl prints: that the JSON of every command, and status.json, are
# as docs/phonewallctl.schema.json describes them, and that text fits into its
# terminal, with colour there and nowhere else.

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"

json=$work/json
pc_mac=02:00:00:00:0a:01
escape=$'\e'

# holds_to_schema FILE...: each is named for its definition.
holds_to_schema()
{
	"$folder/json_schema.py" "$folder/../phonewallctl.schema.json" "$@"
}

# collect COMMAND ARGUMENT...: its JSON is added to that of the command, whatever
# its exit status is.
collect()
{
	in_phone phonewallctl --json "$@" >>"$json/$1" || true
}

collect_as_nobody()
{
	in_phone setpriv --reuid 65534 --regid 65534 --clear-groups \
		--inh-caps=-all phonewallctl --json "$@" >>"$json/$1" || true
}

create_ports()
{
	local port

	for port in pc lan; do
		ip -n phone link add "${port}0" type veth peer name port netns \
			"$port"
		ip -n phone link set "${port}0" up
		ip -n "$port" link set port up
	done
	ip -n pc link set port address "$pc_mac"
}

remove_ports()
{
	ip -n phone link del pc0
	ip -n phone link del lan0
}

# A file of which much is open, one with the firewall disabled, one with faults.
write_files()
{
	write_configuration Enable_TR-069=Yes Firewal=No \
		Firewall_Config=NO_ICMP_PING,UDP:1000:2000,TCP:12000 \
		'Group_1_Paging_Script=pggrp=224.1.2.3:34560;num=1;listen=yes;' \
		Enable_802.1X_Authentication=Yes >"$work/open.xml"
	write_configuration Firewall=Disabled >"$work/disabled.xml"
	write_configuration Firewall=On RTP_Port_Min=x >"$work/bad.xml"
	write_configuration TLS_Cipher_List=AES:NOSUCH TLS_Name_Validate_2_=No \
		LDAP_Dir_Enable=Yes LDAP_Server=ldap://a >"$work/tls.xml"
	write_configuration LDAP_Dir_Enable=Yes LDAP_Server=http://a \
		>"$work/directory.xml"
	printf '%s\n' "pc_port = pc0" "switch_port = lan0" >"$work/conf"
}

speaks_eapol()
{
	printf '\x01\x80\xc2\x00\x00\x03\x02\x00\x00\x00\x0a\x01\x88\x8e\x02\x01\x00\x00' |
		in_pc socat -u - INTERFACE:port
	[[ $(in_phone phonewallctl dot1x) == *"$pc_mac"* ]]
}

logoff_is_sent()
{
	[[ $(in_phone phonewallctl dot1x) == *"Logoff sent"* ]]
}

agent()
{
	in_phone phonewalld --config "$work/cfg.xml" --settings "$work/conf" \
		--state-directory "$work/state" --run-directory "$work/run"
}

# start_agent NAME=VALUE...: phonewalld with this cfg.xml, until it has said so.
start_agent()
{
	mkdir -p "$work/state" "$work/run"
	write_configuration "$@" >"$work/cfg.xml"
	start agent agent
	wait_for jq -e '.module == "programmed"' "$work/run/status.json"
}

collect_status()
{
	cat "$work/run/status.json" >>"$json/status_file"
	collect status --run-directory "$work/run"
	collect tls --run-directory "$work/run"
	collect dot1x --run-directory "$work/run"
	collect_as_nobody dot1x --run-directory "$work/run"
}

collect_files()
{
	local file

	for file in open disabled bad none; do
		file=$work/$file.xml
		collect check "$file"
		collect check --settings "$work/conf" "$file"
		collect ports "$file"
		collect tls --config "$file"
		collect proxy --config "$file" http://example.com/a
		collect explain --config "$file" in udp 192.0.2.9:1 192.0.2.1:68
	done
	collect check "$work/tls.xml"
	collect check "$work/directory.xml"
	collect tls
	collect tls --config "$work/tls.xml" sip
	collect_proxies
	collect audit "$work"/{open,disabled,bad,none}.xml
	collect explain --config "$work/open.xml" in tcp 192.0.2.9:1 \
		192.0.2.1:8123
	printf 'in tcp ::2:1 ::1:80\nin 47 ::2 ::1\nout 47 ::1 ::2\n' |
		collect explain --batch --config "$work/open.xml"
}

# A script runs in its cage here, as root and as nobody.
collect_proxies()
{
	local find="function FindProxyForURL()"

	echo "$find { return 'SOCKS a; HTTPS [::1]; PROXY b:1; DIRECT' }" \
		>"$work/good.pac"
	echo "$find { return DIRECT }" >"$work/bad.pac"
	chmod 644 "$work"/{good,bad}.pac
	collect proxy http://example.com/
	collect proxy --pac "$work/good.pac" https://user@example.com/a
	collect_as_nobody proxy --pac "$work/good.pac" https://example.com/a
	collect proxy --pac "$work/bad.pac" http://example.com/
	phonewallctl proxy --pac "$work/good.pac" http://example.com/ |
		grep "http://b:1"
	expect_failure phonewallctl proxy --pac "$work/bad.pac" \
		http://example.com/ 2>"$work/refused"
	grep "bad.pac:1: ReferenceError" "$work/refused"
}

# expect_usage FAULT EXPECTED ARGUMENT...: what proxy --export prints then.
expect_usage()
{
	local fault=$1 expected=$2 status=0
	shift 2

	phonewallctl proxy --export "$@" >"$work/export" 2>"$work/refused" ||
		status=$?
	expect_equal "status of $*" "$status" 2
	expect_equal "output of $*" "$(cat "$work/export")" "$expected"
	grep -e "$fault" "$work/refused"
}

# A URL is data, so curl, which reads the output, must not go without a proxy; what
# is wrong with the rest of the command line prints nothing.
test_export()
{
	expect_usage "needs a URL" ""
	expect_usage "no more than 1" "" http://a/ http://b/
	expect_usage nonsense "" --nonsense http://a/
	expect_usage "does not take --batch" "" --batch http://a/
	expect_usage "not both" \
		'{"error":"proxy takes --json or --export, not both"}' \
		--json http://a/
	expect_usage "is not an http" 'proto = "-all"' \
		gopher://a/
	expect_usage "with --config" 'proto = "-all"' \
		--settings /dev/null http://a/
}

# What the agent answers.
collect_store()
{
	local run=("--run-directory" "$work/run")

	collect set "${run[@]}" Web_Server_Port=8001
	collect set "${run[@]}" Web_Server_Port=no
	collect why "${run[@]}" Web_Server_Port
	collect why "${run[@]}" Firewall
	collect why "${run[@]}" No_Such_Parameter
	collect reset "${run[@]}" Web_Server_Port
	collect reset "${run[@]}" No_Such_Parameter
	collect reset "${run[@]}"
	collect_as_nobody reset "${run[@]}"
}

resync_has_ended()
{
	jq -e .result "$work/provisioned/status.json"
}

# Without phonewall-provision, and with it: its rule names no server, and a rule
# that only sets a parameter succeeds.
collect_provisioning()
{
	local run=("--run-directory" "$work/provisioned")

	collect resync "${run[@]}"
	collect provision
	mkdir -p "$work/provisioned"
	start provision in_phone phonewall-provision \
		--agent-directory "$work/run" \
		--run-directory "$work/provisioned" \
		--state-directory "$work/provisioned"
	wait_for resync_has_ended
	collect resync "${run[@]}"
	collect resync "${run[@]}" '(GPP_A = "1")!'
	in_phone phonewallctl resync "${run[@]}" '(GPP_A = "1")!'
	collect resync "${run[@]}" nonsense
	collect provision "${run[@]}"
	collect_as_nobody provision "${run[@]}"
	touch "$work/provisioned/busy"
	collect resync "${run[@]}"
	collect resync "${run[@]}"
	collect provision "${run[@]}"
	cat "$work/provisioned/status.json" >>"$json/provision_status"
	stop_last TERM || true
}

# Without phonewall-sip, and with it.
collect_sip()
{
	collect sip
	mkdir -p "$work/sip"
	start edge in_phone phonewall-sip --agent-directory "$work/run" \
		--run-directory "$work/sip"
	wait_for grep -q '"line":1' "$work/sip/status.json"
	collect sip --run-directory "$work/sip"
	cat "$work/sip/status.json" >>"$json/sip_status"
	stop_last TERM || true
}

make_flows()
{
	in_phone ping -c 1 "$lan4"
	in_phone ping -c 1 "fe80::2%eth0"
	make_udp_flow "$lan4" 53
	make_udp_flow "$lan6" 69
	make_udp_flow 224.0.0.251 5353
}

# Of all commands while nothing is set, as nobody, and when all is in use.
collect_everything()
{
	local command

	mkdir -p "$json"
	for command in status ports flows dot1x flush; do
		collect "$command"
		collect_as_nobody "$command"
	done
	collect_as_nobody monitor
	collect_files
	create_ports
	start monitor in_phone phonewallctl monitor --json \
		--run-directory "$work/run"
	start_agent Firewall=On
	collect_status
	stop_last TERM || true
	start_agent Enable_TR-069=Yes Enable_802.1X_Authentication=Yes \
		Resync_Random_Delay=0 Proxy_1_=sip.example.com
	collect_store
	collect_provisioning
	collect_sip
	collect apply --settings "$work/conf" "$work/open.xml"
	collect apply "$work/bad.xml"
	collect_as_nobody apply "$work/disabled.xml"
	wait_for speaks_eapol
	make_flows
	in_lan bash -c "echo x >/dev/udp/$phone4/9"
	collect flows
	collect ports --config "$work/open.xml"
	collect ports --state-directory "$work/state"
	collect explain in udp 192.0.2.9:1 224.1.2.3:34560
	collect status
	collect_status
	ip -n pc link set port down
	wait_for logoff_is_sent
	collect_status
	collect flush
	wait_for grep -q logged-off "$work/monitor"
	stop_last TERM || true
	wait_for grep -q '"authentication"' "$work/monitor"
	cat "$work/monitor" >>"$json/monitor"
	remove_ports
}

# commands: those of --help.
commands()
{
	phonewallctl --help | sed -n '/^Commands:/,/^$/s/^  \([a-z0-9]*\) .*/\1/p'
}

test_schema()
{
	local command

	write_files
	collect_everything
	for command in $(commands); do
		[[ -s $json/$command ]] || {
			echo "no JSON of $command"
			return 1
		}
	done
	for command in policy blocked dot1x session authentication; do
		grep -qF "{\"event\":\"$command\"" "$json/monitor"
	done
	holds_to_schema "$json"/*
}

# A member that the schema does not name, or that is missing, is a fault.
test_schema_is_strict()
{
	mkdir -p "$json.bad"
	in_phone phonewallctl flush --json | sed 's/flushed/forgotten/' \
		>"$json.bad/flush"
	expect_failure holds_to_schema "$json.bad/flush"
	{ phonewallctl check --json /nonexistent || true; } |
		jq 'del(.faults[0].token)' >"$json.bad/check"
	expect_failure holds_to_schema "$json.bad/check"
	in_phone phonewallctl status --json |
		jq '.packets.more = 1' >"$json.bad/status"
	expect_failure holds_to_schema "$json.bad/status"
	echo '{"flushed":1,"flushed":2}' >"$json.bad/flush"
	expect_failure holds_to_schema "$json.bad/flush"
}

# on_terminal COLUMNS COMMAND...: what it prints there is in "$work/out", without
# carriage returns and what goes to standard error; its exit status does not count.
on_terminal()
{
	local columns=$1
	shift

	TERM=xterm in_phone script -qc \
		"stty cols $columns; $(printf '%q ' "$@") 2>/dev/null" \
		/dev/null </dev/null | tr -d '\r' >"$work/out"
}

plain()
{
	sed "s/${escape}\[[0-9;]*m//g" "$1"
}

# fits_on_terminals COMMAND...: no line is too long, and nothing is cut off.
fits_on_terminals()
{
	local columns

	for columns in 60 80 120; do
		on_terminal "$columns" "$@"
		plain "$work/out" >"$work/plain"
		[[ -s $work/plain ]]
		expect_failure grep -n ".\{$((columns + 1)),\}" "$work/plain"
		expect_same_words "$@"
	done
}

# expect_same_words COMMAND...: a terminal gets the letters that a pipe gets. Words
# may be broken, and the cells of a row come in another order.
expect_same_words()
{
	local letters

	letters=$({ in_phone "$@" 2>/dev/null || true; } |
		tr -dc '[:alpha:]' | fold -w 1 | sort | uniq -c)
	expect_equal "letters of $*" "$(tr -dc '[:alpha:]' <"$work/plain" |
		fold -w 1 | sort | uniq -c)" "$letters"
}

test_widths()
{
	local long command

	write_files
	long=$work/$(printf 'a-long-name-%.0s' {1..9}).xml
	cp "$work/open.xml" "$long"
	configure Firewall_Config=UDP:1000:2000
	make_flows
	fits_on_terminals phonewallctl audit "$work"/{open,disabled,bad,none}.xml
	fits_on_terminals phonewallctl audit "$work/bad.xml" "$long"
	fits_on_terminals phonewallctl ports "$work/open.xml"
	fits_on_terminals phonewallctl ports --config "$long"
	fits_on_terminals phonewallctl check "$work/open.xml"
	fits_on_terminals phonewallctl dot1x
	fits_on_terminals phonewallctl tls --config "$work/tls.xml"
	fits_on_terminals phonewallctl tls --config "$work/tls.xml" sip
	fits_on_terminals phonewallctl explain --config "$work/open.xml" in \
		tcp 192.0.2.9:1 192.0.2.1:8123
	on_terminal 200 env COLUMNS=60 phonewallctl ports "$work/open.xml"
	expect_failure grep -n '.\{61,\}' "$work/out"
	for command in flows status; do
		on_terminal 60 phonewallctl "$command"
		plain "$work/out" >"$work/plain"
		expect_failure grep -n '.\{61,\}' "$work/plain"
	done
}

# A pipe gets a row in one line, however wide the terminal is said to be; of audit
# it gets 120 columns.
test_width_of_pipe()
{
	write_files
	COLUMNS=40 phonewallctl ports "$work/open.xml" >"$work/out"
	grep -q '^tcp  to pick .\{120,\}' "$work/out"
	expect_failure grep '^ ' "$work/out"
	cp "$work/open.xml" "$work/$(printf 'long-name-%.0s' {1..11}).xml"
	phonewallctl audit "$work"/*.xml >"$work/out" || true
	grep -q long-name "$work/out"
	expect_failure grep -n '.\{121,\}' "$work/out"
}

# The columns of addresses are as wide as the widest.
test_flow_columns()
{
	configure
	in_phone phonewallctl flush
	make_udp_flow "$lan4" 53
	in_phone ip -6 route add default via "$lan6"
	make_udp_flow 2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff 53
	in_phone ip -6 route del default via "$lan6"
	in_phone phonewallctl flows >"$work/out"
	grep -qF '[2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff]:53  unrep' "$work/out"
	expect_equal columns "$(awk '{ print match($0, /STATE|unreplied|replied|expected/) }' \
		"$work/out" | sort -u | wc -l)" 1
}

test_colour()
{
	local command

	write_files
	configure
	in_lan bash -c "echo x >/dev/udp/$phone4/9"
	for command in "status" "check $work/open.xml" \
		"audit $work/open.xml $work/bad.xml" \
		"explain in tcp 192.0.2.9:1 192.0.2.1:22"; do
		# shellcheck disable=SC2086 # several words
		on_terminal 120 phonewallctl $command
		grep -qF "${escape}[" "$work/out"
		# shellcheck disable=SC2086
		on_terminal 120 env NO_COLOR=1 phonewallctl $command
		expect_failure grep -F "$escape" "$work/out"
		# shellcheck disable=SC2086
		on_terminal 120 env TERM=dumb phonewallctl $command
		expect_failure grep -F "$escape" "$work/out"
		# shellcheck disable=SC2086
		on_terminal 120 env NO_COLOR= phonewallctl $command
		grep -qF "${escape}[" "$work/out"
		# shellcheck disable=SC2086
		TERM=xterm in_phone phonewallctl $command >"$work/out" || true
		expect_failure grep -F "$escape" "$work/out"
		# shellcheck disable=SC2086
		on_terminal 120 phonewallctl --json $command
		expect_failure grep -F "$escape" "$work/out"
	done
	on_terminal 120 phonewallctl explain in tcp 192.0.2.9:1 192.0.2.1:22
	grep -qF "${escape}[31mblock${escape}[0m tcp-blocked: " "$work/out"
	on_terminal 120 phonewallctl explain in tcp 192.0.2.9:1 192.0.2.1:80
	grep -qF "${escape}[32maccept${escape}[0m open-port: " "$work/out"
}

# Nothing of phonewalld's is there but what a test puts there.
in_empty_state()
{
	local state

	for state in /etc/phonewall /var/lib/phonewall /run/phonewall; do
		mkdir -p "$state"
		mount -t tmpfs tmpfs "$state"
	done
	chmod 755 "$work"
	"$@"
}

it()
{
	test_that "$1" in_empty_state "$2"
}

create_network
it "JSON of every command and status.json are as the schema says" test_schema
it "proxy --export tells a wrong command line on standard error" test_export
it "the schema refuses a member that is renamed, missing, new or doubled" \
	test_schema_is_strict
it "text fits into terminals of 60, 80 and 120 columns" test_widths
it "a pipe gets a row in one line, and of audit 120 columns" test_width_of_pipe
it "the columns of flows are aligned" test_flow_columns
it "colour is for a terminal without NO_COLOR" test_colour
run_tests
