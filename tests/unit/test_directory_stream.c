// SPDX-License-Identifier: MIT
/*
 * A server of the directory that keeps the phone's TLS busy: with KeyUpdates of TLS
 * 1.3 and HelloRequests of TLS 1.2, of which GnuTLS has put some thousand into the
 * socket before the client reads. It is to come back at its deadline, and not only once
 * there is nothing more to read, which may be never.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gnutls/gnutls.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cmocka.h>

#include "directory/stream.h"
#include "tls/context.h"

#define HOST		"ldap.example.org"

/* What fits into the socket: more than a client reads until its deadline. */
#define BYTES_MAX	(64 * 1024)
#define LEAST_BYTES	(20 * 1000)

/* Milliseconds: the least for the server, the deadline, and of a busy machine. */
#define MAKING_MAX	600
#define DEADLINE	2
#define LATEST		10000

/**
 * struct flood - what the server sends without end
 * @priority: the version, for GnuTLS
 * @send: sends one message
 */
struct flood {
	const char *priority;
	int (*send)(gnutls_session_t session);
};

/**
 * struct server - the thread that is the server
 * @flood: what it sends once the handshake is finished
 * @socket: its socket
 * @is_ready: whether the messages are in the socket
 * @bytes: the messages
 * @length: how many bytes they are
 */
struct server {
	const struct flood *flood;
	int socket;
	atomic_bool is_ready;
	char bytes[BYTES_MAX];
	size_t length;
};

static X509 *certificate;
static EVP_PKEY *key;
static gnutls_certificate_credentials_t credentials;

/* The server */

static int send_key_update(gnutls_session_t session)
{
	return gnutls_session_key_update(session, 0);
}

static int ask_for_key_update(gnutls_session_t session)
{
	return gnutls_session_key_update(session, GNUTLS_KU_PEER);
}

static int send_hello_request(gnutls_session_t session)
{
	return gnutls_rehandshake(session);
}

static int64_t now(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return time.tv_sec * INT64_C(1000) + time.tv_nsec / 1000000;
}

static gnutls_session_t begin_session(const struct server *server)
{
	gnutls_session_t session;
	int error;

	assert_int_equal(gnutls_init(&session, GNUTLS_SERVER), 0);
	assert_int_equal(gnutls_priority_set_direct(session,
					server->flood->priority, NULL), 0);
	assert_int_equal(gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE,
						credentials), 0);
	gnutls_transport_set_int(session, server->socket);
	do
		error = gnutls_handshake(session);
	while (error && !gnutls_error_is_fatal(error));
	return session;
}

static ssize_t keep(gnutls_transport_ptr_t pointer, const void *bytes,
		    size_t length)
{
	struct server *server = pointer;

	if (server->length + length > BYTES_MAX)
		return -1;
	memcpy(server->bytes + server->length, bytes, length);
	server->length += length;
	return length;
}

/* As many as there is room for, or as are made in time. */
static void make_messages(struct server *server, gnutls_session_t session)
{
	int64_t end = now(CLOCK_THREAD_CPUTIME_ID) + MAKING_MAX;

	gnutls_transport_set_ptr(session, server);
	gnutls_transport_set_push_function(session, keep);
	while (now(CLOCK_THREAD_CPUTIME_ID) < end &&
	       !server->flood->send(session))
		;
}

static void *run_server(void *argument)
{
	struct server *server = argument;
	gnutls_session_t session = begin_session(server);

	make_messages(server, session);
	gnutls_deinit(session);
	assert_int_equal(send(server->socket, server->bytes, server->length, 0),
			 server->length);
	server->is_ready = true;
	return NULL;
}

/* The client */

static void begin_tls(struct phonewall_directory_stream *stream)
{
	static const struct phonewall_tls_settings settings;
	struct phonewall_tls_policy *policy =
		phonewall_tls_policy_new(&settings);
	SSL_CTX *context = phonewall_tls_client_new(policy,
						    PHONEWALL_TLS_LDAPS);
	char *failure;

	assert_true(X509_STORE_add_cert(SSL_CTX_get_cert_store(context),
					certificate));
	phonewall_directory_stream_set_time(stream, LATEST);
	failure = phonewall_directory_stream_handshake(stream, context, HOST);
	if (failure)
		fail_msg("%s", failure);
	SSL_CTX_free(context);
	phonewall_tls_policy_free(policy);
}

