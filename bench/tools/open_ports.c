// SPDX-License-Identifier: MIT
#include <err.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

#include "config/settings.h"
#include "firewall/translation.h"
#include "module/client.h"

static struct phonewall_opening parse_range(const char *text)
{
	struct phonewall_opening opening = { .protocol = IPPROTO_UDP };
	unsigned int first;
	unsigned int last;

	switch (sscanf(text, "%u-%u", &first, &last)) {
	case 1:
		last = first;
		break;
	case 2:
		break;
	default:
		errx(2, "\"%s\" is not a range of ports", text);
	}
	opening.range.first = first;
	opening.range.last = last;
	return opening;
}

/*
 * open_ports RANGE... - opens these UDP ports in phonewall, and no others,
 * which no cfg.xml can do.
 */
int main(int argc, char **argv)
{
	struct phonewall_translation policy = { .enabled = true };
	struct phonewall_client *client = phonewall_client_open();
	struct phonewall_settings settings;
	int i;

	phonewall_settings_default(&settings);
	policy.limits = settings.limits;
	policy.flags = PHONEWALL_FLAG_NO_ICMP_UNREACHABLE;
	policy.openings = calloc(argc, sizeof(*policy.openings));
	if (!client || !policy.openings)
		err(1, "no memory");
	for (i = 1; i < argc; i++)
		policy.openings[policy.opening_count++] = parse_range(argv[i]);
	if (phonewall_client_set_policy(client, &policy))
		errx(1, "%s", phonewall_client_error(client));
	phonewall_client_close(client);
	free(policy.openings);
	return 0;
}
