/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TLS_POLICY_H
#define PHONEWALL_TLS_POLICY_H

#include "tls/application.h"
#include "tls/cipher_list.h"
#include "tls/settings.h"

/* For phonewall_tls_set_host(): verify the chain, but no name (the parameter
 * TLS_Name_Validate_n_ is No).
 */
#define PHONEWALL_TLS_ANY_NAME	1

/**
 * struct phonewall_tls_policy - which suites and versions TLS is spoken with
 *
 * Immutable: a new configuration makes a new policy, and what uses the old one
 * holds a reference until it ends. May be used by several threads.
 */
struct phonewall_tls_policy;

/**
 * phonewall_tls_policy_new() - make a policy
 * @settings: the configuration; copied
 *
 * An invalid cipher list is replaced by the default of each application, as the
 * vendor documents; phonewall_tls_policy_fault() tells why.
 *
 * Return: the policy with one reference, to be released with
 * phonewall_tls_policy_free(); NULL with errno EINVAL if a version is none from
 * TLS 1.0 to TLS 1.3, or ENOMEM.
 */
struct phonewall_tls_policy *
phonewall_tls_policy_new(const struct phonewall_tls_settings *settings);

/**
 * phonewall_tls_policy_up_ref() - take another reference
 * @policy: the policy
 *
 * Return: @policy.
 */
struct phonewall_tls_policy *
phonewall_tls_policy_up_ref(struct phonewall_tls_policy *policy);

/**
 * phonewall_tls_policy_free() - drop a reference
 * @policy: the policy, which is released with its last reference; or NULL
 */
void phonewall_tls_policy_free(struct phonewall_tls_policy *policy);

/**
 * phonewall_tls_policy_fault() - get what is wrong with the configured list
 * @policy: the policy
 *
 * Return: the fault, valid as long as @policy; NULL if the list is valid or blank.
 */
const struct phonewall_cipher_list_fault *
phonewall_tls_policy_fault(const struct phonewall_tls_policy *policy);

/**
 * phonewall_tls_policy_is_configured() - ask whether the configured list is used
 * @policy: the policy
 *
 * Return: 1 if it is; 0 if each application has its default.
 */
int phonewall_tls_policy_is_configured(const struct phonewall_tls_policy *policy);

/**
 * phonewall_tls_policy_cipher_list() - get the list in force
 * @policy: the policy
 * @application: for which application
 *
 * Return: the list, valid as long as @policy.
 */
const char *
phonewall_tls_policy_cipher_list(const struct phonewall_tls_policy *policy,
				 enum phonewall_tls_application application);

/**
 * phonewall_tls_policy_min_version() - get the lowest version in force
 * @policy: the policy
 * @is_server: 1 for the phone's servers, 0 for its clients
 *
 * Return: a version, as TLS1_2_VERSION.
 */
int phonewall_tls_policy_min_version(const struct phonewall_tls_policy *policy,
				     int is_server);

/**
 * phonewall_tls_policy_legacy_servers() - get whose certificates may be weak
 * @policy: the policy
 *
 * Return: names of hosts, separated by commas, valid as long as @policy; "" if
 * there is none.
 */
const char *
phonewall_tls_policy_legacy_servers(const struct phonewall_tls_policy *policy);

/**
 * phonewall_tls_policy_name_flags() - get whether a line's server must be named
 * @policy: the policy
 * @line: the line, from 1
 *
 * Return: flags for phonewall_tls_set_host(): PHONEWALL_TLS_ANY_NAME if the line's
 * TLS_Name_Validate_n_ is No, else 0, as for a line that no phone has.
 */
int phonewall_tls_policy_name_flags(const struct phonewall_tls_policy *policy,
				    unsigned int line);

#endif /* PHONEWALL_TLS_POLICY_H */
