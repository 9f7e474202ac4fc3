// SPDX-License-Identifier: MIT
#include "dot1x/network_access.h"

#include "base/host_name.h"

static const struct phonewall_parameter *
parameter(const struct phonewall_reading *reading,
	  enum phonewall_dot1x_parameter row)
{
	return &reading->parameters->list[row][0];
}

static void warn_of_server_name(const struct phonewall_reading *reading)
{
	const struct phonewall_dot1x_settings *settings =
		&reading->settings->dot1x;
	const struct phonewall_parameter *authentication =
		parameter(reading, PHONEWALL_PARAMETER_ENABLE_AUTHENTICATION);

	if (authentication->number && settings->ca_certificate &&
	    !settings->server_name)
		phonewall_warning_add(reading->warnings,
				      PHONEWALL_NO_SERVER_NAME,
				      authentication->line,
				      authentication->name, NULL,
				      PHONEWALL_NO_SERVER_NAME_TEXT);
}

/* wpa_supplicant has one level for all names of server_name: the strict one. */
static bool is_legacy_server(const struct phonewall_settings *settings)
{
	return settings->dot1x.server_name &&
	       phonewall_host_names_include(settings->legacy_servers,
					    settings->dot1x.server_name);
}

void phonewall_network_access_read(const struct phonewall_reading *reading,
				   void *section)
{
	struct phonewall_network_access *access = section;

	*access = (struct phonewall_network_access){
		.authentication = parameter(reading,
			PHONEWALL_PARAMETER_ENABLE_AUTHENTICATION)->number,
		.certificate = parameter(reading,
			PHONEWALL_PARAMETER_CERTIFICATE_SELECT)->number,
		.pc_port_enabled = parameter(reading,
			PHONEWALL_PARAMETER_PC_PORT_ENABLE)->number,
		.legacy_server = is_legacy_server(reading->settings),
	};
	warn_of_server_name(reading);
}
