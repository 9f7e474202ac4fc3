#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The contexts of userspace/lib/tls against programs that do not know them: the
# phone's client against nginx and openssl s_server, its web server against curl,
# openssl s_client and sslscan. What counts is what arrives at the other end.

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/tls.bash
. "$(dirname "$0")/tls.bash"

# A peer may be as weak as OpenSSL can make it.
lax=$work/lax.cnf

write_lax()
{
	cat <<-END
		openssl_conf = init
		[init]
		ssl_conf = ssl
		[ssl]
		system_default = lax
		[lax]
		CipherString = ALL:@SECLEVEL=0
		MinProtocol = TLSv1
	END
}

# The web server's certificate, for whose suites it must have an RSA key.
make_web_certificate()
{
	make_key rsa -algorithm RSA -pkeyopt rsa_keygen_bits:2048
	issue web rsa server
}

# The certificates of servers that must be refused.
make_bad_certificates()
{
	make_key stranger "${tls_curve[@]}"
	make_key weak -algorithm RSA -pkeyopt rsa_keygen_bits:1024
	make_authority stranger
	make_authority intermediate -key "$pki/stranger.key" \
		-CA "$pki/authority.pem" -CAkey "$pki/authority.key"
	issue foreign server server -CA "$pki/stranger.pem" \
		-CAkey "$pki/stranger.key"
	issue other server other
	issue two server two
	issue purpose server client
	issue weak weak server
	issue sha1 server server -sha1
	issue leaf server server -CA "$pki/intermediate.pem" \
		-CAkey "$pki/stranger.key"
	cat "$pki/leaf.pem" "$pki/intermediate.pem" >"$pki/chain.pem"
	openssl req -x509 -config "$pki_configuration" -extensions server \
		-key "$pki/server.key" -subj /CN=self -days 900 \
		-out "$pki/self.pem"
	issue_for expired server 20200101000000Z 20210101000000Z
	issue_for future server 20900101000000Z 20910101000000Z
}

# nginx

# server PORT CERTIFICATE [KEY [VERSION]]
server()
{
	cat <<-END
		server {
			listen $1 ssl;
			ssl_certificate $pki/$2.pem;
			ssl_certificate_key $pki/${3:-server}.key;
			ssl_protocols ${4:-TLSv1.2 TLSv1.3};
			ssl_ciphers ALL:@SECLEVEL=0;
			return 200 "page\n";
		}
	END
}

# write_nginx SERVER...: prints the configuration.
write_nginx()
{
	local kind words

	cat <<-END
		daemon off;
		master_process off;
		user root;
		pid $work/nginx.pid;
		events {}
		http {
		log_format row '\$server_port "\$request" \$ssl_protocol \$ssl_cipher '
			'\$ssl_server_name \$ssl_session_reused';
		access_log $work/requests row;
		ssl_session_cache shared:sessions:1m;
	END
	for kind in client_body proxy fastcgi uwsgi scgi; do
		echo "${kind}_temp_path $work/$kind;"
	done
	for words; do
		# shellcheck disable=SC2086 # several words
		server $words
	done
	echo "}"
}

# start_nginx SERVER...: with servers as "PORT CERTIFICATE [KEY [VERSION]]".
start_nginx()
{
	: >"$work/requests"
	write_nginx "$@" >"$work/nginx.conf"
	start nginx in_lan env OPENSSL_CONF="$lax" nginx -e stderr -g \
		"error_log stderr info;" -c "$work/nginx.conf"
	# It opens the ports in this order.
	wait_for_server lan tcp "$(cut -d ' ' -f 1 <<<"${*: -1}")"
}

# expect_page PORT [OPTION]...: the phone gets nginx's page.
expect_page()
{
	tls_client "${@:2}" xml "$tls_host" "$1" >"$work/client"
	expect_equal "pages from port $1" "$(said client '^page: .* closed$')" 1
	expect_equal "requests at port $1" \
		"$(said requests "^$1 \"GET /page HTTP/1.0\" TLS")" 1
}

# expect_no_page PORT REASON ALERT [OPTION]...: the phone's client ends the
# handshake with the alert, and sends no request.
expect_no_page()
{
	expect_failure tls_client "${@:4}" xml "$tls_host" "$1" >"$work/client"
	expect_equal "the reason at port $1" "$(head -n 1 "$work/client")" \
		"failed: $2"
	wait_for has_alert "$1" "$3"
	expect_equal "requests at port $1" "$(said requests "^$1 ")" 0
}

# has_alert PORT ALERT: whether nginx got it.
has_alert()
{
	grep -E "SSL_do_handshake\(\) failed .*$2.* server: 0.0.0.0:$1" \
		"$work/nginx"
}

