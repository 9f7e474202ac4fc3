// SPDX-License-Identifier: MIT
#include "directory/connection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tls/context.h"

/* Milliseconds. */
#define CONNECT_TIME	5000
#define TLS_TIME	5000
#define ANSWER_TIME	5000

/* Bytes of a message at most: libldap allocates what its header says. */
#define MESSAGE_MAX	(256 * 1024)

/* Bytes of a server's own message that are shown at most. */
#define DIAGNOSTIC_MAX	200

static int io_setup(Sockbuf_IO_Desc *descriptor, void *connection)
{
	descriptor->sbiod_pvt = connection;
	return 0;
}

/* The socket belongs to the stream. */
static int io_nothing(Sockbuf_IO_Desc *descriptor)
{
	(void)descriptor;
	return 0;
}

static int io_control(Sockbuf_IO_Desc *descriptor, int option, void *argument)
{
	const struct phonewall_directory_connection *connection =
		descriptor->sbiod_pvt;
	SSL *tls = connection->stream.tls;

	(void)argument;
	return option == LBER_SB_OPT_DATA_READY && tls && SSL_pending(tls) > 0;
}

static ber_slen_t io_read(Sockbuf_IO_Desc *descriptor, void *buffer,
			  ber_len_t length)
{
	struct phonewall_directory_connection *connection =
		descriptor->sbiod_pvt;

	return phonewall_directory_stream_read(&connection->stream, buffer,
					       length);
}

static ber_slen_t io_write(Sockbuf_IO_Desc *descriptor, void *data,
			   ber_len_t length)
{
	struct phonewall_directory_connection *connection =
		descriptor->sbiod_pvt;

	if (connection->is_muted)
		return length;
	return phonewall_directory_stream_write(&connection->stream, data,
						length);
}

static Sockbuf_IO io = {
	.sbi_setup = io_setup,
	.sbi_remove = io_nothing,
	.sbi_ctrl = io_control,
	.sbi_read = io_read,
	.sbi_write = io_write,
	.sbi_close = io_nothing,
};

/* libldap's own configuration files and its environment do not count. */
static bool set_options(LDAP *ldap)
{
	static const int version = LDAP_VERSION3;
	static const int never = LDAP_DEREF_NEVER;

	return !ldap_set_option(ldap, LDAP_OPT_PROTOCOL_VERSION, &version) &&
	       !ldap_set_option(ldap, LDAP_OPT_REFERRALS, LDAP_OPT_OFF) &&
	       !ldap_set_option(ldap, LDAP_OPT_RESTART, LDAP_OPT_OFF) &&
	       !ldap_set_option(ldap, LDAP_OPT_DEREF, &never);
}

char *phonewall_directory_connection_begin(
	struct phonewall_directory_connection *connection)
{
	ber_len_t most = MESSAGE_MAX;
	Sockbuf *buffer;

	if (ldap_init_fd(connection->stream.socket, LDAP_PROTO_EXT, NULL,
			 &connection->ldap))
		phonewall_memory_exhausted();
	if (set_options(connection->ldap) &&
	    !ldap_get_option(connection->ldap, LDAP_OPT_SOCKBUF, &buffer) &&
	    ber_sockbuf_ctrl(buffer, LBER_SB_OPT_SET_MAX_INCOMING, &most) >= 0 &&
	    !ber_sockbuf_add_io(buffer, &io, LBER_SBIOD_LEVEL_PROVIDER,
				connection))
		return NULL;
	return phonewall_memory_print("cannot prepare libldap; install libldap 2.5 or newer");
}

/* The server would close the connection at the unbind request of libldap. */
static void drop_handle(struct phonewall_directory_connection *connection)
{
	connection->is_muted = true;
	ldap_destroy(connection->ldap);
	connection->is_muted = false;
	connection->ldap = NULL;
}

static char *describe_silence(
	const struct phonewall_directory_connection *connection)
{
	switch (connection->stream.error) {
	case 0:
		return phonewall_memory_print("the server's answer is not LDAP, or too long; check the port in LDAP_Server");
	case ETIMEDOUT:
		return phonewall_memory_print("the server does not answer in time; try again, or ask its administrator");
	case EMSGSIZE:
		return phonewall_memory_print("the server sends more than 1 MiB; search for more letters");
	default:
		return phonewall_memory_print("the connection to the server broke: %s; check scheme and port in LDAP_Server, or try again",
				strerror(connection->stream.error));
	}
}

