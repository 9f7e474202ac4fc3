#!/bin/bash
# SPDX-License-Identifier: MIT
#
# phonewall-directory searches what cfg.xml names, through the file that phonewalld
# writes for it: in Debian's slapd, whose TLS is GnuTLS's, by ldaps://, StartTLS and
# plaintext; and among certificates of others, somebody who removes StartTLS, and
# servers that send too much, too slowly, or nothing.
#
#     lan                              phone
#     eth0 ------------------------- eth0
#   slapd, hostile_server.py       phonewalld, phonewall-directory
#   a mute name server
#
# shellcheck disable=SC2016 # $VALUE is for phonewall-directory

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"

pki=$work/pki
database=$work/database
name=ldap.example.org
two=two.example.org	# has two addresses: the PC's, then the LAN host's
dead=dead.example.org	# has the PC's alone
admin=cn=phone,dc=example,dc=org
caller=990	# a user who is a member of the group alone
group=991

# Certificates

make_authority()
{
	openssl req -x509 -newkey "ec:$pki/curve" -nodes -days 900 \
		-keyout "$pki/$1.key" -out "$pki/$1.pem" -subj "/CN=$1" \
		2>/dev/null
}

# make_certificate NAME DAYS SAN: issued by "authority", for so many days.
make_certificate()
{
	openssl req -newkey rsa:2048 -nodes -keyout "$pki/$1.key" \
		-out "$pki/$1.request" -subj "/CN=$1" 2>/dev/null
	openssl x509 -req -in "$pki/$1.request" -out "$pki/$1.pem" -days "$2" \
		-CA "$pki/authority.pem" -CAkey "$pki/authority.key" \
		-CAcreateserial -extfile <(echo "subjectAltName=$3") 2>/dev/null
}

make_certificates()
{
	mkdir "$pki"
	openssl genpkey -genparam -algorithm EC \
		-pkeyopt ec_paramgen_curve:P-256 -out "$pki/curve" 2>/dev/null
	make_authority authority
	make_authority self-signed
	make_certificate good 800 "DNS:$name,IP:$lan4,IP:$lan6"
	make_certificate other-name 800 "DNS:other.example.org"
	make_certificate expired -1 "DNS:$name"
}

# The servers, on the LAN

write_entries()
{
	cat <<-END
		dn: dc=example,dc=org
		objectClass: dcObject
		objectClass: organization
		o: Example
		dc: example

		dn: $admin
		objectClass: organizationalRole
		objectClass: simpleSecurityObject
		cn: phone
		userPassword: secret

		dn: cn=Ann Lee,dc=example,dc=org
		objectClass: inetOrgPerson
		cn: Ann Lee
		sn: Lee
		telephoneNumber: +1 555 0100
		telephoneNumber: 4711

		dn: cn=Bob (Boss)* Lee,dc=example,dc=org
		objectClass: inetOrgPerson
		cn: Bob (Boss)* Lee
		sn: Lee
		telephoneNumber: 4712

		dn: cn=Zoë Tan,dc=example,dc=org
		objectClass: inetOrgPerson
		cn: Zoë Tan
		sn: Tan
		mobile: 4713

	END
	for ((i = 0; i < 150; i++)); do
		printf 'dn: cn=Many %d,dc=example,dc=org\n' "$i"
		printf 'objectClass: inetOrgPerson\ncn: Many %d\nsn: Many\n\n' "$i"
	done
}

# write_slapd_configuration CERTIFICATE LINE...
write_slapd_configuration()
{
	cat <<-END
		include /etc/ldap/schema/core.schema
		include /etc/ldap/schema/cosine.schema
		include /etc/ldap/schema/inetorgperson.schema
		modulepath /usr/lib/ldap
		moduleload back_mdb
		TLSCertificateFile $pki/$1.pem
		TLSCertificateKeyFile $pki/$1.key
		database mdb
		suffix "dc=example,dc=org"
		directory $database
		maxsize 1048576
		access to attrs=userPassword by anonymous auth by * none
		access to * by dn.exact="$admin" read by anonymous read
	END
	shift
	printf '%s\n' "$@"
}

