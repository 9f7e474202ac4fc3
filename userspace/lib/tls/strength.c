// SPDX-License-Identifier: MIT
#include "tls/strength.h"

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#define RSA_BITS_MIN		2048
#define LEGACY_RSA_BITS_MIN	1024
#define DSA_BITS_MIN		2048
#define CURVE_BITS_MIN		224
#define SECURITY_BITS_MIN	112

/* For kinds that are not listed, bits are those of security. */
static void measure(EVP_PKEY *key, bool is_legacy,
		    struct phonewall_key_size *size)
{
	int rsa = is_legacy ? LEGACY_RSA_BITS_MIN : RSA_BITS_MIN;
	int bits = EVP_PKEY_get_bits(key);

	switch (EVP_PKEY_get_base_id(key)) {
	case EVP_PKEY_RSA:
		*size = (struct phonewall_key_size){ "RSA", bits, rsa };
		break;
	case EVP_PKEY_RSA_PSS:
		*size = (struct phonewall_key_size){ "RSA-PSS", bits, rsa };
		break;
	case EVP_PKEY_DSA:
		*size = (struct phonewall_key_size){ "DSA", bits,
						     DSA_BITS_MIN };
		break;
	case EVP_PKEY_EC:
		*size = (struct phonewall_key_size){ "EC", bits,
						     CURVE_BITS_MIN };
		break;
	default:
		*size = (struct phonewall_key_size){
			EVP_PKEY_get0_type_name(key) ?: "unknown",
			EVP_PKEY_get_security_bits(key), SECURITY_BITS_MIN };
	}
}

bool phonewall_key_is_weak(X509 *certificate, bool is_legacy,
			   struct phonewall_key_size *size)
{
	EVP_PKEY *key = X509_get0_pubkey(certificate);

	*size = (struct phonewall_key_size){ .least = RSA_BITS_MIN };
	if (key)
		measure(key, is_legacy, size);
	return size->bits < size->least;
}

static const char *name_of(int digest)
{
	switch (digest) {
	case NID_sha1:
		return "SHA-1";
	case NID_md5:
		return "MD5";
	default:
		return OBJ_nid2ln(digest) ?: "an unknown digest";
	}
}

bool phonewall_signature_is_weak(X509 *certificate, bool is_legacy,
				 const char **digest)
{
	int nid = NID_undef, bits = 0;
	int is_known = X509_get_signature_info(certificate, &nid, NULL, &bits,
					       NULL);

	*digest = name_of(nid);
	if (is_known && is_legacy && nid == NID_sha1)
		return false;
	return !is_known || bits < SECURITY_BITS_MIN;
}

static bool is_signed_by_itself(X509 *certificate)
{
	return X509_get_extension_flags(certificate) & EXFLAG_SS;
}

int phonewall_chain_find_weakness(STACK_OF(X509) *chain, bool is_legacy,
				  int *depth)
{
	int last = sk_X509_num(chain) - 1;
	struct phonewall_key_size size;
	const char *digest;

	for (*depth = 0; *depth <= last; ++*depth) {
		X509 *certificate = sk_X509_value(chain, *depth);

		if (phonewall_key_is_weak(certificate, is_legacy, &size))
			return *depth ? X509_V_ERR_CA_KEY_TOO_SMALL :
					X509_V_ERR_EE_KEY_TOO_SMALL;
		if ((*depth < last || !is_signed_by_itself(certificate)) &&
		    phonewall_signature_is_weak(certificate, is_legacy,
						&digest))
			return X509_V_ERR_CA_MD_TOO_WEAK;
	}
	return X509_V_OK;
}
