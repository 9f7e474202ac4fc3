# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The certificates of 802.1X: a CA's, and those that it issues to the LAN switch
# and the phone. demo/phonewall.conf names the phone's.
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

# certify_by_authority NAME
certify_by_authority()
{
	certify "$1" -CA "$certificates/authority.pem" \
		-CAkey "$certificates/authority.key" -extensions usr_cert
}

make_certificates()
{
	mkdir -p "$certificates"
	{
		certify authority && certify_by_authority switch &&
			certify_by_authority phone
	} 2>"$work/openssl"
}
