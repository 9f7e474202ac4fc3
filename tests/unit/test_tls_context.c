// SPDX-License-Identifier: MIT
/*
 * Handshakes between the library's contexts and OpenSSL's own, through memory:
 * which names, chains, versions, suites and sessions are accepted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <errno.h>

#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cmocka.h>

#include "tls/context.h"
#include "tls/openssl_conf.h"

/* The suites of DEFAULT that the vendor lists, in its order (RFC 8446 4.1.2). */
static const unsigned char default_suites[] = {
	0xc0, 0x2c, 0xc0, 0x30, 0x00, 0x9f, 0xcc, 0xa9, 0xcc, 0xa8, 0xcc, 0xaa,
	0xc0, 0x2b, 0xc0, 0x2f, 0x00, 0x9e, 0xc0, 0x24, 0xc0, 0x28, 0x00, 0x6b,
	0xc0, 0x23, 0xc0, 0x27, 0x00, 0x67, 0xc0, 0x0a, 0xc0, 0x14, 0x00, 0x39,
	0xc0, 0x09, 0xc0, 0x13, 0x00, 0x33, 0x00, 0x9d, 0x00, 0x9c, 0x00, 0x3d,
	0x00, 0x3c, 0x00, 0x35, 0x00, 0x2f, 0x00, 0xff,
};

static EVP_PKEY *authority_key, *server_key, *weak_key;
static X509 *authority, *other_authority;

/* What a handshake is between, and how it ended. */
struct handshake {
	SSL *client;
	SSL *server;
	bool done;
};

static void add_extension(X509 *certificate, int which, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, which,
							value);

	assert_non_null(extension);
	X509_add_ext(certificate, extension, -1);
	X509_EXTENSION_free(extension);
}

static X509 *make_by(const char *name, EVP_PKEY *key, X509 *issuer,
		     EVP_PKEY *issuer_key, const char *alternatives,
		     const EVP_MD *digest)
{
	X509 *certificate = X509_new();
	static long serial;

	X509_set_version(certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_set_pubkey(certificate, key);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN",
				   MBSTRING_ASC, (const unsigned char *)name,
				   -1, -1, 0);
	X509_set_issuer_name(certificate, X509_get_subject_name(
				issuer ? issuer : certificate));
	if (!issuer)
		add_extension(certificate, NID_basic_constraints,
			      "critical,CA:TRUE");
	if (alternatives)
		add_extension(certificate, NID_subject_alt_name, alternatives);
	assert_true(X509_sign(certificate, issuer_key, digest) > 0);
	return certificate;
}

static X509 *make(const char *name, EVP_PKEY *key, X509 *issuer,
		  const char *alternatives, const EVP_MD *digest)
{
	return make_by(name, key, issuer, authority_key, alternatives, digest);
}

/* A server of OpenSSL's own, as permissive as can be. */
static SSL_CTX *server_with(X509 *certificate, EVP_PKEY *key, int version)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	SSL_CTX_set_security_level(context, 0);
	SSL_CTX_set_min_proto_version(context, version);
	SSL_CTX_set_max_proto_version(context, version);
	SSL_CTX_set_cipher_list(context, "ALL");
	assert_int_equal(SSL_CTX_use_certificate(context, certificate), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(context, key), 1);
	return context;
}

static SSL_CTX *client_with(const struct phonewall_tls_settings *settings,
			    enum phonewall_tls_application application)
{
	struct phonewall_tls_policy *policy =
		phonewall_tls_policy_new(settings);
	SSL_CTX *context;

	assert_non_null(policy);
	context = phonewall_tls_client_new(policy, application);
	phonewall_tls_policy_free(policy);
	assert_non_null(context);
	X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority);
	return context;
}

static SSL_CTX *client_of(int min_version, const char *list,
			  enum phonewall_tls_application application)
{
	const struct phonewall_tls_settings settings = {
		.cipher_list = list,
		.client_min_version = min_version,
	};

	return client_with(&settings, application);
}

static void begin(struct handshake *handshake, SSL_CTX *client, SSL_CTX *server)
{
	BIO *near, *far;

	handshake->client = SSL_new(client);
	handshake->server = SSL_new(server);
	BIO_new_bio_pair(&near, 0, &far, 0);
	SSL_set_bio(handshake->client, near, near);
	SSL_set_bio(handshake->server, far, far);
	SSL_set_connect_state(handshake->client);
	SSL_set_accept_state(handshake->server);
}

/* Until both are through, or one has failed. */
static void run(struct handshake *handshake)
{
	char byte;
	int i;

	for (i = 0; i < 20; i++) {
		SSL_do_handshake(handshake->client);
		SSL_do_handshake(handshake->server);
	}
	handshake->done = SSL_is_init_finished(handshake->client) &&
			  SSL_is_init_finished(handshake->server);
	/* Reads the tickets of TLS 1.3, or the other's alert. */
	if (handshake->done)
		SSL_read(handshake->client, &byte, 1);
	ERR_clear_error();
}

