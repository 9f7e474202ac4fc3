// SPDX-License-Identifier: MIT
#include "command.h"
#include "configuration.h"
#include "output/message.h"
#include "proxy_choice.h"
#include "proxy_output.h"
#include "result.h"

/* A script that was given needs no cfg.xml, so one can be tried anywhere. */
static int load(const struct phonewall_arguments *arguments,
		struct phonewall_configuration *configuration)
{
	if (arguments->config)
		return phonewall_configuration_load(configuration,
						    arguments->config,
						    arguments);
	if (arguments->pac)
		return 0;
	return phonewall_configuration_load_accepted(configuration, arguments);
}

static enum phonewall_exit
write_choice(const struct phonewall_arguments *arguments,
	     const struct phonewall_configuration *configuration,
	     const struct phonewall_proxy_target *target)
{
	struct phonewall_proxy_choice choice;
	enum phonewall_exit status = PHONEWALL_EXIT_DONE;

	phonewall_proxy_choose(&configuration->systems.proxy, target,
			       arguments->pac, &choice);
	if (choice.fault) {
		phonewall_output_failure("%s", choice.fault);
		status = PHONEWALL_EXIT_FAILED;
	}
	if (arguments->export)
		phonewall_proxy_output_export(&choice);
	else if (!choice.fault)
		phonewall_proxy_output_write(arguments->writer, target,
					     &choice);
	phonewall_proxy_choice_clear(&choice);
	return status;
}

/* What reads the output must not go without a proxy. */
static void export_nothing(void)
{
	phonewall_proxy_output_export(&(struct phonewall_proxy_choice){
		.fault = (char *)"not known" });
}

static enum phonewall_exit
refuse(const struct phonewall_arguments *arguments,
       const struct phonewall_configuration *configuration)
{
	if (arguments->export)
		export_nothing();
	else
		phonewall_result_write(arguments->writer, "refused",
				       configuration);
	return PHONEWALL_EXIT_FAILED;
}

static bool check(const struct phonewall_arguments *arguments,
		  struct phonewall_proxy_target *target)
{
	if (arguments->settings && !arguments->config)
		phonewall_output_failure("proxy takes --settings with --config FILE only");
	else if (arguments->export && arguments->json)
		phonewall_output_failure("proxy takes --json or --export, not both");
	else if (!phonewall_proxy_target_parse(arguments->words[0], target))
		phonewall_output_failure("'%s' is not an http or https URL; no other has a proxy",
					 arguments->words[0]);
	else
		return true;
	return false;
}

enum phonewall_exit
phonewall_command_proxy(const struct phonewall_arguments *arguments)
{
	struct phonewall_configuration configuration = { 0 };
	struct phonewall_proxy_target target = { 0 };
	enum phonewall_exit status;

	if (!check(arguments, &target)) {
		if (arguments->export && !arguments->json)
			export_nothing();
		return PHONEWALL_EXIT_USAGE;
	}
	if (load(arguments, &configuration))
		status = refuse(arguments, &configuration);
	else
		status = write_choice(arguments, &configuration, &target);
	phonewall_configuration_clear(&configuration);
	phonewall_proxy_target_clear(&target);
	return status;
}
