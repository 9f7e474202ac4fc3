// SPDX-License-Identifier: MIT
#include "transfer/trust.h"

#include <openssl/err.h>

#include "base/memory.h"
#include "tls/context.h"

/* Else OpenSSL asks the terminal, and waits. */
static int no_passphrase(char *buffer, int size, int is_written, void *argument)
{
	(void)buffer;
	(void)size;
	(void)is_written;
	(void)argument;
	return -1;
}

static bool load_authorities(SSL_CTX *trust, const char *file)
{
	return file ? SSL_CTX_load_verify_file(trust, file) :
		      SSL_CTX_set_default_verify_paths(trust);
}

static char *load_files(SSL_CTX *trust,
			const struct phonewall_transfer_request *request)
{
	if (!load_authorities(trust, request->authorities))
		return phonewall_memory_print("cannot use the authorities in '%s'; make it a PEM file of certificates that this program may read",
				request->authorities ?: "OpenSSL's folder");
	if (request->more_authorities)
		SSL_CTX_load_verify_file(trust, request->more_authorities);
	if (!request->certificate)
		return NULL;
	if (!SSL_CTX_use_certificate_chain_file(trust, request->certificate))
		return phonewall_memory_print("cannot use the phone's certificate in '%s'; make it a PEM file that this program may read, with a key of 2048 bits or more",
					      request->certificate);
	if (!request->key ||
	    !SSL_CTX_use_PrivateKey_file(trust, request->key,
					 SSL_FILETYPE_PEM))
		return phonewall_memory_print("cannot use the key in '%s'; make it the key of '%s', in a PEM file without a passphrase that this program may read",
					      request->key ?: "no file",
					      request->certificate);
	return NULL;
}

SSL_CTX *phonewall_trust_load(const struct phonewall_transfer_request *request,
			      char **failure)
{
	SSL_CTX *trust = phonewall_tls_client_new(request->tls,
						  request->application);

	if (!trust)
		phonewall_memory_exhausted();
	SSL_CTX_set_default_passwd_cb(trust, no_passphrase);
	*failure = load_files(trust, request);
	ERR_clear_error();
	if (!*failure)
		return trust;
	SSL_CTX_free(trust);
	return NULL;
}

void phonewall_trust_set_authorities(SSL_CTX *trust, SSL_CTX *context)
{
	SSL_CTX_set1_cert_store(context, SSL_CTX_get_cert_store(trust));
}

bool phonewall_trust_set_certificate(SSL_CTX *trust, SSL_CTX *context)
{
	X509 *certificate = SSL_CTX_get0_certificate(trust);
	STACK_OF(X509) *chain = NULL;

	if (!certificate)
		return true;
	return SSL_CTX_use_certificate(context, certificate) &&
	       SSL_CTX_use_PrivateKey(context,
				      SSL_CTX_get0_privatekey(trust)) &&
	       SSL_CTX_get0_chain_certs(trust, &chain) &&
	       SSL_CTX_set1_chain(context, chain);
}
