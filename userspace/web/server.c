// SPDX-License-Identifier: MIT
#include "server.h"

#include <errno.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attempts.h"
#include "base/agent_tls.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/watch.h"
#include "certificate.h"
#include "config/state.h"
#include "connection.h"
#include "site.h"
#include "tls/context.h"
#include "web/configuration.h"

#define BACKLOG		64
/* A listener that fails, as without descriptors, is tried again after that. */
#define AGAIN_MS	1000

/* The files that are watched. */
enum { CONFIGURATION, TLS_POLICY, FILES };

/* @connection: NULL if the place is free. @since: when it was accepted. */
struct place {
	struct phonewall_server *server;
	struct phonewall_connection *connection;
	uint8_t host[8];
	uint64_t since;
};

/* @text: what phonewalld has said; NULL if nothing. @context: NULL without TLS. */
struct phonewall_server {
	struct event_base *base;
	const struct phonewall_server_paths *paths;
	char *names[FILES];
	const char *watched[FILES + 1];
	struct phonewall_watch *watch;
	char *text;
	struct phonewall_web_configuration configuration;
	struct evconnlistener *listeners[2];
	struct event *again;
	SSL_CTX *context;
	struct phonewall_site *site;
	struct place places[PHONEWALL_WEB_CONNECTIONS];
};

/* Connections */

static void on_request(struct phonewall_connection *connection,
		       const struct phonewall_http_request *request, char *body,
		       void *argument)
{
	struct place *place = argument;

	phonewall_site_answer(place->server->site, connection, request, body,
			      place->host);
}

static void on_gone(struct phonewall_connection *connection, void *argument)
{
	struct place *place = argument;

	phonewall_site_forget(place->server->site, connection);
	place->connection = NULL;
}

static unsigned int count_of_host(const struct phonewall_server *server,
				  const uint8_t *host)
{
	unsigned int count = 0;

	for (size_t i = 0; i < PHONEWALL_WEB_CONNECTIONS; i++)
		count += server->places[i].connection &&
			 !memcmp(server->places[i].host, host, 8);
	return count;
}

/*
 * Whoever is slow with his request makes room, the oldest first: of all hosts, or
 * of the one that has too many. Return: a place, which may be taken; NULL if there
 * is none.
 */
static struct place *find_slow(struct phonewall_server *server,
			       const uint8_t *host)
{
	struct place *found = NULL;

	for (size_t i = 0; i < PHONEWALL_WEB_CONNECTIONS; i++) {
		struct place *place = &server->places[i];

		if (!place->connection ||
		    (host && memcmp(place->host, host, 8)) ||
		    !phonewall_connection_waits(place->connection))
			continue;
		if (!found || place->since < found->since)
			found = place;
	}
	return found;
}

static struct place *find_free(struct phonewall_server *server)
{
	for (size_t i = 0; i < PHONEWALL_WEB_CONNECTIONS; i++)
		if (!server->places[i].connection)
			return &server->places[i];
	return NULL;
}

static struct place *make_room(struct phonewall_server *server,
			       const uint8_t *host)
{
	bool is_greedy = count_of_host(server, host) >=
			 PHONEWALL_WEB_HOST_CONNECTIONS;
	struct place *place = is_greedy ? NULL : find_free(server);

	if (place)
		return place;
	place = find_slow(server, is_greedy ? host : NULL);
	if (place)
		phonewall_connection_close(place->connection);
	return place;
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t socket,
		      struct sockaddr *address, int length, void *argument)
{
	static const struct phonewall_connection_handlers handlers = {
		.request = on_request,
		.gone = on_gone,
	};
	struct phonewall_server *server = argument;
	struct place *place;
	uint8_t host[8];