/* As if both had said good-bye: else the session cannot be resumed. */
static void end(struct handshake *handshake)
{
	SSL_set_shutdown(handshake->client,
			 SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
	SSL_free(handshake->client);
	SSL_free(handshake->server);
}

/* Return: X509_V_OK with a connection, else why there is none; -1 for neither. */
static long connect_to(SSL_CTX *client, SSL_CTX *server, const char *host,
		       int flags)
{
	struct handshake handshake;
	long result;

	begin(&handshake, client, server);
	if (host)
		assert_int_equal(phonewall_tls_set_host(handshake.client, host,
							flags), 0);
	run(&handshake);
	result = SSL_get_verify_result(handshake.client);
	if (!handshake.done && result == X509_V_OK)
		result = -1;
	assert_int_equal(handshake.done, result == X509_V_OK);
	end(&handshake);
	return result;
}

static void test_names(void **state)
{
	X509 *certificate = make("x", server_key, authority,
				 "DNS:sip.example.net,DNS:*.example.com",
				 EVP_sha256());
	SSL_CTX *server = server_with(certificate, server_key, 0);
	SSL_CTX *https = client_of(0, NULL, PHONEWALL_TLS_XML);
	SSL_CTX *sip = client_of(0, NULL, PHONEWALL_TLS_SIP);

	(void)state;
	assert_int_equal(connect_to(https, server, "sip.example.net", 0), 0);
	assert_int_equal(connect_to(https, server, "a.example.com", 0), 0);
	assert_int_equal(connect_to(sip, server, "sip.example.net", 0), 0);
	assert_int_equal(connect_to(sip, server, "a.example.com", 0),
			 X509_V_ERR_HOSTNAME_MISMATCH);
	assert_int_equal(connect_to(https, server, "example.net", 0),
			 X509_V_ERR_HOSTNAME_MISMATCH);
	assert_int_equal(connect_to(sip, server, "example.net",
				    PHONEWALL_TLS_ANY_NAME), 0);
	assert_int_equal(connect_to(sip, server, NULL, 0),
			 X509_V_ERR_HOSTNAME_MISMATCH);
	SSL_CTX_free(sip);
	SSL_CTX_free(https);
	SSL_CTX_free(server);
	X509_free(certificate);
}

/* No name to verify is not no certificate to verify. */
static void test_chain_without_name(void **state)
{
	X509 *certificate = make("x", server_key, other_authority, NULL,
				 EVP_sha256());
	SSL_CTX *server = server_with(certificate, server_key, 0);
	SSL_CTX *client = client_of(0, NULL, PHONEWALL_TLS_SIP);

	(void)state;
	assert_int_equal(connect_to(client, server, "example.net",
				    PHONEWALL_TLS_ANY_NAME),
			 X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
	X509_STORE_add_cert(SSL_CTX_get_cert_store(client), other_authority);
	assert_int_equal(connect_to(client, server, "example.net",
				    PHONEWALL_TLS_ANY_NAME), 0);
	SSL_CTX_free(client);
	SSL_CTX_free(server);
	X509_free(certificate);
}

/* How a connection to a server of one version ends, by lowest version. */
static void expect_version(int server_version, X509 *certificate, EVP_PKEY *key,
			   int min_version, long expected)
{
	SSL_CTX *server = server_with(certificate, key, server_version);
	SSL_CTX *client = client_of(min_version, NULL, PHONEWALL_TLS_XML);

	assert_int_equal(connect_to(client, server, "x", 0), expected);
	SSL_CTX_free(client);
	SSL_CTX_free(server);
}

static void test_versions(void **state)
{
	X509 *strong = make("x", server_key, authority, NULL, EVP_sha256());
	X509 *weak = make("x", weak_key, authority, NULL, EVP_sha256());
	X509 *old = make("x", server_key, authority, NULL, EVP_sha1());

	(void)state;
	expect_version(TLS1_VERSION, strong, server_key, 0, -1);
	expect_version(TLS1_1_VERSION, strong, server_key, 0, -1);
	expect_version(TLS1_2_VERSION, strong, server_key, 0, 0);
	expect_version(TLS1_3_VERSION, strong, server_key, 0, 0);
	expect_version(TLS1_VERSION, strong, server_key, TLS1_VERSION, 0);
	expect_version(TLS1_1_VERSION, strong, server_key, TLS1_VERSION, 0);
	expect_version(TLS1_VERSION, strong, server_key, TLS1_1_VERSION, -1);
	expect_version(TLS1_1_VERSION, strong, server_key, TLS1_1_VERSION, 0);
	expect_version(TLS1_2_VERSION, strong, server_key, TLS1_3_VERSION, -1);
	expect_version(TLS1_3_VERSION, strong, server_key, TLS1_3_VERSION, 0);
	expect_version(TLS1_VERSION, weak, weak_key, TLS1_VERSION,
		       X509_V_ERR_EE_KEY_TOO_SMALL);
	expect_version(TLS1_2_VERSION, weak, weak_key, 0,
		       X509_V_ERR_EE_KEY_TOO_SMALL);
	expect_version(TLS1_VERSION, old, server_key, TLS1_VERSION,
		       X509_V_ERR_CA_MD_TOO_WEAK);
	expect_version(TLS1_2_VERSION, old, server_key, 0,
		       X509_V_ERR_CA_MD_TOO_WEAK);
	X509_free(old);
	X509_free(weak);
	X509_free(strong);
}

/* What is weak, and whether a server that legacy_servers names may be so. */
struct weakness {
	const char *name;
	EVP_PKEY *(*key)(void);
	const EVP_MD *(*digest)(void);
	long error;
	bool is_legacy;
};

static EVP_PKEY *rsa_2048(void)
{
	return EVP_RSA_gen(2048);
}

static EVP_PKEY *rsa_2047(void)
{
	return EVP_RSA_gen(2047);
}

static EVP_PKEY *rsa_1024(void)
{
	return EVP_RSA_gen(1024);
}

static EVP_PKEY *rsa_1023(void)
{
	return EVP_RSA_gen(1023);
}

static EVP_PKEY *p_192(void)
{
	return EVP_EC_gen("P-192");
}

static EVP_PKEY *p_256(void)
{
	return EVP_EC_gen("P-256");
}

static const struct weakness weaknesses[] = {
	{ "none", rsa_2048, EVP_sha256, X509_V_OK, true },
	{ "none on a curve", p_256, EVP_sha256, X509_V_OK, true },
	{ "RSA-2047", rsa_2047, EVP_sha256, X509_V_ERR_EE_KEY_TOO_SMALL, true },
	{ "RSA-1024", rsa_1024, EVP_sha256, X509_V_ERR_EE_KEY_TOO_SMALL, true },
	{ "RSA-1024 and SHA-1", rsa_1024, EVP_sha1, X509_V_ERR_EE_KEY_TOO_SMALL,
	  true },
	{ "RSA-1023", rsa_1023, EVP_sha256, X509_V_ERR_EE_KEY_TOO_SMALL, false },
	{ "P-192, a group that is not offered", p_192, EVP_sha256, -1, false },
	{ "SHA-1", rsa_2048, EVP_sha1, X509_V_ERR_CA_MD_TOO_WEAK, true },
	{ "MD5", rsa_2048, EVP_md5, X509_V_ERR_CA_MD_TOO_WEAK, false },
};

/* "x" is in legacy_servers. */
static SSL_CTX *legacy_client(void)
{
	static const struct phonewall_tls_settings settings = {
		.legacy_servers = "ax,X,xa",
	};

	return client_with(&settings, PHONEWALL_TLS_XML);
}

static void expect_strength(SSL_CTX *server, long error, long legacy_error)
{
	SSL_CTX *plain = client_of(0, NULL, PHONEWALL_TLS_XML);
	SSL_CTX *legacy = legacy_client();

	assert_int_equal(connect_to(plain, server, "x", 0), error);
	assert_int_equal(connect_to(legacy, server, "x", 0), legacy_error);
	assert_int_equal(connect_to(legacy, server, "X.", 0), legacy_error);
	assert_int_equal(connect_to(legacy, server, "x.y", 0), error);
	assert_int_equal(connect_to(legacy, server, "x", PHONEWALL_TLS_ANY_NAME),
			 error);
	assert_int_equal(connect_to(legacy, server, "other", 0), error ?:
			 X509_V_ERR_HOSTNAME_MISMATCH);
	SSL_CTX_free(plain);
	SSL_CTX_free(legacy);
}

static void test_weak_certificates(void **state)
{
	const struct weakness *weakness = weaknesses;
	size_t count = sizeof(weaknesses) / sizeof(*weaknesses);

	(void)state;
	for (; count--; weakness++) {
		EVP_PKEY *key = weakness->key();
		X509 *certificate = make("x", key, authority,
					 "DNS:x,DNS:x.y", weakness->digest());
		SSL_CTX *server = server_with(certificate, key, 0);

		print_message("%s\n", weakness->name);
		expect_strength(server, weakness->error, weakness->is_legacy ?
				X509_V_OK : weakness->error);
		SSL_CTX_free(server);
		X509_free(certificate);
		EVP_PKEY_free(key);
	}
}

/* A server behind an intermediate authority, which is weak. */
static void expect_intermediate(EVP_PKEY *key, const EVP_MD *digest, long error,
				long legacy_error)
{
	X509 *between = make("between", key, authority, NULL, digest);
	X509 *certificate;
	SSL_CTX *server;

	add_extension(between, NID_basic_constraints, "critical,CA:TRUE");
	assert_true(X509_sign(between, authority_key, digest) > 0);
	certificate = make_by("x", server_key, between, key, "DNS:x,DNS:x.y",
			      EVP_sha256());
	server = server_with(certificate, server_key, 0);
	SSL_CTX_add_extra_chain_cert(server, between);
	expect_strength(server, error, legacy_error);
	SSL_CTX_free(server);
	X509_free(certificate);
}

static void test_weak_intermediates(void **state)
{
	EVP_PKEY *tiny = EVP_RSA_gen(1023);

	(void)state;
	expect_intermediate(weak_key, EVP_sha256(), X509_V_ERR_CA_KEY_TOO_SMALL,
			    X509_V_OK);
	expect_intermediate(server_key, EVP_sha1(), X509_V_ERR_CA_MD_TOO_WEAK,
			    X509_V_OK);
	expect_intermediate(server_key, EVP_md5(), X509_V_ERR_CA_MD_TOO_WEAK,
			    X509_V_ERR_CA_MD_TOO_WEAK);
	expect_intermediate(tiny, EVP_sha256(), X509_V_ERR_CA_KEY_TOO_SMALL,
			    X509_V_ERR_CA_KEY_TOO_SMALL);
	EVP_PKEY_free(tiny);
}

/*
 * A bundle may hold a weak authority beside good ones: nobody is trusted by it.
 * By a good one that has signed itself by SHA-1, everybody is.
 */
static void expect_root(EVP_PKEY *key, const EVP_MD *digest, long error,
			long legacy_error)
{
	X509 *root = make_by("Weak", key, NULL, key, NULL, digest);
	X509 *certificate = make_by("x", server_key, root, key, NULL,
				    EVP_sha256());
	SSL_CTX *server = server_with(certificate, server_key, 0);
	SSL_CTX *plain = client_of(0, NULL, PHONEWALL_TLS_XML);
	SSL_CTX *legacy = legacy_client();

	X509_STORE_add_cert(SSL_CTX_get_cert_store(plain), root);
	X509_STORE_add_cert(SSL_CTX_get_cert_store(legacy), root);
	assert_int_equal(connect_to(plain, server, "x", 0), error);
	assert_int_equal(connect_to(legacy, server, "x", 0), legacy_error);
	SSL_CTX_free(plain);
	SSL_CTX_free(legacy);
	SSL_CTX_free(server);
	X509_free(certificate);
	X509_free(root);
}

static void test_weak_roots(void **state)
{
	(void)state;
	expect_root(weak_key, EVP_sha256(), X509_V_ERR_CA_KEY_TOO_SMALL,
		    X509_V_OK);
	expect_root(server_key, EVP_sha1(), X509_V_OK, X509_V_OK);
	expect_root(server_key, EVP_md5(), X509_V_OK, X509_V_OK);
}

/* How a legacy server that has a strong certificate may be weak otherwise. */
static void expect_handshake(SSL_CTX *server, const char *list, bool expected)
{
	SSL_CTX *client = legacy_client();

	SSL_CTX_set_max_proto_version(server, TLS1_2_VERSION);
	assert_int_equal(SSL_CTX_set_cipher_list(server, list), 1);
	assert_int_equal(connect_to(client, server, "x", 0), expected ? 0 : -1);
	SSL_CTX_free(client);
}

/* 1024 bits, the least that OpenSSL's servers take. */
static EVP_PKEY *dh_parameters(void)
{
	EVP_PKEY_CTX *generator = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL);
	EVP_PKEY *parameters = NULL;

	assert_true(EVP_PKEY_paramgen_init(generator) > 0);
	assert_true(EVP_PKEY_CTX_set_dh_paramgen_prime_len(generator, 1024) > 0);
	assert_true(EVP_PKEY_paramgen(generator, &parameters) > 0);
	EVP_PKEY_CTX_free(generator);
	return parameters;
}

static void test_nothing_else_is_lowered(void **state)
{
	X509 *certificate = make("x", server_key, authority, NULL,
				 EVP_sha256());
	SSL_CTX *server = server_with(certificate, server_key, 0);

	(void)state;
	expect_handshake(server, "AES128-SHA", true);
	expect_handshake(server, "NULL-SHA256", false);
	expect_handshake(server, "ADH-AES128-SHA", false);
	SSL_CTX_set_dh_auto(server, 1);
	expect_handshake(server, "DHE-RSA-AES128-SHA", true);
	SSL_CTX_set_dh_auto(server, 0);
	assert_int_equal(SSL_CTX_set0_tmp_dh_pkey(server, dh_parameters()), 1);
	expect_handshake(server, "DHE-RSA-AES128-SHA", false);
	SSL_CTX_free(server);
	server = server_with(certificate, server_key, TLS1_1_VERSION);
	expect_strength(server, -1, -1);
	SSL_CTX_free(server);
	X509_free(certificate);
}

/* Finds the suites of a ClientHello of TLS 1.2 (RFC 5246 section 7.4.1.2). */
static size_t hello_suites(SSL_CTX *client, const unsigned char **suites,
			   unsigned char *hello, size_t size)
{
	SSL *connection = SSL_new(client);
	BIO *out = BIO_new(BIO_s_mem());
	const unsigned char *at;
	int length;

	SSL_set_bio(connection, BIO_new(BIO_s_mem()), out);
	assert_int_equal(phonewall_tls_set_host(connection, "x", 0), 0);
	SSL_connect(connection);
	length = BIO_read(out, hello, size);
	SSL_free(connection);
	/* Record and handshake headers, version, random, session. */
	assert_true(length > 5 + 4 + 2 + 32 + 1);
	assert_int_equal(hello[0], 22);
	assert_int_equal(hello[5], 1);
	at = hello + 5 + 4 + 2 + 32;
	at += 1 + *at;
	*suites = at + 2;
	assert_true(*suites + at[0] * 256 + at[1] <= hello + length);
	return at[0] * 256 + at[1];
}

/* Whether a ClientHello has the extension renegotiation_info, and it is empty. */
static bool has_renegotiation_info(const unsigned char *extensions, size_t size)
{
	static const unsigned char wanted[] = { 0xff, 0x01, 0x00, 0x01, 0x00 };
	size_t at = 0;

	while (at + 4 <= size) {
		if (at + sizeof(wanted) <= size &&
		    !memcmp(extensions + at, wanted, sizeof(wanted)))
			return true;
		at += 4 + extensions[at + 2] * 256 + extensions[at + 3];
	}
	return false;
}

/*
 * Checks the suites of a ClientHello. OpenSSL 3.5 signals secure renegotiation by
 * the extension in place of the last suite (RFC 5746 section 3.4).
 */
static void expect_suites(SSL_CTX *client, const unsigned char *expected,
			  size_t size)
{
	const unsigned char *suites, *extensions;
	unsigned char hello[1024];
	size_t length, rest;

	SSL_CTX_set_max_proto_version(client, TLS1_2_VERSION);
	length = hello_suites(client, &suites, hello, sizeof(hello));
	if (OPENSSL_version_major() > 3 || OPENSSL_version_minor() >= 5) {
		size -= 2;
		extensions = suites + length;
		extensions += 1 + *extensions;
		rest = extensions[0] * 256 + extensions[1];
		assert_true(extensions + 2 + rest <= hello + sizeof(hello));
		assert_true(has_renegotiation_info(extensions + 2, rest));
	}
	assert_int_equal(length, size);
	assert_memory_equal(suites, expected, length);
	SSL_CTX_free(client);
}
static void test_default_hello(void **state)
{
	(void)state;
	expect_suites(client_of(0, " ", PHONEWALL_TLS_SIP), default_suites,
		      sizeof(default_suites));
}

static void test_configured_hello(void **state)
{
	static const unsigned char expected[] = { 0x00, 0x9d, 0xc0, 0x30,
						  0x00, 0xff };
	static const char list[] =
		"AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384";

	(void)state;
	expect_suites(client_of(0, list, PHONEWALL_TLS_SIP), expected,
		      sizeof(expected));
}

static SSL_SESSION *session_with(SSL_CTX *client, SSL_CTX *server,
				 const char *host, int flags)
{
	struct handshake handshake;
	SSL_SESSION *session;

	begin(&handshake, client, server);
	assert_int_equal(phonewall_tls_set_host(handshake.client, host, flags),
			 0);
	run(&handshake);
	assert_true(handshake.done);
	session = SSL_get1_session(handshake.client);
	end(&handshake);
	return session;
}

/* Takes @session over. Return: whether it was resumed. */
static bool resume(SSL_CTX *client, SSL_CTX *server, const char *host,
		   SSL_SESSION *session, bool *done)
{
	struct handshake handshake;
	bool reused;

	begin(&handshake, client, server);
	SSL_set_session(handshake.client, session);
	SSL_SESSION_free(session);
	assert_int_equal(phonewall_tls_set_host(handshake.client, host, 0), 0);
	run(&handshake);
	reused = handshake.done && SSL_session_reused(handshake.client);
	*done = handshake.done;
	end(&handshake);
	return reused;
}

/* Return: whether a session made with one host was resumed with another. */
static bool resumes(SSL_CTX *client, SSL_CTX *server, const char *first,
		    const char *second, int flags, bool *done)
{
	return resume(client, server, second,
		      session_with(client, server, first, flags), done);
}

static void check_resumption(int version)
{
	X509 *certificate = make("x", server_key, authority,
				 "DNS:a.example.net,DNS:b.example.net",
				 EVP_sha256());
	SSL_CTX *server = server_with(certificate, server_key, version);
	SSL_CTX *client = client_of(0, NULL, PHONEWALL_TLS_SIP);
	bool done;

	assert_true(resumes(client, server, "a.example.net", "a.example.net", 0,
			    &done));
	assert_false(resumes(client, server, "a.example.net", "b.example.net",
			     0, &done));
	assert_true(done);
	assert_false(resumes(client, server, "c.example.net", "c.example.net",
			     PHONEWALL_TLS_ANY_NAME, &done));
	assert_false(done);
	SSL_CTX_free(client);
	SSL_CTX_free(server);
	X509_free(certificate);
}

static void test_resumption(void **state)
{
	(void)state;
	check_resumption(TLS1_2_VERSION);
	check_resumption(TLS1_3_VERSION);
}

/* A session with a weak certificate ends with the name in legacy_servers. */
static void check_legacy_resumption(int version)
{
	X509 *certificate = make("x", weak_key, authority, "DNS:x",
				 EVP_sha256());
	SSL_CTX *server = server_with(certificate, weak_key, version);
	SSL_CTX *plain = client_of(0, NULL, PHONEWALL_TLS_XML);
	SSL_CTX *legacy = legacy_client();
	SSL_CTX *another = legacy_client();
	bool done;

	assert_true(resume(another, server, "x",
			   session_with(legacy, server, "x", 0), &done));
	assert_false(resume(plain, server, "x",
			    session_with(legacy, server, "x", 0), &done));
	assert_false(done);
	SSL_CTX_free(another);
	SSL_CTX_free(legacy);
	SSL_CTX_free(plain);
	SSL_CTX_free(server);
	X509_free(certificate);
}

static void test_legacy_resumption(void **state)
{
	(void)state;
	check_legacy_resumption(TLS1_2_VERSION);
	check_legacy_resumption(TLS1_3_VERSION);
}

/* Return: whether OpenSSL's client of one version and list can connect. */
static bool can_connect(SSL_CTX *server, int version, const char *list)
{
	SSL_CTX *client = SSL_CTX_new(TLS_client_method());
	struct handshake handshake;
	bool done;

	SSL_CTX_set_security_level(client, 0);
	SSL_CTX_set_min_proto_version(client, version);
	SSL_CTX_set_max_proto_version(client, version);
	assert_int_equal(SSL_CTX_set_cipher_list(client, list), 1);
	begin(&handshake, client, server);
	run(&handshake);
	done = handshake.done;
	end(&handshake);
	SSL_CTX_free(client);
	return done;
}

static void test_web_server(void **state)
{
	struct phonewall_tls_settings settings = { .cipher_list = "NOSUCH" };
	struct phonewall_tls_policy *policy =
		phonewall_tls_policy_new(&settings);
	SSL_CTX *server = phonewall_tls_server_new(policy,
						   PHONEWALL_TLS_WEB_SERVER);
	X509 *certificate = make("x", server_key, authority, NULL,
				 EVP_sha256());

	(void)state;
	assert_int_equal(phonewall_tls_policy_fault(policy)->error,
			 PHONEWALL_CIPHER_LIST_UNKNOWN);
	phonewall_tls_policy_free(policy);
	assert_int_equal(SSL_CTX_use_certificate(server, certificate), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(server, server_key), 1);
	assert_true(can_connect(server, TLS1_2_VERSION, "AES128-SHA"));
	assert_true(can_connect(server, TLS1_2_VERSION,
				"ECDHE-RSA-AES128-GCM-SHA256"));
	assert_false(can_connect(server, TLS1_2_VERSION,
				 "ECDHE-RSA-AES128-SHA256"));
	assert_false(can_connect(server, TLS1_1_VERSION, "AES128-SHA"));
	assert_true(can_connect(server, TLS1_3_VERSION, "AES128-SHA"));
	X509_free(certificate);
	SSL_CTX_free(server);
}

/* As phonewall_tls_application_find() returns for a name that none has. */
static void test_no_application(void **state)
{
	struct phonewall_tls_settings settings = { 0 };
	struct phonewall_tls_policy *policy =
		phonewall_tls_policy_new(&settings);
	enum phonewall_tls_application none =
		phonewall_tls_application_find("nosuch");

	(void)state;
	assert_null(phonewall_tls_client_new(policy, none));
	assert_int_equal(ERR_GET_REASON(ERR_get_error()),
			 ERR_R_PASSED_INVALID_ARGUMENT);
	assert_null(phonewall_tls_server_new(policy, none));
	assert_int_equal(ERR_GET_REASON(ERR_get_error()),
			 ERR_R_PASSED_INVALID_ARGUMENT);
	phonewall_tls_policy_free(policy);
}

static void test_policy(void **state)
{
	struct phonewall_tls_settings settings = {
		.cipher_list = "RSA:!aNULL:!eNULL",
		.server_min_version = TLS1_3_VERSION,
	};
	struct phonewall_tls_policy *policy =
		phonewall_tls_policy_new(&settings);

	(void)state;
	assert_null(phonewall_tls_policy_fault(policy));
	assert_string_equal(phonewall_tls_policy_legacy_servers(policy), "");
	assert_true(phonewall_tls_policy_is_configured(policy));
	assert_string_equal(phonewall_tls_policy_cipher_list(policy,
				PHONEWALL_TLS_WEB_SERVER), settings.cipher_list);
	assert_int_equal(phonewall_tls_policy_min_version(policy, 0),
			 TLS1_2_VERSION);
	assert_int_equal(phonewall_tls_policy_min_version(policy, 1),
			 TLS1_3_VERSION);
	assert_ptr_equal(phonewall_tls_policy_up_ref(policy), policy);
	phonewall_tls_policy_free(policy);
	assert_true(phonewall_tls_policy_is_configured(policy));
	phonewall_tls_policy_free(policy);
	settings.client_min_version = SSL3_VERSION;
	assert_null(phonewall_tls_policy_new(&settings));
	assert_int_equal(errno, EINVAL);
}

static void expect_data(SSL *from, SSL *to)
{
	char byte = 0;

	assert_int_equal(SSL_write(from, "x", 1), 1);
	assert_int_equal(SSL_read(to, &byte, 1), 1);
	assert_int_equal(byte, 'x');
}

/* Connects, and then only the connection holds the context and the policy. */
static void begin_with(const char *list, SSL_CTX *server,
		       struct handshake *handshake)
{
	SSL_CTX *client = client_of(0, list, PHONEWALL_TLS_XML);

	begin(handshake, client, server);
	SSL_CTX_free(client);
	assert_int_equal(phonewall_tls_set_host(handshake->client, "x", 0), 0);
	run(handshake);
	assert_true(handshake->done);
}

static void expect_alive(const struct handshake *handshake, const char *suite)
{
	assert_string_equal(SSL_get_cipher_name(handshake->client), suite);
	expect_data(handshake->client, handshake->server);
	expect_data(handshake->server, handshake->client);
}

/* A new policy is used by new connections; the old one lives as long as the others. */
static void test_replaced_policy(void **state)
{
	X509 *certificate = make("x", server_key, authority, NULL,
				 EVP_sha256());
	SSL_CTX *server = server_with(certificate, server_key, TLS1_2_VERSION);
	struct handshake old, new;

	(void)state;
	begin_with("AES128-SHA", server, &old);
	begin_with("AES256-SHA", server, &new);
	expect_alive(&old, "AES128-SHA");
	expect_alive(&new, "AES256-SHA");
	end(&new);
	expect_alive(&old, "AES128-SHA");
	end(&old);
	SSL_CTX_free(server);
	X509_free(certificate);
}

/* Makes a text OpenSSL's configuration, as OPENSSL_CONF does. */
static void configure_openssl(const char *text)
{
	BIO *file = BIO_new_mem_buf(text, -1);
	CONF *configuration = NCONF_new(NULL);
	long line;

	assert_true(NCONF_load_bio(configuration, file, &line) > 0);
	assert_true(CONF_modules_load(configuration, NULL, 0) > 0);
	NCONF_free(configuration);
	BIO_free(file);
}

/* A program that knows nothing of this library, with the file of a policy. */
static void expect_of_program(const char *list, int version)
{
	struct phonewall_tls_settings settings = {
		.cipher_list = list,
		.client_min_version = version,
		.server_min_version = TLS1_3_VERSION,
	};
	struct phonewall_tls_policy *policy =
		phonewall_tls_policy_new(&settings);
	char *text = phonewall_openssl_conf(policy, 0);
	STACK_OF(SSL_CIPHER) *expected, *actual;
	SSL *connection;
	SSL_CTX *context;

	configure_openssl(text);
	context = SSL_CTX_new(TLS_client_method());
	assert_int_equal(SSL_CTX_get_min_proto_version(context), version);
	assert_int_equal(SSL_CTX_get_security_level(context), 2);
	SSL_CTX_set_min_proto_version(context, 0);
	SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
	expected = phonewall_cipher_list_suites(list);
	connection = SSL_new(context);
	actual = SSL_get1_supported_ciphers(connection);
	assert_non_null(expected);
	assert_int_equal(sk_SSL_CIPHER_num(actual),
			 sk_SSL_CIPHER_num(expected));
	for (int i = 0; i < sk_SSL_CIPHER_num(expected); i++)
		assert_ptr_equal(sk_SSL_CIPHER_value(expected, i),
				 sk_SSL_CIPHER_value(actual, i));
	sk_SSL_CIPHER_free(expected);
	sk_SSL_CIPHER_free(actual);
	SSL_free(connection);
	SSL_CTX_free(context);
	phonewall_tls_policy_free(policy);
	free(text);
}

static void test_openssl_conf(void **state)
{
	(void)state;
	expect_of_program("AES256-SHA:AES128-SHA", TLS1_2_VERSION);
	expect_of_program("ECDHE+AESGCM,CHACHA20@STRENGTH", TLS1_3_VERSION);
	expect_of_program("SUITEB128", TLS1_2_VERSION);
}

/* What OpenSSL's own configuration lowers stays as the policy has it. */
static void test_other_configuration(void **state)
{
	static const char lax[] =
		"openssl_conf = init\n[init]\nssl_conf = ssl\n"
		"[ssl]\nsystem_default = lax\n[lax]\n"
		"CipherString = ALL:@SECLEVEL=0\nMinProtocol = TLSv1\n"
		"MaxProtocol = TLSv1.2\n"
		"Ciphersuites = TLS_AES_128_CCM_SHA256:TLS_AES_128_GCM_SHA256\n"
		"Options = UnsafeLegacyRenegotiation, UnsafeLegacyServerConnect, Compression\n";
	static const char demanding[] =
		"openssl_conf = init\n[init]\nssl_conf = ssl\n"
		"[ssl]\nsystem_default = all\n[all]\nVerifyMode = Require\n";
	struct phonewall_tls_policy *policy =
		phonewall_tls_policy_new(&(struct phonewall_tls_settings){ 0 });
	uint64_t options;
	SSL_CTX *context;

	configure_openssl(lax);
	test_default_hello(state);
	test_versions(state);
	context = phonewall_tls_client_new(policy, PHONEWALL_TLS_SIP);
	assert_string_equal(SSL_CIPHER_get_name(sk_SSL_CIPHER_value(
				SSL_CTX_get_ciphers(context), 0)),
			    "TLS_AES_256_GCM_SHA384");
	options = SSL_CTX_get_options(context);
	assert_true(options & SSL_OP_NO_COMPRESSION);
	assert_false(options & (SSL_OP_LEGACY_SERVER_CONNECT |
				SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION));
	SSL_CTX_free(context);
	configure_openssl(demanding);
	context = phonewall_tls_server_new(policy, PHONEWALL_TLS_WEB_SERVER);
	assert_int_equal(SSL_CTX_get_verify_mode(context), SSL_VERIFY_NONE);
	SSL_CTX_free(context);
	phonewall_tls_policy_free(policy);
}

/* Without groups that TLS 1.3 has, OpenSSL sends no ClientHello. */
static void test_other_groups(void **state)
{
	static const char groups[] =
		"openssl_conf = init\n[init]\nssl_conf = ssl\n"
		"[ssl]\nsystem_default = all\n[all]\n"
		"Groups = brainpoolP256r1\n";
	SSL_CTX *context;
	SSL *connection;

	(void)state;
	configure_openssl(groups);
	context = client_of(0, " ", PHONEWALL_TLS_SIP);
	connection = SSL_new(context);
	SSL_set_bio(connection, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
	assert_int_equal(phonewall_tls_set_host(connection, "a.example", 0), 0);
	assert_int_equal(SSL_get_error(connection, SSL_connect(connection)),
			 SSL_ERROR_WANT_READ);
	SSL_free(connection);
	SSL_CTX_free(context);
}

/* A list stays valid if OpenSSL's own configuration forbids its versions. */
static void test_strict_configuration(void **state)
{
	static const char *const strict[] = {
		"openssl_conf = init\n[init]\nssl_conf = ssl\n"
		"[ssl]\nsystem_default = strict\n[strict]\n"
		"MinProtocol = TLSv1.3\n",
		"openssl_conf = init\n[init]\nssl_conf = ssl\n"
		"[ssl]\nsystem_default = strict\n[strict]\n"
		"Protocol = -TLSv1,-TLSv1.1,-TLSv1.2\n",
	};
	const struct phonewall_tls_settings settings = {
		.cipher_list = "ECDHE-RSA-AES256-GCM-SHA384",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(strict) / sizeof(strict[0]); i++) {
		struct phonewall_tls_policy *policy;

		configure_openssl(strict[i]);
		policy = phonewall_tls_policy_new(&settings);
		assert_null(phonewall_tls_policy_fault(policy));
		assert_true(phonewall_tls_policy_is_configured(policy));
		phonewall_tls_policy_free(policy);
	}
	configure_openssl("openssl_conf = init\n[init]\n");
}

/* A client as another library makes it, which trusts the authority. */
static SSL_CTX *foreign_client(void)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	assert_non_null(context);
	X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority);
	return context;
}

