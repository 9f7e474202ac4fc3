// SPDX-License-Identifier: MIT
/*
 * A man in the middle between the library's client and its server: he ends or
 * stalls the handshake at each of its bytes, and drops, repeats, swaps, cuts and
 * replaces each of its records. What is judged is what arrives: the data that
 * either end sends as soon as its handshake is finished.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dirent.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cmocka.h>

#include "tls/context.h"

#define HEADER		5	/* of a record (RFC 8446 section 5.1) */
#define CHANGE_CIPHER	20	/* a record's type */
#define RECORDS_MAX	32
#define BYTES_MAX	8192

static const char data[] = "data";

/**
 * enum action - what the man in the middle does
 * @PASS: nothing
 * @SEGMENT: passes the bytes on one by one
 * @FIN: closes both connections
 * @RST: resets both connections
 * @STALL: passes nothing on from there
 * @SPLIT: makes two records of one
 * @DROP: leaves a record out
 * @REPEAT: sends a record twice
 * @SWAP: sends the next record first
 * @CUT: takes a record's last byte away
 * @REPLACE: sends the record of the same number of another connection
 */
enum action {
	PASS,
	SEGMENT,
	FIN,
	RST,
	STALL,
	SPLIT,
	DROP,
	REPEAT,
	SWAP,
	CUT,
	REPLACE,
};

enum side { CLIENT, SERVER };

/* What is done to what a victim gets: at which byte, or to which record. */
struct attack {
	enum action action;
	enum side victim;
	size_t at;
};

struct record {
	unsigned char bytes[BYTES_MAX];
	size_t length;
};

/**
 * struct end - a client or a server
 * @connection: its TLS
 * @fd: its socket
 * @is_established: its handshake is finished
 * @is_closed: the other has closed the connection by TLS
 * @has_failed: the connection is lost
 * @data_count: how often it got the other's data
 * @read: the bytes that it had read when its handshake was finished
 */
struct end {
	SSL *connection;
	int fd;
	bool is_established;
	bool is_closed;
	bool has_failed;
	int data_count;
	size_t read;
};

/**
 * struct stream - what the man in the middle has for an end
 * @fd: his socket to that end
 * @passed: bytes that were passed on
 * @records: the records of which whole ones were passed on, in order
 * @count: how many of them are whole
 * @held: a record to be sent behind the next one
 */
struct stream {
	int fd;
	size_t passed;
	struct record records[RECORDS_MAX];
	size_t count;
	const struct record *held;
};

static EVP_PKEY *key;
static X509 *authority, *certificate;
static struct end ends[2];
static struct stream streams[2];
static struct record others[2][RECORDS_MAX];

static enum side other(enum side side)
{
	return side == CLIENT ? SERVER : CLIENT;
}

static void put(struct stream *stream, const void *bytes, size_t length)
{
	/* The end may have given up. */
	send(stream->fd, bytes, length, MSG_NOSIGNAL);
	stream->passed += length;
}

static void put_record(struct stream *stream, const struct record *record)
{
	put(stream, record->bytes, record->length);
}

static void put_split(struct stream *stream, const struct record *record)
{
	unsigned char half[HEADER] = { record->bytes[0], record->bytes[1],
				       record->bytes[2], 0, 1 };
	size_t rest = record->length - HEADER - 1;

	put(stream, half, HEADER);
	put(stream, record->bytes + HEADER, 1);
	half[3] = rest >> 8;
	half[4] = rest;
	put(stream, half, HEADER);
	put(stream, record->bytes + HEADER + 1, rest);
}

static void put_cut(struct stream *stream, struct record *record)
{
	size_t rest = --record->length - HEADER;

	record->bytes[3] = rest >> 8;
	record->bytes[4] = rest;
	put_record(stream, record);
}

static void attack_record(struct stream *stream, struct record *record,
			  const struct attack *attack)
{
	switch (attack->action) {
	case DROP:
		break;
	case REPEAT:
		put_record(stream, record);
		put_record(stream, record);
		break;
	case SWAP:
		stream->held = record;
		break;
	case CUT:
		put_cut(stream, record);
		break;
	case REPLACE:
		put_record(stream, &others[attack->victim][attack->at]);
		break;
	case SPLIT:
		put_split(stream, record);
		break;
	default:
		put_record(stream, record);
	}
}

/* Reads a byte of a record. Return: whether the record is whole. */
static bool add_byte(struct record *record, unsigned char byte)
{
	assert_true(record->length < BYTES_MAX);
	record->bytes[record->length++] = byte;
	return record->length >= HEADER &&
	       record->length - HEADER ==
		       record->bytes[3] * 256u + record->bytes[4];
}

