// SPDX-License-Identifier: MIT
#include "tls/remedy.h"

#include <openssl/x509_vfy.h>

const char *phonewall_tls_remedy(long fault, const char *name,
				 const char *authority)
{
	switch (fault) {
	case X509_V_ERR_HOSTNAME_MISMATCH:
		return name;
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return "renew it on the server, or correct the phone's clock";
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return "correct the phone's clock";
	case X509_V_ERR_EE_KEY_TOO_SMALL:
	case X509_V_ERR_CA_KEY_TOO_SMALL:
	case X509_V_ERR_CA_MD_TOO_WEAK:
		return "give the server one with 2048 bits and SHA-256";
	case X509_V_ERR_INVALID_PURPOSE:
		return "give the server one for a TLS server";
	default:
		return authority;
	}
}
