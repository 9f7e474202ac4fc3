/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TLS_APPLICATION_OUTPUT_H
#define PHONEWALL_TLS_APPLICATION_OUTPUT_H

#include "output/writer.h"
#include "tls_view.h"

/**
 * phonewall_tls_application_write_list - write what each application offers, in
 *	text a table
 * @writer: the writer, in an object, which gets "applications"
 * @view: the policy
 */
void phonewall_tls_application_write_list(
		struct phonewall_writer *writer,
		const struct phonewall_tls_view *view);

/**
 * phonewall_tls_application_write - write what one application offers, in text
 *	with its suites
 * @writer: the writer, in an object, which gets "applications"
 * @view: the policy
 * @application: which one
 */
void phonewall_tls_application_write(
		struct phonewall_writer *writer,
		const struct phonewall_tls_view *view,
		enum phonewall_tls_application application);

#endif /* PHONEWALL_TLS_APPLICATION_OUTPUT_H */
