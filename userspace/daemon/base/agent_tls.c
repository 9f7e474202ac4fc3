// SPDX-License-Identifier: MIT
#include "base/agent_tls.h"

#include <errno.h>
#include <stdlib.h>

#include "base/memory.h"
#include "tls/policy_file.h"

struct phonewall_tls_policy *phonewall_agent_tls_load(const char *directory)
{
	static const struct phonewall_tls_settings defaults;
	char *path = phonewall_memory_print("%s/tls.conf", directory);
	struct phonewall_tls_policy *policy = phonewall_tls_policy_load(path);

	if (!policy && errno == ENOENT)
		policy = phonewall_tls_policy_new(&defaults);
	free(path);
	return policy;
}
