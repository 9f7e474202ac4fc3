// SPDX-License-Identifier: MIT
#include "provisioning/service.h"

#include "provisioning/file.h"
#include "transfer/tftp.h"
#include "status/status_file.h"

static void *service_open(const struct phonewall_service_environment *environment)
{
	return phonewall_provisioning_file_open(environment->base,
					     environment->paths->run_directory,
					     environment->changed,
					     environment->argument);
}

/* NO_CISCO_TFTP closes them, unless something else opens them all. */
static bool are_tftp_ports_open(const struct phonewall_translation *firewall)
{
	for (size_t i = 0; i < firewall->opening_count; i++) {
		const struct phonewall_opening *opening =
			&firewall->openings[i];

		if (opening->protocol == IPPROTO_UDP &&
		    opening->range.first <= PHONEWALL_TFTP_CLIENT_FIRST &&
		    opening->range.last >= PHONEWALL_TFTP_CLIENT_LAST)
			return true;
	}
	return false;
}

/* The caller writes the status after this. */
static void service_apply(void *handle,
			  const struct phonewall_settings *settings,
			  const struct phonewall_systems *systems)
{
	(void)settings;
	phonewall_provisioning_file_write(handle, &systems->provisioning,
			!are_tftp_ports_open(&systems->firewall));
}

static struct json_object *service_status(const void *handle)
{
	return phonewall_provisioning_file_status(handle);
}

static void service_retry(void *handle)
{
	phonewall_provisioning_file_retry(handle);
}

static void service_close(void *handle)
{
	phonewall_provisioning_file_close(handle);
}

const struct phonewall_service phonewall_provisioning_service = {
	.name = PHONEWALL_STATUS_PROVISIONING,
	.open = service_open,
	.apply = service_apply,
	.status = service_status,
	.retry = service_retry,
	.close = service_close,
};
