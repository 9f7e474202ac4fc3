// SPDX-License-Identifier: MIT
/*
 * tls_peer - a client and a server with the contexts of userspace/lib/tls
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <openssl/err.h>

#include "tls/context.h"

/**
 * struct options - what the command line says
 * @settings: of the policy
 * @authorities: PEM file that a client trusts
 * @certificate: PEM file of a server's chain
 * @key: PEM file of its key
 * @next_host: whom the next connections of a client are to reach, with the session
 *	of the first one; NULL for the same host without a session
 * @seconds: deadline of a handshake, and of the exchange after it
 * @times: connections of a client
 * @flags: of phonewall_tls_set_host()
 */
struct options {
	struct phonewall_tls_settings settings;
	const char *authorities;
	const char *certificate;
	const char *key;
	const char *next_host;
	int seconds;
	int times;
	int flags;
};

static const char usage[] =
	"Usage: tls_peer client [OPTION]... APPLICATION HOST ADDRESS PORT\n"
	"       tls_peer server [OPTION]... APPLICATION PORT\n"
	"\n"
	"  --list LIST        TLS_Cipher_List\n"
	"  --min VERSION      1.0, 1.1, 1.2 or 1.3\n"
	"  --authorities FILE whom a client trusts\n"
	"  --certificate FILE a server's certificate and chain\n"
	"  --key FILE         its key\n"
	"  --any-name         verify the chain, but no name\n"
	"  --next HOST        connect again, to this host with the same session\n"
	"  --times N          connect N times\n"
	"  --seconds N        the deadline of a handshake and of an exchange (10)\n"
	"\n"
	"Either prints a line for how each handshake and each exchange ended. A server\n"
	"serves one connection at a time, and prints its descriptors after each.\n";

static const char request[] = "GET /page HTTP/1.0\r\n\r\n";
static const char answer[] = "HTTP/1.0 200 OK\r\n"
			     "Content-Type: text/plain\r\n\r\npage\n";

static struct options options = { .seconds = 10, .times = 1 };

static long long milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Return: 1 if the step may be tried again; 0 if it failed; -1 if it is late. */
static int wait_to_retry(SSL *connection, int result, long long deadline)
{
	struct pollfd wait = { .fd = SSL_get_fd(connection) };
	long long left = deadline - milliseconds();

	switch (SSL_get_error(connection, result)) {
	case SSL_ERROR_WANT_READ:
		wait.events = POLLIN;
		break;
	case SSL_ERROR_WANT_WRITE:
		wait.events = POLLOUT;
		break;
	default:
		return 0;
	}
	return left > 0 && poll(&wait, 1, left) == 1 ? 1 : -1;
}

/* Prints why a step failed: the certificate, the other's alert, or its end. */
static void print_reason(SSL *connection)
{
	long verified = SSL_get_verify_result(connection);
	const char *reason = ERR_reason_error_string(ERR_peek_error());

	if (verified != X509_V_OK)
		reason = X509_verify_cert_error_string(verified);
	else if (!reason)
		reason = errno ? strerror(errno) : "closed";
	printf("failed: %s\n", reason);
}

static bool handshake(SSL *connection)
{
	long long deadline = milliseconds() + options.seconds * 1000LL;
	int result, next = 1;

	do {
		ERR_clear_error();
		errno = 0;
		result = SSL_do_handshake(connection);
		if (result == 1)
			break;
		next = wait_to_retry(connection, result, deadline);
	} while (next == 1);
	if (result == 1)
		printf("established: %s %s %s, %llu bytes in, %llu out\n",
		       SSL_get_version(connection),
		       SSL_get_cipher_name(connection),
		       SSL_session_reused(connection) ? "resumed" : "new",
		       (unsigned long long)BIO_number_read(
			       SSL_get_rbio(connection)),
		       (unsigned long long)BIO_number_written(
			       SSL_get_wbio(connection)));
	else if (next < 0)
		printf("late: no handshake in %d s\n", options.seconds);
	else
		print_reason(connection);
	return result == 1;
}

