/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_PASSTHROUGH_H
#define PHONEWALL_PASSTHROUGH_H

struct phonewall_dot1x;

/**
 * phonewall_passthrough_init - make the hooks that pass EAPOL through
 * @dot1x: its ports' and its bridge's hooks are set, registered they are not
 *
 * EAPOL goes from port to port at netdev ingress, before a bridge sees it, as
 * the Linux bridge forwards none that is sent to the PAE group address.
 *
 * Context: any.
 */
void phonewall_passthrough_init(struct phonewall_dot1x *dot1x);

#endif /* PHONEWALL_PASSTHROUGH_H */