	(void)listener;
	(void)length;
	phonewall_attempts_host(address, host);
	place = make_room(server, host);
	if (!place) {
		close(socket);
		return;
	}
	*place = (struct place){
		.server = server,
		.since = phonewall_clock_elapsed(),
	};
	memcpy(place->host, host, sizeof(host));
	place->connection = phonewall_connection_open(server->base, socket,
						      server->context,
						      &handlers, place);
}

static void on_accept_error(struct evconnlistener *listener, void *argument)
{
	const struct timeval delay = phonewall_clock_delay(AGAIN_MS);
	struct phonewall_server *server = argument;

	evconnlistener_disable(listener);
	evtimer_add(server->again, &delay);
}

static void on_again(evutil_socket_t number, short what, void *argument)
{
	struct phonewall_server *server = argument;

	(void)number;
	(void)what;
	for (size_t i = 0; i < 2; i++)
		if (server->listeners[i])
			evconnlistener_enable(server->listeners[i]);
}

/* Listening */

/* Return: a socket, or -1 with errno set. */
static int bind_socket(int family, uint16_t port)
{
	struct sockaddr_in6 inet6 = {
		.sin6_family = AF_INET6,
		.sin6_port = htons(port),
	};
	struct sockaddr_in inet = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
	};
	bool is_inet6 = family == AF_INET6;
	int on = 1, bound = socket(family, SOCK_STREAM | SOCK_NONBLOCK |
				   SOCK_CLOEXEC, 0);

	if (bound < 0)
		return -1;
	setsockopt(bound, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if ((!is_inet6 || !setsockopt(bound, IPPROTO_IPV6, IPV6_V6ONLY, &on,
				      sizeof(on))) &&
	    !bind(bound, is_inet6 ? (struct sockaddr *)&inet6 :
				    (struct sockaddr *)&inet,
		  is_inet6 ? sizeof(inet6) : sizeof(inet)))
		return bound;
	close(bound);
	return -1;
}

static struct evconnlistener *listen_at(struct phonewall_server *server,
					int family)
{
	int bound = bind_socket(family, server->configuration.port);
	struct evconnlistener *listener;

	if (bound < 0)
		return NULL;
	listener = evconnlistener_new(server->base, on_accept, server,
				      LEV_OPT_CLOSE_ON_FREE |
				      LEV_OPT_CLOSE_ON_EXEC, BACKLOG, bound);
	if (!listener)
		close(bound);
	else
		evconnlistener_set_error_cb(listener, on_accept_error);
	return listener;
}

/* A phone without IPv6 has the page by IPv4 alone. */
static int listen_at_port(struct phonewall_server *server)
{
	server->listeners[0] = listen_at(server, AF_INET);
	if (server->listeners[0])
		server->listeners[1] = listen_at(server, AF_INET6);
	if (server->listeners[0] &&
	    (server->listeners[1] || errno == EAFNOSUPPORT)) {
		phonewall_log(LOG_NOTICE, "the web page is at TCP port %u, by %s",
			      server->configuration.port,
			      server->configuration.protocol ==
			      PHONEWALL_WEB_HTTPS ? "https" : "http");
		return 0;
	}
	phonewall_log(LOG_ERR, "cannot listen at TCP port %u: %m; set another Web_Server_Port, or give phonewall-web the capability NET_BIND_SERVICE",
		      server->configuration.port);
	return -1;
}

/* TLS */

static SSL_CTX *make_context(const struct phonewall_server *server)
{
	struct phonewall_tls_policy *policy =
		phonewall_agent_tls_load(server->paths->agent_directory);
	SSL_CTX *context = policy ? phonewall_tls_server_new(policy,
					PHONEWALL_TLS_WEB_SERVER) : NULL;

	phonewall_tls_policy_free(policy);
	if (!context) {
		phonewall_log(LOG_ERR, "cannot use the TLS policy of phonewalld: %s; restart phonewalld",
			      ERR_reason_error_string(ERR_get_error()) ?:
			      strerror(errno));
		ERR_clear_error();
		return NULL;
	}
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	if (!phonewall_web_certificate_use(context, server->paths->certificate,
					   server->paths->state_directory))
		return context;
	SSL_CTX_free(context);
	return NULL;
}

