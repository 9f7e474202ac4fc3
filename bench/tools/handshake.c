// SPDX-License-Identifier: MIT
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "stopwatch.h"
#include "tls/context.h"

#define HOST		"server.example.net"
#define TIMES_MAX	999
#define ROUNDS		10	/* of a handshake: more than any needs */

/**
 * struct method - a way to speak TLS
 * @client: makes a context for a client
 * @server: makes a context for a server
 * @set_host: sets whom a client's connection is to reach
 */
struct method {
	SSL_CTX *(*client)(void);
	SSL_CTX *(*server)(void);
	bool (*set_host)(SSL *connection);
};

static struct phonewall_tls_policy *policy;
static EVP_PKEY *authority_key, *server_key;
static X509 *authority, *certificate;

static void fail(const char *what)
{
	ERR_print_errors_fp(stderr);
	errx(1, "%s failed", what);
}

/* The library */

static SSL_CTX *library_client(void)
{
	return phonewall_tls_client_new(policy, PHONEWALL_TLS_PROVISIONING);
}

static SSL_CTX *library_server(void)
{
	return phonewall_tls_server_new(policy, PHONEWALL_TLS_PROVISIONING);
}

static bool library_set_host(SSL *connection)
{
	return !phonewall_tls_set_host(connection, HOST, 0);
}

/* OpenSSL alone, with the same list, level and verification */

static SSL_CTX *bare_context(const SSL_METHOD *method)
{
	SSL_CTX *context = SSL_CTX_new(method);

	if (!context)
		return NULL;
	SSL_CTX_set_security_level(context, 2);
	if (!SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) ||
	    !SSL_CTX_set_cipher_list(context,
			phonewall_tls_policy_cipher_list(policy,
					PHONEWALL_TLS_PROVISIONING)))
		fail("OpenSSL");
	return context;
}

static SSL_CTX *bare_client(void)
{
	SSL_CTX *context = bare_context(TLS_client_method());

	if (context)
		SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	return context;
}

static SSL_CTX *bare_server(void)
{
	SSL_CTX *context = bare_context(TLS_server_method());

	if (context)
		SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
	return context;
}

static bool bare_set_host(SSL *connection)
{
	return SSL_set_tlsext_host_name(connection, HOST) &&
	       SSL_set1_host(connection, HOST);
}

static const struct method library = {
	library_client, library_server, library_set_host,
};
static const struct method bare = {
	bare_client, bare_server, bare_set_host,
};

/* What is measured: the parts of a handshake that are one side's. */

/**
 * struct side - one end of a handshake
 * @context: its context
 * @method: how it was made
 * @is_server: which end it is
 * @connection: the connection, while there is one
 * @spent: nanoseconds of this side
 */
struct side {
	SSL_CTX *context;
	const struct method *method;
	bool is_server;
	SSL *connection;
	uint64_t spent;
};

static void begin(struct side *side, BIO *link)
{
	uint64_t start = stopwatch_now();

	side->connection = SSL_new(side->context);
	if (!side->connection)
		fail("SSL_new");
	SSL_set_bio(side->connection, link, link);
	if (side->is_server)
		SSL_set_accept_state(side->connection);
	else
		SSL_set_connect_state(side->connection);
	if (!side->is_server && !side->method->set_host(side->connection))
		fail("the host's name");
	side->spent = stopwatch_now() - start;
}

static void step(struct side *side)
{
	uint64_t start = stopwatch_now();

	SSL_do_handshake(side->connection);
	side->spent += stopwatch_now() - start;
}

static void end(struct side *side)
{
	uint64_t start;

	if (!SSL_is_init_finished(side->connection))
		fail("the handshake");
	start = stopwatch_now();
	SSL_free(side->connection);
	side->spent += stopwatch_now() - start;
}

static void shake_hands(struct side *client, struct side *server)
{
	BIO *near, *far;
	int i;

	if (!BIO_new_bio_pair(&near, 0, &far, 0))
		fail("BIO_new_bio_pair");
	begin(client, near);
	begin(server, far);
	for (i = 0; i < ROUNDS && !(SSL_is_init_finished(client->connection) &&
				    SSL_is_init_finished(server->connection));
	     i++) {
		step(client);
		step(server);
	}
	end(client);
	end(server);
	ERR_clear_error();
}

