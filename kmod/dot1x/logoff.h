/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_LOGOFF_H
#define PHONEWALL_LOGOFF_H

#include <linux/gfp.h>

#include <linux/phonewall.h>

struct net_device;
struct phonewall_dot1x;
struct phonewall_session;

/**
 * phonewall_logoff_init - prepare the work that sends Logoffs later
 * @dot1x: the state
 *
 * Context: any.
 */
void phonewall_logoff_init(struct phonewall_dot1x *dot1x);

/**
 * phonewall_logoff_cancel - no Logoff is sent later any more
 * @dot1x: the state, whose settings are unset
 *
 * Context: process, without RTNL; may sleep.
 */
void phonewall_logoff_cancel(struct phonewall_dot1x *dot1x);

/**
 * phonewall_logoff_all - log off every PC that has a session
 * @dot1x: the state; the PC port's link counts as lost until it is seen again
 * @reason: why
 *
 * What cannot be sent stays due, and is tried again for
 * PHONEWALL_LOGOFF_PATIENCE.
 *
 * Context: RTNL; may sleep.
 */
void phonewall_logoff_all(struct phonewall_dot1x *dot1x,
			  enum phonewall_logoff reason);

/**
 * phonewall_logoff_retry - send the Logoffs that are due
 * @dot1x: the state
 *
 * To be called when the switch port may have its link back.
 *
 * Context: RTNL; may sleep.
 */
void phonewall_logoff_retry(struct phonewall_dot1x *dot1x);

/**
 * phonewall_logoff_one - log a PC off
 * @dot1x: the state
 * @device: the switch port; may be NULL
 * @session: the PC's session
 * @reason: why
 * @flags: GFP_ATOMIC or GFP_KERNEL, as the context allows
 *
 * Context: RTNL, or RCU in softirq; without the lock of the sessions.
 * Return: whether the Logoff was sent. If not, the session is as it was.
 */
bool phonewall_logoff_one(struct phonewall_dot1x *dot1x,
			  struct net_device *device,
			  const struct phonewall_session *session,
			  enum phonewall_logoff reason, gfp_t flags);

/**
 * phonewall_logoff_check_carrier - act on the PC port's carrier
 * @dot1x: the state
 *
 * A Logoff for a PC that is still there would shut it out, so what counts is how
 * the carrier is now, not what an event says.
 *
 * Context: RTNL; may sleep.
 */
void phonewall_logoff_check_carrier(struct phonewall_dot1x *dot1x);

#endif /* PHONEWALL_LOGOFF_H */
