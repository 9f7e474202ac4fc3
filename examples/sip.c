// SPDX-License-Identifier: MIT
/*
 * The parts of a SIP stack that the libraries give it: it connects to a registrar
 * by TLS, whose certificate must be the domain's (RFC 5922), registers with media
 * security, and challenges each call. Build it against the installed libraries:
 *
 *     cc sip.c -o sip $(pkg-config --cflags --libs phonewall-sip phonewall-tls)
 *     ./sip example.org:5061 bob PASSWORD
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <openssl/rand.h>

#include <phonewall/sip/challenge.h>
#include <phonewall/sip/framing.h>
#include <phonewall/sip/mediasec.h>
#include <phonewall/sip/response.h>
#include <phonewall/tls/context.h>
#include <phonewall/tls/policy_file.h>

static struct phonewall_sip_mediasec mediasec;
static struct phonewall_sip_challenger challenger;
static const char *user, *domain;

/* A request leaves with what media security adds to it. */
static void send_register(BIO *connection, unsigned int number)
{
	static struct phonewall_sip_message request;
	struct phonewall_sip_edits edits = { 0 };
	char text[1024], out[8192];
	size_t length;

	snprintf(text, sizeof(text),
		 "REGISTER sip:%s SIP/2.0\r\n"
		 "Via: SIP/2.0/TLS localhost;branch=z9hG4bK%u\r\n"
		 "From: <sip:%s@%s>;tag=1\r\nTo: <sip:%s@%s>\r\n"
		 "Call-ID: 1@localhost\r\nCSeq: %u REGISTER\r\n"
		 "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
		 domain, number, user, domain, user, domain, number);
	if (phonewall_sip_message_parse(text, strlen(text), &request))
		return;
	phonewall_sip_mediasec_request(&mediasec, &request, &edits);
	length = phonewall_sip_edits_apply(&edits, &request, out, sizeof(out));
	BIO_write(connection, out, (int)length);
}

/* A call is let in only with the line's password. */
static void take_call(BIO *connection,
		      const struct phonewall_sip_message *invite)
{
	uint32_t now = (uint32_t)time(NULL);
	enum phonewall_sip_verdict verdict =
		phonewall_sip_challenger_check(&challenger, invite, now);
	char headers[PHONEWALL_SIP_CHALLENGE_TEXT], out[16384];
	size_t length = 0;

	if (verdict == PHONEWALL_SIP_ACCEPTED) {
		puts("call accepted");
		length = phonewall_sip_response_print(invite, 480, "Nobody here",
						      "1", "", out,
						      sizeof(out));
	} else if (!phonewall_sip_challenger_print(&challenger,
			verdict == PHONEWALL_SIP_STALE_NONCE ||
			verdict == PHONEWALL_SIP_REPLAYED, now, headers)) {
		puts("call challenged");
		length = phonewall_sip_response_print(invite, 401,
						      "Unauthorized", "1",
						      headers, out,
						      sizeof(out));
	}
	BIO_write(connection, out, (int)length);
}

static void take_message(BIO *connection, const char *bytes, size_t length)
{
	static struct phonewall_sip_message message;
	static unsigned int number = 1;
	enum phonewall_sip_fault fault =
		phonewall_sip_message_parse(bytes, length, &message);

	if (fault) {
		puts(phonewall_sip_fault_text(fault));
	} else if (phonewall_sip_is_challenged(&message)) {
		take_call(connection, &message);
	} else if (message.status) {
		printf("status %u\n", message.status);
		if (phonewall_sip_mediasec_response(&mediasec, &message,
						    number - 1) ==
		    PHONEWALL_SIP_MEDIASEC_RETRY ||
		    (message.status == 401 && number == 1))
			send_register(connection, ++number);
	}
}

/* Reads until the registrar closes the connection. */
static void serve(BIO *connection)
{
	static char bytes[PHONEWALL_SIP_MESSAGE_MAX];
	struct phonewall_sip_framer framer = { 0 };
	enum phonewall_sip_frame kind;
	size_t length = 0, frame;
	int count;

	send_register(connection, 1);
	while ((count = BIO_read(connection, bytes + length,
				 (int)(sizeof(bytes) - length))) > 0) {
		length += (size_t)count;
		do {
			kind = phonewall_sip_framer_next(&framer, bytes, length,
							 &frame);
			if (kind == PHONEWALL_SIP_FRAME_BROKEN)
				return;
			if (kind == PHONEWALL_SIP_FRAME_MESSAGE)
				take_message(connection, bytes, frame);
			length -= frame;
			memmove(bytes, bytes + frame, length);
		} while (frame);
	}
}

/* Return: the connection, if the certificate is the domain's; else NULL. */
static BIO *connect_to(SSL_CTX *context, const char *server)
{
	BIO *connection = BIO_new_ssl_connect(context);
	SSL *tls;

	if (connection && BIO_get_ssl(connection, &tls) > 0 &&
	    BIO_set_conn_hostname(connection, server) > 0) {
		domain = BIO_get_conn_hostname(connection);
		if (!phonewall_tls_set_host(tls, domain, 0) &&
		    BIO_do_handshake(connection) > 0)
			return connection;
		fprintf(stderr, "%s\n", X509_verify_cert_error_string(
				SSL_get_verify_result(tls)));
	}
	BIO_free_all(connection);
	return NULL;
}

int main(int argc, char **argv)
{
	struct phonewall_tls_settings settings = { 0 };
	struct phonewall_tls_policy *policy = phonewall_tls_policy_load(NULL);
	uint8_t secret[PHONEWALL_SIP_SECRET];
	BIO *connection = NULL;
	SSL_CTX *context;

	if (!policy)
		policy = phonewall_tls_policy_new(&settings);
	context = policy ? phonewall_tls_client_new(policy, PHONEWALL_TLS_SIP) :
		  NULL;
	if (argc == 4 && context && RAND_bytes(secret, sizeof(secret)) > 0) {
		SSL_CTX_set_default_verify_paths(context);
		setvbuf(stdout, NULL, _IOLBF, 0);
		user = argv[2];
		connection = connect_to(context, argv[1]);
	}
	if (connection) {
		phonewall_sip_mediasec_init(&mediasec, true, true, true);
		if (!phonewall_sip_challenger_init(&challenger, user, domain,
						   argv[3], true, secret))
			serve(connection);
	}
	BIO_free_all(connection);
	SSL_CTX_free(context);
	phonewall_tls_policy_free(policy);
	return !connection;
}
