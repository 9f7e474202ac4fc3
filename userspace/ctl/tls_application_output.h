/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TLS_APPLICATION_OUTPUT_H
#define PHONEWALL_TLS_APPLICATION_OUTPUT_H

#include "output/writer.h"
#include "tls/policy.h"

/**
 * phonewall_tls_application_write_list - write what each application offers, in
 *	text a table
 * @writer: the writer, in an object, which gets "applications"
 * @settings: the settings
 * @policy: made of them
 */
void phonewall_tls_application_write_list(
		struct phonewall_writer *writer,
		const struct phonewall_tls_settings *settings,
		const struct phonewall_tls_policy *policy);

/**
 * phonewall_tls_application_write - write what one application offers, in text
 *	with its suites
 * @writer: the writer, in an object, which gets "applications"
 * @settings: the settings
 * @policy: made of them
 * @application: which one
 */
void phonewall_tls_application_write(
		struct phonewall_writer *writer,
		const struct phonewall_tls_settings *settings,
		const struct phonewall_tls_policy *policy,
		enum phonewall_tls_application application);

#endif /* PHONEWALL_TLS_APPLICATION_OUTPUT_H */
