/* SPDX-License-Identifier: MIT */
#ifndef ENDPOINT_LIST_H
#define ENDPOINT_LIST_H

#include "firewall/translation.h"

/* The properties that the endpoints of any translation must have. */
void require_endpoints(const struct phonewall_translation *translation);

#endif /* ENDPOINT_LIST_H */