char *phonewall_directory_connection_answer(
	struct phonewall_directory_connection *connection, int request,
	LDAPMessage **message)
{
	unsigned int left =
		phonewall_directory_stream_time_left(&connection->stream);
	struct timeval time = { .tv_sec = left / 1000,
				.tv_usec = left % 1000 * 1000 };
	int kind;

	*message = NULL;
	kind = left ? ldap_result(connection->ldap, request, LDAP_MSG_ONE,
				  &time, message) : 0;
	if (kind > 0)
		return NULL;
	/* A message of type 0 is none of LDAP's. */
	if (*message)
		ldap_msgfree(*message);
	else if (!kind && !connection->stream.error)
		connection->stream.error = ETIMEDOUT;
	*message = NULL;
	return describe_silence(connection);
}

char *phonewall_directory_refusal(const char *what, const char *dn_remedy,
				  int code, const char *diagnostic)
{
	static const char *const remedies[] = {
		[LDAP_NO_SUCH_OBJECT] = "correct LDAP_Search_Base",
		[LDAP_INVALID_CREDENTIALS] =
			"correct LDAP_Client_DN and LDAP_Password",
		[LDAP_INAPPROPRIATE_AUTH] =
			"set LDAP_Auth_Method to Simple, with LDAP_Client_DN and LDAP_Password",
		[LDAP_INSUFFICIENT_ACCESS] =
			"set LDAP_Auth_Method to Simple, with LDAP_Client_DN and LDAP_Password",
		[LDAP_STRONG_AUTH_REQUIRED] =
			"set LDAP_Server to ldaps://, or LDAP_Auth_Method to Simple",
		[LDAP_CONFIDENTIALITY_REQUIRED] =
			"set LDAP_Server to ldaps://",
	};
	size_t count = sizeof(remedies) / sizeof(remedies[0]);
	const char *remedy = code > 0 && (size_t)code < count ?
			     remedies[code] : NULL;
	bool has_more = diagnostic && *diagnostic;

	if (code == LDAP_INVALID_DN_SYNTAX)
		remedy = dn_remedy;
	return phonewall_memory_print("the server refuses %s: %s%s%.*s%s; %s",
				      what, ldap_err2string(code),
				      has_more ? " (" : "", DIAGNOSTIC_MAX,
				      has_more ? diagnostic : "",
				      has_more ? ")" : "", remedy ?:
				      "ask its administrator");
}

/*
 * @kind: the answer's, LDAP_RES_BIND or LDAP_RES_EXTENDED. Return: NULL, with the
 * result code and the server's message; or why not.
 */
static char *result_of(struct phonewall_directory_connection *connection,
		       int request, int kind, int *code, char **diagnostic)
{
	LDAPMessage *message;
	char *failure;

	*diagnostic = NULL;
	failure = phonewall_directory_connection_answer(connection, request,
							&message);
	if (failure)
		return failure;
	if (ldap_msgtype(message) != kind)
		failure = phonewall_memory_print("the server answers something else than was asked, as an attacker would; ask its administrator");
	else if (ldap_parse_result(connection->ldap, message, code, NULL,
				   diagnostic, NULL, NULL, 0))
		failure = describe_silence(connection);
	ldap_msgfree(message);
	return failure;
}

static char *begin_tls(struct phonewall_directory_connection *connection,
		       const struct phonewall_directory_settings *directory,
		       const struct phonewall_tls_policy *policy,
		       enum phonewall_tls_application application)
{
	SSL_CTX *context = phonewall_tls_client_new(policy, application);
	char *failure = NULL;

	if (!context)
		phonewall_memory_exhausted();
	if (!directory->authorities)
		SSL_CTX_set_default_verify_paths(context);
	else if (!SSL_CTX_load_verify_file(context, directory->authorities))
		failure = phonewall_memory_print("cannot use the certificates in '%s'; make it a PEM file that you may read",
						 directory->authorities);
	if (!failure) {
		phonewall_directory_stream_set_time(&connection->stream,
						    TLS_TIME);
		failure = phonewall_directory_stream_handshake(
			&connection->stream, context, directory->server.host);
	}
	SSL_CTX_free(context);
	return failure;
}

