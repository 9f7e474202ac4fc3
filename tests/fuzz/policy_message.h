/* SPDX-License-Identifier: MIT */
#ifndef POLICY_MESSAGE_H
#define POLICY_MESSAGE_H

#include "firewall/translation.h"

struct nl_msg;

/*
 * Returns the library's request to set a policy; the caller releases it with
 * nlmsg_free().
 */
struct nl_msg *policy_message(const struct phonewall_translation *translation);

/* The policy that the library writes must be the one that it reads. */
void require_policy_round_trip(const struct phonewall_translation *translation);

#endif /* POLICY_MESSAGE_H */
