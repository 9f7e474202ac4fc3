/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WEB_OPEN_PORTS_H
#define PHONEWALL_WEB_OPEN_PORTS_H

#include <json-c/json_types.h>

#include "output/writer.h"

/**
 * phonewall_open_ports_write() - write the open ports as phonewallctl does
 * @writer: the writer
 * @ports: what phonewalld tells of them, an array; what is wrong in it is left out
 */
void phonewall_open_ports_write(struct phonewall_writer *writer,
				struct json_object *ports);

#endif /* PHONEWALL_WEB_OPEN_PORTS_H */