/* Whether phonewall_tls_check_host() accepts what has been connected. */
static int check_of(SSL_CTX *client, SSL_CTX *server, const char *host)
{
	struct handshake handshake;
	int error;

	begin(&handshake, client, server);
	assert_int_equal(phonewall_tls_check_host(handshake.client, host),
			 -EACCES);
	run(&handshake);
	error = phonewall_tls_check_host(handshake.client, host);
	end(&handshake);
	return error;
}

static void test_foreign_context(void **state)
{
	const struct phonewall_tls_settings settings = {
		.cipher_list = "AES256-SHA256",
		.client_min_version = TLS1_2_VERSION,
	};
	struct phonewall_tls_policy *policy =
		phonewall_tls_policy_new(&settings);
	X509 *certificate = make("prov.example.net/remarks", server_key,
				 authority, NULL, EVP_sha256());
	SSL_CTX *server = server_with(certificate, server_key, TLS1_2_VERSION);
	SSL_CTX *client = foreign_client();

	(void)state;
	/* Nothing that was not applied passes, though the handshake succeeds. */
	assert_int_equal(connect_to(client, server, NULL, 0), X509_V_OK);
	assert_int_equal(check_of(client, server, "prov.example.net"),
			 -EACCES);
	assert_int_equal(phonewall_tls_client_apply(client, policy,
			PHONEWALL_TLS_PROVISIONING, "prov.example.net"), 0);
	assert_int_equal(connect_to(client, server, NULL, 0), X509_V_OK);
	assert_int_equal(check_of(client, server, "prov.example.net"), 0);
	assert_int_equal(check_of(client, server, "other.example.net"),
			 -EACCES);
	/* The last one applied holds, and a connection's own host before it. */
	assert_int_equal(phonewall_tls_client_apply(client, policy,
			PHONEWALL_TLS_PROVISIONING, "other.example.net"), 0);
	assert_int_equal(connect_to(client, server, NULL, 0),
			 X509_V_ERR_HOSTNAME_MISMATCH);
	assert_int_equal(connect_to(client, server, "prov.example.net", 0),
			 X509_V_OK);
	/* The policy's suites, and the application's rule for names. */
	SSL_CTX_set_cipher_list(server, "AES128-SHA256");
	assert_int_equal(connect_to(client, server, "prov.example.net", 0),
			 -1);
	SSL_CTX_set_cipher_list(server, "ALL");
	assert_int_equal(phonewall_tls_client_apply(client, policy,
			PHONEWALL_TLS_XML, "prov.example.net"), 0);
	assert_int_equal(connect_to(client, server, NULL, 0),
			 X509_V_ERR_HOSTNAME_MISMATCH);
	assert_int_equal(phonewall_tls_client_apply(client, policy,
			PHONEWALL_TLS_XML, "not a host"), -EINVAL);
	assert_int_equal(phonewall_tls_client_apply(client, policy,
			PHONEWALL_TLS_APPLICATIONS, "a.example"), -EINVAL);
	SSL_CTX_free(client);
	SSL_CTX_free(server);
	X509_free(certificate);
	phonewall_tls_policy_free(policy);
	ERR_clear_error();
}

