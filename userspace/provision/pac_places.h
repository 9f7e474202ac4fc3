/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISION_PAC_PLACES_H
#define PHONEWALL_PROVISION_PAC_PLACES_H

#include <stdbool.h>
#include <stddef.h>

#include "provisioning/server_url.h"
#include "proxy/settings.h"

#define PHONEWALL_PAC_PLACES_MAX	2

/**
 * struct phonewall_pac_place - where a PAC script may be
 * @text: its URL
 * @url: the same
 * @is_guess: whether nobody has told of it, so that it counts for nothing if DNS
 *	has no such host
 */
struct phonewall_pac_place {
	char *text;
	struct phonewall_server_url url;
	bool is_guess;
};

/**
 * struct phonewall_pac_places - where a PAC script may be
 * @list: the places, in the order in which they are tried
 * @count: how many
 * @fault: why there may be others that are not known, and what to do; or NULL
 *
 * Zero-initialise it; release it with phonewall_pac_places_clear().
 */
struct phonewall_pac_places {
	struct phonewall_pac_place list[PHONEWALL_PAC_PLACES_MAX];
	size_t count;
	char *fault;
};

/**
 * phonewall_pac_places_find - find out where a PAC script may be
 * @settings: of the mode Auto
 * @lease_directory: where phonewall-dhcp writes the leases
 * @interface: the network device whose lease counts, or NULL if it is not known
 * @places: set whole
 *
 * That is PAC_URL or, with WPAD, option 252 of DHCP and then the host wpad of the
 * domain that DHCP tells.
 */
void phonewall_pac_places_find(const struct phonewall_proxy_settings *settings,
			       const char *lease_directory,
			       const char *interface,
			       struct phonewall_pac_places *places);

/**
 * phonewall_pac_places_clear - release the places
 * @places: emptied
 */
void phonewall_pac_places_clear(struct phonewall_pac_places *places);

#endif /* PHONEWALL_PROVISION_PAC_PLACES_H */
