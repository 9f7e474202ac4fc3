# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the suites about TLS share: certificates, and the
# library's own client and server, tools/tls_peer.
#
# shellcheck disable=SC2034,SC2154 # suites use these, lib.bash has others

pki=$work/pki
tls_host=server.example.net
pki_configuration=$pki/openssl.cnf
tls_curve=(-algorithm EC -pkeyopt ec_paramgen_curve:P-256)

# The suites of DEFAULT that the vendor lists, and of RSA:!aNULL:!eNULL, each with
# the signal of secure renegotiation at its end.
default_suites="c02c c030 009f cca9 cca8 ccaa c02b c02f 009e c024 c028 006b c023 \
c027 0067 c00a c014 0039 c009 c013 0033 009d 009c 003d 003c 0035 002f 00ff"
rsa_suites="009d c0a1 c09d c051 009c c0a0 c09c c050 003d 00c0 003c 00ba 0035 0084 \
002f 0041 00ff"

# The CA's directory, and the extensions of what it issues.
write_configuration_of_authority()
{
	cat <<-END
		[req]
		distinguished_name = name
		[name]
		[authority]
		basicConstraints = critical, CA:TRUE
		[server]
		basicConstraints = CA:FALSE
		subjectAltName = DNS:$tls_host
		extendedKeyUsage = serverAuth
		[client]
		basicConstraints = CA:FALSE
		subjectAltName = DNS:$tls_host
		extendedKeyUsage = clientAuth
		[other]
		basicConstraints = CA:FALSE
		subjectAltName = DNS:other.example.net
		[two]
		basicConstraints = CA:FALSE
		subjectAltName = DNS:$tls_host, DNS:second.example.net
		[ca]
		default_ca = files
		[files]
		database = $pki/index
		new_certs_dir = $pki
		rand_serial = yes
		default_md = sha256
		policy = any
		email_in_dn = no
		[any]
		commonName = optional
	END
}

# make_key NAME [OPTION]...
make_key()
{
	openssl genpkey -out "$pki/$1.key" "${@:2}" 2>/dev/null
}

# make_authority NAME [OPTION]...: of the key of that name.
make_authority()
{
	openssl req -x509 -config "$pki_configuration" -extensions authority \
		-key "$pki/$1.key" -subj "/CN=$1" -days 900 \
		-out "$pki/$1.pem" "${@:2}"
}

# issue_to NAME KEY SUBJECT [AUTHORITY]: without extensions.
issue_to()
{
	openssl req -x509 -config "$pki_configuration" -key "$pki/$2.key" \
		-subj "$3" -days 900 -CA "$pki/${4:-authority}.pem" \
		-CAkey "$pki/${4:-authority}.key" -out "$pki/$1.pem"
}

# issue NAME KEY EXTENSIONS [OPTION]...: by the authority, unless an option says
# who.
issue()
{
	openssl req -x509 -config "$pki_configuration" -extensions "$3" \
		-key "$pki/$2.key" -subj "/CN=$1" -days 900 \
		-CA "$pki/authority.pem" -CAkey "$pki/authority.key" \
		-out "$pki/$1.pem" "${@:4}"
}

# issue_for NAME KEY BEGIN END: for another time, as YYYYMMDDHHMMSSZ.
issue_for()
{
	openssl req -new -config "$pki_configuration" -key "$pki/$2.key" \
		-subj "/CN=$1" -out "$pki/$1.request"
	openssl ca -batch -notext -config "$pki_configuration" \
		-extensions server -startdate "$3" -enddate "$4" \
		-cert "$pki/authority.pem" -keyfile "$pki/authority.key" \
		-in "$pki/$1.request" -out "$pki/$1.pem" 2>/dev/null
}

make_tls_certificates()
{
	mkdir "$pki"
	: >"$pki/index"
	write_configuration_of_authority >"$pki_configuration"
	make_key authority "${tls_curve[@]}"
	make_key server "${tls_curve[@]}"
	make_authority authority
	issue right server server
}

# tls_client [OPTION]... APPLICATION HOST PORT: connects from the phone.
tls_client()
{
	local port=${*: -1}

	set -- "${@:1:$#-1}"
	in_phone "$tools/tls_peer" client --authorities "$pki/authority.pem" \
		"$@" "$lan4" "$port"
}

# tls_server HOST CERTIFICATE KEY [OPTION]... APPLICATION PORT: for "start".
tls_server()
{
	in_host "$1" "$tools/tls_peer" server --certificate "$pki/$2.pem" \
		--key "$pki/$3.key" "${@:4}"
}

# openssl s_server, which prints what arrives

# s_server [OPTION]...: at port 2001, with what comes from $work/commands.
s_server()
{
	in_lan openssl s_server -accept 2001 -cert "$pki/right.pem" \
		-key "$pki/server.key" -msg "$@" <"$work/commands"
}

# start_s_server [OPTION]...: its commands are written to descriptor 3.
start_s_server()
{
	mkfifo -m 600 "$work/commands" 2>/dev/null || true
	exec 3<>"$work/commands"
	start s_server s_server "$@"
	wait_for_server lan tcp 2001
}

# hello: prints the bytes of the first ClientHello that s_server got, as
# hexadecimal words.
hello()
{
	awk '
		/^<<< .*, ClientHello/ { found++; next }
		/^(<<<|>>>)/ { if (found) exit }
		found && /^ / { print }' "$work/s_server" | xargs
}

# suites_of BYTE...: the suites of a ClientHello (RFC 5246 section 7.4.1.2).
suites_of()
{
	local length suites=

	# Header, version, random and session.
	shift 38
	shift $((1 + 16#$1))
	length=$((16#$1$2))
	shift 2
	for ((; length; length -= 2)); do
		suites+="${suites:+ }$1$2"
		shift 2
	done
	echo "$suites"
	# The methods of compression.
	echo "$1 $2"
}

# offer [OPTION]... APPLICATION: the phone connects to s_server, which then has
# the ClientHello.
offer()
{
	start_s_server -quiet
	start client tls_client "$@" "$tls_host" 2001
	wait_for grep ^established "$work/client"
	stop_last TERM || true
	stop_last TERM || true
}

# said NAME PATTERN: how many lines of a process's output match.
said()
{
	grep -cE "$2" "$work/$1" || true
}
