// SPDX-License-Identifier: MIT
#include "tls/pem_fault.h"

#include <stdbool.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>

#include "base/text.h"

/**
 * enum content - what a file holds
 * @UNKNOWN: none of these
 * @EMPTY: nothing, or white space
 * @CERTIFICATE: a certificate
 * @CUT_CERTIFICATE: the beginning of one
 * @DER_CERTIFICATE: a certificate in DER form
 * @KEY: a private key
 * @CUT_KEY: the beginning of one
 * @DER_KEY: a private key in DER form
 * @OPENSSH_KEY: a private key in OpenSSH's own form
 * @PUBLIC_KEY: a public key, in either form
 * @REQUEST: a certificate request (PKCS#10), in either form
 * @PKCS7_FILE: certificates as PKCS#7
 * @DER_PKCS7: the same in DER form
 * @PKCS12_FILE: certificates and their key as PKCS#12
 */
enum content {
	UNKNOWN,
	EMPTY,
	CERTIFICATE,
	CUT_CERTIFICATE,
	DER_CERTIFICATE,
	KEY,
	CUT_KEY,
	DER_KEY,
	OPENSSH_KEY,
	PUBLIC_KEY,
	REQUEST,
	PKCS7_FILE,
	DER_PKCS7,
	PKCS12_FILE,
};

/* How the last BEGIN line ends (RFC 7468): others may stand before it. */
static const struct {
	const char *label;
	enum content content;
	enum content cut;
} labels[] = {
	{ "CERTIFICATE REQUEST-----", REQUEST, REQUEST },
	{ "CERTIFICATE-----", CERTIFICATE, CUT_CERTIFICATE },
	{ "OPENSSH PRIVATE KEY-----", OPENSSH_KEY, CUT_KEY },
	{ "PRIVATE KEY-----", KEY, CUT_KEY },
	{ "PUBLIC KEY-----", PUBLIC_KEY, PUBLIC_KEY },
	{ "PKCS7-----", PKCS7_FILE, PKCS7_FILE },
	{ "CMS-----", PKCS7_FILE, PKCS7_FILE },
};

static enum content pem_content(const struct phonewall_file *file)
{
	const char *last = NULL;
	const char *begin;
	const char *label;

	for (begin = file->text; (begin = strstr(begin, "-----BEGIN "));
	     begin++)
		last = begin;
	if (!last)
		return UNKNOWN;
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		label = strstr(last, labels[i].label);
		if (label && label < last + strcspn(last, "\r\n"))
			return strstr(label, "-----END ") ?
			       labels[i].content : labels[i].cut;
	}
	return UNKNOWN;
}

static bool is_certificate(const unsigned char *bytes, size_t length)
{
	X509 *certificate = d2i_X509(NULL, &bytes, length);

	X509_free(certificate);
	return certificate;
}

static bool is_key(const unsigned char *bytes, size_t length)
{
	EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &bytes, length);

	EVP_PKEY_free(key);
	return key;
}

static bool is_public_key(const unsigned char *bytes, size_t length)
{
	EVP_PKEY *key = d2i_PUBKEY(NULL, &bytes, length);

	EVP_PKEY_free(key);
	return key;
}

static bool is_request(const unsigned char *bytes, size_t length)
{
	X509_REQ *request = d2i_X509_REQ(NULL, &bytes, length);

	X509_REQ_free(request);
	return request;
}

static bool is_pkcs7(const unsigned char *bytes, size_t length)
{
	PKCS7 *pkcs7 = d2i_PKCS7(NULL, &bytes, length);

	PKCS7_free(pkcs7);
	return pkcs7;
}

static bool is_pkcs12(const unsigned char *bytes, size_t length)
{
	PKCS12 *pkcs12 = d2i_PKCS12(NULL, &bytes, length);

	PKCS12_free(pkcs12);
	return pkcs12;
}

static enum content der_content(const struct phonewall_file *file)
{
	static const struct {
		bool (*is)(const unsigned char *bytes, size_t length);
		enum content content;
	} kinds[] = {
		{ is_certificate, DER_CERTIFICATE },
		{ is_pkcs12, PKCS12_FILE },
		{ is_pkcs7, DER_PKCS7 },
		{ is_request, REQUEST },
		{ is_public_key, PUBLIC_KEY },
		{ is_key, DER_KEY },
	};
	const unsigned char *bytes = (const unsigned char *)file->text;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].is(bytes, file->length))
			return kinds[i].content;
	return UNKNOWN;
}

static enum content content_of(const struct phonewall_file *file)
{
	enum content content;

	if (phonewall_text_is_blank(file->text, file->length))
		return EMPTY;
	content = pem_content(file);
	if (content == UNKNOWN)
		content = der_content(file);
	ERR_clear_error();
	return content;
}

const char *phonewall_pem_certificate_fault(const struct phonewall_file *file)
{
	switch (content_of(file)) {
	case EMPTY:
		return "is empty; copy the certificate to it again, in PEM form";
	case CERTIFICATE:
		return "holds a certificate that is damaged; copy it again, in PEM form";
	case CUT_CERTIFICATE:
		return "holds a certificate that is cut short: its END line is missing; copy it again";
	case DER_CERTIFICATE:
		return "is a certificate in DER form; convert it: openssl x509 -inform DER -in FILE -out NEW";
	case KEY:
	case CUT_KEY:
	case DER_KEY:
	case OPENSSH_KEY:
		return "holds a private key, not a certificate; name the certificate's file";
	case PUBLIC_KEY:
		return "holds a public key, not a certificate; name the certificate's file";
	case REQUEST:
		return "holds a certificate request, not a certificate; name the certificate that the CA issued for it";
	case PKCS7_FILE:
		return "is a PKCS#7 file; convert it: openssl pkcs7 -print_certs -in FILE -out NEW";
	case DER_PKCS7:
		return "is a PKCS#7 file; convert it: openssl pkcs7 -inform DER -print_certs -in FILE -out NEW";
	case PKCS12_FILE:
		return "is a PKCS#12 file; convert it: openssl pkcs12 -in FILE -nokeys -out NEW";
	default:
		return "holds no certificate in PEM form; name the file that does";
	}
}

const char *phonewall_pem_key_fault(const struct phonewall_file *file)
{
	switch (content_of(file)) {
	case EMPTY:
		return "is empty; copy the private key to it again, in PEM form";
	case KEY:
		return "holds a private key that is damaged; copy it again, in PEM form";
	case CUT_KEY:
		return "holds a private key that is cut short: its END line is missing; copy it again";
	case DER_KEY:
		return "is a private key in DER form; convert it: openssl pkey -inform DER -in FILE -out NEW";
	case OPENSSH_KEY:
		return "is a private key in OpenSSH's form; convert it: ssh-keygen -p -m PEM -f FILE";
	case CERTIFICATE:
	case CUT_CERTIFICATE:
	case DER_CERTIFICATE:
		return "holds a certificate, not a private key; name the key's file";
	case PUBLIC_KEY:
		return "holds a public key, not a private key; name the private key's file";
	case REQUEST:
		return "holds a certificate request, not a private key; name the key that it was made with";
	case PKCS7_FILE:
	case DER_PKCS7:
		return "is a PKCS#7 file, which holds no private key; name the key's file";
	case PKCS12_FILE:
		return "is a PKCS#12 file; convert it: openssl pkcs12 -in FILE -nocerts -nodes -out NEW";
	default:
		return "holds no private key in PEM form; name the file that does";
	}
}
