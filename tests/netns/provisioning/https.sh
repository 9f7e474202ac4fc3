#!/bin/bash
# SPDX-License-Identifier: MIT
#
# userspace/lib/transfer fetches and sends files: from Debian's nginx with client
# certificates, by the A records of dnsmasq, through redirects and credentials, and
# through a proxy, also Debian's squid by TLS; and among servers that are dead, false,
# slow or moved.
#
#     phone                              lan
#     eth0 ----------------------------- eth0   192.0.2.2, .12 to .16
#   tools/transfer                     dnsmasq, nginx, squid, http_peer.py
#
# What a server was asked is read in its own log.
#
# shellcheck disable=SC2016 # variables of nginx

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/provisioning.bash
. "$(dirname "$0")/provisioning.bash"
# shellcheck source=tests/netns/harness/tls.bash
. "$(dirname "$0")/tls.bash"

name=prov.example.net
dead=192.0.2.11 false=192.0.2.12 failing=192.0.2.13 good=192.0.2.14
slash=192.0.2.15 posing=192.0.2.16

# Certificates

make_certificates()
{
	tls_host=$name
	make_tls_certificates
	make_key stranger "${tls_curve[@]}"
	make_authority stranger
	make_key phone "${tls_curve[@]}"
	issue both server two
	issue foreign server server -CA "$pki/stranger.pem" \
		-CAkey "$pki/stranger.key"
	issue_to phone phone \
		"/OU=CP-8841-3PCC/ST=000E08AABBCC/L=FCH1234A5B6/CN=phone"
	issue_to slash server "/CN=$name\\/info@example.net"
	issue_to proxy server /CN=proxy.example.net
	issue_to foreign-proxy server /CN=foreign.example.net stranger
}

# The servers, on the LAN

