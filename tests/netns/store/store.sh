#!/bin/bash
# SPDX-License-Identifier: MIT
#
# What profiles and users set beside cfg.xml, in the real phonewalld: ports, a
# restart, a factory reset; and who may set anything at all.
#
#     lan                              phone
#     eth0 ------------------------- eth0
#   probe                            phonewalld, phonewallctl

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"

provision=980	# the user and group of the program that fetches profiles
other=981	# any other user

# Gone with this suite's own mounts.
create_users()
{
	local file

	for file in passwd group; do
		cp "/etc/$file" "$work/$file"
		mount --bind "$work/$file" "/etc/$file"
	done
	echo "phonewall-provision:x:$provision:$provision::/:/bin/false" \
		>>/etc/passwd
	echo "phonewall-provision:x:$provision:" >>/etc/group
	chmod 711 "$work"
}

begin()
{
	rm -rf "$etc" "$state" "$run"
	mkdir "$etc" "$state"
	write_configuration Firewall_Config=TCP:12000 >"$cfg"
	start_agent
}

start_agent()
{
	start agent agent
	wait_for test -S "$run/store.sock"
}

restart_agent()
{
	stop_last TERM
	start_agent
}

# ask REQUEST [USER]: prints the answer.
ask()
{
	local user=${2:-0}

	printf '%s' "$1" | setpriv --reuid "$user" --regid "$user" \
		--clear-groups socat -t 20 - "UNIX-CONNECT:$run/store.sock"
}

# submit PROFILE [USER]: prints what became of it.
submit()
{
	ask "$(jq -nc --arg profile "<flat-profile>$1</flat-profile>" \
		'{request: "submit", url: "https://u:p@s.example/p.xml",
		  $profile}')" "${2:-0}" | jq -r .result
}

control()
{
	in_phone phonewallctl "$1" --run-directory "$run" "${@:2}"
}

expect_open_port()
{
	local opened

	opened=$("$tools/probe" phone lan "$phone4" tcp 12000 12001 12002 |
		sed -n 's/^open *//p')
	expect_equal "open port" "$opened" "$1"
}

open_port()
{
	echo "<Firewall_Config>TCP:$1</Firewall_Config>"
}

test_submission()
{
	begin
	expect_open_port 12000
	expect_equal "result" "$(submit "$(open_port 12001)" $provision)" \
		accepted
	expect_open_port 12001
	expect_equal "origin" "$(control why --json Firewall_Config |
		jq -r '[.value, .origin, .source, .overrides[0].value] |
			join(" ")')" \
		"TCP:12001 profile https://***@s.example/p.xml TCP:12000"
	in_phone phonewallctl ports --state-directory "$state" |
		grep -F 12001 | grep -F "Firewall_Config with TCP:12001 (profile)"
	restart_agent
	expect_open_port 12001
}

test_refused()
{
	begin
	submit "$(open_port 12001)"
	expect_equal "result" "$(submit "$(open_port 12002)<Firewall>On</Firewall>")" \
		refused
	expect_failure control set Firewall=On Firewall_Config=TCP:12002
	expect_failure control set No_Such=1
	expect_open_port 12001
	restart_agent
	expect_open_port 12001
}

test_set_and_reset()
{
	begin
	control set Firewall_Config=TCP:12002
	expect_open_port 12002
	control set Web_Server_Port=8001
	expect_equal "parameters" "$(jq .store.parameters "$run/status.json")" 2
	expect_failure control reset Web_Server_Port No_Such
	expect_failure control reset ""
	expect_equal "parameters" "$(jq .store.parameters "$run/status.json")" 2
	control reset Web_Server_Port
	expect_open_port 12002
	restart_agent
	expect_open_port 12002
	control reset
	expect_open_port 12000
	restart_agent
	expect_open_port 12000
	control why Firewall_Config | grep -F "$cfg"
}

test_permissions()
{
	local answer request

	begin
	for request in '{"request":"reset"}' \
		'{"request":"set","parameters":{"Firewall":"Disabled"}}'; do
		answer=$(ask "$request" $provision | jq -r .result)
		expect_equal "result of $request" "$answer" error
	done
	request='{"request":"why","parameter":"Firewall"}'
	ask "$request" $provision | grep -F Enabled
	expect_failure ask "$request" $other
	chmod 666 "$run/store.sock"
	answer=$(ask "$request" $other || true)
	expect_failure grep -F Enabled <<<"$answer"
	expect_open_port 12000
}

# Clients that say nothing keep root out for no moment, and others for 5 s.
test_silent_clients()
{
	local i

	begin
	for ((i = 0; i < 20; i++)); do
		start "client$i" setpriv --reuid $provision --regid $provision \
			--clear-groups socat -u "UNIX-CONNECT:$run/store.sock" \
			/dev/null
	done
	sleep 0.5
	control set Firewall_Config=TCP:12002
	expect_open_port 12002
	wait_for submission_is_accepted
}

