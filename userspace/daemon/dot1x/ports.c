// SPDX-License-Identifier: MIT
#include "dot1x/ports.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "module.h"
#include "module/client.h"

static void set(struct phonewall_dot1x_ports *ports,
		enum phonewall_ports_state state, const char *error)
{
	char *copy = error ? phonewall_memory_print("%s", error) : NULL;

	if (copy && (!ports->error || strcmp(copy, ports->error)))
		phonewall_log(LOG_WARNING, "802.1X at the PC port: %s", copy);
	free(ports->error);
	ports->error = copy;
	ports->state = state;
}

static int holds(struct phonewall_client *client,
		 const struct phonewall_dot1x_settings *settings,
		 bool pc_port_enabled)
{
	struct phonewall_kernel_dot1x held;
	int error;

	error = phonewall_client_get_dot1x(client, &held);
	if (error)
		return error;
	return phonewall_kernel_dot1x_matches(&held, settings, pc_port_enabled);
}

static int program(struct phonewall_client *client,
		   const struct phonewall_dot1x_settings *settings,
		   bool pc_port_enabled)
{
	int result = holds(client, settings, pc_port_enabled);

	if (result)
		return result < 0 ? result : 0;
	return phonewall_client_set_dot1x(client, settings, pc_port_enabled);
}

static void note(struct phonewall_dot1x_ports *ports,
		 const struct phonewall_client *client, int error)
{
	const char *text = client ? phonewall_client_error(client) :
				    "out of memory";

	if (!error)
		set(ports, PHONEWALL_PORTS_PROGRAMMED, NULL);
	else if (phonewall_module_refused(error))
		set(ports, PHONEWALL_PORTS_REFUSED, text);
	else
		set(ports, PHONEWALL_PORTS_WAITING, text);
}

/* If no ports are configured, removes those of an earlier configuration. */
void
phonewall_dot1x_ports_program(struct phonewall_dot1x_ports *ports,
			      const struct phonewall_dot1x_settings *settings,
			      bool pc_port_enabled)
{
	struct phonewall_client *client = phonewall_client_open();
	int error = client ? program(client, settings, pc_port_enabled) :
			     -ENOMEM;

	if (*settings->pc_port)
		note(ports, client, error);
	else
		set(ports, PHONEWALL_PORTS_NONE, NULL);
	phonewall_client_close(client);
}

void
phonewall_dot1x_ports_check(struct phonewall_dot1x_ports *ports,
			    const struct phonewall_dot1x_settings *settings,
			    bool pc_port_enabled)
{
	struct phonewall_client *client;

	if (ports->state != PHONEWALL_PORTS_PROGRAMMED)
		return;
	client = phonewall_client_open();
	if (client && !holds(client, settings, pc_port_enabled))
		set(ports, PHONEWALL_PORTS_WAITING,
		    "the ports were changed by another program; send SIGHUP to phonewalld to restore them");
	phonewall_client_close(client);
}

void phonewall_dot1x_ports_lose(struct phonewall_dot1x_ports *ports)
{
	if (ports->state != PHONEWALL_PORTS_NONE)
		set(ports, PHONEWALL_PORTS_WAITING,
		    "the phonewall module was unloaded; run 'modprobe phonewall'");
}

void phonewall_dot1x_ports_clear(struct phonewall_dot1x_ports *ports)
{
	free(ports->error);
	memset(ports, 0, sizeof(*ports));
}
