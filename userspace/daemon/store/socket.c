// SPDX-License-Identifier: MIT
#include "store/socket.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/answer.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/request_socket.h"
#include "config/state.h"
#include "store/peer.h"

/* How often a client asks whether all is on the disk. */
#define SAVED_MS	20
/* The clients of both sockets */
#define PLACES		(2 * PHONEWALL_REQUEST_CLIENTS)

/*
 * A client whose request is whole. It waits for its turn or, if it @is_executed,
 * for the disk until @deadline.
 */
struct waiting {
	struct phonewall_store_socket *store;
	struct phonewall_request_client *client;
	struct event *timer;
	bool is_executed;
	uint64_t deadline;
	struct phonewall_store_request request;
};

/*
 * @requests: of phonewall-provision and root. @web: of phonewall-web: a socket of
 * its own, for a socket has one group. @turn: when the next submission of a user
 * other than root may be judged.
 */
struct phonewall_store_socket {
	struct event_base *base;
	const struct phonewall_store_handlers *handlers;
	void *argument;
	struct phonewall_store_accounts accounts;
	struct phonewall_request_socket *requests;
	struct phonewall_request_socket *web;
	struct waiting *waiting[PLACES];
	uint64_t turn;
};

static void free_waiting(struct waiting *waiting)
{
	struct waiting **places = waiting->store->waiting;

	for (size_t i = 0; i < PLACES; i++)
		if (places[i] == waiting)
			places[i] = NULL;
	phonewall_store_request_clear(&waiting->request);
	event_free(waiting->timer);
	free(waiting);
}

static void on_gone(struct phonewall_request_client *client, void *argument)
{
	struct phonewall_store_socket *store = argument;

	for (size_t i = 0; i < PLACES; i++)
		if (store->waiting[i] && store->waiting[i]->client == client)
			free_waiting(store->waiting[i]);
}

static void set_timer(struct waiting *waiting, unsigned int milliseconds)
{
	const struct timeval delay = phonewall_clock_delay(milliseconds);

	evtimer_add(waiting->timer, &delay);
}

/* Takes @answer over. */
static void answer_client(struct waiting *waiting, struct json_object *answer)
{
	phonewall_request_answer(waiting->client, answer);
	free_waiting(waiting);
}

static void answer_when_saved(struct waiting *waiting)
{
	int error = waiting->store->handlers->saved(waiting->store->argument);
	char *message;

	if (!error) {
		answer_client(waiting, phonewall_answer_make("accepted", NULL));
	} else if (error == -EINPROGRESS &&
		   phonewall_clock_elapsed() < waiting->deadline) {
		set_timer(waiting, SAVED_MS);
	} else {
		message = phonewall_memory_print(
			"it is in force, but cannot be saved: %s; until this is fixed, a restart will use the store of before",
			error == -EINPROGRESS ? "the disk does not answer" :
						strerror(-error));
		answer_client(waiting,
			      phonewall_answer_make(PHONEWALL_ANSWER_ERROR,
						    message));
		free(message);
	}
}

static void execute(struct waiting *waiting)
{
	struct phonewall_store_socket *store = waiting->store;
	uid_t user = phonewall_request_peer(waiting->client)->uid;
	struct json_object *answer =
		store->handlers->answer(&waiting->request, user,
					store->argument);

	if (answer) {
		answer_client(waiting, answer);
		return;
	}
	waiting->is_executed = true;
	waiting->deadline = phonewall_clock_elapsed() +
			    PHONEWALL_REQUEST_CLIENT_MS;
	answer_when_saved(waiting);
}

static void on_timer(evutil_socket_t descriptor, short what, void *argument)
{
	struct waiting *waiting = argument;

	(void)descriptor;
	(void)what;
	if (waiting->is_executed)
		answer_when_saved(waiting);
	else
		execute(waiting);
}

/* A submission costs time to judge, and a write of the flash. */
static unsigned int milliseconds_to_turn(const struct waiting *waiting)
{
	struct phonewall_store_socket *store = waiting->store;
	uint64_t now = phonewall_clock_elapsed();
	uint64_t turn = now > store->turn ? now : store->turn;

	if (!phonewall_request_peer(waiting->client)->uid ||
	    (waiting->request.kind != PHONEWALL_STORE_SUBMIT &&
	     waiting->request.kind != PHONEWALL_STORE_CHANGE))
		return 0;
	store->turn = turn + PHONEWALL_STORE_SUBMISSION_MS;
	return turn - now;
}

/* There are as many places as clients. */
static struct waiting *add_waiting(struct phonewall_store_socket *store,
				   struct phonewall_request_client *client)
{
	struct waiting *waiting = phonewall_memory_resize(NULL, 1,
							  sizeof(*waiting));
	size_t place = 0;

