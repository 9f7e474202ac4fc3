/* SPDX-License-Identifier: MIT */
#ifndef POLICY_MESSAGE_H
#define POLICY_MESSAGE_H

#include "firewall/translation.h"

struct nl_msg;

/*
 * The request that sets a policy, as the library makes it; to be released with
 * nlmsg_free().
 */
struct nl_msg *policy_message(const struct phonewall_translation *translation);

/* That what the library writes of a policy is what it reads. */
void require_policy_round_trip(const struct phonewall_translation *translation);

#endif /* POLICY_MESSAGE_H */
