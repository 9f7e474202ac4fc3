/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_AGENT_TLS_H
#define PHONEWALL_AGENT_TLS_H

#include "tls/policy.h"

/**
 * phonewall_agent_tls_load - the TLS policy that phonewalld has put in force
 * @directory: phonewalld's run directory
 *
 * The factory defaults if phonewalld has not run since the phone started.
 *
 * Return: the policy, to be released with phonewall_tls_policy_free(); NULL with
 * errno set if it is not known, which must not become a weaker one.
 */
struct phonewall_tls_policy *phonewall_agent_tls_load(const char *directory);

#endif /* PHONEWALL_AGENT_TLS_H */