submission_is_accepted()
{
	[[ $(submit "$(open_port 12001)" $provision) == accepted ]]
}

test_damage()
{
	begin
	submit "$(open_port 12001)"
	stop_last TERM
	truncate -s 40 "$state/store.xml"
	start_agent
	expect_open_port 12001
	jq -e '.faults[0].message | contains("its copy is used")' \
		"$run/status.json"
	stop_last TERM
	truncate -s 40 "$state/store.xml" "$state/store-copy.xml"
	start_agent
	expect_open_port ""
	expect_failure control set Web_Server_Port=8001
	expect_failure control reset Web_Server_Port
	expect_open_port ""
	control reset
	expect_open_port 12000
}

secret=open-sesame
secrets=(Password_1_ LDAP_Password Proxy_Password GPP_SA
	IKM_HTTP_Encrypt_Content)

# submit_secrets [ELEMENT]: a profile that has the secret in each place.
submit_secrets()
{
	local name profile="<Admin_Password>$secret</Admin_Password>"

	for name in "${secrets[@]}"; do
		profile+="<$name>$secret</$name>"
	done
	profile+="<Profile_Rule>[--key $secret --uid $secret --pwd $secret]"
	profile+="https://u:$secret@s.example/x?$secret</Profile_Rule>"
	profile+="<ACS_URL>https://u:$secret@acs.example/x?$secret</ACS_URL>"
	submit "$profile${1:-}"
}

# All of it into one file: what is told of a profile, of one with a fault, and of
# what a user sets.
test_secrets()
{
	local name format

	begin
	start monitor control monitor
	start monitor-json control monitor --json
	submit_secrets
	grep -F "$secret" "$state/store.xml" >/dev/null
	submit_secrets "<Firewall>On</Firewall>"
	submit_secrets "<Admin_Password>$secret<3"
	submit_secrets "<Admin_Passwrd>$secret</Admin_Passwrd>"
	submit_secrets "<Profile_Rule>[--key $secret ]https://s.example</Profile_Rule>"
	expect_open_port 12000
	for format in "" --json; do
		for name in "${secrets[@]}" Profile_Rule; do
			control why $format "$name"
		done
		control status $format || true
		control tls $format
		control set $format "Password_1_=$secret<" || true
		control set $format "GPP_SA=$secret" "No_Such=$secret" || true
		control set $format "Profile_Rule=[--key $secret" || true
		in_phone phonewallctl ports $format --state-directory "$state"
	done >"$work/told" 2>&1
	grep -F '***' "$work/told" >/dev/null
	grep -F '"LDAP_Password"' "$work/told" >/dev/null
	expect_failure grep -F "$secret" "$work/told" "$work/agent" \
		"$work/monitor" "$work/monitor-json" "$run/status.json"
}

# expect_unsaved CAUSE: a change is in force at once and, as its client is told,
# not saved; the store of before is whole.
expect_unsaved()
{
	local saved

	saved=$(sha256sum <"$state/store.xml")
	expect_failure control set Firewall_Config=TCP:12002 2>"$work/err"
	grep -F "cannot be saved: $1" "$work/err"
	expect_open_port 12002
	expect_equal "store" "$(sha256sum <"$state/store.xml")" "$saved"
}

# Its socket stays, and the port that it has opened.
kill_agent()
{
	stop_last KILL || true
	rm "$run/store.sock"
}

test_disk()
{
	begin
	stop_last TERM
	mount -t tmpfs -o size=64k tmpfs "$state"
	start_agent
	control set Firewall_Config=TCP:12001
	dd if=/dev/zero of="$state/filler" bs=4k || true
	expect_unsaved "No space left on device"
	kill_agent
	start_agent
	expect_open_port 12001
	rm "$state/filler"
	kill_agent
	mount -o remount,ro "$state"
	start_agent
	expect_unsaved "Read-only file system"
	mount -o remount,rw "$state"
	control set Firewall_Config=TCP:12000
	restart_agent
	expect_open_port 12000
	stop_last TERM
	umount "$state"
}

modprobe phonewall
create_pair
create_users

test_that "a submission opens a port, and a restart keeps it" test_submission
test_that "a submission with a fault changes nothing" test_refused
test_that "set and reset" test_set_and_reset
test_that "who may ask for what" test_permissions
test_that "silent clients do not keep others out" test_silent_clients
test_that "a damaged store" test_damage
test_that "no secret of a profile is told" test_secrets
test_that "a disk that is full or read-only" test_disk
run_tests
