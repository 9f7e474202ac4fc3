// SPDX-License-Identifier: MIT
#include "web/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const struct phonewall_parameter *
parameter(const struct phonewall_reading *reading,
	  enum phonewall_web_parameter row)
{
	return &reading->parameters->list[row][0];
}

static char *read_password(const struct phonewall_reading *reading,
			   enum phonewall_web_parameter row)
{
	const struct phonewall_parameter *password = parameter(reading, row);

	if (strlen(password->text) > PHONEWALL_WEB_PASSWORD_MAX)
		phonewall_fault_add(reading->faults, password->line,
				    password->name, NULL,
				    "is longer than %d bytes; shorten it",
				    PHONEWALL_WEB_PASSWORD_MAX);
	return phonewall_memory_print("%s", password->text);
}

void phonewall_web_settings_read(const struct phonewall_reading *reading,
				 void *section)
{
	struct phonewall_web_settings *settings = section;

	*settings = (struct phonewall_web_settings){
		.is_enabled = parameter(reading,
				PHONEWALL_PARAMETER_WEB_ENABLE)->number,
		.protocol = parameter(reading,
				PHONEWALL_PARAMETER_ENABLE_PROTOCOL)->number,
		.port = parameter(reading,
				PHONEWALL_PARAMETER_WEB_PORT)->number,
		.has_admin_access = parameter(reading,
			PHONEWALL_PARAMETER_ENABLE_WEB_ADMIN_ACCESS)->number,
		.admin_password = read_password(reading,
				PHONEWALL_PARAMETER_ADMIN_PASSWORD),
		.user_password = read_password(reading,
				PHONEWALL_PARAMETER_USER_PASSWORD),
	};
}

static void clear_password(char *password)
{
	if (password)
		explicit_bzero(password, strlen(password));
	free(password);
}

void phonewall_web_settings_clear(void *section)
{
	struct phonewall_web_settings *settings = section;

	clear_password(settings->admin_password);
	clear_password(settings->user_password);
	*settings = (struct phonewall_web_settings){ 0 };
}
