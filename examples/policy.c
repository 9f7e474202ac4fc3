// SPDX-License-Identifier: MIT
/*
 * Tells which ports a cfg.xml at standard input opens, and whether the module
 * holds that policy now. Build it against the installed library:
 *
 *     cc policy.c -o policy $(pkg-config --cflags --libs phonewall)
 */
#include <netinet/in.h>
#include <stdio.h>

#include <phonewall/module/client.h>
#include <phonewall/module/policy.h>
#include <phonewall/systems/systems.h>

static char text[PHONEWALL_PROFILE_SIZE_MAX];

static int compare(const struct phonewall_translation *wanted)
{
	struct phonewall_client *client = phonewall_client_open();
	struct phonewall_kernel_policy policy;
	int result = client ? phonewall_client_get_policy(client, &policy) : -1;

	if (result) {
		fprintf(stderr, "%s\n", client ? phonewall_client_error(client)
					       : "out of memory");
	} else {
		puts(phonewall_kernel_policy_matches(&policy, wanted)
			     ? "in force" : "not in force");
		phonewall_kernel_policy_clear(&policy);
	}
	phonewall_client_close(client);
	return result ? 2 : 0;
}

int main(void)
{
	struct phonewall_settings settings;
	struct phonewall_systems wanted = { 0 };
	const struct phonewall_translation *policy = &wanted.firewall;
	struct phonewall_faults faults = { 0 };
	size_t length = fread(text, 1, sizeof(text), stdin), i;
	int result = 1;

	phonewall_settings_default(&settings);
	if (phonewall_systems_read(text, length, &settings, &wanted, &faults,
				   NULL)) {
		phonewall_faults_print(&faults, "standard input", stderr);
	} else {
		for (i = 0; i < policy->opening_count; i++)
			printf("%s %u-%u: %s\n",
			       policy->openings[i].protocol == IPPROTO_TCP
				       ? "TCP" : "UDP",
			       policy->openings[i].range.first,
			       policy->openings[i].range.last,
			       policy->openings[i].purpose);
		result = compare(policy);
	}
	phonewall_faults_clear(&faults);
	phonewall_systems_clear(&wanted);
	phonewall_settings_clear(&settings);
	return result;
}
