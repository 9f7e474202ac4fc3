/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TLS_POLICY_FILES_H
#define PHONEWALL_TLS_POLICY_FILES_H

#include <stdbool.h>

#include <json-c/json_types.h>

#include "tls/policy.h"

/**
 * struct phonewall_tls_policy_files - the files by which other programs obey a
 *	policy
 *
 * In the run directory: openssl.cnf for clients and openssl-server.cnf for servers
 * that use OpenSSL, tls.conf for programs that use the library. Everyone may read
 * them; there is no secret in them.
 */
struct phonewall_tls_policy_files;

/**
 * phonewall_tls_policy_files_open() - begin; nothing is written yet
 * @directory: the run directory
 *
 * Return: the files, to be released with phonewall_tls_policy_files_close().
 */
struct phonewall_tls_policy_files *
phonewall_tls_policy_files_open(const char *directory);

/**
 * phonewall_tls_policy_files_set() - set what the files are to say
 * @files: the files
 * @policy: the policy, which is not kept
 *
 * phonewall_tls_policy_files_write() writes it.
 */
void phonewall_tls_policy_files_set(struct phonewall_tls_policy_files *files,
				    const struct phonewall_tls_policy *policy);

/**
 * phonewall_tls_policy_files_write() - write the files that say something else
 * @files: the files, whose content was set
 *
 * Each file is replaced whole or stays as it is; one that cannot be written does
 * not keep the others from it. What has begun or ended to fail is logged.
 *
 * Return: true if phonewall_tls_policy_files_faults() has changed.
 */
bool phonewall_tls_policy_files_write(struct phonewall_tls_policy_files *files);

/**
 * phonewall_tls_policy_files_faults() - get which files could not be written
 * @files: the files
 *
 * Return: a JSON array as phonewall_faults_add_to_json() makes, valid until the
 * next write; NULL if all were written.
 */
struct json_object *phonewall_tls_policy_files_faults(
	const struct phonewall_tls_policy_files *files);

/**
 * phonewall_tls_policy_files_close() - end; the files stay
 * @files: released; may be NULL
 *
 * Without a file, OpenSSL would use its own defaults, which may be less strict than
 * the policy that was in force last.
 */
void phonewall_tls_policy_files_close(struct phonewall_tls_policy_files *files);

#endif /* PHONEWALL_TLS_POLICY_FILES_H */