/* Reads until the text has come, or anything if there is none, or the end. */
static size_t read_until(SSL *connection, char *bytes, size_t size,
			 const char *end, bool *is_closed)
{
	long long deadline = milliseconds() + options.seconds * 1000LL;
	size_t length = 0;
	int result;

	*is_closed = false;
	while (length < size - 1) {
		ERR_clear_error();
		errno = 0;
		result = SSL_read(connection, bytes + length,
				  size - 1 - length);
		if (result > 0) {
			length += result;
			bytes[length] = '\0';
			if (end && strstr(bytes, end))
				break;
		} else if (wait_to_retry(connection, result, deadline) != 1) {
			*is_closed = SSL_get_error(connection, result) ==
				     SSL_ERROR_ZERO_RETURN;
			break;
		}
	}
	bytes[length] = '\0';
	return length;
}

static void exchange_as_client(SSL *connection)
{
	char bytes[4096];
	bool is_closed;
	size_t length;

	if (SSL_write(connection, request, strlen(request)) <= 0) {
		print_reason(connection);
		return;
	}
	length = read_until(connection, bytes, sizeof(bytes), NULL, &is_closed);
	printf("%s: %zu bytes, %s\n",
	       strstr(bytes, "page\n") ? "page" : "no page", length,
	       is_closed ? "closed" : "cut off");
}

static void exchange_as_server(SSL *connection)
{
	char bytes[4096];
	bool is_closed;
	size_t length = read_until(connection, bytes, sizeof(bytes), "\r\n\r\n",
				   &is_closed);

	printf("%s: %zu bytes\n",
	       strstr(bytes, "\r\n\r\n") ? "request" : "no request", length);
	if (length)
		SSL_write(connection, answer, strlen(answer));
}

/* The descriptors of this process, without the folder's own. */
static int count_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int count = -3;

	if (!folder)
		err(1, "/proc/self/fd");
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

static int tcp_connect(const char *address, const char *port)
{
	struct sockaddr_in peer = {
		.sin_family = AF_INET,
		.sin_port = htons(atoi(port)),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (inet_pton(AF_INET, address, &peer.sin_addr) != 1)
		errx(2, "\"%s\" is not an IPv4 address", address);
	if (fd < 0 || connect(fd, (struct sockaddr *)&peer, sizeof(peer)) ||
	    fcntl(fd, F_SETFL, O_NONBLOCK))
		err(1, "connect to %s port %s", address, port);
	return fd;
}

static int tcp_listen(const char *port)
{
	struct sockaddr_in own = {
		.sin_family = AF_INET,
		.sin_port = htons(atoi(port)),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;

	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) ||
	    bind(fd, (struct sockaddr *)&own, sizeof(own)) || listen(fd, 64))
		err(1, "listen at port %s", port);
	return fd;
}

static SSL *connection_new(SSL_CTX *context, int fd)
{
	SSL *connection = SSL_new(context);

	if (!connection || !SSL_set_fd(connection, fd))
		errx(1, "out of memory");
	return connection;
}

/* Return: the session, if the handshake was finished; else NULL. */
static SSL_SESSION *connect_once(SSL_CTX *context, const char *host,
				 char **place, SSL_SESSION *session)
{
	int fd = tcp_connect(place[0], place[1]);
	SSL *connection = connection_new(context, fd);
	SSL_SESSION *next = NULL;

	SSL_set_connect_state(connection);
	if (session)
		SSL_set_session(connection, session);
	if (phonewall_tls_set_host(connection, host, options.flags))
		errx(2, "\"%s\" is not the name of a host", host);
	if (handshake(connection)) {
		exchange_as_client(connection);
		SSL_shutdown(connection);
		next = SSL_get1_session(connection);
	}
	SSL_free(connection);
	close(fd);
	return next;
}

static struct phonewall_tls_policy *read_policy(void)
{
	struct phonewall_tls_policy *policy =
		phonewall_tls_policy_new(&options.settings);

	if (!policy)
		err(1, "policy");
	return policy;
}

