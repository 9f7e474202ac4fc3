// SPDX-License-Identifier: MIT
#include "policy_message.h"

#include <netlink/genl/genl.h>
#include <netlink/msg.h>

#include "fuzzer.h"
#include "module/message.h"
#include "module/policy.h"

/* The size of a request of the library. */
#define REQUEST_SIZE	32768

struct nl_msg *policy_message(const struct phonewall_translation *translation)
{
	struct nl_msg *message = nlmsg_alloc_size(REQUEST_SIZE);

	REQUIRE(message);
	REQUIRE(genlmsg_put(message, 0, 0, 0, 0, 0, PHONEWALL_CMD_POLICY_SET,
			    PHONEWALL_GENL_VERSION));
	REQUIRE(!phonewall_message_put_policy(message, translation, NULL));
	return message;
}

void require_policy_round_trip(const struct phonewall_translation *translation)
{
	struct nl_msg *message = policy_message(translation);
	struct phonewall_kernel_policy policy;

	REQUIRE(!phonewall_message_read_policy(nlmsg_hdr(message), &policy));
	policy.generation = 1;
	REQUIRE(phonewall_kernel_policy_matches(&policy, translation));
	phonewall_kernel_policy_clear(&policy);
	nlmsg_free(message);
}
