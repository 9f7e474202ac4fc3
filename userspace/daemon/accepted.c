// SPDX-License-Identifier: MIT
#include "accepted.h"

#include <stdlib.h>

#include "base/memory.h"
#include "config/state.h"

/* A disk that is full is tried again after so many seconds. */
#define KEEP_SECONDS	5

static void set_error(struct phonewall_accepted *accepted,
		      const struct phonewall_kept *kept, int error)
{
	char *path = NULL;

	if (error)
		path = phonewall_memory_print("%s/%s", kept->directory,
					      kept->name);
	phonewall_daemon_status_set_keep_error(accepted->status, path, error);
	free(path);
}

/* Return: 0 or the first negative errno. */
static int keep_files(struct phonewall_accepted *accepted)
{
	int settings = phonewall_kept_store(&accepted->settings);
	int configuration = phonewall_kept_store(&accepted->configuration);

	if (settings)
		set_error(accepted, &accepted->settings, settings);
	else
		set_error(accepted, &accepted->configuration, configuration);
	return settings ? settings : configuration;
}

void phonewall_accepted_keep(struct phonewall_accepted *accepted)
{
	static const struct timeval delay = { .tv_sec = KEEP_SECONDS };
	int files = keep_files(accepted);
	int port = phonewall_picked_port_keep(&accepted->port);

	if (files || port)
		evtimer_add(accepted->again, &delay);
}

static void on_again(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_accepted *accepted = argument;
	bool had_failed = accepted->status->keep_error;

	(void)descriptor;
	(void)what;
	phonewall_accepted_keep(accepted);
	if (had_failed && !accepted->status->keep_error)
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
	return accepted->again ? 0 : -1;
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

void phonewall_accepted_close(struct phonewall_accepted *accepted)
{
	event_free(accepted->again);
	phonewall_kept_clear(&accepted->settings);
	phonewall_kept_clear(&accepted->configuration);
}