static void expect_deadline(struct phonewall_directory_stream *stream)
{
	int64_t begun = now(CLOCK_MONOTONIC);
	char byte;

	phonewall_directory_stream_set_time(stream, DEADLINE);
	assert_int_equal(phonewall_directory_stream_read(stream, &byte, 1), -1);
	assert_int_equal(stream->error, ETIMEDOUT);
	assert_in_range(now(CLOCK_MONOTONIC) - begun, DEADLINE, LATEST);
	assert_int_equal(stream->received, 0);
}

static void expect_end_of(const struct flood *flood)
{
	static const struct timespec moment = { .tv_nsec = 10000000 };
	struct phonewall_directory_stream stream = { .socket = -1 };
	struct server server = { .flood = flood };
	int sockets[2], left;
	pthread_t thread;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
	stream.socket = sockets[0];
	server.socket = sockets[1];
	assert_int_equal(fcntl(stream.socket, F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(pthread_create(&thread, NULL, run_server, &server), 0);
	begin_tls(&stream);
	while (!server.is_ready)
		nanosleep(&moment, NULL);
	expect_deadline(&stream);
	assert_int_equal(ioctl(stream.socket, FIONREAD, &left), 0);
	phonewall_directory_stream_close(&stream);
	pthread_join(thread, NULL);
	close(server.socket);
	printf("# %d of %zu bytes are left\n", left, server.length);
	assert_true(server.length >= LEAST_BYTES);
	assert_in_range(left, 1, server.length);
}

/* Tests */

static void test_key_updates(void **state)
{
	static const struct flood flood = {
		"NORMAL:-VERS-ALL:+VERS-TLS1.3", send_key_update,
	};

	(void)state;
	expect_end_of(&flood);
}

/* The client answers each. */
static void test_requested_key_updates(void **state)
{
	static const struct flood flood = {
		"NORMAL:-VERS-ALL:+VERS-TLS1.3", ask_for_key_update,
	};

	(void)state;
	expect_end_of(&flood);
}

/* The client refuses each by an alert. */
static void test_renegotiations(void **state)
{
	static const struct flood flood = {
		"NORMAL:-VERS-ALL:+VERS-TLS1.2", send_hello_request,
	};

	(void)state;
	expect_end_of(&flood);
}

static gnutls_datum_t encode(const void *object, int type)
{
	gnutls_datum_t encoded = { 0 };
	int length = type == EVP_PKEY_EC ?
		i2d_PrivateKey(object, &encoded.data) :
		i2d_X509(object, &encoded.data);

	assert_true(length > 0);
	encoded.size = length;
	return encoded;
}

static X509 *make_certificate(void)
{
	X509 *made = X509_new();
	X509_EXTENSION *name = X509V3_EXT_conf_nid(NULL, NULL,
						   NID_subject_alt_name,
						   "DNS:" HOST);

	assert_non_null(made);
	assert_non_null(name);
	X509_set_version(made, X509_VERSION_3);
	X509_gmtime_adj(X509_getm_notBefore(made), -3600);
	X509_gmtime_adj(X509_getm_notAfter(made), 3600 * 24);
	X509_set_pubkey(made, key);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN",
				   MBSTRING_ASC, (const unsigned char *)HOST,
				   -1, -1, 0);
	X509_set_issuer_name(made, X509_get_subject_name(made));
	X509_add_ext(made, name, -1);
	X509_EXTENSION_free(name);
	assert_true(X509_sign(made, key, EVP_sha256()) > 0);
	return made;
}

static int set_up(void **state)
{
	gnutls_datum_t encoded_certificate, encoded_key;

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	key = EVP_EC_gen("P-256");
	assert_non_null(key);
	certificate = make_certificate();
	encoded_certificate = encode(certificate, EVP_PKEY_NONE);
	encoded_key = encode(key, EVP_PKEY_EC);
	assert_int_equal(gnutls_certificate_allocate_credentials(&credentials),
			 0);
	assert_int_equal(gnutls_certificate_set_x509_key_mem(credentials,
				&encoded_certificate, &encoded_key,
				GNUTLS_X509_FMT_DER), 0);
	OPENSSL_free(encoded_certificate.data);
	OPENSSL_free(encoded_key.data);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	gnutls_certificate_free_credentials(credentials);
	X509_free(certificate);
	EVP_PKEY_free(key);
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_key_updates),
		cmocka_unit_test(test_requested_key_updates),
		cmocka_unit_test(test_renegotiations),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
