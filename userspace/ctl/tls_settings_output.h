/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TLS_SETTINGS_OUTPUT_H
#define PHONEWALL_TLS_SETTINGS_OUTPUT_H

#include "output/writer.h"
#include "tls_view.h"

/**
 * phonewall_tls_settings_write - write what a configuration says of TLS, in
 *	text a line
 * @writer: the writer, in an object, which gets "tls"
 * @view: the policy
 */
void phonewall_tls_settings_write(struct phonewall_writer *writer,
				  const struct phonewall_tls_view *view);

#endif /* PHONEWALL_TLS_SETTINGS_OUTPUT_H */
