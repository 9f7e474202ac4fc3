// SPDX-License-Identifier: MIT
#include "base/request_socket.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/answer.h"
#include "base/clock.h"
#include "base/memory.h"

#define BACKLOG		16
/* A listener that fails, as without descriptors, is tried again after that. */
#define AGAIN_MS	1000

/**
 * enum client_state - what a client waits for
 * @CLIENT_SENDS: the rest of its request
 * @CLIENT_WAITS: the answer
 * @CLIENT_READS: its own reading of the answer
 */
enum client_state {
	CLIENT_SENDS,
	CLIENT_WAITS,
	CLIENT_READS,
};

struct phonewall_request_client {
	struct phonewall_request_socket *requests;
	struct bufferevent *stream;
	struct event *timer;
	struct ucred peer;
	enum client_state state;
};

struct phonewall_request_socket {
	struct event_base *base;
	const struct phonewall_request_service *service;
	void *argument;
	char *path;
	struct evconnlistener *listener;
	struct event *again;
	struct phonewall_request_client *clients[PHONEWALL_REQUEST_CLIENTS];
};

static void free_client(struct phonewall_request_client *client)
{
	struct phonewall_request_socket *requests = client->requests;

	for (size_t i = 0; i < PHONEWALL_REQUEST_CLIENTS; i++)
		if (requests->clients[i] == client)
			requests->clients[i] = NULL;
	if (client->state == CLIENT_WAITS && requests->service->gone)
		requests->service->gone(client, requests->argument);
	bufferevent_free(client->stream);
	event_free(client->timer);
	free(client);
}

static void set_timer(struct phonewall_request_client *client)
{
	const struct timeval delay =
		phonewall_clock_delay(PHONEWALL_REQUEST_CLIENT_MS);

	evtimer_add(client->timer, &delay);
}

const struct ucred *
phonewall_request_peer(const struct phonewall_request_client *client)
{
	return &client->peer;
}

void phonewall_request_answer(struct phonewall_request_client *client,
			      struct json_object *answer)
{
	struct evbuffer *input = bufferevent_get_input(client->stream);
	const char *text = json_object_to_json_string_ext(answer,
						JSON_C_TO_STRING_PLAIN |
						JSON_C_TO_STRING_NOSLASHESCAPE);

	client->state = CLIENT_READS;
	bufferevent_disable(client->stream, EV_READ);
	evbuffer_drain(input, evbuffer_get_length(input));
	bufferevent_write(client->stream, text, strlen(text));
	bufferevent_write(client->stream, "\n", 1);
	json_object_put(answer);
	set_timer(client);
}

void phonewall_request_fail(struct phonewall_request_client *client,
			    const char *message)
{
	phonewall_request_answer(client,
				 phonewall_answer_make(PHONEWALL_ANSWER_ERROR,
						       message));
}

static void take_request(struct phonewall_request_client *client)
{
	struct phonewall_request_socket *requests = client->requests;
	struct evbuffer *input = bufferevent_get_input(client->stream);
	size_t length = evbuffer_get_length(input);
	char *text = phonewall_memory_resize(NULL, length + 1, 1);

	evbuffer_remove(input, text, length);
	text[length] = '\0';
	client->state = CLIENT_WAITS;
	evtimer_del(client->timer);
	requests->service->take(client, text, length, requests->argument);
	explicit_bzero(text, length);
	free(text);
}

static void on_timer(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_request_client *client = argument;

	(void)descriptor;
	(void)what;
	if (client->state == CLIENT_SENDS)
		phonewall_request_fail(client, "the request did not end in time; send it at once, and end your half of the connection");
	else
		free_client(client);
}

static void on_read(struct bufferevent *stream, void *argument)
{
	struct phonewall_request_client *client = argument;
	const struct phonewall_request_service *service =
		client->requests->service;

	if (evbuffer_get_length(bufferevent_get_input(stream)) >
	    service->size_max)
		phonewall_request_fail(client, service->too_large);
}

/* The answer is out. */
static void on_written(struct bufferevent *stream, void *argument)
{
	struct phonewall_request_client *client = argument;

	(void)stream;
	if (client->state == CLIENT_READS)
		free_client(client);
}

/* A client that is gone loses its answer; what it asked for is done. */
static void on_event(struct bufferevent *stream, short what, void *argument)
{
	struct phonewall_request_client *client = argument;

	(void)stream;
	if (what & BEV_EVENT_EOF && client->state == CLIENT_SENDS)
		take_request(client);
	else if (what & BEV_EVENT_ERROR)
		free_client(client);
}

static struct phonewall_request_client **
find_place(struct phonewall_request_socket *requests, uid_t user)
{
	struct phonewall_request_client **place = NULL;
	unsigned int count = 0;

	for (size_t i = 0; i < PHONEWALL_REQUEST_CLIENTS; i++) {
		struct phonewall_request_client *client = requests->clients[i];

		if (!client)
			place = &requests->clients[i];
		else if (client->peer.uid == user)
			count++;
	}
	return user && count >= PHONEWALL_REQUEST_USER_CLIENTS ? NULL : place;
}