make_slapd()
{
	mkdir "$database"
	write_slapd_configuration good >"$work/slapd.conf"
	write_entries >"$work/entries.ldif"
	slapd -T add -q -f "$work/slapd.conf" -l "$work/entries.ldif" 2>/dev/null
}

run_slapd()
{
	in_lan slapd -f "$work/slapd.conf" -h "ldap:/// ldaps:///" -d stats
}

# start_slapd CERTIFICATE [LINE...]
start_slapd()
{
	write_slapd_configuration "$@" >"$work/slapd.conf"
	start slapd run_slapd
	wait_for_server lan tcp 389
	wait_for_server lan tcp 636
}

run_hostile_server()
{
	in_lan "$folder/hostile_server.py" "$@"
}

# start_hostile_server DEED [HOST]
start_hostile_server()
{
	start hostile run_hostile_server 1389 "$@"
	wait_for_server lan tcp 1389
}

# The phone

# file_says FILTER VALUE: whether jq finds that in the file.
file_says()
{
	[[ $(jq -r "$1" "$run/directory.json") == "$2" ]]
}

# begin SERVER [PARAMETER=VALUE...]: the agent has written the file for this.
begin()
{
	local server=$1
	shift

	rm -rf "$run"
	mkdir -p "$etc" "$state" "$run"
	[[ -e $conf ]] || settings "ldap_ca_certificate = $pki/authority.pem"
	write_configuration LDAP_Dir_Enable=Yes LDAP_Server="$server" \
		LDAP_Search_Base=dc=example,dc=org "$@" >"$cfg"
	start agent agent
	wait_for file_says .server "$server"
}

settings()
{
	mkdir -p "$etc"
	printf '%s\n' "$@" >"$conf"
}

simple=(LDAP_Auth_Method=Simple "LDAP_Client_DN=$admin" LDAP_Password=secret)

# run_search WORD...: as a user of the group, without any capability.
run_search()
{
	in_phone setpriv --reuid "$caller" --regid "$caller" \
		--groups "$group" --no-new-privs --bounding-set -all \
		--inh-caps -all phonewall-directory search \
		--run-directory "$run" "$@"
}

# search WORD...: what it prints is in "$work/out" and "$work/err".
search()
{
	run_search "$@" >"$work/out" 2>"$work/err" || return
}

# expect_found SECURITY NAME...: what was found by "search --json"
expect_found()
{
	expect_equal security "$(jq -r .security "$work/out")" "$1"
	shift
	expect_equal "names" "$(jq -r '.entries[].attributes[0].values[0]' \
		"$work/out" | sort | paste -sd,)" "$(IFS=,; echo "$*")"
}

expect_says()
{
	tr -s ' \n' '  ' <"$work/err" >"$work/err-line"
	grep -qF -- "$1" "$work/err-line" || {
		echo "no '$1' in:"
		cat "$work/err"
		return 1
	}
}

# expect_refused_with MESSAGE: the search fails so, and prints nothing else.
expect_refused_with()
{
	expect_failure search --json lee
	expect_says "$1"
	expect_equal "members" "$(jq -r 'keys | join(",")' "$work/out")" error
}

# What the server has heard, without numbers and times.
heard()
{
	cat "$work/slapd"
}

# Tests

test_ldaps()
{
	start_slapd good
	begin "ldaps://$name:636" "${simple[@]}"
	search --json lee
	expect_found ldaps "Ann Lee" "Bob (Boss)* Lee"
	expect_equal stderr "$(cat "$work/err")" ""
	heard | grep "BIND dn=\"$admin\" mech=SIMPLE .*ssf=0"
	heard | grep 'TLS established'
	search lee
	diff - "$work/out" <<-END
		Name             Phone
		Ann Lee          +1 555 0100, 4711
		Bob (Boss)* Lee  4712
	END
}

test_addresses()
{
	start_slapd good
	for address in "$lan4" "[$lan6]"; do
		begin "ldaps://$address:636"
		search --json ann
		expect_found ldaps "Ann Lee"
		stop_last TERM || true
	done
}

