/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROXY_CHOICE_H
#define PHONEWALL_PROXY_CHOICE_H

#include "proxy/pac_result.h"
#include "proxy/settings.h"
#include "proxy/target.h"

/**
 * struct phonewall_proxy_choice - which proxies are used for a URL, and why
 * @result: the proxies
 * @mode: the mode that has chosen them
 * @username: name for the proxy, or NULL; belongs to the settings
 * @password: password; NULL with @username
 * @reason: why these; to be released with free()
 * @fault: why it is not known which; NULL if it is; to be released with free()
 */
struct phonewall_proxy_choice {
	struct phonewall_pac_result result;
	enum phonewall_proxy_mode mode;
	const char *username;
	const char *password;
	char *reason;
	char *fault;
};

/**
 * phonewall_proxy_choose - find out which proxies are used
 * @settings: what cfg.xml says
 * @target: the URL
 * @pac: name of the file of a PAC script, which then chooses as in the mode
 *	Auto; or NULL
 * @choice: set whole
 */
void phonewall_proxy_choose(const struct phonewall_proxy_settings *settings,
			    const struct phonewall_proxy_target *target,
			    const char *pac,
			    struct phonewall_proxy_choice *choice);

/**
 * phonewall_proxy_choice_clear - release a choice
 * @choice: emptied
 */
void phonewall_proxy_choice_clear(struct phonewall_proxy_choice *choice);

#endif /* PHONEWALL_PROXY_CHOICE_H */