/* Nobody is waited for: what does not fit into the socket at once is lost. */
static void refuse(int descriptor, const char *message)
{
	struct json_object *answer =
		phonewall_answer_make(PHONEWALL_ANSWER_ERROR, message);
	const char *text = json_object_to_json_string(answer);

	send(descriptor, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL);
	json_object_put(answer);
	close(descriptor);
}

static bool get_peer(int descriptor, struct ucred *peer)
{
	socklen_t length = sizeof(*peer);

	return !getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, peer, &length);
}

static void add_client(struct phonewall_request_socket *requests,
		       int descriptor, const struct ucred *peer,
		       struct phonewall_request_client **place)
{
	struct phonewall_request_client *client =
		phonewall_memory_resize(NULL, 1, sizeof(*client));

	*client = (struct phonewall_request_client){
		.requests = requests, .peer = *peer,
	};
	client->stream = bufferevent_socket_new(requests->base, descriptor,
						BEV_OPT_CLOSE_ON_FREE);
	client->timer = evtimer_new(requests->base, on_timer, client);
	if (!client->stream || !client->timer)
		phonewall_memory_exhausted();
	*place = client;
	bufferevent_setcb(client->stream, on_read, on_written, on_event,
			  client);
	bufferevent_setwatermark(client->stream, EV_READ, 0,
				 requests->service->size_max + 1);
	bufferevent_enable(client->stream, EV_READ | EV_WRITE);
	set_timer(client);
}

static void on_client(struct evconnlistener *listener,
		      evutil_socket_t descriptor, struct sockaddr *address,
		      int length, void *argument)
{
	struct phonewall_request_socket *requests = argument;
	const struct phonewall_request_service *service = requests->service;
	struct phonewall_request_client **place;
	struct ucred peer;

	(void)listener;
	(void)address;
	(void)length;
	if (!get_peer(descriptor, &peer) ||
	    !service->may_connect(&peer, requests->argument)) {
		refuse(descriptor, service->no_right);
		return;
	}
	place = find_place(requests, peer.uid);
	if (place)
		add_client(requests, descriptor, &peer, place);
	else
		refuse(descriptor, "too many clients at a time; try again later");
}

static void on_again(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_request_socket *requests = argument;

	(void)descriptor;
	(void)what;
	evconnlistener_enable(requests->listener);
}

static void on_listener_error(struct evconnlistener *listener, void *argument)
{
	struct phonewall_request_socket *requests = argument;
	const struct timeval delay = phonewall_clock_delay(AGAIN_MS);

	evconnlistener_disable(listener);
	evtimer_add(requests->again, &delay);
}

static int bind_socket(int descriptor, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	mode_t mask;
	int error;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	if (unlink(path) && errno != ENOENT)
		return -errno;
	mask = umask(0177);
	error = bind(descriptor, (struct sockaddr *)&address, sizeof(address)) ?
		-errno : 0;
	umask(mask);
	return error;
}

static int open_listener(struct phonewall_request_socket *requests)
{
	int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC |
				SOCK_NONBLOCK, 0);
	int error;

	if (descriptor < 0)
		return -errno;
	error = bind_socket(descriptor, requests->path);
	if (!error && listen(descriptor, BACKLOG))
		error = -errno;
	if (error) {
		close(descriptor);
		return error;
	}
	requests->listener = evconnlistener_new(requests->base, on_client,
						requests,
						LEV_OPT_CLOSE_ON_FREE |
						LEV_OPT_CLOSE_ON_EXEC, 0,
						descriptor);
	if (!requests->listener)
		phonewall_memory_exhausted();
	evconnlistener_set_error_cb(requests->listener, on_listener_error);
	return 0;
}

struct phonewall_request_socket *
phonewall_request_socket_open(struct event_base *base, const char *path,
			      const struct phonewall_request_service *service,
			      void *argument)
{
	struct phonewall_request_socket *requests;
	int error;

	requests = phonewall_memory_resize(NULL, 1, sizeof(*requests));
	*requests = (struct phonewall_request_socket){
		.base = base,
		.service = service,
		.argument = argument,
		.path = phonewall_memory_print("%s", path),
		.again = evtimer_new(base, on_again, requests),
	};
	if (!requests->again)
		phonewall_memory_exhausted();
	error = open_listener(requests);
	if (!error)
		return requests;
	phonewall_request_socket_close(requests);
	errno = -error;
	return NULL;
}

void phonewall_request_socket_close(struct phonewall_request_socket *requests)
{
	if (!requests)
		return;
	for (size_t i = 0; i < PHONEWALL_REQUEST_CLIENTS; i++)
		if (requests->clients[i])
			free_client(requests->clients[i]);
	if (requests->listener) {
		evconnlistener_free(requests->listener);
		unlink(requests->path);
	}
	event_free(requests->again);
	free(requests->path);
	free(requests);
}
