// SPDX-License-Identifier: MIT
#include <string.h>

#include "command.h"
#include "configuration.h"
#include "firewall/broadcast_echo.h"
#include "kernel.h"
#include "output/message.h"
#include "result.h"

static int unset_ports(struct phonewall_client *client)
{
	struct phonewall_kernel_dot1x held;
	int error = phonewall_client_get_dot1x(client, &held);

	if (!error && *held.pc_port)
		error = phonewall_client_unset_dot1x(client);
	return error;
}

static int set_ports(struct phonewall_client *client,
		     const struct phonewall_configuration *configuration)
{
	const struct phonewall_dot1x_settings *dot1x =
		&configuration->settings.dot1x;
	int error;

	if (*dot1x->pc_port)
		error = phonewall_client_set_dot1x(client, dot1x,
				configuration->systems.dot1x.pc_port_enabled);
	else
		error = unset_ports(client);
	if (error)
		phonewall_output_message("the policy is in force, but the ports are not set:");
	return error;
}

static int program(const struct phonewall_configuration *configuration)
{
	struct phonewall_client *client = phonewall_kernel_open();
	int error;

	if (!client)
		return -1;
	error = phonewall_client_set_policy(client,
					    &configuration->systems.firewall);
	if (!error)
		error = set_ports(client, configuration);
	if (error)
		phonewall_kernel_report(client);
	phonewall_client_close(client);
	return error;
}

static int set_echo(const struct phonewall_translation *translation)
{
	int error = phonewall_set_broadcast_echo(translation->broadcast_echo);

	if (error)
		phonewall_output_failure("the policy is in force, but Broadcast_Echo is not: cannot write "
					 PHONEWALL_BROADCAST_ECHO_FILE
					 ": %s; run this as root, with a /proc/sys that is writable",
					 strerror(-error));
	return error;
}

enum phonewall_exit
phonewall_command_apply(const struct phonewall_arguments *arguments)
{
	struct phonewall_configuration configuration = { 0 };
	int error = phonewall_configuration_load(&configuration,
						 arguments->words[0], arguments);

	if (!error)
		error = program(&configuration);
	if (!error)
		error = set_echo(&configuration.systems.firewall);
	if (!error || configuration.faults.count ||
	    configuration.settings_faults.count)
		phonewall_result_write(arguments->writer, "applied",
				       &configuration);
	phonewall_configuration_clear(&configuration);
	return error ? PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
}
