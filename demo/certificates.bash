# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The certificates: a CA's, those that it issues to the LAN switch, the
# provisioning server and the phone, and an impostor's own for that server.
# demo/phonewall.conf names the phone's.
#
# shellcheck disable=SC2154 # other files set these

certificates=/run/demo/certificates
curve=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365)

# certify NAME [OPTION]...: makes a key and a certificate.
certify()
{
	openssl req -x509 "${curve[@]}" -subj "/CN=$1.example.com" \
		-keyout "$certificates/$1.key" \
		-out "$certificates/$1.pem" "${@:2}"
}

# certify_by_authority NAME [OPTION]...
certify_by_authority()
{
	certify "$1" -CA "$certificates/authority.pem" \
		-CAkey "$certificates/authority.key" -extensions usr_cert \
		"${@:2}"
}

make_certificates()
{
	mkdir -p "$certificates"
	{
		certify authority && certify_by_authority switch &&
			certify_by_authority provision &&
			certify_by_authority phone -subj "$(phone_subject)" &&
			certify impostor -subj "/CN=$provision_name"
	} 2>"$work/openssl"
}
