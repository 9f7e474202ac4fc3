#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Programs that know nothing of phonewall obey cfg.xml's TLS by the files that
# phonewalld writes for OpenSSL: which suites and versions they offer is seen in
# the bytes of their ClientHello.

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"

run=/run/phonewall
client=$run/openssl.cnf
server=$run/openssl-server.cnf
port=4433

# The suites of TLS 1.3, which no list governs, and those of DEFAULT that the
# vendor lists, by their numbers (RFC 8446, appendix B.4, and IANA's registry).
# 00ff is the signal of secure renegotiation (RFC 5746, section 3.3).
tls13="1302 1303 1301"
default="c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 c027 \
0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f"
signal=00ff

programs="curl openssl mosquitto_pub python3"

# The agent

# empty: leaves nothing of the agent.
empty()
{
	while umount -l "$run" 2>/dev/null; do :; done
	rm -rf "$etc" "$state" "$run"
	mkdir "$etc" "$state"
}

# The status may be there before the files of the policy.
wait_for_files()
{
	local file

	for file in "$client" "$server" "$run/tls.conf" "$run/status.json"; do
		wait_for test -s "$file"
	done
}

# begin [PARAMETERS]: starts the agent from nothing, except for a cfg.xml if
# there are some.
begin()
{
	empty
	(($# == 0)) || write_configuration "$@" >"$cfg"
	start agent agent
	wait_for_files
}

# replace_configuration PARAMETERS: replaces cfg.xml as an editor does.
replace_configuration()
{
	write_configuration "$@" >"$work/replacement"
	mv "$work/replacement" "$cfg"
}

file_says()
{
	grep -qxF -e "$2" "$1"
}

# expect_file FILE LINE: soon it has that line.
expect_file()
{
	wait_for file_says "$@" || {
		cat "$1" "$log"
		return 1
	}
}

status_says()
{
	jq -e "$1" "$run/status.json" >/dev/null
}

# What programs offer

# run_program PROGRAM: connects to the listener on the LAN, which hangs up once
# it has the ClientHello.
run_program()
{
	case $1 in
	curl)
		in_phone curl -sk "https://$lan4:$port/" ;;
	openssl)
		in_phone openssl s_client -connect "$lan4:$port" </dev/null ;;
	mosquitto_pub)
		in_phone mosquitto_pub --insecure --cafile "$work/ca.pem" \
			-h "$lan4" -p "$port" -t topic -m message ;;
	python3)
		in_phone /usr/bin/python3 -c "import socket, ssl
ssl._create_unverified_context().wrap_socket(
	socket.create_connection(('$lan4', $port)))" ;;
	socat)
		in_phone socat -u "OPENSSL:$lan4:$port,verify=0" - ;;
	esac >"$work/program" 2>&1 || true
}

# hello PROGRAM: prints the suites and the versions that it offers.
hello()
{
	local listener=$folder/client_hello.py

	start hello in_lan "$listener" "$lan4" "$port"
	wait_for_server lan tcp "$port"
	run_program "$1"
	wait "${started[-1]}"
	unset 'started[-1]'
	cat "$work/hello"
}

# expect_hello SUITES VERSIONS: what every program offers with the client's file.
expect_hello()
{
	local program

	for program in $programs; do
		expect_equal "suites and versions of $program" \
			"$(OPENSSL_CONF=$client hello "$program")" \
			"$1 $signal"$'\n'"$2"
	done
}

# Servers

# start_server: openssl's, on the phone, with the server's file.
# It serves pages, since otherwise it would read standard input, which has ended, and
# fill the connection with empty records.
start_server()
{
	OPENSSL_CONF=$server start server in_phone openssl s_server -www \
		-accept "$phone4:$port" -cert "$work/ca.pem" -key "$work/key.pem"
	wait_for_server phone tcp "$port"
}

# connects ARGUMENT...: whether a client with level 0 reaches it.
connects()
{
	in_lan timeout 20 openssl s_client -connect "$phone4:$port" "$@" </dev/null \
		>"$work/client" 2>&1
}

# expect_suites NAME...: of some suites of TLS 1.2 the server takes those named.
expect_suites()
{
	local name taken=()

	for name in ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-CHACHA20-POLY1305 \
		ECDHE-RSA-AES128-GCM-SHA256 DHE-RSA-AES256-GCM-SHA384 \
		ECDHE-RSA-AES256-SHA AES256-GCM-SHA384 AES128-GCM-SHA256 \
		AES256-SHA256 AES256-SHA AES128-SHA CAMELLIA128-SHA; do
		connects -tls1_2 -cipher "$name:@SECLEVEL=0" || continue
		taken+=("$name")
	done
	expect_equal "suites that the server takes" "${taken[*]}" "$*"
}

