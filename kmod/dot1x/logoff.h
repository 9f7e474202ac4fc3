/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_LOGOFF_H
#define PHONEWALL_LOGOFF_H

#include <linux/gfp.h>

#include <linux/phonewall.h>

struct net_device;
struct phonewall_dot1x;
struct phonewall_session;

/**
 * phonewall_logoff_init - initialise the work that sends delayed Logoffs
 * @dot1x: the state
 *
 * Context: any.
 */
void phonewall_logoff_init(struct phonewall_dot1x *dot1x);

/**
 * phonewall_logoff_cancel - cancel the work that sends delayed Logoffs
 * @dot1x: the state, whose settings are unset
 *
 * Context: process, without RTNL; may sleep.
 */
void phonewall_logoff_cancel(struct phonewall_dot1x *dot1x);

/**
 * phonewall_logoff_all - log off every PC that has a session
 * @dot1x: the state; the PC port counts as unplugged until its link is seen
 * @reason: why
 *
 * A Logoff that cannot be sent stays due and is retried for
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
 * Call it when the switch port may have its link back.
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
 * Return: true if the Logoff was sent; if not, the session is unchanged.
 */
bool phonewall_logoff_one(struct phonewall_dot1x *dot1x,
			  struct net_device *device,
			  const struct phonewall_session *session,
			  enum phonewall_logoff reason, gfp_t flags);

/**
 * phonewall_logoff_check_carrier - act on the PC port's carrier
 * @dot1x: the state
 *
 * A Logoff for a PC that is still connected would shut it out, so act on the
 * carrier as it is now, not on what an event says.
 *
 * Context: RTNL; may sleep.
 */
void phonewall_logoff_check_carrier(struct phonewall_dot1x *dot1x);

#endif /* PHONEWALL_LOGOFF_H */
