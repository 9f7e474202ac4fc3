// SPDX-License-Identifier: MIT
#include "certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"

#define FILE_NAME	"web.pem"
#define KEY_BITS	2048
#define BEGIN		"20200101000000Z"
/* RFC 5280, section 4.1.2.5: for a certificate that does not end. */
#define END		"99991231235959Z"

static int set_names(X509 *certificate)
{
	char host[HOST_NAME_MAX + 1] = "";
	X509_NAME *name = X509_get_subject_name(certificate);

	gethostname(host, sizeof(host) - 1);
	return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
			(const unsigned char *)(*host ? host : "phone"), -1, -1,
			0) == 1 &&
	       X509_set_issuer_name(certificate, name) == 1;
}

static int set_extension(X509 *certificate, int number, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, number,
							value);
	int is_set = extension &&
		     X509_add_ext(certificate, extension, -1) == 1;

	X509_EXTENSION_free(extension);
	return is_set;
}

static int set_serial(X509 *certificate)
{
	BIGNUM *number = BN_new();
	int is_set = number && BN_rand(number, 127, BN_RAND_TOP_ANY,
				       BN_RAND_BOTTOM_ANY) == 1 &&
		     BN_to_ASN1_INTEGER(number,
				X509_get_serialNumber(certificate));

	BN_free(number);
	return is_set;
}

static int fill(X509 *certificate, EVP_PKEY *key)
{
	return X509_set_version(certificate, X509_VERSION_3) == 1 &&
	       set_serial(certificate) && set_names(certificate) &&
	       ASN1_TIME_set_string(X509_getm_notBefore(certificate), BEGIN) &&
	       ASN1_TIME_set_string(X509_getm_notAfter(certificate), END) &&
	       X509_set_pubkey(certificate, key) == 1 &&
	       set_extension(certificate, NID_basic_constraints,
			     "critical,CA:FALSE") &&
	       set_extension(certificate, NID_key_usage,
			     "critical,digitalSignature,keyEncipherment") &&
	       set_extension(certificate, NID_ext_key_usage, "serverAuth") &&
	       X509_sign(certificate, key, EVP_sha256());
}

/* Return: key and certificate as PEM, to be released; NULL if it fails. */
static BIO *make(void)
{
	EVP_PKEY *key = EVP_RSA_gen(KEY_BITS);
	X509 *certificate = X509_new();
	BIO *text = BIO_new(BIO_s_secmem());
	int is_made = key && certificate && text && fill(certificate, key) &&
		      PEM_write_bio_PrivateKey(text, key, NULL, NULL, 0, NULL,
					       NULL) == 1 &&
		      PEM_write_bio_X509(text, certificate) == 1;

	EVP_PKEY_free(key);
	X509_free(certificate);
	if (is_made)
		return text;
	BIO_free(text);
	return NULL;
}

static void write_new(const char *path)
{
	BIO *text = make();
	char *bytes;
	long length = text ? BIO_get_mem_data(text, &bytes) : 0;
	int error = text ? phonewall_file_replace(path, bytes, length, 0600) :
			   -ENOMEM;

	if (error)
		phonewall_log(LOG_ERR, "cannot make %s: %s; let the user phonewall-web write there",
			      path, strerror(-error));
	else
		phonewall_log(LOG_NOTICE, "made %s, a certificate for the web page",
			      path);
	BIO_free(text);
}

int phonewall_web_certificate_use(SSL_CTX *context, const char *given,
				  const char *directory)
{
	char *path = given ? phonewall_memory_print("%s", given) :
		     phonewall_memory_print("%s/" FILE_NAME, directory);
	int error = 0;

	if (!given && access(path, F_OK))
		write_new(path);
	if (SSL_CTX_use_certificate_chain_file(context, path) != 1 ||
	    SSL_CTX_use_PrivateKey_file(context, path, SSL_FILETYPE_PEM) != 1 ||
	    SSL_CTX_check_private_key(context) != 1) {
		phonewall_log(LOG_ERR, "cannot use %s: %s; it must hold a key and its certificate. %s",
			      path, ERR_reason_error_string(ERR_get_error()) ?:
			      "unknown error",
			      given ? "Correct it" :
			      "Remove it, and it is made again");
		error = -1;
	}
	ERR_clear_error();
	free(path);
	return error;
}
