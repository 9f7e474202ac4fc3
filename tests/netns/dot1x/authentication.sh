#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The phone authenticates itself: phonewalld runs wpa_supplicant, and hostapd
# with its own EAP server is the LAN switch. Whether the phone is authorized is
# asked of hostapd. Without a bridge the module has no part in it; supplicant.sh
# has both.
#
# shellcheck disable=SC2119 # agent needs no option

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/authenticator.bash
. "$(dirname "$0")/authenticator.bash"
# shellcheck source=tests/netns/harness/supplicant.bash
. "$(dirname "$0")/supplicant.bash"

test_fast()
{
	begin "${settings_fast[@]}"
	start_switch
	start_agent
	expect_authenticated
	says '.protocol == "EAP-FAST" and .certificate == null'
	[[ $(switch sta "$phone_mac") == *"last_eap_type_sta=43 "* ]]
	grep secret "$run/supplicant/wpa_supplicant.conf"
	expect_equal "modes" "$(stat -c %a "$run/supplicant" \
		"$run/supplicant/wpa_supplicant.conf" \
		"$run/supplicant/pac" | xargs)" "700 600 600"
	expect_failure grep -r secret "$run/status.json" "$log" "$state"
	configure_authentication No Custom
	expect '.status == "Disabled" and .protocol == null'
	wait_for runs_none
	wait_for is_gone "$run/supplicant"
	expect_failure grep -r secret "$run"
}

# A credential that was provisioned once is used the next time.
test_fast_kept()
{
	begin "${settings_fast[@]}" "pac_file = $state/pac"
	start_switch
	start_agent
	expect_authenticated
	stop_last TERM
	expect_equal "mode of the credentials" "$(stat -c %a "$state/pac")" 600
	cp "$state/pac" "$work/pac"
	restart_switch
	is_not_authorized
	start_agent
	expect_authenticated
	cmp "$state/pac" "$work/pac"
}

# The CA also issues certificates to phones: its signature is not enough for a
# server.
test_server_name()
{
	begin "${settings_tls[@]}" "server_name = radius.example.com"
	start_switch
	start_agent
	expect_failed "certificate is for /CN=server, not for server_name \
radius.example.com;"
	restart_switch
	write_settings "${settings_tls[@]}" \
		"server_name = radius.example.com, Server" >"$conf"
	expect_authenticated
	says '.server_name == "radius.example.com,Server" and
		.server_warning == null'
	expect_failure log_says no-server-name
}

# Only a server that is named may be weak, and not as weak as SHA-1.
test_weak_server()
{
	local settings=("${settings_tls[@]}"
		"server_name = weak-server, sha1-server")

	begin "${settings[@]}"
	start_switch
	start_agent
	restart_weak_switch weak-server
	kill -HUP "$agent_process"
	expect_failed "EE certificate key too weak (/CN=weak-server); have the \
server get one with RSA of 2048 bits"
	says '.server_warning == null'
	jq -e '.legacy_servers == null' "$run/status.json"
	restart_weak_switch weak-server
	write_settings "${settings[@]}" \
		"legacy_servers = Weak-Server, sha1-server" >"$conf"
	expect_authenticated
	says '.server_warning | contains("[legacy-server]")'
	jq -e '.legacy_servers == "Weak-Server,sha1-server"' "$run/status.json"
	expect_equal "warnings" "$(grep -c "may have weak certificates" \
		"$log")" 1
	restart_weak_switch sha1-server
	write_settings "${settings_tls[@]}" "server_name = sha1-server" \
		"legacy_servers = sha1-server" >"$conf"
	expect_failed "digest algorithm too weak (/CN=sha1-server); have the \
server get one that is signed with SHA-256"
}

# The password itself is only sent to a server with a known name.
test_password_in_the_tunnel()
{
	begin "${settings_fast[@]}"
	printf '%s\n' '"phone" FAST' '"phone" GTC "secret" [2]' \
		>"$work/eap-users-gtc"
	start_switch "$pki/authority.pem" "eap_user_file=$work/eap-users-gtc"
	start_agent
	expect_failed "or wants EAP-GTC, which needs server_name"
	says '.server_name == null and
		(.server_warning | contains("[no-server-name]"))'
	log_says "[no-server-name]"
	restart_switch "$pki/authority.pem" \
		"eap_user_file=$work/eap-users-gtc"
	write_settings "${settings_fast[@]}" "server_name = server" >"$conf"
	expect_authenticated
}