static int compare(const void *left, const void *right)
{
	const uint64_t *a = left;
	const uint64_t *b = right;

	return (*a > *b) - (*a < *b);
}

static uint64_t median(uint64_t *values, int count)
{
	qsort(values, count, sizeof(*values), compare);
	return values[count / 2];
}

static struct side make_side(const struct method *method, bool is_server,
			     int version)
{
	struct side side = {
		.context = is_server ? method->server() : method->client(),
		.method = method,
		.is_server = is_server,
	};

	if (!side.context ||
	    !SSL_CTX_set_max_proto_version(side.context, version))
		fail("a context");
	if (is_server &&
	    (SSL_CTX_use_certificate(side.context, certificate) <= 0 ||
	     SSL_CTX_use_PrivateKey(side.context, server_key) <= 0))
		fail("the server's certificate");
	X509_STORE_add_cert(SSL_CTX_get_cert_store(side.context), authority);
	return side;
}

/* Both by turns, each with the same peer; the first turn does not count. */
static void measure(bool is_server, int version, int times)
{
	const char *name = is_server ? "server" : "client";
	static uint64_t costs[2][TIMES_MAX];
	struct side sides[2] = {
		make_side(&bare, is_server, version),
		make_side(&library, is_server, version),
	};
	struct side peer = make_side(&bare, !is_server, version);
	int i, k;

	for (i = -1; i < times; i++) {
		for (k = 0; k < 2; k++) {
			if (is_server)
				shake_hands(&peer, &sides[k]);
			else
				shake_hands(&sides[k], &peer);
			if (i >= 0)
				costs[k][i] = sides[k].spent;
		}
	}
	printf("%s 1.%d %llu %llu\n", name, version - TLS1_VERSION,
	       (unsigned long long)median(costs[0], times),
	       (unsigned long long)median(costs[1], times));
	SSL_CTX_free(peer.context);
	SSL_CTX_free(sides[0].context);
	SSL_CTX_free(sides[1].context);
}

/* Certificates */

static X509 *make_certificate(EVP_PKEY *key, int extension, const char *value)
{
	X509 *made = X509_new();
	X509_EXTENSION *added = X509V3_EXT_conf_nid(NULL, NULL, extension,
						    value);

	if (!made || !added || !key)
		fail("a certificate");
	X509_set_version(made, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(made), extension);
	X509_gmtime_adj(X509_getm_notBefore(made), -3600);
	X509_gmtime_adj(X509_getm_notAfter(made), 3600 * 24);
	X509_set_pubkey(made, key);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN",
				   MBSTRING_ASC, (const unsigned char *)value,
				   -1, -1, 0);
	X509_set_issuer_name(made, X509_get_subject_name(authority ? authority :
							 made));
	X509_add_ext(made, added, -1);
	X509_EXTENSION_free(added);
	if (X509_sign(made, authority_key, EVP_sha256()) <= 0)
		fail("a signature");
	return made;
}

/*
 * handshake TIMES - prints for each side and version the median time, in
 * nanoseconds, of a full handshake with OpenSSL alone and through the library,
 * as "client 1.2 1000000 1010000". RSA, 2048 bits.
 */
int main(int argc, char **argv)
{
	static const struct phonewall_tls_settings settings;
	int times = argc == 2 ? atoi(argv[1]) : 0;
	int version;

	if (times < 1 || times > TIMES_MAX)
		errx(2, "Usage: handshake TIMES");
	policy = phonewall_tls_policy_new(&settings);
	authority_key = EVP_RSA_gen(2048);
	server_key = EVP_RSA_gen(2048);
	authority = make_certificate(authority_key, NID_basic_constraints,
				     "critical,CA:TRUE");
	certificate = make_certificate(server_key, NID_subject_alt_name,
				       "DNS:" HOST);
	for (version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
		measure(false, version, times);
		measure(true, version, times);
	}
	X509_free(certificate);
	X509_free(authority);
	EVP_PKEY_free(server_key);
	EVP_PKEY_free(authority_key);
	phonewall_tls_policy_free(policy);
	return 0;
}