static void end_record(enum side side, const struct attack *attack)
{
	struct stream *stream = &streams[side];
	struct record *record = &stream->records[stream->count];
	const struct record *held = stream->held;

	if (side == attack->victim && stream->count == attack->at) {
		attack_record(stream, record, attack);
	} else {
		put_record(stream, record);
		stream->held = NULL;
		if (held)
			put_record(stream, held);
	}
	assert_true(++stream->count < RECORDS_MAX);
	stream->records[stream->count].length = 0;
}

/* Unread bytes in a socket that is closed reset the connection. */
static void close_streams(bool is_reset)
{
	enum side side;

	for (side = CLIENT; side <= SERVER; side++) {
		if (is_reset)
			send(ends[side].fd, "x", 1, MSG_NOSIGNAL);
		close(streams[side].fd);
		streams[side].fd = -1;
	}
}

/* Notes which records an end gets. */
static void note(struct stream *stream, const unsigned char *bytes,
		 size_t length)
{
	size_t i;

	for (i = 0; i < length; i++) {
		if (!add_byte(&stream->records[stream->count], bytes[i]))
			continue;
		assert_true(++stream->count < RECORDS_MAX);
		stream->records[stream->count].length = 0;
	}
}

static void pass_bytes(enum side side, const unsigned char *bytes,
		       size_t length, const struct attack *attack)
{
	struct stream *stream = &streams[side];
	bool is_there = attack->action >= FIN && side == attack->victim &&
			stream->passed + length > attack->at;

	if (is_there)
		length = attack->at - stream->passed;
	note(stream, bytes, length);
	put(stream, bytes, length);
	if (is_there && attack->action != STALL)
		close_streams(attack->action == RST);
}

static void pass_records(enum side side, const unsigned char *bytes,
			 size_t length, const struct attack *attack)
{
	struct stream *stream = &streams[side];
	size_t i;

	for (i = 0; i < length; i++) {
		if (add_byte(&stream->records[stream->count], bytes[i]))
			end_record(side, attack);
	}
}

/* Passes on what a side has sent. */
static void pass_from(enum side side, const struct attack *attack)
{
	unsigned char bytes[BYTES_MAX];
	ssize_t length;

	if (streams[side].fd < 0)
		return;
	length = recv(streams[side].fd, bytes, attack->action == SEGMENT ?
		      1 : sizeof(bytes), 0);
	if (length <= 0)
		return;
	if (attack->action >= SPLIT)
		pass_records(other(side), bytes, length, attack);
	else
		pass_bytes(other(side), bytes, length, attack);
}

static void take_data(struct end *end)
{
	char bytes[sizeof(data)] = { 0 };
	int result = SSL_read(end->connection, bytes, sizeof(bytes));
	int error = SSL_get_error(end->connection, result);

	if (result > 0) {
		assert_string_equal(bytes, data);
		end->data_count++;
	} else if (error == SSL_ERROR_ZERO_RETURN) {
		end->is_closed = true;
	} else if (error != SSL_ERROR_WANT_READ) {
		end->has_failed = true;
	}
}

static void step(struct end *end)
{
	int result, error;

	ERR_clear_error();
	if (end->has_failed)
		return;
	if (end->is_established) {
		take_data(end);
		return;
	}
	result = SSL_do_handshake(end->connection);
	error = SSL_get_error(end->connection, result);
	if (result == 1) {
		end->is_established = true;
		end->read = BIO_number_read(SSL_get_rbio(end->connection));
		SSL_write(end->connection, data, strlen(data));
	} else if (error != SSL_ERROR_WANT_READ) {
		assert_int_not_equal(error, SSL_ERROR_ZERO_RETURN);
		end->has_failed = true;
	}
}

static void connect_end(enum side side, SSL_CTX *context)
{
	struct end *end = &ends[side];
	int fds[2];

	memset(end, 0, sizeof(*end));
	memset(&streams[side], 0, sizeof(streams[side]));
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0,
				    fds), 0);
	end->fd = fds[0];
	streams[side].fd = fds[1];
	end->connection = SSL_new(context);
	assert_non_null(end->connection);
	SSL_set_fd(end->connection, end->fd);
}

static void disconnect(void)
{
	enum side side;

	for (side = CLIENT; side <= SERVER; side++) {
		SSL_free(ends[side].connection);
		close(ends[side].fd);
		if (streams[side].fd >= 0)
			close(streams[side].fd);
	}
	ERR_clear_error();
}

