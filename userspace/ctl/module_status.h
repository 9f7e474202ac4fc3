/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_MODULE_STATUS_OUTPUT_H
#define PHONEWALL_MODULE_STATUS_OUTPUT_H

#include "module/client.h"
#include "output/writer.h"

/**
 * phonewall_module_status_write - write the status of the module
 * @writer: the writer, in an object, which gets "version", "enabled",
 *	"generation", "flows", "flow_limit", "flows_created", "flows_evicted",
 *	"flows_refused", "flood_device" and "packets", an object with a count for
 *	each reason
 * @status: the status
 */
void phonewall_module_status_write(struct phonewall_writer *writer,
				   const struct phonewall_status *status);

#endif /* PHONEWALL_MODULE_STATUS_OUTPUT_H */
