/* SPDX-License-Identifier: MIT */
#ifndef PATH_H
#define PATH_H

#include "harness/host.h"

/**
 * struct path - from where to where a packet goes
 * @from: source address
 * @to: destination address, of the same family
 * @from_port: source port, host byte order; without meaning if the protocol
 *	has none
 * @to_port: destination port, the same
 */
struct path {
	struct phonewall_address from;
	struct phonewall_address to;
	uint16_t from_port;
	uint16_t to_port;
};

/* Return the path from the LAN neighbour to the phone. */
struct path path_to_phone(sa_family_t family, uint16_t from_port,
			  uint16_t to_port);

/* Return the path from the phone to the LAN neighbour. */
struct path path_from_phone(sa_family_t family, uint16_t from_port,
			    uint16_t to_port);

/* Return the reverse path. */
struct path path_back(const struct path *path);

#endif /* PATH_H */
