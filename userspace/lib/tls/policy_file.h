/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TLS_POLICY_FILE_H
#define PHONEWALL_TLS_POLICY_FILE_H

#include <stddef.h>

#include "tls/policy.h"

/* Where phonewalld writes the policy in force, for every program to read. */
#define PHONEWALL_TLS_POLICY_FILE	"/run/phonewall/tls.conf"

/* Bytes of such a file at most. */
#define PHONEWALL_TLS_POLICY_FILE_MAX	3072

/**
 * phonewall_tls_version_name() - get the name of a version
 * @version: one from TLS 1.0 to TLS 1.3, as TLS1_2_VERSION
 *
 * Return: as in the file and in cfg.xml, such as "TLS 1.2".
 */
const char *phonewall_tls_version_name(int version);

/**
 * phonewall_tls_policy_print() - write a policy as text
 * @policy: the policy
 *
 * The text has a line that names its format and five lines "name = value", always
 * the same ones in the same order. A cipher list that is invalid is not in it: the
 * value is then empty, as for a blank one, which stands for each application's
 * default.
 *
 * Return: the text, at most PHONEWALL_TLS_POLICY_FILE_MAX bytes, to be released
 * with free(); NULL if memory is exhausted.
 */
char *phonewall_tls_policy_print(const struct phonewall_tls_policy *policy);

/**
 * phonewall_tls_policy_parse() - read a policy from text
 * @text: the text, which may hold any bytes
 * @length: bytes of @text
 *
 * Nothing is taken but what phonewall_tls_policy_print() writes for the policy that
 * is returned, byte for byte: text that is cut off, of another format or with a
 * list that no suite of this OpenSSL is in is refused whole.
 *
 * Return: the policy with one reference, to be released with
 * phonewall_tls_policy_free(); NULL with errno EINVAL or ENOMEM.
 */
struct phonewall_tls_policy *phonewall_tls_policy_parse(const char *text,
							size_t length);

/**
 * phonewall_tls_policy_load() - read the policy that is in force on this phone
 * @path: the file, or NULL for PHONEWALL_TLS_POLICY_FILE
 *
 * Does not block on a FIFO, and reads nothing but a regular file. phonewalld
 * replaces the file by rename: what is read is one policy, the old one or the new.
 * A program that runs for long loads it again for each new context.
 *
 * ENOENT means that phonewalld has not run since the phone started. The factory
 * defaults hold then, which phonewall_tls_policy_new() makes of empty settings: TLS
 * 1.2 at least, the default list of each application, every name verified. After
 * any other error the policy is not known and may be stricter than the defaults:
 * do not connect, and load again later.
 *
 * Return: as phonewall_tls_policy_parse(); NULL with errno EFBIG if the file is
 * longer than PHONEWALL_TLS_POLICY_FILE_MAX, EINVAL if it is not a regular file or
 * not a policy, or as of open() or read().
 */
struct phonewall_tls_policy *phonewall_tls_policy_load(const char *path);

#endif /* PHONEWALL_TLS_POLICY_FILE_H */
