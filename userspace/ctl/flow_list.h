/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_FLOW_LIST_H
#define PHONEWALL_FLOW_LIST_H

#include "module/client.h"
#include "output/writer.h"

/**
 * phonewall_flow_list_write - write flows: an array, in text a table
 * @writer: the writer
 * @flows: the flows
 * @count: how many
 *
 * The array is of objects with "protocol", "local_address", "state" and
 * "expires_ms", and, if the flow has them, "local_port", "id" (of an echo),
 * "remote_address", "remote_port" and "link".
 */
void phonewall_flow_list_write(struct phonewall_writer *writer,
			       const struct phonewall_flow *flows,
			       size_t count);

#endif /* PHONEWALL_FLOW_LIST_H */
