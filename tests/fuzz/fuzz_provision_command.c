// SPDX-License-Identifier: MIT
/*
 * A command to phonewall-provision, and the rule that it may have.
 */
#include <string.h>

#include "base/memory.h"
#include "fuzzer.h"
#include "provisioning/command.h"
#include "provisioning/rule.h"

static void parse_rule(const char *url)
{
	struct phonewall_faults faults = { 0 };
	struct phonewall_rule rule;
	int error = phonewall_rule_parse(PHONEWALL_RULE_PROFILE, url, "URL", 0,
					 &rule, &faults);

	REQUIRE(error == (faults.count ? -1 : 0));
	if (!error)
		phonewall_rule_clear(&rule);
	phonewall_faults_clear(&faults);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = phonewall_memory_copy((const char *)data, size);
	struct phonewall_provision_command command;
	const char *fault = phonewall_provision_command_read(text, size,
							     &command);

	REQUIRE(command.kind < PHONEWALL_PROVISION_COMMANDS);
	REQUIRE(!command.url || (!fault && *command.url &&
				 command.kind == PHONEWALL_PROVISION_RESYNC));
	if (command.url)
		parse_rule(command.url);
	phonewall_provision_command_clear(&command);
	REQUIRE(!command.url);
	free(text);
	return 0;
}