/* RFC 4511 section 4.14. Sets @code to the server's answer. */
static char *ask_for_starttls(
	struct phonewall_directory_connection *connection, int *code)
{
	char *diagnostic, *failure;
	int request;

	failure = phonewall_directory_connection_begin(connection);
	if (failure)
		return failure;
	phonewall_directory_stream_set_time(&connection->stream, ANSWER_TIME);
	if (ldap_extended_operation(connection->ldap, LDAP_EXOP_START_TLS, NULL,
				    NULL, NULL, &request))
		return describe_silence(connection);
	failure = result_of(connection, request, LDAP_RES_EXTENDED, code,
			    &diagnostic);
	if (!failure && *code && *code != LDAP_PROTOCOL_ERROR)
		failure = phonewall_directory_refusal("StartTLS", NULL,
						      *code, diagnostic);
	ldap_memfree(diagnostic);
	return failure;
}

/*
 * With TLS everything begins anew, in a new handle: nothing that was heard
 * before counts (RFC 4513 section 3.1.5). protocolError means that the server
 * does not know StartTLS; the session goes on without (RFC 4511 section
 * 4.14.1).
 */
static char *starttls(struct phonewall_directory_connection *connection,
		      const struct phonewall_directory_settings *directory,
		      const struct phonewall_tls_policy *policy)
{
	char *failure;
	int code;

	failure = ask_for_starttls(connection, &code);
	if (failure)
		return failure;
	drop_handle(connection);
	if (!code) {
		connection->security = PHONEWALL_DIRECTORY_STARTTLS;
		return begin_tls(connection, directory, policy,
				 PHONEWALL_TLS_LDAP_STARTTLS);
	}
	if (directory->starttls == PHONEWALL_STARTTLS_OPTIONAL) {
		connection->security = PHONEWALL_DIRECTORY_FALLBACK;
		return NULL;
	}
	return phonewall_memory_print("'%s' does not know StartTLS, or somebody on the way removes it, and phonewall.conf requires it; set LDAP_Server to ldaps://",
				      directory->server.host);
}

static char *secure(struct phonewall_directory_connection *connection,
		    const struct phonewall_directory_settings *directory,
		    const struct phonewall_tls_policy *policy)
{
	if (directory->starttls != PHONEWALL_STARTTLS_NO)
		return starttls(connection, directory, policy);
	if (!directory->server.is_tls)
		return NULL;
	connection->security = PHONEWALL_DIRECTORY_LDAPS;
	return begin_tls(connection, directory, policy, PHONEWALL_TLS_LDAPS);
}

char *phonewall_directory_connection_bind(
	struct phonewall_directory_connection *connection,
	const struct phonewall_directory_settings *directory)
{
	struct berval password = {
		.bv_val = directory->password,
		.bv_len = directory->password ? strlen(directory->password) : 0,
	};
	char *diagnostic, *failure;
	int request, code;

	phonewall_directory_stream_set_time(&connection->stream, ANSWER_TIME);
	if (ldap_sasl_bind(connection->ldap, directory->name ?: "",
			   LDAP_SASL_SIMPLE, &password, NULL, NULL, &request))
		return describe_silence(connection);
	failure = result_of(connection, request, LDAP_RES_BIND, &code,
			    &diagnostic);
	if (!failure && code)
		failure = phonewall_directory_refusal("to let the phone in",
						      "correct LDAP_Client_DN",
						      code, diagnostic);
	ldap_memfree(diagnostic);
	return failure;
}

char *phonewall_directory_connection_open(
	const struct phonewall_directory_settings *directory,
	const struct phonewall_tls_policy *policy,
	struct phonewall_directory_connection *connection)
{
	char *failure;

	*connection = (struct phonewall_directory_connection){ 0 };
	failure = phonewall_directory_stream_connect(&directory->server,
						     &connection->stream,
						     CONNECT_TIME);
	if (!failure)
		failure = secure(connection, directory, policy);
	if (!failure)
		failure = phonewall_directory_connection_begin(connection);
	if (!failure)
		failure = phonewall_directory_connection_bind(connection,
							      directory);
	return failure;
}

void phonewall_directory_connection_close(
	struct phonewall_directory_connection *connection)
{
	if (connection->ldap)
		ldap_destroy(connection->ldap);
	connection->ldap = NULL;
	phonewall_directory_stream_close(&connection->stream);
}
