// SPDX-License-Identifier: MIT
#include "tls/policy.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct phonewall_tls_policy {
	atomic_uint references;
	int client_min_version;
	int server_min_version;
	uint32_t any_name_lines;
	struct phonewall_cipher_list_fault fault;
	char *cipher_list;	/* NULL if none is configured, or it is invalid */
	char *legacy_servers;
};

static int is_blank(const char *list)
{
	return !list || !list[strspn(list, " \t\r\n")];
}

static int is_version(int version)
{
	return version >= TLS1_VERSION && version <= TLS1_3_VERSION;
}

static int set_cipher_list(struct phonewall_tls_policy *policy,
			   const char *list)
{
	int error = phonewall_cipher_list_validate(list, &policy->fault);

	if (error)
		return error == -EINVAL ? 0 : error;
	policy->cipher_list = strdup(list);
	return policy->cipher_list ? 0 : -ENOMEM;
}

static int set_lists(struct phonewall_tls_policy *policy,
		     const struct phonewall_tls_settings *settings)
{
	policy->legacy_servers = strdup(settings->legacy_servers ?: "");
	if (!policy->legacy_servers)
		return -ENOMEM;
	return is_blank(settings->cipher_list) ? 0 :
	       set_cipher_list(policy, settings->cipher_list);
}

struct phonewall_tls_policy *
phonewall_tls_policy_new(const struct phonewall_tls_settings *settings)
{
	int client = settings->client_min_version ?: TLS1_2_VERSION;
	int server = settings->server_min_version ?: TLS1_2_VERSION;
	struct phonewall_tls_policy *policy;

	if (!is_version(client) || !is_version(server)) {
		errno = EINVAL;
		return NULL;
	}
	policy = calloc(1, sizeof(*policy));
	if (!policy)
		return NULL;
	atomic_init(&policy->references, 1);
	policy->client_min_version = client;
	policy->server_min_version = server;
	policy->any_name_lines = settings->any_name_lines;
	if (set_lists(policy, settings)) {
		phonewall_tls_policy_free(policy);
		errno = ENOMEM;
		return NULL;
	}
	return policy;
}

struct phonewall_tls_policy *
phonewall_tls_policy_up_ref(struct phonewall_tls_policy *policy)
{
	atomic_fetch_add_explicit(&policy->references, 1, memory_order_relaxed);
	return policy;
}

void phonewall_tls_policy_free(struct phonewall_tls_policy *policy)
{
	if (!policy || atomic_fetch_sub(&policy->references, 1) > 1)
		return;
	free(policy->legacy_servers);
	free(policy->cipher_list);
	free(policy);
}

const struct phonewall_cipher_list_fault *
phonewall_tls_policy_fault(const struct phonewall_tls_policy *policy)
{
	return policy->fault.error ? &policy->fault : NULL;
}

int phonewall_tls_policy_is_configured(const struct phonewall_tls_policy *policy)
{
	return !!policy->cipher_list;
}

const char *
phonewall_tls_policy_cipher_list(const struct phonewall_tls_policy *policy,
				 enum phonewall_tls_application application)
{
	return policy->cipher_list ? policy->cipher_list :
	       phonewall_tls_application_default_list(application);
}

int phonewall_tls_policy_min_version(const struct phonewall_tls_policy *policy,
				     int is_server)
{
	return is_server ? policy->server_min_version :
			   policy->client_min_version;
}

const char *
phonewall_tls_policy_legacy_servers(const struct phonewall_tls_policy *policy)
{
	return policy->legacy_servers;
}

int phonewall_tls_policy_name_flags(const struct phonewall_tls_policy *policy,
				    unsigned int line)
{
	if (!line || line > 32 || !(policy->any_name_lines >> (line - 1) & 1))
		return 0;
	return PHONEWALL_TLS_ANY_NAME;
}