test_starttls()
{
	start_slapd good
	begin "ldap://$name:389" LDAP_StartTLS_Enable=Yes "${simple[@]}"
	search --json ann
	expect_found starttls "Ann Lee"
	expect_equal stderr "$(cat "$work/err")" ""
	heard | grep 'STARTTLS'
	heard | grep 'TLS established'
}

test_plaintext()
{
	start_slapd good
	begin "ldap://$name:389" "${simple[@]}"
	search --json ann
	expect_found plaintext "Ann Lee"
	expect_failure grep -E 'STARTTLS|TLS established' "$work/slapd"
}

test_ldaps_ignores_starttls()
{
	start_slapd good
	begin "ldaps://$name:636" LDAP_StartTLS_Enable=Yes
	search --json ann
	expect_found ldaps "Ann Lee"
	expect_failure grep STARTTLS "$work/slapd"
}

test_words()
{
	start_slapd good
	begin "ldaps://$name:636"
	search --json lee ann
	expect_found ldaps "Ann Lee"
	search --json '(Boss)*'
	expect_found ldaps "Bob (Boss)* Lee"
	search --json Zoë
	expect_found ldaps "Zoë Tan"
	for word in '*' ')(cn=*' $'\\' $'\xff' "*)(|(cn=*"; do
		search --json "$word"
		[[ $word == '*' ]] || expect_found ldaps
	done
	search '*'
	grep 'Bob (Boss)\* Lee' "$work/out"
	search nobody
	expect_equal "text" "$(cat "$work/out")" "no entry was found"
}

test_filters()
{
	start_slapd good
	begin "ldaps://$name:636" \
		'LDAP_Last_Name_Filter=sn:(sn=$VALUE)' \
		'LDAP_Item_4_Filter=mobile:(mobile=$VALUE)' \
		'LDAP_Display_Attrs=a=sn,n=Surname;a=mobile,n=Mobile,t=p;'
	search --json 4713
	jq -e '.entries == [{ attributes: [
		{ attribute: "sn", label: "Surname", is_number: false,
		  values: ["Tan"] },
		{ attribute: "mobile", label: "Mobile", is_number: true,
		  values: ["4713"] }] }]' "$work/out"
	search --json le
	expect_equal "found" "$(jq -c '.entries' "$work/out")" '[]'
	search tan
	grep -E '^Surname +Mobile$' "$work/out"
}

test_many()
{
	start_slapd good "sizelimit unlimited"
	begin "ldaps://$name:636"
	search --json many
	expect_equal "entries" "$(jq '[(.entries | length), .is_partial]' -c \
		"$work/out")" '[100,true]'
	expect_says "there is more than is shown"
}

test_credentials()
{
	start_slapd good
	begin "ldaps://$name:636" LDAP_Auth_Method=Simple \
		"LDAP_Client_DN=$admin" LDAP_Password=wrong
	expect_refused_with "Invalid credentials; correct LDAP_Client_DN and LDAP_Password"
	stop_last TERM || true
	begin "ldaps://$name:636" LDAP_Auth_Method=Simple \
		"LDAP_Client_DN=$admin"
	search --json ann
	expect_found ldaps "Ann Lee"
	heard | grep 'BIND dn="" method=128'
	stop_last TERM || true
	begin "ldaps://$name:636" LDAP_Search_Base=dc=nowhere
	expect_refused_with "correct LDAP_Search_Base"
}

# expect_certificate_refused CERTIFICATE MESSAGE: by ldaps:// and by StartTLS, and
# the server has not heard the password.
expect_certificate_refused()
{
	local server

	start_slapd "$1"
	for server in "ldaps://$name:636" "ldap://$name:389"; do
		begin "$server" LDAP_StartTLS_Enable=Yes "${simple[@]}"
		expect_refused_with "$2"
		stop_last TERM || true
	done
	expect_failure grep BIND "$work/slapd"
}

test_trust()
{
	settings "# no authority"
	start_slapd good
	begin "ldaps://$name:636"
	expect_refused_with "add its authority to the file that ldap_ca_certificate in phonewall.conf names"
	stop_last TERM || true
	settings "ldap_ca_certificate = $pki/none.pem"
	begin "ldaps://$name:636"
	expect_refused_with "cannot use the certificates in '$pki/none.pem'"
	rm "$conf"
}

