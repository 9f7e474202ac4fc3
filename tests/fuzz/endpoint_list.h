/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ENDPOINT_LIST_H
#define ENDPOINT_LIST_H

#include "firewall/translation.h"

/* What must be true of the endpoints of any translation. */
void require_endpoints(const struct phonewall_translation *translation);

#endif /* ENDPOINT_LIST_H */
