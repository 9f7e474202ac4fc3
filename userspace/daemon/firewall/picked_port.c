// SPDX-License-Identifier: MIT
#include "firewall/picked_port.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"
#include "config/state.h"
#include "firewall/connection_request.h"

void phonewall_picked_port_load(struct phonewall_picked_port *picked)
{
	uint16_t port;
	int error;

	error = phonewall_connection_request_read(picked->directory, &port);
	picked->is_kept = !error;
	if (!error)
		picked->port = port;
	else if (error != -ENOENT)
		phonewall_log(LOG_WARNING,
			      "cannot use %s/" PHONEWALL_STATE_PORT ": %s; phonewalld picks another port%s",
			      picked->directory, error == -EBADMSG ?
			      "it holds no port from 8000 to 9999" :
			      strerror(-error), error == -EISDIR ?
			      ", and cannot save it until that is removed" : "");
}

/* It opens as soon as it is needed, so one is picked in any case. */
static void log_picked(uint16_t before, uint16_t port)
{
	if (before)
		phonewall_log(LOG_NOTICE,
			      "picked TCP port %u for TR-069 connection requests, since port %u is now open for another purpose",
			      port, before);
	else
		phonewall_log(LOG_NOTICE,
			      "picked TCP port %u for TR-069 connection requests; it opens if TR-069 is on and Connection_Request_URL is empty",
			      port);
}

static void take(struct phonewall_picked_port *picked, uint16_t port)
{
	log_picked(picked->port, port);
	picked->port = port;
	picked->is_kept = false;
	picked->is_being_kept = false;
}

/* The port is no secret: at boot it must not wait for good random numbers. */
void
phonewall_picked_port_pick(struct phonewall_picked_port *picked,
			   const struct phonewall_translation *translation)
{
	static const struct phonewall_translation nothing;
	uint32_t random;
	uint16_t port;

	if (getrandom(&random, sizeof(random), GRND_INSECURE) < 0) {
		phonewall_log(LOG_WARNING,
			      "cannot pick a TCP port for TR-069 connection requests: %m; it stays closed");
		return;
	}
	port = phonewall_connection_request_pick(random, translation);
	if (!port && !picked->port)
		port = phonewall_connection_request_pick(random, &nothing);
	if (port)
		take(picked, port);
}

static void report(struct phonewall_picked_port *picked, int error)
{
	if (error && error != picked->error)
		phonewall_log(LOG_WARNING,
			      "cannot save TCP port %u to %s/" PHONEWALL_STATE_PORT ": %s; until this is fixed, each start picks another",
			      picked->port, picked->directory, strerror(-error));
	picked->error = error;
}

int phonewall_picked_port_keep(struct phonewall_picked_port *picked,
			       struct phonewall_state_writer *writer)
{
	struct phonewall_file file;
	int error;

	if (!picked->port || picked->is_kept)
		return 0;
	file = phonewall_connection_request_file(picked->port);
	error = phonewall_state_writer_write(writer, PHONEWALL_STATE_PORT,
					     &file);
	phonewall_file_clear(&file);
	if (error == -EINPROGRESS)
		picked->is_being_kept = true;
	if (error == -EINPROGRESS || error == -EBUSY)
		return error;
	picked->is_kept = !error;
	report(picked, error);
	return error;
}

void phonewall_picked_port_written(struct phonewall_picked_port *picked,
				   const char *name, int error)
{
	if (strcmp(name, PHONEWALL_STATE_PORT))
		return;
	if (picked->is_being_kept && !error)
		picked->is_kept = true;
	picked->is_being_kept = false;
	report(picked, error);
}