/* Until nothing happens any more: bytes that come one by one take longest. */
static void run(SSL_CTX *const contexts[2], const struct attack *attack)
{
	int rounds = attack->action == SEGMENT ? 3000 : 8, i;

	connect_end(CLIENT, contexts[CLIENT]);
	connect_end(SERVER, contexts[SERVER]);
	assert_int_equal(phonewall_tls_set_host(ends[CLIENT].connection,
						"phone.example.net", 0), 0);
	SSL_set_connect_state(ends[CLIENT].connection);
	SSL_set_accept_state(ends[SERVER].connection);
	for (i = 0; i < rounds; i++) {
		step(&ends[CLIENT]);
		pass_from(CLIENT, attack);
		step(&ends[SERVER]);
		pass_from(SERVER, attack);
	}
}

static void contexts_new(SSL_CTX *contexts[2], int version)
{
	const struct phonewall_tls_settings settings = { 0 };
	struct phonewall_tls_policy *policy =
		phonewall_tls_policy_new(&settings);
	enum side side;

	contexts[CLIENT] = phonewall_tls_client_new(policy, PHONEWALL_TLS_XML);
	contexts[SERVER] = phonewall_tls_server_new(policy, PHONEWALL_TLS_XML);
	phonewall_tls_policy_free(policy);
	for (side = CLIENT; side <= SERVER; side++)
		SSL_CTX_set_max_proto_version(contexts[side], version);
	X509_STORE_add_cert(SSL_CTX_get_cert_store(contexts[CLIENT]),
			    authority);
	SSL_CTX_use_certificate(contexts[SERVER], certificate);
	assert_int_equal(SSL_CTX_use_PrivateKey(contexts[SERVER], key), 1);
}

static void contexts_free(SSL_CTX *contexts[2])
{
	SSL_CTX_free(contexts[CLIENT]);
	SSL_CTX_free(contexts[SERVER]);
}

static int count_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int count = 0;

	assert_non_null(folder);
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

/* Both get the other's data if he lets everything pass. */
static void run_unharmed(SSL_CTX *const contexts[2], enum action action)
{
	const struct attack attack = { .action = action };

	run(contexts, &attack);
	assert_int_equal(ends[CLIENT].data_count, 1);
	assert_int_equal(ends[SERVER].data_count, 1);
}

/* The bytes that each side needs for its handshake, and their records. */
static void learn(SSL_CTX *const contexts[2], size_t needed[2],
		  size_t counts[2])
{
	enum side side;

	run_unharmed(contexts, PASS);
	for (side = CLIENT; side <= SERVER; side++) {
		needed[side] = ends[side].read;
		counts[side] = streams[side].count;
		memcpy(others[side], streams[side].records,
		       sizeof(others[side]));
	}
	disconnect();
}

/* An end is not established without the last byte, and is with it. */
static void interrupt(SSL_CTX *const contexts[2], const struct attack *attack,
		      size_t needed)
{
	const struct end *victim = &ends[attack->victim];

	run(contexts, attack);
	assert_int_equal(victim->is_established, attack->at >= needed);
	assert_int_equal(victim->has_failed, attack->action != STALL);
	if (attack->at < needed) {
		assert_int_equal(victim->data_count, 0);
		assert_int_equal(ends[other(attack->victim)].data_count, 0);
	}
	assert_false(ends[CLIENT].is_closed || ends[SERVER].is_closed);
	disconnect();
}

static size_t interrupt_everywhere(enum action action, int version)
{
	struct attack attack = { .action = action };
	size_t needed[2], counts[2], attacks = 0;
	SSL_CTX *contexts[2];
	enum side side;

	contexts_new(contexts, version);
	learn(contexts, needed, counts);
	for (side = CLIENT; side <= SERVER; side++) {
		attack.victim = side;
		for (attack.at = 0; attack.at <= needed[side]; attack.at++) {
			interrupt(contexts, &attack, needed[side]);
			attacks++;
		}
	}
	contexts_free(contexts);
	return attacks;
}

static void check_interruption(enum action action)
{
	int before = count_descriptors();
	size_t old = interrupt_everywhere(action, TLS1_2_VERSION);
	size_t new = interrupt_everywhere(action, TLS1_3_VERSION);

	print_message("# %zu bytes of TLS 1.2, %zu of TLS 1.3\n", old, new);
	assert_true(old > 500 && new > 500);
	assert_int_equal(count_descriptors(), before);
}