test_suites()
{
	start_slapd good "TLSCipherSuite NORMAL:-VERS-TLS-ALL:+VERS-TLS1.1"
	begin "ldaps://$name:636"
	expect_refused_with "compare its versions and suites with TLS_Client_Min_Version"
}

test_policy()
{
	start_slapd good "TLSCipherSuite NORMAL:-VERS-TLS-ALL:+VERS-TLS1.2"
	begin "ldaps://$name:636"
	wait_for grep -x "client_min_version = TLS 1.2" "$run/tls.conf"
	search --json ann
	expect_found ldaps "Ann Lee"
	stop_last TERM || true
	begin "ldaps://$name:636" "TLS_Client_Min_Version=TLS 1.3"
	wait_for grep -x "client_min_version = TLS 1.3" "$run/tls.conf"
	expect_refused_with "TLS with '$name' failed"
	head -c 40 "$run/tls.conf" >"$work/cut"
	cat "$work/cut" >"$run/tls.conf"
	expect_refused_with "cannot read '$run/tls.conf': Invalid argument; restart phonewalld"
}

# Attackers

# The spec's fall-back: it works, is told each time, and phonewall.conf forbids it.
test_stripped()
{
	local before

	start_slapd good
	start_hostile_server strip 127.0.0.1
	begin "ldap://$name:1389" LDAP_StartTLS_Enable=Yes "${simple[@]}"
	for _ in 1 2; do
		search --json ann
		expect_found plaintext-fallback "Ann Lee"
		expect_says "the search went in plaintext, with LDAP_Password; set LDAP_Server to ldaps://"
	done
	grep -x "bind $admin secret" "$work/hostile"
	stop_last TERM || true
	before=$(wc -l <"$work/hostile")
	settings "ldap_ca_certificate = $pki/authority.pem" \
		"starttls = required"
	begin "ldap://$name:1389" LDAP_StartTLS_Enable=Yes "${simple[@]}"
	expect_refused_with "and phonewall.conf requires it"
	begin_required_without_parameter
	expect_refused_with "and phonewall.conf requires it"
	tail -n "+$((before + 1))" "$work/hostile" >"$work/required"
	expect_equal "heard" "$(grep -cx starttls "$work/required")" 2
	expect_failure grep -E '^(bind|search)' "$work/required"
	rm "$conf"
}

# The setting also counts if cfg.xml does not ask for StartTLS.
begin_required_without_parameter()
{
	stop_last TERM || true
	begin "ldap://$name:1389" "${simple[@]}"
}

test_starttls_unavailable()
{
	start_hostile_server refuse
	begin "ldap://$name:1389" LDAP_StartTLS_Enable=Yes "${simple[@]}"
	expect_refused_with "the server refuses StartTLS: Server is unavailable"
	expect_failure grep bind "$work/hostile"
}

# A refusal of something else must not bring about the fall-back.
test_other_answer()
{
	start_hostile_server other
	begin "ldap://$name:1389" LDAP_StartTLS_Enable=Yes "${simple[@]}"
	expect_refused_with "the server answers something else than was asked"
	expect_failure grep bind "$work/hostile"
}

test_injected()
{
	start_hostile_server inject
	begin "ldap://$name:1389" LDAP_StartTLS_Enable=Yes "${simple[@]}"
	expect_refused_with "has sent something before the TLS handshake"
	expect_failure grep bind "$work/hostile"
}

# What was said before TLS counts for nothing in TLS.
test_early()
{
	start_slapd good
	start_hostile_server early 127.0.0.1
	begin "ldap://$name:1389" LDAP_StartTLS_Enable=Yes
	search --json ann
	expect_found starttls "Ann Lee"
}

test_failed_handshake()
{
	start_hostile_server garbage
	begin "ldap://$name:1389" LDAP_StartTLS_Enable=Yes "${simple[@]}"
	expect_refused_with "TLS with '$name' failed"
	grep -x "first byte 16" "$work/hostile"
	expect_failure grep bind "$work/hostile"
}