static int set_up(void **state)
{
	(void)state;
	authority_key = EVP_RSA_gen(2048);
	server_key = EVP_RSA_gen(2048);
	weak_key = EVP_RSA_gen(1024);
	authority = make("Authority", authority_key, NULL, NULL, EVP_sha256());
	other_authority = make("Other", authority_key, NULL, NULL,
			       EVP_sha256());
	return authority && other_authority && weak_key ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	X509_free(authority);
	X509_free(other_authority);
	EVP_PKEY_free(authority_key);
	EVP_PKEY_free(server_key);
	EVP_PKEY_free(weak_key);
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_chain_without_name),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_weak_certificates),
		cmocka_unit_test(test_weak_intermediates),
		cmocka_unit_test(test_weak_roots),
		cmocka_unit_test(test_nothing_else_is_lowered),
		cmocka_unit_test(test_default_hello),
		cmocka_unit_test(test_configured_hello),
		cmocka_unit_test(test_resumption),
		cmocka_unit_test(test_legacy_resumption),
		cmocka_unit_test(test_web_server),
		cmocka_unit_test(test_no_application),
		cmocka_unit_test(test_foreign_context),
		cmocka_unit_test(test_policy),
		cmocka_unit_test(test_replaced_policy),
		cmocka_unit_test(test_openssl_conf),
		cmocka_unit_test(test_strict_configuration),
		cmocka_unit_test(test_other_configuration),
		cmocka_unit_test(test_other_groups),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
