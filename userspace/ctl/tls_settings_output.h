/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TLS_SETTINGS_OUTPUT_H
#define PHONEWALL_TLS_SETTINGS_OUTPUT_H

#include "output/writer.h"
#include "tls/policy.h"

/**
 * phonewall_tls_settings_write - write what a configuration says of TLS, in
 *	text a line
 * @writer: the writer, in an object, which gets "tls"
 * @settings: the settings
 * @policy: made of them
 */
void phonewall_tls_settings_write(struct phonewall_writer *writer,
				  const struct phonewall_tls_settings *settings,
				  const struct phonewall_tls_policy *policy);

/**
 * phonewall_tls_settings_policy - make the policy of a configuration
 * @settings: the settings
 *
 * Ends the process if memory is exhausted.
 *
 * Return: the policy, to be released with phonewall_tls_policy_free().
 */
struct phonewall_tls_policy *
phonewall_tls_settings_policy(const struct phonewall_tls_settings *settings);

/**
 * phonewall_tls_settings_origin - say which cipher list is in force, and why
 * @settings: the settings
 * @policy: made of them
 *
 * Return: text such as "TLS_Cipher_List (line 7)" or "default, because
 * TLS_Cipher_List is empty", to be released with free().
 */
char *
phonewall_tls_settings_origin(const struct phonewall_tls_settings *settings,
			      const struct phonewall_tls_policy *policy);

/**
 * phonewall_tls_settings_lines - list the lines whose server's name is not
 *	verified
 * @settings: the settings
 *
 * Return: text such as "lines 2, 5", to be released with free(); NULL if there is
 * none.
 */
char *
phonewall_tls_settings_lines(const struct phonewall_tls_settings *settings);

#endif /* PHONEWALL_TLS_SETTINGS_OUTPUT_H */