# expect_seconds LEAST MOST COMMAND...
expect_seconds()
{
	local least=$1 most=$2 before=$SECONDS
	shift 2

	"$@"
	((SECONDS - before >= least && SECONDS - before <= most)) || {
		echo "took $((SECONDS - before)) s"
		return 1
	}
}

test_silent()
{
	start_hostile_server silent
	begin "ldap://$name:1389"
	expect_seconds 4 15 expect_refused_with \
		"the server does not answer in time"
}

test_slow()
{
	start_hostile_server slow
	begin "ldap://$name:1389"
	expect_seconds 14 30 expect_refused_with \
		"the server does not answer in time"
}

test_endless()
{
	start_hostile_server endless
	begin "ldap://$name:1389"
	expect_seconds 0 15 search --json a
	expect_equal "entries" "$(jq '[(.entries | length), .is_partial]' -c \
		"$work/out")" '[100,true]'
}

test_huge()
{
	start_hostile_server huge
	begin "ldap://$name:1389"
	expect_seconds 0 15 expect_refused_with \
		"the server's answer is not LDAP, or too long"
}

test_values()
{
	start_hostile_server many
	begin "ldap://$name:1389"
	search --json a
	expect_equal "values" "$(jq -c '[.is_partial, (.entries[].attributes |
		length, (.[].values | length))]' "$work/out")" '[true,2,1,8]'
	stop_last TERM || true
	kill "${started[-1]}"
	start_hostile_server odd
	begin "ldap://$name:1389"
	search --json a
	expect_equal "values" "$(jq -r '.entries[].attributes[0].values[]' \
		"$work/out")" 'a\x1b[31m\xff\x00b\x0a'
	search a
	expect_failure grep -q $'\x1b' "$work/out"
}

test_words_of_server()
{
	start_hostile_server rude
	begin "ldap://$name:1389"
	expect_refused_with 'the server refuses the search: Server is unwilling to perform (\x1b[31m\xff\x0a'
	jq -r .error "$work/out" | grep -F '\x1b[31m\xff\x0a'
	(($(wc -c <"$work/err") < 1200))
}

# Nobody connects to the other host, which would let anybody in.
test_referrals()
{
	start_slapd good
	for deed in refer continue; do
		start_hostile_server "$deed" "$lan4"
		begin "ldap://$name:1389" "${simple[@]}"
		if [[ $deed == refer ]]; then
			expect_refused_with "refers to another one, which is not asked"
		else
			search --json ann
			expect_found plaintext A
			expect_equal "referrals" \
				"$(jq .referrals "$work/out")" 1
			expect_says "named other servers, which are not asked"
		fi
		stop_last TERM || true
		stop_last TERM || true
	done
	expect_failure grep ACCEPT "$work/slapd"
	begin "ldap://$name:389"
	search ann
	grep ACCEPT "$work/slapd"
}

test_no_server()
{
	begin "ldap://$name:1389"
	expect_refused_with "cannot connect to '$name' port 1389: Connection refused"
	stop_last TERM || true
	begin "ldap://nowhere.example.org:389"
	expect_refused_with "cannot find the address of 'nowhere.example.org'"
}

# Time

# Frames to the PC's address go to nobody. It takes its part of the time, and leaves
# the rest to the other.
test_dead_address()
{
	start_slapd good
	ip -n phone neighbour replace "$pc4" lladdr 02:00:00:00:00:99 \
		dev eth0 nud permanent
	begin "ldap://$two:389"
	expect_seconds 2 15 search --json ann
	expect_found plaintext "Ann Lee"
	stop_last TERM || true
	begin "ldap://$dead:389"
	expect_seconds 4 20 expect_refused_with \
		"cannot connect to '$dead' port 389: Connection timed out"
}

# The question comes to UDP port 53 of the LAN host, which says nothing.
test_mute_name_server()
{
	start questions in_lan socat -u UDP4-RECV:53 STDOUT
	wait_for_server lan udp 53
	begin "ldap://mute.example.org:389"
	expect_seconds 7 20 expect_refused_with \
		"cannot find the address of 'mute.example.org': the name servers do not answer in time"
	grep -a mute "$work/questions"
}

