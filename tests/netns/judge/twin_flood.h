/* SPDX-License-Identifier: MIT */
#ifndef TWIN_FLOOD_H
#define TWIN_FLOOD_H

#include <stdbool.h>

/*
 * Send TWIN_PHONEWALL packets to a closed port until the module drops them at
 * the ingress of its device, if two seconds have passed since the last ones: it
 * goes on with that for some seconds more. TWIN_NFTABLES gets none of them.
 */
void twin_flood(void);

/* Return whether the module drops packets at the ingress of TWIN_PHONEWALL. */
bool twin_is_flooded(void);

#endif /* TWIN_FLOOD_H */