/* The files */

static char *read_file(const struct phonewall_server *server)
{
	struct phonewall_file file = { 0 };
	int error = phonewall_file_read(server->names[CONFIGURATION],
					PHONEWALL_WEB_FILE_MAX, &file);
	char *text = NULL;

	if (!error)
		text = phonewall_memory_copy(file.text, file.length);
	else if (error != -ENOENT)
		phonewall_log(LOG_ERR, "cannot read %s: %s; let the user phonewall-web read it",
			      server->names[CONFIGURATION], strerror(-error));
	phonewall_file_clear(&file);
	return text;
}

static bool says_something_else(const struct phonewall_server *server)
{
	char *text = read_file(server);
	bool is_other = !text != !server->text ||
			(text && strcmp(text, server->text));

	free(text);
	return is_other;
}

static void on_changed(unsigned int files, void *argument)
{
	struct phonewall_server *server = argument;
	SSL_CTX *context;

	if (files & 1u << CONFIGURATION && says_something_else(server)) {
		phonewall_log(LOG_NOTICE, "the web page changes its place; start again");
		event_base_loopbreak(server->base);
		return;
	}
	if (!(files & 1u << TLS_POLICY) || !server->context)
		return;
	context = make_context(server);
	if (!context)
		return;
	SSL_CTX_free(server->context);
	server->context = context;
}

static int begin(struct phonewall_server *server)
{
	if (!server->text) {
		phonewall_log(LOG_NOTICE, "there is no %s; waiting for phonewalld",
			      server->names[CONFIGURATION]);
		return 0;
	}
	if (phonewall_web_configuration_parse(server->text,
					      &server->configuration)) {
		phonewall_log(LOG_ERR, "%s is not as phonewalld writes it; restart phonewalld",
			      server->names[CONFIGURATION]);
		return 0;
	}
	if (!server->configuration.is_enabled)
		return 0;
	if (server->configuration.protocol == PHONEWALL_WEB_HTTPS) {
		server->context = make_context(server);
		if (!server->context)
			return -1;
	}
	return listen_at_port(server);
}

struct phonewall_server *
phonewall_server_start(struct event_base *base,
		       const struct phonewall_server_paths *paths)
{
	struct phonewall_server *server =
		phonewall_memory_resize(NULL, 1, sizeof(*server));

	*server = (struct phonewall_server){
		.base = base,
		.paths = paths,
		.names = {
			phonewall_memory_print("%s/" PHONEWALL_WEB_FILE,
					       paths->agent_directory),
			phonewall_memory_print("%s/" PHONEWALL_RUN_TLS,
					       paths->agent_directory),
		},
		.again = evtimer_new(base, on_again, server),
		.site = phonewall_site_open(base, paths->agent_directory),
	};
	for (int i = 0; i < FILES; i++)
		server->watched[i] = server->names[i];
	server->watch = phonewall_watch_open(base, server->watched, on_changed,
					     server);
	server->text = read_file(server);
	if (server->site && server->again && server->watch && !begin(server))
		return server;
	phonewall_server_stop(server);
	return NULL;
}

void phonewall_server_stop(struct phonewall_server *server)
{
	for (size_t i = 0; i < 2; i++)
		if (server->listeners[i])
			evconnlistener_free(server->listeners[i]);
	for (size_t i = 0; i < PHONEWALL_WEB_CONNECTIONS; i++)
		if (server->places[i].connection)
			phonewall_connection_close(
				server->places[i].connection);
	phonewall_site_close(server->site);
	phonewall_watch_close(server->watch);
	if (server->again)
		event_free(server->again);
	SSL_CTX_free(server->context);
	for (int i = 0; i < FILES; i++)
		free(server->names[i]);
	free(server->text);
	free(server);
}