static int run_client(enum phonewall_tls_application application,
		      char **arguments)
{
	struct phonewall_tls_policy *policy = read_policy();
	SSL_CTX *context = phonewall_tls_client_new(policy, application);
	SSL_SESSION *session = NULL, *next = NULL;
	bool failed = false;
	int i;

	phonewall_tls_policy_free(policy);
	if (!context || (options.authorities &&
	    !SSL_CTX_load_verify_file(context, options.authorities)))
		errx(1, "%s: cannot be read", options.authorities);
	if (options.next_host)
		options.times++;
	for (i = 0; i < options.times; i++) {
		next = connect_once(context, i && options.next_host ?
				    options.next_host : arguments[0],
				    arguments + 1, session);
		failed |= !next;
		SSL_SESSION_free(session);
		session = options.next_host ? next : NULL;
		if (!options.next_host)
			SSL_SESSION_free(next);
	}
	SSL_SESSION_free(session);
	SSL_CTX_free(context);
	printf("descriptors: %d\n", count_descriptors());
	return failed;
}

static void serve_once(SSL_CTX *context, int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	SSL *connection;

	if (fd < 0)
		err(1, "accept");
	connection = connection_new(context, fd);
	SSL_set_accept_state(connection);
	if (handshake(connection)) {
		exchange_as_server(connection);
		SSL_shutdown(connection);
	}
	SSL_free(connection);
	close(fd);
	printf("descriptors: %d\n", count_descriptors());
}

static int run_server(enum phonewall_tls_application application,
		      char **arguments)
{
	struct phonewall_tls_policy *policy = read_policy();
	SSL_CTX *context = phonewall_tls_server_new(policy, application);
	int listener;

	phonewall_tls_policy_free(policy);
	if (!context || !options.certificate || !options.key ||
	    SSL_CTX_use_certificate_chain_file(context,
					       options.certificate) != 1 ||
	    SSL_CTX_use_PrivateKey_file(context, options.key,
					SSL_FILETYPE_PEM) != 1)
		errx(1, "the certificate or its key cannot be used");
	listener = tcp_listen(arguments[0]);
	for (;;)
		serve_once(context, listener);
}

static int parse_version(const char *text)
{
	static const char *const names[] = { "1.0", "1.1", "1.2", "1.3" };
	int i;

	for (i = 0; i < 4; i++) {
		if (!strcmp(text, names[i]))
			return TLS1_VERSION + i;
	}
	errx(2, "\"%s\" is not 1.0, 1.1, 1.2 or 1.3", text);
}

static void parse_option(int option)
{
	switch (option) {
	case 'l':
		options.settings.cipher_list = optarg;
		break;
	case 'm':
		options.settings.client_min_version = parse_version(optarg);
		options.settings.server_min_version = parse_version(optarg);
		break;
	case 'a':
		options.authorities = optarg;
		break;
	case 'c':
		options.certificate = optarg;
		break;
	case 'k':
		options.key = optarg;
		break;
	case 'n':
		options.flags = PHONEWALL_TLS_ANY_NAME;
		break;
	case 'N':
		options.next_host = optarg;
		break;
	case 't':
		options.times = atoi(optarg);
		break;
	case 's':
		options.seconds = atoi(optarg);
		break;
	default:
		errx(2, "%s", usage);
	}
}

int main(int argc, char **argv)
{
	static const struct option names[] = {
		{ "list", required_argument, NULL, 'l' },
		{ "min", required_argument, NULL, 'm' },
		{ "authorities", required_argument, NULL, 'a' },
		{ "certificate", required_argument, NULL, 'c' },
		{ "key", required_argument, NULL, 'k' },
		{ "any-name", no_argument, NULL, 'n' },
		{ "next", required_argument, NULL, 'N' },
		{ "times", required_argument, NULL, 't' },
		{ "seconds", required_argument, NULL, 's' },
		{ 0 }
	};
	enum phonewall_tls_application application;
	int option;

	while ((option = getopt_long(argc, argv, "", names, NULL)) != -1)
		parse_option(option);
	argv += optind;
	argc -= optind;
	if (argc < 3)
		errx(2, "%s", usage);
	application = phonewall_tls_application_find(argv[1]);
	if (application == PHONEWALL_TLS_APPLICATIONS)
		errx(2, "unknown application \"%s\"", argv[1]);
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	if (argc == 5 && !strcmp(argv[0], "client"))
		return run_client(application, argv + 2);
	if (argc == 3 && !strcmp(argv[0], "server"))
		return run_server(application, argv + 2);
	errx(2, "%s", usage);
}