static void test_closed_at_every_byte(void **state)
{
	(void)state;
	check_interruption(FIN);
}

static void test_reset_at_every_byte(void **state)
{
	(void)state;
	check_interruption(RST);
}

/* The caller has the deadline: nothing happens, and nothing is established. */
static void test_stalled_at_every_byte(void **state)
{
	(void)state;
	check_interruption(STALL);
}

/*
 * Whether an attack leaves the stream as it was, or as RFC 8446 appendix D.4
 * allows it to be: TLS 1.3 ignores its ChangeCipherSpec.
 */
static bool is_harmless(const struct attack *attack, int version)
{
	const struct record *own = &streams[attack->victim].records[attack->at];
	const struct record *foreign = &others[attack->victim][attack->at];

	if (attack->action == REPLACE && own->length == foreign->length &&
	    !memcmp(own->bytes, foreign->bytes, own->length))
		return true;
	return version == TLS1_3_VERSION &&
	       (own->bytes[0] == CHANGE_CIPHER ||
		(attack->action == SWAP && own[1].bytes[0] == CHANGE_CIPHER));
}

/* The data is in the last record: it does not arrive, or once if repeated. */
static size_t attack_records(SSL_CTX *const contexts[2], struct attack *attack,
			     size_t count, int version)
{
	size_t attacks = 0;

	for (attack->at = 0; attack->at < count; attack->at++) {
		run(contexts, attack);
		if (!is_harmless(attack, version)) {
			assert_int_equal(ends[attack->victim].data_count,
					 attack->action == REPEAT &&
					 attack->at + 1 == count);
			assert_false(ends[attack->victim].is_closed);
			attacks++;
		}
		disconnect();
	}
	return attacks;
}

static size_t attack_all_records(int version)
{
	size_t needed[2], counts[2], attacks = 0;
	struct attack attack;
	SSL_CTX *contexts[2];

	contexts_new(contexts, version);
	learn(contexts, needed, counts);
	for (attack.action = DROP; attack.action <= REPLACE; attack.action++) {
		for (attack.victim = CLIENT; attack.victim <= SERVER;
		     attack.victim++)
			attacks += attack_records(contexts, &attack,
						  counts[attack.victim],
						  version);
	}
	contexts_free(contexts);
	return attacks;
}

static void test_records(void **state)
{
	int before = count_descriptors();
	size_t old = attack_all_records(TLS1_2_VERSION);
	size_t new = attack_all_records(TLS1_3_VERSION);

	(void)state;
	print_message("# %zu attacks on TLS 1.2, %zu on TLS 1.3\n", old, new);
	assert_true(old > 30 && new > 30);
	assert_int_equal(count_descriptors(), before);
}

/* What the network and RFC 8446 section 5.1 allow does no harm. */
static void test_allowed(void **state)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
	SSL_CTX *contexts[2];
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		contexts_new(contexts, versions[i]);
		run_unharmed(contexts, SEGMENT);
		disconnect();
		run_unharmed(contexts, SPLIT);
		disconnect();
		contexts_free(contexts);
	}
}

static X509 *make(const char *name, X509 *issuer)
{
	X509 *made = X509_new();
	X509_EXTENSION *extension;

	X509_set_version(made, X509_VERSION_3);
	X509_gmtime_adj(X509_getm_notBefore(made), -3600);
	X509_gmtime_adj(X509_getm_notAfter(made), 3600);
	X509_set_pubkey(made, key);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN",
				   MBSTRING_ASC, (const unsigned char *)name,
				   -1, -1, 0);
	X509_set_issuer_name(made,
			     X509_get_subject_name(issuer ? issuer : made));
	extension = X509V3_EXT_conf_nid(NULL, NULL, NID_basic_constraints,
					issuer ? "CA:FALSE" :
						 "critical,CA:TRUE");
	X509_add_ext(made, extension, -1);
	X509_EXTENSION_free(extension);
	assert_true(X509_sign(made, key, NULL) > 0);
	return made;
}

/* Its signatures have one length, so that each handshake has the same bytes. */
static int set_up(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	authority = make("Authority", NULL);
	certificate = make("phone.example.net", authority);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	X509_free(certificate);
	X509_free(authority);
	EVP_PKEY_free(key);
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_allowed),
		cmocka_unit_test(test_closed_at_every_byte),
		cmocka_unit_test(test_reset_at_every_byte),
		cmocka_unit_test(test_stalled_at_every_byte),
		cmocka_unit_test(test_records),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
