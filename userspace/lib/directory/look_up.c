// SPDX-License-Identifier: MIT
#include "directory/look_up.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"

/**
 * struct look_up - a look-up
 * @server: whose addresses
 * @mutex: of what follows
 * @ended: tells that @is_done is set
 * @is_done: whether getaddrinfo() has returned
 * @is_given_up: whether nobody waits for it; then the thread releases all
 * @error: its result
 * @system_error: errno of EAI_SYSTEM
 * @addresses: what it has found
 */
struct look_up {
	struct phonewall_directory_server server;
	pthread_mutex_t mutex;
	pthread_cond_t ended;
	bool is_done;
	bool is_given_up;
	int error;
	int system_error;
	struct addrinfo *addresses;
};

static struct look_up *
look_up_new(const struct phonewall_directory_server *server)
{
	struct look_up *look_up = phonewall_memory_resize(NULL, 1,
							  sizeof(*look_up));
	pthread_condattr_t attributes;

	*look_up = (struct look_up){ .server = *server };
	pthread_mutex_init(&look_up->mutex, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&look_up->ended, &attributes);
	pthread_condattr_destroy(&attributes);
	return look_up;
}

static void look_up_free(struct look_up *look_up)
{
	if (look_up->addresses)
		freeaddrinfo(look_up->addresses);
	pthread_cond_destroy(&look_up->ended);
	pthread_mutex_destroy(&look_up->mutex);
	free(look_up);
}

static int find(const struct phonewall_directory_server *server,
		struct addrinfo **addresses)
{
	static const struct addrinfo hints = {
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICSERV,
	};
	char port[sizeof("65535")];

	snprintf(port, sizeof(port), "%u", server->port);
	return getaddrinfo(server->host, port, &hints, addresses);
}

static void *run(void *argument)
{
	struct look_up *look_up = argument;
	struct addrinfo *addresses = NULL;
	int error = find(&look_up->server, &addresses);
	int system_error = errno;
	bool is_given_up;

	pthread_mutex_lock(&look_up->mutex);
	look_up->error = error;
	look_up->system_error = system_error;
	look_up->addresses = error ? NULL : addresses;
	look_up->is_done = true;
	is_given_up = look_up->is_given_up;
	pthread_cond_signal(&look_up->ended);
	pthread_mutex_unlock(&look_up->mutex);
	if (is_given_up)
		look_up_free(look_up);
	return NULL;
}

/* The thread takes no signal that is for the program. Return: 0 or an errno. */
static int start(struct look_up *look_up, pthread_t *thread)
{
	sigset_t all, mask;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &mask);
	error = pthread_create(thread, NULL, run, look_up);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	return error;
}

static struct timespec time_in(unsigned int milliseconds)
{
	struct timespec time;
	long nanoseconds;

	clock_gettime(CLOCK_MONOTONIC, &time);
	nanoseconds = time.tv_nsec + milliseconds % 1000 * 1000000L;
	time.tv_sec += milliseconds / 1000 + nanoseconds / 1000000000L;
	time.tv_nsec = nanoseconds % 1000000000L;
	return time;
}

/* Return: whether it has ended; if not it releases itself. */
static bool wait_for(struct look_up *look_up, unsigned int milliseconds)
{
	struct timespec end = time_in(milliseconds);
	int error = 0;
	bool is_done;

	pthread_mutex_lock(&look_up->mutex);
	while (!look_up->is_done && !error)
		error = pthread_cond_timedwait(&look_up->ended,
					       &look_up->mutex, &end);
	is_done = look_up->is_done;
	look_up->is_given_up = !is_done;
	pthread_mutex_unlock(&look_up->mutex);
	return is_done;
}

static char *describe(const char *host, const char *why)
{
	return phonewall_memory_print("cannot find the address of '%s': %s; check LDAP_Server and the phone's name servers",
				      host, why);
}

/* Takes @look_up over. */
static char *result_of(struct look_up *look_up, struct addrinfo **addresses)
{
	char *failure = NULL;

	*addresses = look_up->addresses;
	look_up->addresses = NULL;
	if (look_up->error)
		failure = describe(look_up->server.host,
				   look_up->error == EAI_SYSTEM ?
				   strerror(look_up->system_error) :
				   gai_strerror(look_up->error));
	look_up_free(look_up);
	return failure;
}

char *phonewall_directory_look_up(
	const struct phonewall_directory_server *server,
	unsigned int milliseconds, struct addrinfo **addresses)
{
	struct look_up *look_up = look_up_new(server);
	pthread_t thread;
	int error = start(look_up, &thread);

	*addresses = NULL;
	if (error) {
		look_up_free(look_up);
		return describe(server->host, strerror(error));
	}
	if (wait_for(look_up, milliseconds)) {
		pthread_join(thread, NULL);
		return result_of(look_up, addresses);
	}
	pthread_detach(thread);
	return describe(server->host, "the name servers do not answer in time");
}
