// SPDX-License-Identifier: MIT
#include "harness/path.h"

#include "harness/topology.h"

struct path path_to_phone(sa_family_t family, uint16_t from_port,
			  uint16_t to_port)
{
	return (struct path){
		.from = host_address(HOST_LAN, family),
		.to = host_address(HOST_PHONE, family),
		.from_port = from_port,
		.to_port = to_port,
	};
}

struct path path_from_phone(sa_family_t family, uint16_t from_port,
			    uint16_t to_port)
{
	struct path path = path_to_phone(family, to_port, from_port);

	return path_back(&path);
}

struct path path_back(const struct path *path)
{
	return (struct path){
		.from = path->to,
		.to = path->from,
		.from_port = path->to_port,
		.to_port = path->from_port,
	};
}