test_certificates()
{
	start_nginx "1001 right" "1002 other" "1003 self" "1004 expired" \
		"1005 future" "1006 purpose" "1007 leaf" "1008 chain" \
		"1009 foreign" "1010 weak weak" "1011 sha1" "1012 other" \
		"1013 self"
	expect_page 1001
	expect_page 1008
	expect_no_page 1002 "hostname mismatch" "alert bad certificate"
	expect_no_page 1003 "self-signed certificate" "alert unknown ca"
	expect_no_page 1004 "certificate has expired" \
		"alert certificate expired"
	expect_no_page 1005 "certificate is not yet valid" \
		"alert bad certificate"
	expect_no_page 1006 "unsuitable certificate purpose" \
		"alert unsupported certificate"
	expect_no_page 1007 "unable to get local issuer certificate" \
		"alert unknown ca"
	expect_no_page 1009 "unable to get local issuer certificate" \
		"alert unknown ca"
	expect_no_page 1010 "EE certificate key too weak" "alert bad certificate"
	expect_no_page 1011 "CA signature digest algorithm too weak" \
		"alert bad certificate"
	# Without the name's check the chain is still verified.
	expect_page 1012 --any-name
	expect_no_page 1013 "self-signed certificate" "alert unknown ca" \
		--any-name
}

# What is refused is not the server itself: the lowest version may be set.
test_versions()
{
	start_nginx "1001 right" "1102 right server TLSv1" \
		"1103 right server TLSv1.1" "1104 weak weak TLSv1" \
		"1105 right server TLSv1.2" "1106 right server TLSv1.3" \
		"1107 right server TLSv1.2"
	expect_no_page 1102 "tlsv1 alert protocol version" \
		"unsupported protocol"
	expect_no_page 1103 "tlsv1 alert protocol version" \
		"unsupported protocol"
	expect_page 1102 --min 1.0
	expect_page 1103 --min 1.0
	expect_no_page 1104 "EE certificate key too weak" \
		"alert bad certificate" --min 1.0
	expect_page 1105
	expect_page 1106
	expect_no_page 1107 "tlsv1 alert protocol version" \
		"unsupported protocol" --min 1.3
}

# A session is resumed with the same name, and with no other.
test_resumption()
{
	start_nginx "1001 right" "1201 two server TLSv1.2" \
		"1202 two server TLSv1.3"
	for port in 1201 1202; do
		tls_client --next "$tls_host" xml "$tls_host" "$port" >"$work/client"
		tls_client --next second.example.net xml "$tls_host" "$port" \
			>>"$work/client"
		expect_equal "handshakes at port $port" \
			"$(awk '/^established/ { print $4 }' "$work/client" |
				tr '\n' ' ')" "new, resumed, new, new, "
		expect_equal "sessions that nginx resumed at port $port" \
			"$(awk -v port="$port" '$1 == port { print $7, $8 }' \
				"$work/requests" | tr '\n' ',')" \
			"$tls_host .,$tls_host r,$tls_host .,second.example.net .,"
	done
	# The certificate has no such name.
	expect_failure tls_client --next third.example.net xml "$tls_host" 1201 \
		>"$work/client"
	expect_equal "the second handshake" \
		"$(grep ^failed "$work/client")" "failed: hostname mismatch"
}

# openssl s_server

# expect_hello SUITES [OPTION]... APPLICATION: of TLS 1.2, whose suites a list
# governs; those of TLS 1.3 come before them.
expect_hello()
{
	local expected=$1 words
	shift

	offer "$@"
	read -ra words <<<"$(hello)"
	expect_equal "suites of $*" "$(suites_of "${words[@]}" | sed -n 1p)" \
		"1302 1303 1301 $expected"
	expect_equal "compression of $*" \
		"$(suites_of "${words[@]}" | tail -n 1)" "01 00"
}

test_hello()
{
	expect_hello "$default_suites" sip
	expect_hello "$default_suites" --list NOSUCH provisioning
	expect_hello "$rsa_suites" --list 'RSA:!aNULL:!eNULL' ldaps
}

# was_answered PATTERN: whether s_server got it after its HelloRequest.
was_answered()
{
	awk -v pattern="$1" '
		/^>>> .*HelloRequest/ { asked = 1 }
		asked && /^<<</ && $0 ~ pattern { found = 1 }
		END { exit !found }' "$work/s_server"
}

# ask_again CLIENT...: s_server sends a HelloRequest to the client.
ask_again()
{
	start_s_server -tls1_2
	start client "$@"
	wait_for grep -E "^(established|SSL handshake)" "$work/client"
	echo r >&3
}

# The client of OpenSSL, without the end of its input.
openssl_client()
{
	in_phone openssl s_client -connect "$lan4:2001" <"$work/typed"
}

# The client of OpenSSL answers a HelloRequest by a ClientHello.
test_renegotiation_by_server()
{
	mkfifo "$work/typed"
	exec 4<>"$work/typed"
	ask_again openssl_client
	wait_for was_answered ClientHello
	stop_last TERM || true
	stop_last TERM || true

	ask_again tls_client xml "$tls_host" 2001
	wait_for was_answered "warning no_renegotiation"
	expect_failure was_answered ClientHello
}

# The phone's web server

start_web_server()
{
	start server tls_server phone web rsa "$@" web-server 3001
	wait_for_server phone tcp 3001
}

test_curl()
{
	start_web_server
	expect_equal "the page" "$(in_lan curl -sS -m 20 \
		--cacert "$pki/authority.pem" \
		--resolve "$tls_host:3001:$phone4" "https://$tls_host:3001/page")" page
	expect_equal "requests" "$(said server '^request:')" 1
}

