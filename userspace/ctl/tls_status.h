/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TLS_STATUS_H
#define PHONEWALL_TLS_STATUS_H

#include <json-c/json_types.h>

#include "output/writer.h"

/**
 * phonewall_tls_status_write - write which TLS policy phonewalld has published, in
 *	text, as one line
 * @writer: the writer
 * @tls: PHONEWALL_STATUS_TLS of its status; nothing is written if it is NULL
 */
void phonewall_tls_status_write(struct phonewall_writer *writer,
				struct json_object *tls);

#endif /* PHONEWALL_TLS_STATUS_H */
