// SPDX-License-Identifier: MIT
/*
 * The file by which other programs read the TLS policy, as a broken disk or
 * another program may have left it.
 */
#include <errno.h>
#include <string.h>

#include "fuzzer.h"
#include "tls/policy_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct phonewall_tls_policy *policy;
	char *text;

	policy = phonewall_tls_policy_parse((const char *)data, size);
	if (!policy) {
		REQUIRE(errno == EINVAL);
		return 0;
	}
	REQUIRE(!phonewall_tls_policy_fault(policy));
	REQUIRE(phonewall_tls_policy_min_version(policy, 0) >= TLS1_VERSION);
	REQUIRE(phonewall_tls_policy_min_version(policy, 1) >= TLS1_VERSION);
	text = phonewall_tls_policy_print(policy);
	REQUIRE(text && strlen(text) == size && !memcmp(text, data, size));
	REQUIRE(size <= PHONEWALL_TLS_POLICY_FILE_MAX);
	free(text);
	phonewall_tls_policy_free(policy);
	return 0;
}
