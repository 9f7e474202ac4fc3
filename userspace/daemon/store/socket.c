// SPDX-License-Identifier: MIT
#include "store/socket.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "config/state.h"
#include "store/peer.h"

#define BACKLOG		16
/* A listener that fails, as without descriptors, is tried again after that. */
#define AGAIN_MS	1000
/* How often a client asks whether all is on the disk. */
#define SAVED_MS	20

/**
 * enum client_state - what a client waits for
 * @CLIENT_SENDS: the rest of its request
 * @CLIENT_WAITS: its turn
 * @CLIENT_IS_SAVED: the disk
 * @CLIENT_READS: its own reading of the answer
 */
enum client_state {
	CLIENT_SENDS,
	CLIENT_WAITS,
	CLIENT_IS_SAVED,
	CLIENT_READS,
};

struct client {
	struct phonewall_store_socket *store;
	struct bufferevent *stream;
	struct event *timer;
	struct ucred peer;
	enum client_state state;
	uint64_t deadline;
	struct phonewall_store_request request;
};

/* @turn: when the next submission of a user other than root may be judged. */
struct phonewall_store_socket {
	struct event_base *base;
	const struct phonewall_store_handlers *handlers;
	void *argument;
	char *path;
	struct phonewall_store_accounts accounts;
	struct evconnlistener *listener;
	struct event *again;
	struct client *clients[PHONEWALL_STORE_CLIENTS];
	uint64_t turn;
};

struct json_object *phonewall_store_answer(const char *result,
					   const char *message)
{
	struct json_object *answer = json_object_new_object();

	json_object_object_add(answer, PHONEWALL_STORE_RESULT,
			       json_object_new_string(result));
	if (message)
		json_object_object_add(answer, PHONEWALL_STORE_MESSAGE,
				       json_object_new_string(message));
	return answer;
}

static void free_client(struct client *client)
{
	struct client **clients = client->store->clients;

	for (size_t i = 0; i < PHONEWALL_STORE_CLIENTS; i++)
		if (clients[i] == client)
			clients[i] = NULL;
	phonewall_store_request_clear(&client->request);
	/* A child whose disk does not answer may hold it open too. */
	shutdown(bufferevent_getfd(client->stream), SHUT_RDWR);
	bufferevent_free(client->stream);
	event_free(client->timer);
	free(client);
}

static void set_timer(struct client *client, unsigned int milliseconds)
{
	const struct timeval delay = phonewall_clock_delay(milliseconds);

	evtimer_add(client->timer, &delay);
}

/* Takes @answer over. */
static void answer_client(struct client *client, struct json_object *answer)
{
	const char *text = json_object_to_json_string_ext(answer,
						JSON_C_TO_STRING_PLAIN |
						JSON_C_TO_STRING_NOSLASHESCAPE);

	client->state = CLIENT_READS;
	bufferevent_disable(client->stream, EV_READ);
	evbuffer_drain(bufferevent_get_input(client->stream),
		       evbuffer_get_length(bufferevent_get_input(
						client->stream)));
	bufferevent_write(client->stream, text, strlen(text));
	bufferevent_write(client->stream, "\n", 1);
	json_object_put(answer);
	set_timer(client, PHONEWALL_STORE_CLIENT_MS);
}

static void answer_error(struct client *client, const char *message)
{
	answer_client(client, phonewall_store_answer("error", message));
}

static void answer_when_saved(struct client *client)
{
	int error = client->store->handlers->saved(client->store->argument);
	char *message;

	if (!error) {
		answer_client(client, phonewall_store_answer("accepted", NULL));
	} else if (error == -EINPROGRESS &&
		   phonewall_clock_elapsed() < client->deadline) {
		set_timer(client, SAVED_MS);
	} else {
		message = phonewall_memory_print(
			"it is in force, but cannot be saved: %s; until this is fixed, a restart will use the store of before",
			error == -EINPROGRESS ? "the disk does not answer" :
						strerror(-error));
		answer_error(client, message);
		free(message);
	}
}

static void execute(struct client *client)
{
	struct phonewall_store_socket *store = client->store;
	struct json_object *answer =
		store->handlers->answer(&client->request, client->peer.uid,
					 store->argument);

	if (answer) {
		answer_client(client, answer);
		return;
	}
	client->state = CLIENT_IS_SAVED;
	client->deadline = phonewall_clock_elapsed() +
			   PHONEWALL_STORE_CLIENT_MS;
	answer_when_saved(client);
}

