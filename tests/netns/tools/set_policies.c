// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>

#include "module/client.h"
#include "systems/systems.h"

/*
 * set_policies COUNT - sets the policy of the factory defaults COUNT times,
 * faster than anyone can read the events.
 */
int main(int argc, char **argv)
{
	struct phonewall_faults faults = { 0 };
	struct phonewall_systems systems = { 0 };
	struct phonewall_settings settings;
	struct phonewall_client *client = phonewall_client_open();
	int count = argc == 2 ? atoi(argv[1]) : 0;

	phonewall_settings_default(&settings);
	if (!client ||
	    phonewall_systems_read(NULL, 0, &settings, &systems, &faults, NULL))
		return EXIT_FAILURE;
	while (count > 0 &&
	       !phonewall_client_set_policy(client, &systems.firewall))
		count--;
	if (count)
		fprintf(stderr, "%d left: %s\n", count,
			phonewall_client_error(client));
	phonewall_client_close(client);
	phonewall_systems_clear(&systems);
	return count ? EXIT_FAILURE : EXIT_SUCCESS;
}