# hold_search: prints JSON into a pipe that nobody reads, and then how it ended and
# after how many seconds into "$work/held".
hold_search()
{
	local begun=$SECONDS status=0

	mkfifo "$work/pipe"
	# shellcheck disable=SC2094 # it is its own reader, which does not read
	run=$work/held-run run_search --json a <>"$work/pipe" \
		>"$work/pipe" 2>"$work/held-err" || status=$?
	echo "$status $((SECONDS - begun))" >"$work/held"
}

# Its end is looked at by the last test, which need not wait.
test_unread_output()
{
	start_hostile_server full
	begin "ldap://$name:1389"
	search --json a
	expect_equal "values" "$(jq '[.entries[].attributes[].values[]] | length' \
		"$work/out")" 1600
	(($(wc -c <"$work/out") > 65536))
	cp -a "$run" "$work/held-run"
	hold_search &
	wait_for has_heard_end 2
	expect_failure test -e "$work/held"
	expect_memory_of_held_search 16384
}

# expect_memory_of_held_search KILOBYTES: at most so many.
expect_memory_of_held_search()
{
	local process used

	process=$(pgrep -f "^phonewall-directory search .*/held-run")
	used=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' \
		"/proc/$process/status")
	echo "used $used KiB"
	((used <= $1))
}

# has_heard_end COUNT: whether so many connections have ended at hostile_server.py.
has_heard_end()
{
	(($(grep -c '^end' "$work/hostile") >= $1))
}

test_end_of_unread_output()
{
	local status seconds

	wait_for test -s "$work/held"
	read -r status seconds <"$work/held"
	expect_equal "status" "$status" 1
	echo "ended after $seconds s"
	((seconds >= 43 && seconds <= 90))
	tr -s ' \n' '  ' <"$work/held-err" |
		grep -F "the output was not read within 45 s"
}

# The file

test_who_may_read()
{
	start_slapd good
	begin "ldaps://$name:636" "${simple[@]}"
	expect_equal "rights" "$(stat -c '%a %g' "$run/directory.json")" \
		"640 $group"
	search ann
	group=992 expect_failure search ann
	expect_says "become a member of the group phonewall-directory"
}

test_without_group()
{
	sed -i '/^phonewall-directory/d' "$work/group"
	cat "$work/group" >/etc/group
	begin "ldaps://$name:636" "${simple[@]}"
	expect_equal "rights" "$(stat -c %a "$run/directory.json")" 600
	add_group
}

test_states()
{
	rm -rf "$run"
	mkdir -p "$run"
	expect_failure search ann
	expect_says "phonewalld has not written"
	begin "ldap://$name:389"
	write_configuration LDAP_Dir_Enable=Yes LDAP_Server=http://a >"$cfg"
	wait_for file_says '.fault | type' string
	expect_failure search ann
	expect_says "the directory cannot be used: LDAP_Server has an unknown scheme"
	write_configuration LDAP_Dir_Enable=No >"$cfg"
	wait_for file_says .enabled false
	expect_failure search ann
	expect_says "the directory is off; set LDAP_Dir_Enable to Yes"
	head -c 20 "$run/directory.json" >"$work/damaged"
	stop_last KILL || true
	cat "$work/damaged" >"$run/directory.json"
	expect_failure search ann
	expect_says "is damaged"
}

test_schema()
{
	start_slapd good
	begin "ldaps://$name:636"
	search --json lee
	cat "$work/out" >"$work/search.json"
	search --json nobody
	cat "$work/out" >>"$work/search.json"
	stop_last TERM || true
	begin "ldaps://$name:1"
	expect_failure search --json lee
	cat "$work/out" >>"$work/search.json"
	"$folder/json_schema.py" --strict \
		"$folder/../phonewall-directory.schema.json" "$work/search.json"
}

