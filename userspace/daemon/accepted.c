// SPDX-License-Identifier: MIT
#include "accepted.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "config/state.h"

/* A disk that is full is tried again after so many seconds. */
#define KEEP_SECONDS	5

static void set_error(struct phonewall_accepted *accepted, const char *name,
		      int error)
{
	char *path = NULL;

	if (error)
		path = phonewall_memory_print("%s/%s",
			accepted->configuration.directory, name);
	phonewall_daemon_status_set_keep_error(accepted->status, path, error);
	free(path);
}

static bool goes_on(int error)
{
	return error == -EINPROGRESS || error == -EBUSY;
}

/* Return: 0 or the first negative errno. */
static int keep_files(struct phonewall_accepted *accepted)
{
	int settings = phonewall_kept_store(&accepted->settings,
					    accepted->writer);
	int configuration = phonewall_kept_store(&accepted->configuration,
						 accepted->writer);

	if (settings && !goes_on(settings))
		set_error(accepted, accepted->settings.name, settings);
	else if (!goes_on(settings) && !goes_on(configuration))
		set_error(accepted, accepted->configuration.name,
			  configuration);
	return settings ? settings : configuration;
}

static int keep(struct phonewall_accepted *accepted)
{
	static const struct timeval delay = { .tv_sec = KEEP_SECONDS };
	int files = keep_files(accepted);
	int port = phonewall_picked_port_keep(&accepted->port,
					      accepted->writer);

	if (files || port)
		evtimer_add(accepted->again, &delay);
	return files;
}

void phonewall_accepted_keep(struct phonewall_accepted *accepted)
{
	keep(accepted);
}

/* What could not be written before, or is not written yet. */
static void on_again(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_accepted *accepted = argument;
	bool had_failed = accepted->status->keep_error;

	(void)descriptor;
	(void)what;
	if (keep(accepted) == -EBUSY)
		set_error(accepted, accepted->configuration.stored ?
			  accepted->settings.name :
			  accepted->configuration.name, -EBUSY);
	if (had_failed != !!accepted->status->keep_error)
		phonewall_daemon_status_write(accepted->status);
}

/* A disk that answers late, and then with an error, is not tried at once. */
static void on_written(const char *name, int error, void *argument)
{
	struct phonewall_accepted *accepted = argument;
	bool had_failed = accepted->status->keep_error;

	phonewall_kept_written(&accepted->settings, name, error);
	phonewall_kept_written(&accepted->configuration, name, error);
	phonewall_picked_port_written(&accepted->port, name, error);
	if (!error)
		keep(accepted);
	else if (strcmp(name, PHONEWALL_STATE_PORT))
		set_error(accepted, name, error);
	if (had_failed != !!accepted->status->keep_error)
		phonewall_daemon_status_write(accepted->status);
}

int phonewall_accepted_open(struct phonewall_accepted *accepted,
			    struct event_base *base, const char *directory,
			    struct phonewall_daemon_status *status)
{
	*accepted = (struct phonewall_accepted){
		.configuration.directory = directory,
		.configuration.name = PHONEWALL_STATE_CONFIGURATION,
		.settings.directory = directory,
		.settings.name = PHONEWALL_STATE_SETTINGS,
		.port.directory = directory,
		.again = evtimer_new(base, on_again, accepted),
		.status = status,
	};
	if (!accepted->again)
		return -1;
	accepted->writer = phonewall_state_writer_open(base, directory,
						       on_written, accepted);
	return 0;
}

void phonewall_accepted_load(struct phonewall_accepted *accepted)
{
	phonewall_picked_port_load(&accepted->port);
	phonewall_kept_load(&accepted->settings);
	phonewall_kept_load(&accepted->configuration);
	accepted->status->connection_request_port = accepted->port.port;
}

void
phonewall_accepted_pick_port(struct phonewall_accepted *accepted,
			     const struct phonewall_translation *translation)
{
	phonewall_picked_port_pick(&accepted->port, translation);
	accepted->status->connection_request_port = accepted->port.port;
}

void phonewall_accepted_finish(struct phonewall_accepted *accepted)
{
	while (phonewall_state_writer_finish(accepted->writer))
		;
	keep(accepted);
	while (phonewall_state_writer_finish(accepted->writer))
		;
}

void phonewall_accepted_close(struct phonewall_accepted *accepted)
{
	phonewall_state_writer_close(accepted->writer);
	event_free(accepted->again);
	phonewall_kept_clear(&accepted->settings);
	phonewall_kept_clear(&accepted->configuration);
}