# Tests, in this order

create_certificate()
{
	OPENSSL_CONF=/dev/null openssl req -x509 -newkey rsa:2048 -nodes \
		-subj /CN=phone -days 2 -config <(printf '%s\n' "[req]" \
			"distinguished_name = name" "[name]") \
		-keyout "$work/key.pem" -out "$work/ca.pem" 2>"$work/req" ||
		cat "$work/req"
}

test_defaults()
{
	begin
	expect_hello "$tls13 $default" "0304 0303"
	status_says '.tls == {cipher_list: null, fault: null,
		client_min_version: "TLS 1.2", server_min_version: "TLS 1.2",
		unverified_lines: []}'
	in_phone phonewallctl status >"$work/status" || true
	file_says "$work/status" \
		"TLS: clients from TLS 1.2, servers from TLS 1.2; default suites"
}

# Before and after, in one run of the agent; and without the file they differ.
test_change()
{
	begin TLS_Cipher_List=AES256-SHA:AES128-SHA
	expect_hello "$tls13 0035 002f" "0304 0303"
	replace_configuration TLS_Cipher_List='CHACHA20:!DHE,ECDHE+AES128+SHA256'
	expect_file "$client" \
		'2.CipherString = CHACHA20:!DHE,ECDHE+AES128+SHA256'
	expect_hello "$tls13 cca9 cca8 c023 c027" "0304 0303"
	replace_configuration TLS_Client_Min_Version="TLS 1.3" \
		TLS_Cipher_List=AES128-SHA
	expect_file "$client" "MinProtocol = TLSv1.3"
	expect_hello "$tls13" "0304"
	for program in $programs; do
		expect_failure grep -qx "$tls13 $signal" \
			<<<"$(OPENSSL_CONF=/dev/null hello "$program")"
	done
	kill -0 "${started[0]}"
}

# Nothing of it counts, also what would be valid.
test_invalid()
{
	begin TLS_Cipher_List=AES128-SHA:@SECLEVEL=0
	expect_hello "$tls13 $default" "0304 0303"
	status_says '.tls.cipher_list == null and .state == "accepted" and
		.tls.fault.column == 12 and .tls.fault.word == "@SECLEVEL=0"'
	in_phone phonewallctl status >"$work/status" || true
	grep -F "default suites, because TLS_Cipher_List is invalid:" \
		"$work/status"
	grep -F "column 12, '@SECLEVEL=0': not an allowed command" \
		"$work/status"
	in_phone phonewallctl tls >"$work/tls"
	expect_equal heading "$(sed -n 1p "$work/tls")" "$cfg, in force:"
	tr -s ' \n' '  ' <"$work/tls" | grep -F "cipher list: default, because \
TLS_Cipher_List is invalid: column 12, '@SECLEVEL=0': not an allowed command"
	in_phone phonewallctl tls --json sip | jq -e '.tls.cipher_list |
		.state == "invalid" and .fault.column == 12'
}

# mosquitto_pub and Python allow none of these themselves.
test_old_versions()
{
	local programs="curl openssl"

	begin TLS_Client_Min_Version="TLS 1.0"
	expect_hello "$tls13 $default" "0304 0303 0302 0301"
	replace_configuration TLS_Client_Min_Version="TLS 1.1"
	expect_file "$client" "MinProtocol = TLSv1.1"
	expect_hello "$tls13 $default" "0304 0303 0302"
}

test_refused()
{
	begin TLS_Cipher_List=AES128-SHA
	replace_configuration TLS_Cipher_List=AES256-SHA Firewall=Perhaps
	wait_for status_says '.state == "refused"'
	expect_hello "$tls13 002f" "0304 0303"
	in_phone phonewallctl tls >"$work/tls"
	grep -x "  cipher list: TLS_Cipher_List: AES128-SHA" "$work/tls"
}

