/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROXY_SETTINGS_H
#define PHONEWALL_PROXY_SETTINGS_H

#include <stdbool.h>

#include "config/system.h"
#include "proxy/parameters.h"
#include "proxy/proxy.h"

/* Bytes of Proxy_Username and of Proxy_Password, and of PAC_URL, at most. */
#define PHONEWALL_PROXY_TEXT_MAX	255
#define PHONEWALL_PAC_URL_MAX		511

/**
 * struct phonewall_proxy_settings - what cfg.xml says of the HTTP proxy
 * @mode: Proxy_Mode; what a mode does not use is empty
 * @proxy: Manual: Proxy_Host and Proxy_Port
 * @username: Manual: Proxy_Username; NULL if the proxy asks for none
 * @password: Proxy_Password; NULL with @username
 * @is_discovered: Auto: Use_Auto_Discovery__WPAD_: WPAD finds the PAC script
 * @pac_url: Auto: PAC_URL; NULL if @is_discovered
 *
 * Zero-initialise it; release it with phonewall_proxy_settings_clear().
 */
struct phonewall_proxy_settings {
	enum phonewall_proxy_mode mode;
	struct phonewall_proxy proxy;
	char *username;
	char *password;
	bool is_discovered;
	char *pac_url;
};

/**
 * phonewall_proxy_settings_read - what the parameters say of the proxy
 * @reading: the values of phonewall_proxy_parameters. What the mode needs and
 *	is missing or wrong is a fault: a phone that took such a file could not
 *	fetch the next one
 * @section: struct phonewall_proxy_settings; set whole
 */
void phonewall_proxy_settings_read(const struct phonewall_reading *reading,
				   void *section);

/**
 * phonewall_proxy_settings_clear - release the settings
 * @section: struct phonewall_proxy_settings; emptied, the password overwritten
 */
void phonewall_proxy_settings_clear(void *section);

#endif /* PHONEWALL_PROXY_SETTINGS_H */
