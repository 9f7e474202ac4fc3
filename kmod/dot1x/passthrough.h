/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_PASSTHROUGH_H
#define PHONEWALL_PASSTHROUGH_H

struct phonewall_dot1x;

/**
 * phonewall_passthrough_init - set up the hooks that pass EAPOL through
 * @dot1x: the hooks of its ports and of its bridge are set, but not registered
 *
 * EAPOL goes from port to port at netdev ingress, before a bridge sees it,
 * because the Linux bridge does not forward the PAE group address.
 *
 * Context: any.
 */
void phonewall_passthrough_init(struct phonewall_dot1x *dot1x);

#endif /* PHONEWALL_PASSTHROUGH_H */