# It does not obey, as docs/configuration.md says.
test_own_suites()
{
	local hello

	begin TLS_Cipher_List=AES128-SHA
	hello=$(OPENSSL_CONF=$client hello socat)
	[[ ${hello%%$'
'*} == *c02c* ]]
}

test_server()
{
	local open=Firewall_Config=TCP:$port

	begin "$open"
	start_server
	expect_suites ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-AES128-GCM-SHA256 \
		AES256-SHA AES128-SHA
	connects -tls1_2 -cipher AES128-SHA:AES256-SHA
	grep "Cipher is AES256-SHA" "$work/client"
	connects -tls1_3
	expect_failure connects -tls1_1 -cipher ALL:@SECLEVEL=0
	stop_last KILL || true
	replace_configuration "$open" \
		TLS_Cipher_List=AES128-GCM-SHA256:AES256-SHA
	expect_file "$server" \
		"2.CipherString = AES128-GCM-SHA256:AES256-SHA"
	start_server
	expect_suites AES128-GCM-SHA256 AES256-SHA
	stop_last KILL || true
	replace_configuration "$open" TLS_Server_Min_Version="TLS 1.3"
	expect_file "$server" "MinProtocol = TLSv1.3"
	start_server
	expect_suites
	connects -tls1_3
}

# as_nobody COMMAND...: with no right of the agent's user or group.
as_nobody()
{
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

# Whatever the umask; and a stop takes no policy away.
test_readers()
{
	local file

	umask 077
	begin TLS_Cipher_List=AES128-SHA
	chmod 755 "$run"
	stop_last TERM
	[[ ! -e $run/status.json ]]
	for file in "$client" "$server" "$run/tls.conf"; do
		expect_equal "mode of $file" "$(stat -c %a "$file")" 644
		as_nobody cat "$file" >/dev/null
	done
	file_says "$run/tls.conf" "cipher_list = AES128-SHA"
	expect_hello "$tls13 002f" "0304 0303"
	in_phone phonewallctl tls >"$work/tls"
	expect_equal heading "$(sed -n 1p "$work/tls")" \
		"$run/tls.conf, in force although phonewalld is not running:"
	grep -x "  cipher list: TLS_Cipher_List: AES128-SHA" "$work/tls"
}

# fill: until not a byte more fits.
fill()
{
	dd if=/dev/zero of="$run/filler" bs=1k 2>/dev/null || true
}

# begin_in_memory: the same as begin, on a file system of 64 KiB.
begin_in_memory()
{
	empty
	mkdir "$run"
	mount -t tmpfs -o size=64k,mode=755 tmpfs "$run"
	write_configuration "$@" >"$cfg"
	start agent agent
	wait_for_files
}

test_full()
{
	local file

	begin_in_memory TLS_Cipher_List=AES128-SHA
	cp "$client" "$server" "$run/tls.conf" "$work"
	fill
	replace_configuration TLS_Cipher_List=AES256-SHA
	wait_for grep "$client: cannot be written: No space left" "$log"
	sleep 6
	for file in "$client" "$server" "$run/tls.conf"; do
		cmp "$file" "$work/${file##*/}"
	done
	expect_equal "files left over" "$(find "$run" -name '.*.new')" ""
	expect_hello "$tls13 002f" "0304 0303"
	rm "$run/filler"
	expect_file "$client" "2.CipherString = AES256-SHA"
	expect_file "$run/tls.conf" "cipher_list = AES256-SHA"
	wait_for status_says '.faults == [] and .tls.cipher_list == "AES256-SHA"'
	expect_hello "$tls13 0035" "0304 0303"
}

test_read_only()
{
	begin_in_memory TLS_Cipher_List=AES128-SHA
	mount --bind "$run" "$run"
	mount -o remount,bind,ro "$run"
	replace_configuration TLS_Cipher_List=AES256-SHA
	wait_for grep "$client: cannot be written: Read-only file system" "$log"
	expect_hello "$tls13 002f" "0304 0303"
	umount "$run"
	expect_file "$client" "2.CipherString = AES256-SHA"
	wait_for status_says '.faults == []'
}

# A fault of one file stands in the status, and ends.
test_fault()
{
	begin TLS_Cipher_List=AES128-SHA
	rm "$client"
	mkdir "$client"
	replace_configuration TLS_Cipher_List=AES256-SHA
	wait_for status_says '.faults | length == 1 and
		.[0].file == "/run/phonewall/openssl.cnf" and
		(.[0].message | startswith("cannot be written: Is a directory"))'
	file_says "$server" "2.CipherString = AES256-SHA"
	rmdir "$client"
	expect_file "$client" "2.CipherString = AES256-SHA"
	wait_for status_says '.faults == []'
}

create_pair
create_certificate
test_that "without cfg.xml programs offer the vendor's suites" test_defaults
test_that "they follow a change of cfg.xml, and the agent runs on" test_change
test_that "instead of an invalid list the vendor's suites count" test_invalid
test_that "old versions are offered only if cfg.xml asks for them" \
	test_old_versions
test_that "a cfg.xml that is refused changes nothing" test_refused
test_that "a program with suites of its own keeps them" test_own_suites
test_that "servers take the suites of the web server, in its order" test_server
test_that "everyone can read the files, also after the agent's end" test_readers
test_that "a full run directory leaves the files whole" test_full
test_that "so does a read-only one" test_read_only
test_that "a file that cannot be written is a fault of the status" test_fault
run_tests
