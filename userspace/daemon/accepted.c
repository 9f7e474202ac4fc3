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

/* What is kept, in the order in which it is written. */
enum kept_file {
	KEPT_STORE,
	KEPT_SETTINGS,
	KEPT_CONFIGURATION,
	KEPT_FILES,
};

/* The first of them that failed, or else 0 if all are on the disk. */
static int note_errors(struct phonewall_accepted *accepted,
		       const int errors[KEPT_FILES])
{
	const char *const names[KEPT_FILES] = {
		[KEPT_STORE] = accepted->store.file.name,
		[KEPT_SETTINGS] = accepted->settings.name,
		[KEPT_CONFIGURATION] = accepted->configuration.name,
	};
	int first = 0;

	for (size_t i = 0; i < KEPT_FILES; i++) {
		if (errors[i] && !goes_on(errors[i])) {
			set_error(accepted, names[i], errors[i]);
			return errors[i];
		}
		first = first ?: errors[i];
	}
	if (!first)
		set_error(accepted, NULL, 0);
	return first;
}

static void note_store_error(struct phonewall_accepted *accepted, int error)
{
	accepted->store_error = goes_on(error) ? 0 : error;
}

/* Return: 0 or a negative errno. */
static int keep_files(struct phonewall_accepted *accepted)
{
	int errors[KEPT_FILES];

	errors[KEPT_STORE] = phonewall_store_files_save(&accepted->store,
							accepted->writer);
	note_store_error(accepted, errors[KEPT_STORE]);
	errors[KEPT_SETTINGS] = phonewall_kept_store(&accepted->settings,
						     accepted->writer);
	errors[KEPT_CONFIGURATION] =
		phonewall_kept_store(&accepted->configuration,
				     accepted->writer);
	return note_errors(accepted, errors);
}

/* The copy of the store is for later: a call blocks for one write. */
static int keep(struct phonewall_accepted *accepted)
{
	static const struct timeval delay = { .tv_sec = KEEP_SECONDS };
	int files = keep_files(accepted);
	int port = phonewall_picked_port_keep(&accepted->port,
					      accepted->writer);

	if (files || port || !phonewall_store_files_are_saved(&accepted->store))
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
	phonewall_store_files_save_copy(&accepted->store, accepted->writer);
	if (keep(accepted) == -EBUSY)
		set_error(accepted, phonewall_state_writer_name(
				  accepted->writer), -EBUSY);
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
	phonewall_store_files_written(&accepted->store, name, error);
	if (error && name == accepted->store.file.name)
		note_store_error(accepted, error);
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
	phonewall_store_files_open(&accepted->store, directory);
	accepted->writer = phonewall_state_writer_open(base, directory,
						       on_written, accepted);
	return 0;
}

void phonewall_accepted_load(struct phonewall_accepted *accepted)
{
	phonewall_picked_port_load(&accepted->port);
	phonewall_kept_load(&accepted->settings);
	phonewall_kept_load(&accepted->configuration);
	phonewall_store_files_load(&accepted->store);
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
	phonewall_store_files_save_copy(&accepted->store, accepted->writer);
}

void phonewall_accepted_close(struct phonewall_accepted *accepted)
{
	phonewall_state_writer_close(accepted->writer);
	event_free(accepted->again);
	phonewall_kept_clear(&accepted->settings);
	phonewall_kept_clear(&accepted->configuration);
	phonewall_store_files_clear(&accepted->store);
}