/* A submission costs time to judge, and a write of the flash. */
static unsigned int milliseconds_to_turn(struct client *client)
{
	struct phonewall_store_socket *store = client->store;
	uint64_t now = phonewall_clock_elapsed();
	uint64_t turn = now > store->turn ? now : store->turn;

	if (!client->peer.uid ||
	    client->request.kind != PHONEWALL_STORE_SUBMIT)
		return 0;
	store->turn = turn + PHONEWALL_STORE_SUBMISSION_MS;
	return turn - now;
}

static void take_request(struct client *client)
{
	struct phonewall_store_socket *store = client->store;
	struct evbuffer *input = bufferevent_get_input(client->stream);
	size_t length = evbuffer_get_length(input);
	char *text = phonewall_memory_resize(NULL, length + 1, 1);
	const char *fault;
	unsigned int wait;

	evbuffer_remove(input, text, length);
	text[length] = '\0';
	fault = phonewall_store_request_read(text, length, &client->request);
	explicit_bzero(text, length);
	free(text);
	if (!fault && !phonewall_store_peer_may(&store->accounts,
						client->peer.uid,
						client->peer.gid,
						client->request.kind))
		fault = "this user may not do that; only root may";
	if (fault) {
		answer_error(client, fault);
		return;
	}
	wait = milliseconds_to_turn(client);
	client->state = CLIENT_WAITS;
	if (wait)
		set_timer(client, wait);
	else
		execute(client);
}

static void on_timer(evutil_socket_t descriptor, short what, void *argument)
{
	struct client *client = argument;

	(void)descriptor;
	(void)what;
	switch (client->state) {
	case CLIENT_SENDS:
		answer_error(client, "the request did not end in time; send it at once, and end your half of the connection");
		break;
	case CLIENT_WAITS:
		execute(client);
		break;
	case CLIENT_IS_SAVED:
		answer_when_saved(client);
		break;
	case CLIENT_READS:
		free_client(client);
	}
}

static void on_read(struct bufferevent *stream, void *argument)
{
	if (evbuffer_get_length(bufferevent_get_input(stream)) >
	    PHONEWALL_STORE_REQUEST_MAX)
		answer_error(argument, "the request is larger than 2 MiB");
}

/* The answer is out. */
static void on_written(struct bufferevent *stream, void *argument)
{
	struct client *client = argument;

	(void)stream;
	if (client->state == CLIENT_READS)
		free_client(client);
}

/* A client that is gone loses its answer; what it asked for is done. */
static void on_event(struct bufferevent *stream, short what, void *argument)
{
	struct client *client = argument;

	(void)stream;
	if (what & BEV_EVENT_EOF && client->state == CLIENT_SENDS)
		take_request(client);
	else if (what & BEV_EVENT_ERROR)
		free_client(client);
}

static struct client **find_place(struct phonewall_store_socket *store,
				  uid_t user)
{
	struct client **place = NULL;
	unsigned int count = 0;

	for (size_t i = 0; i < PHONEWALL_STORE_CLIENTS; i++) {
		struct client *client = store->clients[i];

		if (!client)
			place = &store->clients[i];
		else if (client->peer.uid == user)
			count++;
	}
	return user && count >= PHONEWALL_STORE_USER_CLIENTS ? NULL : place;
}