# server ADDRESS CERTIFICATE LINE...
server()
{
	cat <<-END
		server {
			listen $1:443 ssl;
			ssl_certificate $pki/$2.pem;
			ssl_certificate_key $pki/server.key;
			ssl_client_certificate $pki/authority.pem;
			set \$where $1;
	END
	printf '%s\n' "${@:3}" "}"
}

write_nginx()
{
	local kind

	cat <<-END
		daemon off;
		master_process off;
		user root;
		pid $work/nginx.pid;
		events {}
		http {
		log_format row '\$server_addr \$request_method \$request_uri '
			'\$status \$remote_user \$ssl_client_s_dn';
		access_log $work/requests row;
	END
	for kind in client_body proxy fastcgi uwsgi scgi; do
		echo "${kind}_temp_path $work/$kind;"
	done
	server "$false" foreign 'return 200 "false\n";'
	server "$failing" right 'return 503;'
	server "$good" both 'ssl_verify_client optional;' \
		'location = /cfg.xml { return 200 "good\n"; }' \
		'location = /phone/cfg.xml {' \
		'	if ($ssl_client_verify != SUCCESS) { return 403; }' \
		'	return 200 "phone\n"; }' \
		"location = /basic.xml { auth_basic files;" \
		"	auth_basic_user_file $work/users; alias $work/basic.xml; }" \
		"location = /moved { return 302 /cfg.xml; }" \
		"location = /basic-moved { auth_basic files;" \
		"	auth_basic_user_file $work/users;" \
		"	try_files /nothing @moved; }" \
		"location @moved {" \
		"	return 301 https://second.example.net/basic.xml; }" \
		"location = /report { root $work/files; dav_methods PUT; }" \
		"location = /away { return 301 https://evil.example.org/; }" \
		"location = /down { return 302 http://$name/cfg.xml; }" \
		"location = /round { return 302 /round; }" \
		"location = /slow { root $work; limit_rate 20; }" \
		"location / { root $work/files; }"
	server "$slash" slash 'return 200 "slash\n";'
	server "$posing" proxy 'return 200 "proxy\n";'
	echo "}"
}

start_nginx()
{
	mkdir -p "$work/files"
	echo 'phone:{PLAIN}secret' >"$work/users"
	echo basic >"$work/basic.xml"
	head -c 100000 /dev/zero >"$work/slow"
	echo file >"$work/files/known.xml"
	: >"$work/requests"
	write_nginx >"$work/nginx.conf"
	start nginx in_lan nginx -e stderr -c "$work/nginx.conf"
	wait_for_server lan tcp 443
}

# start_dnsmasq ADDRESS...: of the server; its order is kept.
start_dnsmasq()
{
	local address

	set -- "${@/#/--host-record=$name,}"
	start dnsmasq in_lan dnsmasq --keep-in-foreground --user=root \
		--conf-file=/dev/null --no-resolv --no-hosts --log-queries \
		--log-facility=- --no-round-robin "$@" \
		--host-record=second.example.net,"$good" \
		--host-record=other.example.net,"$slash" \
		--host-record=evil.example.org,"$good" \
		--host-record=proxy.example.net,"$lan4" \
		--host-record=false.example.net,"$false" \
		--host-record=foreign.example.net,"$failing" \
		--host-record=posing.example.net,"$posing"
	wait_for_server lan udp 53
}

start_peer()
{
	start peer in_lan "$folder/http_peer.py" "$@"
	[[ $1 == dns ]] || wait_for_server lan tcp "$2"
}

# The phone

# transfer [OPTION]... URL: its output is $work/out.
transfer()
{
	in_phone "$tools/transfer" --authorities "$pki/authority.pem" \
		--dns "$lan4" "$@" >"$work/out" || return
}

# expect_requests LINE...: what nginx was asked since the test began.
expect_requests()
{
	expect_equal requests "$(sed 's/ *$//' "$work/requests")" \
		"$(IFS=$'\n'; echo "$*")"
}

expect_file()
{
	expect_equal file "$(tail -n 1 "$work/out")" "$1"
}

expect_says()
{
	grep -F -- "$1" "$work/out" || {
		echo "no \"$1\" in:"
		cat "$work/out"
		return 1
	}
}

# Tests

test_addresses()
{
	start_nginx
	start_dnsmasq "$dead" "$false" "$failing" "$good" "$slash"
	transfer "https://$name/cfg.xml"
	expect_file good
	expect_says "server: $good"
	grep '^note: ' "$work/out" >"$work/notes"
	expect_equal "failures, in order" \
		"$(sed 's/.* at \([0-9.]*\): \([^:;]*\).*/\1 \2/' "$work/notes")" \
		"$dead cannot connect
$false its certificate is not trusted
$failing answers 503"
	expect_requests "$failing GET /cfg.xml 503 - -" "$good GET /cfg.xml 200 - -"
}

test_no_address()
{
	start_nginx
	start_dnsmasq "$dead" "$false" "$failing"
	expect_failure transfer "https://$name/cfg.xml"
	expect_says "error: https://$name:443/cfg.xml at $failing: answers 503: "
	expect_equal notes "$(grep -c '^note: ' "$work/out")" 3
}

test_client_certificate()
{
	start_nginx
	start_dnsmasq "$good"
	expect_failure transfer "https://$name/phone/cfg.xml"
	expect_says "outcome: failure 403"
	: >"$work/requests"
	transfer --certificate "$pki/phone.pem" --key "$pki/phone.key" \
		"https://$name/phone/cfg.xml"
	expect_file phone
	expect_requests "$good GET /phone/cfg.xml 200 - \
CN=phone,L=FCH1234A5B6,ST=000E08AABBCC,OU=CP-8841-3PCC"
}

test_slash_name()
{
	start_nginx
	start_dnsmasq "$slash"
	transfer "https://$name/cfg.xml"
	expect_file slash
	expect_failure transfer "https://other.example.net/cfg.xml"
	expect_says "its certificate is not for other.example.net; "
}

# The name that was looked up for the connection has another address when the
# certificate's is; the positive control is the same with the good address.
test_other_address()
{
	start_nginx
	start_peer dns 5300 "$good" "$slash"
	wait_for_server lan udp 5300
	transfer --dns "$lan4:5300" "https://$name/cfg.xml"
	expect_file slash
	expect_says "note: https://$name:443/cfg.xml at $good: its certificate \
is for $name, but DNS gives that name other addresses; "
	expect_requests "$slash GET /cfg.xml 200 - -"
	stop_last KILL || true
	start_peer dns 5300 "$good" "$slash" "$good"
	wait_for_server lan udp 5300
	transfer --dns "$lan4:5300" "https://$name/cfg.xml"
	expect_file good
}

test_basic()
{
	start_nginx
	start_dnsmasq "$good"
	expect_failure transfer "https://$name/basic.xml"
	expect_says "outcome: failure 401"
	expect_says "asks for a user and a password; "
	expect_failure transfer --user phone --password wrong \
		"https://$name/basic.xml"
	expect_says "refuses user and password; "
	expect_failure grep wrong "$work/out"
	: >"$work/requests"
	transfer --user phone --password secret "https://$name/basic.xml"
	expect_file basic
	expect_requests "$good GET /basic.xml 401 - -" \
		"$good GET /basic.xml 200 phone -"
}

test_digest()
{
	start_dnsmasq "$lan4"
	start_peer digest 8080
	transfer --user phone --password secret "http://$name:8080/cfg.xml"
	expect_file digest
	expect_failure transfer --user phone --password wrong \
		"http://$name:8080/cfg.xml"
	expect_says "outcome: failure 401"
	diff - "$work/peer" <<-END
		GET /cfg.xml HTTP/1.1 refused nothing
		GET /cfg.xml HTTP/1.1 accepted
		GET /cfg.xml HTTP/1.1 refused nothing
		GET /cfg.xml HTTP/1.1 refused Digest
	END
}

test_redirects()
{
	start_nginx
	start_dnsmasq "$good"
	transfer --domains example.net "https://$name/moved"
	expect_file good
	expect_requests "$good GET /moved 302 - -" "$good GET /cfg.xml 200 - -"
	expect_failure transfer --domains example.net "https://$name/away"
	expect_says "https://evil.example.org:443/: Restricted_Access_Domains "
	expect_failure grep evil.example.org "$work/dnsmasq"
	expect_failure transfer "https://$name/down"
	expect_says "redirects from HTTPS to HTTP"
	: >"$work/requests"
	expect_failure transfer "https://$name/round"
	expect_says "redirects more than 5 times"
	expect_equal requests "$(wc -l <"$work/requests")" 6
}

# The second server has a certificate for its name, and gets no password.
test_credentials_stay()
{
	start_nginx
	start_dnsmasq "$good"
	expect_failure transfer --user phone --password secret \
		"https://$name/basic-moved"
	expect_says "redirected to asks for a user and a password"
	expect_requests "$good GET /basic-moved 401 - -" \
		"$good GET /basic-moved 301 phone -" "$good GET /basic.xml 401 - -"
}

test_not_found()
{
	start_nginx
	start_dnsmasq "$good" "$slash"
	expect_failure transfer "https://$name/none.xml"
	expect_says "outcome: not found 404"
	expect_requests "$good GET /none.xml 404 - -"
}

test_send()
{
	start_nginx
	start_dnsmasq "$good"
	transfer --put report "https://$name/report"
	expect_says "outcome: success 201"
	expect_equal file "$(cat "$work/files/report")" report
	expect_requests "$good PUT /report 201 - -"
}

# A byte is better than none, but not for ever.
test_slow()
{
	local begin

	start_nginx
	start_dnsmasq "$good"
	begin=$SECONDS
	expect_failure transfer "https://$name/slow"
	expect_says "too slow, or no answer"
	((SECONDS - begin >= 9 && SECONDS - begin < 30))
}

test_proxy()
{
	start_nginx
	start_dnsmasq "$dead"
	start_peer proxy 3128 "$good"
	transfer --proxy proxy.example.net --user phone --password secret \
		"https://$name/cfg.xml"
	expect_file good
	expect_says "a proxy hides the server's address"
	grep -F "query[A] proxy.example.net" "$work/dnsmasq"
	expect_failure grep -F "query[A] $name" "$work/dnsmasq"
	expect_failure transfer --proxy proxy.example.net --user phone \
		--password wrong "https://$name/cfg.xml"
	expect_says "the proxy refuses user and password (407); "
	expect_failure transfer --proxy proxy.example.net --user phone \
		--password secret "https://other.example.net/cfg.xml"
	expect_says "its certificate is not for other.example.net; "
	expect_requests "$good GET /cfg.xml 200 - -"
}

# Three proxies, of which the first one has the right certificate.
start_proxies()
{
	start_squid <<-END
		https_port $lan4:3128 tls-cert=$pki/proxy.pem tls-key=$pki/server.key
		https_port $false:3128 tls-cert=$pki/both.pem tls-key=$pki/server.key
		https_port $failing:3128 tls-cert=$pki/foreign-proxy.pem \
			tls-key=$pki/server.key
		http_access allow all
	END
}

# The server sees the phone's certificate.
test_https_proxy()
{
	start_nginx
	start_dnsmasq "$good"
	start_proxies
	transfer --https-proxy proxy.example.net --certificate "$pki/phone.pem" \
		--key "$pki/phone.key" "https://$name/phone/cfg.xml"
	expect_file phone
	expect_says "a proxy hides the server's address"
	wait_for grep -F "CONNECT $name:443 " "$work/squid.files/access"
	expect_failure grep -F "query[A] $name from $phone4" "$work/dnsmasq"
}

# The second proxy has a certificate for the server, and the server that is asked
# last has one for the proxy.
test_false_https_proxy()
{
	start_nginx
	start_dnsmasq "$good"
	start_proxies
	expect_failure transfer --https-proxy false.example.net \
		"https://$name/cfg.xml"
	expect_says "the proxy's certificate is not for false.example.net; "
	expect_failure transfer --https-proxy foreign.example.net \
		"https://$name/cfg.xml"
	expect_says "the proxy's certificate is not trusted: "
	expect_failure grep CONNECT "$work/squid.files/access"
	expect_failure transfer --https-proxy proxy.example.net \
		https://posing.example.net/
	expect_says ": its certificate is not for posing.example.net; "
	expect_failure transfer --https-proxy proxy.example.net \
		--domains example.org "https://$name/cfg.xml"
	expect_says "Restricted_Access_Domains does not allow this server"
	expect_requests
	transfer --https-proxy proxy.example.net "https://$name/cfg.xml"
	expect_file good
}

prepare_squid
make_certificates
create_pair
for address in "$dead" "$false" "$failing" "$good" "$slash" "$posing"; do
	ip -n lan address add "$address/24" dev eth0
done
test_that "dead, false and failing servers are passed over, in the order of the A \
records" test_addresses
test_that "if all are, the last failure is told" test_no_address
test_that "nginx sees the phone's product, MAC address and serial number" \
	test_client_certificate
test_that "the slash form of a Common Name counts" test_slash_name
test_that "a server that DNS does not give to the certificate's name gets no \
request" test_other_address
test_that "Basic credentials are given when asked for" test_basic
test_that "Digest comes before Basic, and the password stays" test_digest
test_that "a redirect is followed inside the domains, and never to HTTP" \
	test_redirects
test_that "no credentials go along with a redirect" test_credentials_stay
test_that "a file that is not there is looked for nowhere else" test_not_found
test_that "a file is sent by PUT" test_send
test_that "a server that is too slow is left" test_slow
test_that "a proxy connects, and looks the name up" test_proxy
test_that "so does squid by TLS, and the server sees the phone's certificate" \
	test_https_proxy
test_that "the proxy's certificate is not taken for the server's, nor the other way \
round" test_false_https_proxy
run_tests
