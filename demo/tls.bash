# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# TLS, row by row: what a client of the phone offers, as openssl s_server on the LAN
# host gets it, and which server it accepts. The client is tools/tls_peer, which is
# made of the library's contexts.
#
# shellcheck disable=SC2154 # other files set these

# offered SUITES [OPTION]... APPLICATION: how many suites of TLS 1.2 arrived, if
# they are these.
offered()
{
	local words suites

	offer "${@:2}" || die "there is no TLS connection"
	read -ra words <<<"$(hello)"
	suites=$(suites_of "${words[@]}" | sed -n 1p)
	# Those of TLS 1.3, which no list governs, come first.
	if [[ $suites == "1302 1303 1301 $1" ]]; then
		echo "$(wc -w <<<"$1") in order"
	else
		echo others
	fi
}

# outcome_at_server: whether the client's request arrived, or its refusal.
outcome_at_server()
{
	if grep -q "^GET /page" "$work/s_server"; then
		echo "data arrive"
	elif grep -q "^<<< .* Alert .* bad_certificate" "$work/s_server"; then
		echo "alert, no data"
	else
		echo nothing
	fi
}

# connection_row WHAT EXPECTED HOST: to a server whose certificate is tls_host's.
connection_row()
{
	start_s_server -quiet
	start client tls_client ldaps "$3" 2001
	wait_for grep -E "^(established|failed)" "$work/client"
	wait_for grep -E "^GET /page|Alert" "$work/s_server"
	stop_last TERM 2>/dev/null
	stop_last TERM 2>/dev/null
	row "$1" phone lan "$2" "$(outcome_at_server)"
}

# The file that phonewalld writes for phonewall-directory.
write_directory()
{
	jq -n --arg starttls "$1" --arg server "ldap://$lan4:3890" '
		{ enabled: true, fault: null, server: $server,
		  starttls: $starttls, name: "cn=phone,dc=example,dc=org",
		  password: "secret", base: "dc=example,dc=org",
		  filters: ["(cn=*$VALUE*)"], authorities: null,
		  columns: [{ attribute: "cn", label: "Name", number: false }] }
	' >"$work/directory/directory.json"
}

stripper()
{
	in_lan "$demo/../tests/hostile_server.py" 3890 strip "$lan4"
}

# What somebody on the way who removes StartTLS hears of a search.
outcome_at_stripper()
{
	if ! grep -qx starttls "$work/stripper"; then
		echo nothing
	elif grep -q '^bind .* secret$' "$work/stripper"; then
		echo "the password"
	else
		echo "no password"
	fi
}

# stripper_row WHAT EXPECTED STARTTLS
stripper_row()
{
	mkdir -p "$work/directory"
	write_directory "$3"
	start stripper stripper
	wait_for_server lan tcp 3890
	in_phone phonewall-directory search --run-directory \
		"$work/directory" ann >"$work/search" 2>&1
	wait_for grep -q '^end' "$work/stripper"
	stop_last TERM 2>/dev/null
	row "$1" phone lan "$2" "$(outcome_at_stripper)"
}

tls_section()
{
	make_tls_certificates || die "there are no certificates"
	section "TLS of the phone's clients, as it arrives on the wire"
	row "suites of the default list, with the SCSV" phone lan \
		"28 in order" "$(offered "$default_suites" sip)"
	row "suites of RSA:!aNULL:!eNULL, with the SCSV" phone lan \
		"17 in order" \
		"$(offered "$rsa_suites" --list 'RSA:!aNULL:!eNULL' sip)"
	connection_row "LDAPS to the server of that name" "data arrive" \
		"$tls_host"
	connection_row "LDAPS to a server of another name" "alert, no data" \
		directory.example.net
	stripper_row "LDAP, StartTLS is removed on the way" "the password" \
		optional
	stripper_row "the same with 'starttls = required'" "no password" \
		required
}