/* Nobody is waited for: what does not fit into the socket at once is lost. */
static void refuse(int descriptor, const char *message)
{
	struct json_object *answer = phonewall_store_answer("error", message);
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

static void add_client(struct phonewall_store_socket *store, int descriptor,
		       const struct ucred *peer, struct client **place)
{
	struct client *client = phonewall_memory_resize(NULL, 1,
							sizeof(*client));

	*client = (struct client){ .store = store, .peer = *peer };
	client->stream = bufferevent_socket_new(store->base, descriptor,
						BEV_OPT_CLOSE_ON_FREE);
	client->timer = evtimer_new(store->base, on_timer, client);
	if (!client->stream || !client->timer)
		phonewall_memory_exhausted();
	*place = client;
	bufferevent_setcb(client->stream, on_read, on_written, on_event,
			  client);
	bufferevent_setwatermark(client->stream, EV_READ, 0,
				 PHONEWALL_STORE_REQUEST_MAX + 1);
	bufferevent_enable(client->stream, EV_READ | EV_WRITE);
	set_timer(client, PHONEWALL_STORE_CLIENT_MS);
}

static void on_client(struct evconnlistener *listener,
		      evutil_socket_t descriptor, struct sockaddr *address,
		      int length, void *argument)
{
	struct phonewall_store_socket *store = argument;
	struct client **place;
	struct ucred peer;

	(void)listener;
	(void)address;
	(void)length;
	if (!get_peer(descriptor, &peer) ||
	    !phonewall_store_peer_may(&store->accounts, peer.uid, peer.gid,
				      PHONEWALL_STORE_WHY)) {
		refuse(descriptor, "this user may not use the store; run this as root");
		return;
	}
	place = find_place(store, peer.uid);
	if (place)
		add_client(store, descriptor, &peer, place);
	else
		refuse(descriptor, "too many clients at a time; try again later");
}

static void on_again(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_store_socket *store = argument;

	(void)descriptor;
	(void)what;
	evconnlistener_enable(store->listener);
}

static void on_listener_error(struct evconnlistener *listener, void *argument)
{
	struct phonewall_store_socket *store = argument;
	const struct timeval delay = phonewall_clock_delay(AGAIN_MS);

	evconnlistener_disable(listener);
	evtimer_add(store->again, &delay);
}

/* Until a group is let in, the socket is for its owner and root alone. */
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

static void let_group_connect(const struct phonewall_store_socket *store)
{
	int error;

	if (!store->accounts.has_group)
		return;
	error = phonewall_file_let_group_connect(store->path,
						 store->accounts.group);
	if (error)
		phonewall_log(LOG_WARNING,
			      "cannot let the group " PHONEWALL_PROVISION_USER " use %s: %s; until this is fixed, only root can submit a profile",
			      store->path, strerror(-error));
}

static int open_listener(struct phonewall_store_socket *store)
{
	int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC |
				SOCK_NONBLOCK, 0);
	int error;

	if (descriptor < 0)
		return -errno;
	error = bind_socket(descriptor, store->path);
	if (!error && listen(descriptor, BACKLOG))
		error = -errno;
	if (error) {
		close(descriptor);
		return error;
	}
	store->listener = evconnlistener_new(store->base, on_client, store,
					     LEV_OPT_CLOSE_ON_FREE |
					     LEV_OPT_CLOSE_ON_EXEC, 0,
					     descriptor);
	if (!store->listener)
		phonewall_memory_exhausted();
	evconnlistener_set_error_cb(store->listener, on_listener_error);
	let_group_connect(store);
	return 0;
}

struct phonewall_store_socket *
phonewall_store_socket_open(struct event_base *base, const char *run_directory,
			    const struct phonewall_store_handlers *handlers,
			    void *argument)
{
	struct phonewall_store_socket *store;
	int error;

	store = phonewall_memory_resize(NULL, 1, sizeof(*store));
	*store = (struct phonewall_store_socket){
		.base = base,
		.handlers = handlers,
		.argument = argument,
		.path = phonewall_memory_print("%s/" PHONEWALL_RUN_STORE,
					       run_directory),
		.accounts = phonewall_store_accounts_find(),
		.again = evtimer_new(base, on_again, store),
	};
	if (!store->again)
		phonewall_memory_exhausted();
	error = open_listener(store);
	if (!error)
		return store;
	phonewall_log(LOG_WARNING,
		      "cannot listen on %s: %s; until this is fixed and phonewalld restarted, no profile can be submitted",
		      store->path, strerror(-error));
	phonewall_store_socket_close(store);
	return NULL;
}

void phonewall_store_socket_close(struct phonewall_store_socket *store)
{
	if (!store)
		return;
	for (size_t i = 0; i < PHONEWALL_STORE_CLIENTS; i++)
		if (store->clients[i])
			free_client(store->clients[i]);
	if (store->listener) {
		evconnlistener_free(store->listener);
		unlink(store->path);
	}
	event_free(store->again);
	free(store->path);
	free(store);
}
