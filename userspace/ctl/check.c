// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "command.h"
#include "configuration.h"
#include "result.h"

/* Warnings do not refuse a file, unless --strict makes them. */
enum phonewall_exit
phonewall_command_check(const struct phonewall_arguments *arguments)
{
	struct phonewall_configuration configuration = { 0 };
	int error = phonewall_configuration_load(&configuration,
						 arguments->words[0], arguments);

	phonewall_faults_print(&configuration.warnings, configuration.file,
			       stderr);
	if (arguments->strict && configuration.warnings.count)
		error = -1;
	phonewall_result_write(arguments->writer, "accepted", &configuration);
	phonewall_configuration_clear(&configuration);
	return error ? PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
}
