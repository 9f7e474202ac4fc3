/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WEB_SETTINGS_H
#define PHONEWALL_WEB_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "config/system.h"
#include "web/parameters.h"

/* Bytes of Admin_Password and of User_Password, at most. */
#define PHONEWALL_WEB_PASSWORD_MAX	127

/**
 * struct phonewall_web_settings - what cfg.xml says of the web page
 * @is_enabled: Enable_Web_Server
 * @protocol: Enable_Protocol
 * @port: Web_Server_Port
 * @has_admin_access: Enable_Web_Admin_Access: whether an administrator may log in
 * @admin_password: Admin_Password; "" if nobody can log in as administrator
 * @user_password: User_Password; "" if nobody can log in as user
 *
 * Zero-initialise it; release it with phonewall_web_settings_clear().
 */
struct phonewall_web_settings {
	bool is_enabled;
	enum phonewall_web_protocol protocol;
	uint16_t port;
	bool has_admin_access;
	char *admin_password;
	char *user_password;
};

/**
 * phonewall_web_settings_read - what the parameters say of the web page
 * @reading: the values of phonewall_web_parameters; a password that is too long is
 *	a fault
 * @section: struct phonewall_web_settings; set whole
 */
void phonewall_web_settings_read(const struct phonewall_reading *reading,
				 void *section);

/**
 * phonewall_web_settings_clear - release the settings
 * @section: struct phonewall_web_settings; emptied, the passwords overwritten
 */
void phonewall_web_settings_clear(void *section);

#endif /* PHONEWALL_WEB_SETTINGS_H */
