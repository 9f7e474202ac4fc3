// SPDX-License-Identifier: MIT
#include "base/process.h"

#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/log.h"

const char *phonewall_process_environment(const char *name,
					  const char *otherwise)
{
	const char *value = getenv(name);

	return value && *value ? value : otherwise;
}

/*
 * core(5): a limit of 0 does not keep a core from a program that is to be given
 * it; one of 1 byte does.
 */
void phonewall_process_keep_secrets(void)
{
	static const struct rlimit one = { 1, 1 };
	static const struct rlimit none;

	if (setrlimit(RLIMIT_CORE, &one))
		setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0);
}

struct event_base *phonewall_process_loop(void)
{
	struct event_config *config = event_config_new();
	struct event_base *base = NULL;

	if (config) {
		event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
		base = event_base_new_with_config(config);
		event_config_free(config);
	}
	if (!base)
		phonewall_log(LOG_ERR, "cannot make an event loop: %m; raise the limit of open files");
	return base;
}