# One fault after another is fixed; no frame is sent before the last one.
test_refused()
{
	begin "${settings_tls[@]}" "manufacturing_certificate = $certificate" \
		"manufacturing_key = $key"
	install_certificate expired
	cp "$pki/stranger.pem" "$ca"
	sed -i '/^custom_key/d' "$conf"
	start_switch
	start_agent
	expect_failed "$conf: custom_key: is not set"
	configure_authentication Yes Manufacturing
	expect_failed "cannot build a chain from /CN=expired"
	cp "$pki/authority.pem" "$ca"
	expect_failed "$certificate: the certificate of /CN=expired expired at "
	jq -e "any(.faults[]; .file == \"$certificate\")" "$run/status.json"
	log_says "$certificate: the certificate of /CN=expired expired at "
	cp "$pki/ending.pem" "$certificate"
	expect_failed "$key: is not the key of the certificate in $certificate"
	runs_none
	[[ $(switch sta "$phone_mac") == FAIL ]]
	cp "$pki/ending.key" "$key"
	expect_authenticated
	jq -e ".faults == [] and (.dot1x.certificate.warning |
		contains(\"$certificate expires at \"))" "$run/status.json"
}

# A certificate, and its key 300 ms later, are one change.
test_replaced()
{
	local process

	begin "${settings_tls[@]}"
	start_switch
	start_agent
	expect_authenticated
	process=$(supplicants)
	cp "$pki/ending.pem" "$certificate"
	sleep 0.3
	cp "$pki/ending.key" "$key"
	wait_for has_ended "$process"
	expect '.certificate.warning != null'
	expect_authenticated
	expect_equal "the states" "$(states)" \
		"Authenticating Authenticated Authenticating Authenticated"
	expect_failure log_says "is not the key"
	cmp "$run/supplicant/key.pem" "$pki/ending.key"
	expect_equal "modes" "$(stat -c %a "$run/supplicant/key.pem" \
		"$run/supplicant/certificate.pem" \
		"$run/supplicant/authorities.pem" | xargs)" "600 600 600"
	expect_failure grep -r "PRIVATE KEY" "$state" "$run/status.json" "$log"
}

# Faults that only the exchange shows, one after another.
test_failures()
{
	begin "${settings_fast[@]/identity = phone/identity = nobody}"
	cp "$pki/stranger.pem" "$ca"
	echo wrong >"$password"
	start_switch
	start_agent
	expect_failed "refused before any EAP method began"
	restart_switch
	write_settings "${settings_fast[@]}" >"$conf"
	expect_failed "the authentication server's certificate is not accepted"
	restart_switch
	cp "$pki/authority.pem" "$ca"
	expect_failed "rejects the phone's identity or password"
	restart_switch
	echo secret >"$password"
	expect_authenticated
}

test_distrusted()
{
	begin "${settings_tls[@]}"
	start_switch "$pki/stranger.pem"
	start_agent
	expect_failed "refuses the phone after the exchange of certificates"
	restart_switch
	kill -HUP "$agent_process"
	expect_authenticated
}

# expect_cause TEXT SETTING...: the cause of a failure at a switch with these
# settings.
expect_cause()
{
	kill "$agent_process"
	wait "$agent_process" || true
	restart_switch "$authority" "${@:2}"
	rm "$run/status.json" 2>/dev/null || true
	start_agent
	wait_for test -e "$run/status.json"
	expect_failed "$1"
}

# Each failure has its own cause.
test_causes()
{
	local authority=$pki/authority.pem

	begin "${settings_tls[@]}"
	revoke phone
	start_switch
	start_agent
	expect_authenticated
	authority=$pki/stranger.pem
	expect_cause "refuses the phone after the exchange of certificates"
	authority=$pki/revoked.pem
	expect_cause "refuses the phone after the exchange of certificates" \
		check_crl=1
	authority=$pki/authority.pem
	expect_cause "certificate has expired (/CN=expired-server); have" \
		"server_cert=$pki/expired-server.pem" \
		"private_key=$pki/expired-server.key"
	expect_cause "before the certificates: " \
		openssl_ciphers=CAMELLIA256-SHA
	expect_cause "before the certificates: " \
		"tls_flags=[DISABLE-TLSv1.0][DISABLE-TLSv1.1][DISABLE-TLSv1.2][ENABLE-TLSv1.3]"
	expect_cause "before the certificates: " \
		"tls_flags=[ENABLE-TLSv1.0][DISABLE-TLSv1.1][DISABLE-TLSv1.2]"
	echo '"phone" PEAP' >"$work/eap-users-peap"
	expect_cause "proposes PEAP" "eap_user_file=$work/eap-users-peap"
	echo '"nobody" TLS' >"$work/eap-users-nobody"
	expect_cause "refused before any EAP method began" \
		"eap_user_file=$work/eap-users-nobody"
	restart_switch
	kill -HUP "$agent_process"
	expect_authenticated
}

# If nothing arrives there is no message.
test_silence()
{
	begin "${settings_tls[@]}"
	start_agent
	expect '.status == "Failed" and
		(.reason | contains("the LAN switch does not ask for the identity"))'
	start_switch
	kill -HUP "$agent_process"
	expect_authenticated
}

# The phone must not believe what the policy of a server says after the
# handshake.
test_policy()
{
	begin "${settings_tls[@]}" "server_name = server"
	start_server Reject
	start_relay
	start_agent
	expect_failed "its policy refuses the phone"
	grep "Sent Access-Reject" "$work/freeradius"
	stop_switch
	kill "$server_process"
	wait "$server_process" || true
	start_server Accept
	start_relay
	kill -HUP "$agent_process"
	expect_authenticated
}

# The switch answers, and its server does not.
test_silent_server()
{
	begin "${settings_tls[@]}"
	start_relay
	start_agent
	expect_failed "the LAN switch asked for the identity, and nothing"
	stop_switch
	start_server Accept
	start_relay
	kill -HUP "$agent_process"
	expect_authenticated
}

test_killed()
{
	begin "${settings_tls[@]}"
	start_switch
	start_agent
	expect_authenticated
	kill -KILL "$(supplicants)"
	expect '.status == "Failed" and
		(.reason | contains("was killed by signal 9"))'
	expect_authenticated
	runs_one
	stop_last KILL || true
	wait_for runs_none
	[[ -e $run/supplicant/wpa_supplicant.conf ]]
	start_agent
	wait_for log_says "802.1X authentication: Authenticated"
	expect_authenticated
	runs_one
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

# A supplicant that hangs delays neither the event loop nor the agent's end.
test_hangs()
{
	local told begin elapsed

	plain_phonewalld
	begin "${settings_tls[@]}"
	start_switch
	start told socat -u "UNIX-RECV:$work/notify" \
		"OPEN:$work/told,creat,append"
	wait_for test -S "$work/notify"
	start agent watched_agent
	agent_process=${started[-1]}
	expect_authenticated
	kill -STOP "$(supplicants)"
	told=$(grep -o WATCHDOG=1 "$work/told" | wc -l)
	configure_authentication No Custom
	wait_for watchdog_says $((told + 10))
	configure_authentication Yes Custom
	expect_authenticated
	kill -STOP "$(supplicants)"
	begin=${EPOCHREALTIME/./}
	stop_last TERM
	elapsed=$(((${EPOCHREALTIME/./} - begin) / 1000))
	((elapsed < 1500)) || {
		echo "the agent took $elapsed ms to end"
		return 1
	}
	runs_none
}

sanitize_phonewalld
create_ports
# EAP-FAST has ciphers for RSA only.
make_certificates rsa:2048
make_certificate weak-server 800 rsa:1024
make_certificate sha1-server 800 "" sha1
test_that "EAP-FAST, and no secret is left afterwards" test_fast
test_that "EAP-FAST with a credential provisioned before" test_fast_kept
test_that "a server of another name is refused" test_server_name
test_that "only a named server may have a weak certificate" test_weak_server
test_that "the password itself is only sent to a known server" \
	test_password_in_the_tunnel
test_that "bad certificates are refused before use" test_refused
test_that "certificate and key replaced one after the other" test_replaced
test_that "failures are reported, and fixed without a restart" test_failures
test_that "a switch that does not trust the phone, then does" test_distrusted
test_that "each way to fail has its own cause" test_causes
test_that "a silent switch is reported" test_silence
test_that "a policy that refuses the phone" test_policy
test_that "a silent server" test_silent_server
test_that "a killed supplicant comes back, a killed agent leaves none" test_killed
test_that "a supplicant that hangs delays nothing" test_hangs
run_tests
rm -rf "$run"