test_usage()
{
	local arguments

	while read -r arguments; do
		# shellcheck disable=SC2086 # several words
		in_phone phonewall-directory $arguments >"$work/out" \
			2>"$work/err" && status=0 || status=$?
		expect_equal "status of '$arguments'" "$status" 2
		grep -q '^Usage: phonewall-directory' "$work/err"
		# shellcheck disable=SC2086 # several words
		expect_failure in_phone phonewall-directory --json $arguments \
			>"$work/out" 2>/dev/null
		expect_says "phonewall-directory: $(jq -r .error "$work/out")"
	done <<-END

		find a
		search
		search --strict a
		search 1 2 3 4 5 6 7 8 9
		search $(printf '%065d' 0)
	END
	in_phone phonewall-directory --version
	in_phone phonewall-directory --help
}

add_group()
{
	echo "phonewall-directory:x:$group:" >>"$work/group"
	cat "$work/group" >/etc/group
}

prepare()
{
	create_network
	cp /etc/group "$work/group"
	# Otherwise glibc takes only the first line that a name has in hosts(5).
	export RESOLV_MULTI=on
	cp /etc/hosts "$work/hosts"
	touch "$work/group-of-suite"
	mount --bind "$work/group-of-suite" /etc/group
	add_group
	printf '%s\n' "$lan4 $name" "$pc4 $two" "$lan4 $two" \
		"$pc4 $dead" >>"$work/hosts"
	mount --bind "$work/hosts" /etc/hosts
	echo "nameserver $lan4" >"$work/resolv.conf"
	touch /etc/resolv.conf
	mount --bind "$work/resolv.conf" /etc/resolv.conf
	chmod 755 "$work"
	make_certificates
	make_slapd
}

prepare >"$work/prepared" 2>&1 || {
	cat "$work/prepared" >&2
	exit 1
}

test_that "output that is not read holds nothing up" test_unread_output
test_that "ldaps:// works" test_ldaps
test_that "addresses of IPv4 and IPv6 are verified" test_addresses
test_that "StartTLS works" test_starttls
test_that "ldap:// works" test_plaintext
test_that "LDAP_StartTLS_Enable does not count for ldaps://" \
	test_ldaps_ignores_starttls
test_that "every word is only text" test_words
test_that "cfg.xml's filters and attributes count" test_filters
test_that "100 entries at most" test_many
test_that "credentials and base are refused with their remedy" test_credentials
test_that "a certificate of another name is refused" \
	expect_certificate_refused other-name "hostname mismatch; name the server in LDAP_Server"
test_that "a self-signed certificate is refused" \
	expect_certificate_refused self-signed "add its authority to the file that ldap_ca_certificate in phonewall.conf names"
test_that "an expired certificate is refused" \
	expect_certificate_refused expired "certificate has expired; renew it on the server"
test_that "only named authorities are trusted" test_trust
test_that "TLS 1.1 is refused" test_suites
test_that "the policy that phonewalld writes counts" test_policy
test_that "a removed StartTLS is told, and refused if it is required" \
	test_stripped
test_that "a StartTLS that is unavailable ends the search" \
	test_starttls_unavailable
test_that "an answer of another kind to StartTLS ends the search" \
	test_other_answer
test_that "bytes before the handshake end the search" test_injected
test_that "answers before StartTLS do not count" test_early
test_that "a failed handshake ends the search" test_failed_handshake
test_that "a silent server ends the search in time" test_silent
test_that "a slow server ends the search in time" test_slow
test_that "an endless answer is cut" test_endless
test_that "a huge message is not read" test_huge
test_that "values are bounded, and safe to show" test_values
test_that "a server's own words are bounded, and safe to show" \
	test_words_of_server
test_that "no other host is asked" test_referrals
test_that "a server that is not there is reported" test_no_server
test_that "a dead address leaves time for another" test_dead_address
test_that "a name server that does not answer is given up after 8 s" \
	test_mute_name_server
test_that "the group's members may read the file" test_who_may_read
test_that "without the group only the agent may" test_without_group
test_that "the file's states are reported" test_states
test_that "JSON is as its schema says" test_schema
test_that "wrong usage has status 2" test_usage
test_that "a search whose output is not read ends after 45 s" \
	test_end_of_unread_output
run_tests