	*waiting = (struct waiting){
		.store = store,
		.client = client,
		.timer = evtimer_new(store->base, on_timer, waiting),
	};
	if (!waiting->timer)
		phonewall_memory_exhausted();
	while (store->waiting[place])
		place++;
	store->waiting[place] = waiting;
	return waiting;
}

static void on_request(struct phonewall_request_client *client,
		       const char *text, size_t length, void *argument)
{
	struct phonewall_store_socket *store = argument;
	const struct ucred *peer = phonewall_request_peer(client);
	struct waiting *waiting = add_waiting(store, client);
	const char *fault = phonewall_store_request_read(text, length,
							 &waiting->request);
	unsigned int wait;

	if (!fault && !phonewall_store_peer_may(&store->accounts, peer->uid,
						peer->gid,
						waiting->request.kind))
		fault = "this user may not do that; only root may";
	if (fault) {
		answer_client(waiting,
			      phonewall_answer_make(PHONEWALL_ANSWER_ERROR,
						    fault));
		return;
	}
	wait = milliseconds_to_turn(waiting);
	if (wait)
		set_timer(waiting, wait);
	else
		execute(waiting);
}

static bool may_connect(const struct ucred *peer, void *argument)
{
	const struct phonewall_store_socket *store = argument;

	return phonewall_store_peer_may(&store->accounts, peer->uid, peer->gid,
					PHONEWALL_STORE_WHY);
}

static bool web_may_connect(const struct ucred *peer, void *argument)
{
	const struct phonewall_store_socket *store = argument;

	return phonewall_store_peer_may(&store->accounts, peer->uid, peer->gid,
					PHONEWALL_STORE_LOGIN);
}

static const struct phonewall_request_service service = {
	.size_max = PHONEWALL_STORE_REQUEST_MAX,
	.too_large = "the request is larger than 2 MiB",
	.no_right = "this user may not use the store; run this as root",
	.may_connect = may_connect,
	.take = on_request,
	.gone = on_gone,
};

static const struct phonewall_request_service web_service = {
	.size_max = PHONEWALL_STORE_WEB_REQUEST_MAX,
	.too_large = "the request is larger than 256 KiB",
	.no_right = "this user may not use the web page's socket; run this as root",
	.may_connect = web_may_connect,
	.take = on_request,
	.gone = on_gone,
};

static void let_group_connect(const struct phonewall_store_account *account,
			      const char *path, const char *name,
			      const char *until)
{
	int error;

	if (!account->has_group)
		return;
	error = phonewall_file_let_group_connect(path, account->group);
	if (error)
		phonewall_log(LOG_WARNING,
			      "cannot let the group %s use %s: %s; until this is fixed, only root can %s",
			      name, path, strerror(-error), until);
}

static struct phonewall_request_socket *
listen_at(struct phonewall_store_socket *store, const char *path,
	  const struct phonewall_request_service *what, const char *until)
{
	struct phonewall_request_socket *requests =
		phonewall_request_socket_open(store->base, path, what, store);

	if (!requests)
		phonewall_log(LOG_WARNING,
			      "cannot listen on %s: %m; until this is fixed and phonewalld restarted, nobody can %s",
			      path, until);
	return requests;
}

static void listen_for_store(struct phonewall_store_socket *store,
			     const char *run_directory)
{
	char *path = phonewall_memory_print("%s/" PHONEWALL_RUN_STORE,
					    run_directory);

	store->requests = listen_at(store, path, &service, "submit a profile");
	if (store->requests)
		let_group_connect(&store->accounts.provision, path,
				  PHONEWALL_PROVISION_USER,
				  "submit a profile");
	free(path);
}

static void listen_for_web(struct phonewall_store_socket *store,
			   const char *run_directory)
{
	char *path = phonewall_memory_print("%s/" PHONEWALL_RUN_WEB,
					    run_directory);

	store->web = listen_at(store, path, &web_service,
			       "log in to the web page");
	if (store->web)
		let_group_connect(&store->accounts.web, path,
				  PHONEWALL_WEB_USER,
				  "log in to the web page");
	free(path);
}

struct phonewall_store_socket *
phonewall_store_socket_open(struct event_base *base, const char *run_directory,
			    const struct phonewall_store_handlers *handlers,
			    void *argument)
{
	struct phonewall_store_socket *store;

	store = phonewall_memory_resize(NULL, 1, sizeof(*store));
	*store = (struct phonewall_store_socket){
		.base = base,
		.handlers = handlers,
		.argument = argument,
		.accounts = phonewall_store_accounts_find(),
	};
	listen_for_store(store, run_directory);
	listen_for_web(store, run_directory);
	return store;
}

void phonewall_store_socket_close(struct phonewall_store_socket *store)
{
	if (!store)
		return;
	phonewall_request_socket_close(store->requests);
	phonewall_request_socket_close(store->web);
	free(store);
}
