// SPDX-License-Identifier: MIT
/*
 * A fetched profile. The first byte tells what is known of it: bit 0, whether
 * the answer says aes128gcm; bit 1, whether there is a key for that; bit 2,
 * whether the rule has --key.
 */
#include <string.h>

#include "fuzzer.h"
#include "provisioning/unpack.h"

#define IS_AES128GCM	1
#define HAS_CONTENT_KEY	2
#define HAS_KEY		4

static bool begins_as_encrypted(const struct phonewall_packed *packed)
{
	return packed->length >= 8 && !memcmp(packed->bytes, "Salted__", 8);
}

static void take_profile(const struct phonewall_packed *packed,
			 const struct phonewall_file *profile)
{
	REQUIRE(profile->length &&
		profile->length <= PHONEWALL_PROFILE_SIZE_MAX);
	REQUIRE(strlen(profile->text) == profile->length);
	REQUIRE(memchr(profile->text, '<', profile->length));
	REQUIRE(!packed->is_aes128gcm || packed->content_key);
	if (!packed->is_aes128gcm)
		REQUIRE(!packed->key == !begins_as_encrypted(packed));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct phonewall_file profile = { 0 };
	struct phonewall_packed packed;

	if (!size)
		return 0;
	packed = (struct phonewall_packed){
		.bytes = data + 1,
		.length = size - 1,
		.is_aes128gcm = data[0] & IS_AES128GCM,
		.key = data[0] & HAS_KEY ? "key" : NULL,
		.content_key = data[0] & HAS_CONTENT_KEY ?
			"yqdlZ-tYemfogSmv7Ws5PQ" : NULL,
	};
	if (phonewall_unpack(&packed, &profile))
		REQUIRE(!profile.text && !profile.length);
	else
		take_profile(&packed, &profile);
	phonewall_file_wipe(&profile);
	return 0;
}