# s_client PATTERN OPTION...: requests the page of the phone; what comes matches.
s_client()
{
	{
		printf 'GET /page HTTP/1.0\r\n\r\n' |
			in_lan env OPENSSL_CONF="$lax" openssl s_client \
				-connect "$phone4:3001" -quiet "${@:2}" 2>&1 ||
			true
	} >"$work/s_client"
	grep "$1" "$work/s_client"
}

# The versions, and the suites of the vendor's list, in the server's order.
test_s_client()
{
	start_web_server
	s_client ^page -tls1_3
	s_client ^page -tls1_2 -cipher AES128-SHA:AES256-SHA
	expect_equal "the suite" "$(sed -n 's/^established: //p' \
		"$work/server" | tail -n 1 | cut -d , -f 1)" \
		"TLSv1.2 AES256-SHA new"
	s_client "handshake failure" -tls1_2 -cipher CAMELLIA256-SHA
	s_client "alert protocol version" -tls1_1
	s_client "alert protocol version" -tls1
	expect_equal "requests" "$(said server '^request:')" 2
	stop_last TERM || true
	# What was refused is what the parameter allows.
	start_web_server --min 1.0
	s_client ^page -tls1
	s_client ^page -tls1_1
}

renegotiating_client()
{
	in_lan openssl s_client -connect "$1:$2" -tls1_2 -msg <"$work/typed"
}

# renegotiate_with ADDRESS PORT: openssl s_client asks for it.
renegotiate_with()
{
	mkfifo -m 600 "$work/typed" 2>/dev/null || true
	exec 4<>"$work/typed"
	start s_client renegotiating_client "$@"
	wait_for grep "^SSL handshake has read" "$work/s_client"
	echo R >&4
	wait_for grep ^RENEGOTIATING "$work/s_client"
}

# expect_handshakes COUNT: of the server, as the client saw it.
expect_handshakes()
{
	expect_equal "handshakes" \
		"$(said s_client '^<<< .*, ServerHello$')" "$1"
}

test_renegotiation_by_client()
{
	start_s_server -quiet -tls1_2 -client_renegotiation
	renegotiate_with "$lan4" 2001
	wait_for expect_handshakes 2
	stop_last TERM || true
	start_web_server
	renegotiate_with "$phone4" 3001
	wait_for grep '^<<< .*no_renegotiation' "$work/s_client"
	expect_handshakes 1
}

# findings: what sslscan has found, a line for each.
findings()
{
	awk '/^(SSL|TLS)v[0-9.]+ +(en|dis)abled/ || /^(Preferred|Accepted)/ ||
		/^(Session|Server supports)/ || /heartbleed/ || /Strength/' \
		"$work/sslscan" | tr -s ' ' | sed 's/ $//'
}

# What sslscan finds. The suites are the vendor's list; of those the last two have
# no forward secrecy.
expected_findings()
{
	cat <<-END
		SSLv2 disabled
		SSLv3 disabled
		TLSv1.0 disabled
		TLSv1.1 disabled
		TLSv1.2 enabled
		TLSv1.3 enabled
		Server supports TLS Fallback SCSV
		Session renegotiation not supported
		TLSv1.3 not vulnerable to heartbleed
		TLSv1.2 not vulnerable to heartbleed
		Preferred TLSv1.3 256 bits TLS_AES_256_GCM_SHA384 Curve 25519 DHE 253
		Accepted TLSv1.3 256 bits TLS_CHACHA20_POLY1305_SHA256 Curve 25519 DHE 253
		Accepted TLSv1.3 128 bits TLS_AES_128_GCM_SHA256 Curve 25519 DHE 253
		Preferred TLSv1.2 256 bits ECDHE-RSA-AES256-GCM-SHA384 Curve 25519 DHE 253
		Accepted TLSv1.2 128 bits ECDHE-RSA-AES128-GCM-SHA256 Curve 25519 DHE 253
		Accepted TLSv1.2 256 bits AES256-SHA
		Accepted TLSv1.2 128 bits AES128-SHA
		RSA Key Strength: 2048
	END
}

test_sslscan()
{
	start_web_server
	in_lan sslscan --no-colour "$phone4:3001" >"$work/sslscan"
	expect_equal findings "$(findings)" "$(expected_findings)"
}

make_tls_certificates
make_web_certificate
make_bad_certificates
write_lax >"$lax"
create_pair
test_that "a client refuses every certificate that is not the host's, and says \
so to nginx" test_certificates
test_that "a client speaks the versions that are set, and no weak key in any" \
	test_versions
test_that "a client resumes a session with the same name only" test_resumption
test_that "a client offers the configured suites, and no compression" test_hello
test_that "a client does not renegotiate" test_renegotiation_by_server
test_that "curl gets a page of the phone's web server" test_curl
test_that "the web server speaks TLS 1.2 and 1.3 with the vendor's suites" \
	test_s_client
test_that "the web server does not renegotiate" test_renegotiation_by_client
test_that "sslscan finds nothing in the web server but what is listed" \
	test_sslscan
run_tests
