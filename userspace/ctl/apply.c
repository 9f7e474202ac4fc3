// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "broadcast_echo.h"
#include "command.h"
#include "configuration.h"
#include "kernel.h"
#include "output.h"

static int set_policy(const struct phonewall_translation *translation)
{
	struct phonewall_client *client = phonewall_kernel_open();
	int error;

	if (!client)
		return -1;
	error = phonewall_client_set_policy(client, translation);
	if (error)
		phonewall_kernel_report(client);
	phonewall_client_close(client);
	return error;
}

static int set_echo(const struct phonewall_translation *translation)
{
	int error = phonewall_set_broadcast_echo(translation->broadcast_echo);

	if (error)
		fprintf(stderr, "phonewallctl: the policy is in force, but "
			PHONEWALL_BROADCAST_ECHO_FILE " cannot be written: %s: "
			"run this as root, where /proc/sys is writable\n",
			strerror(-error));
	return error;
}

enum phonewall_exit
phonewall_command_apply(const struct phonewall_arguments *arguments)
{
	struct phonewall_configuration configuration = { 0 };
	int error = phonewall_configuration_load(&configuration,
						 arguments->words[0],
						 arguments->settings);

	if (!error)
		error = set_policy(&configuration.translation);
	if (!error)
		error = set_echo(&configuration.translation);
	if (!error || configuration.faults.count)
		phonewall_output_result(arguments->json, configuration.file,
					"applied", &configuration.translation,
					&configuration.faults);
	phonewall_configuration_clear(&configuration);
	return error ? PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
}
