// SPDX-License-Identifier: MIT
#include "sip/branch.h"

#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/memory.h"

/* RFC 3261 section 8.1.1.7, and what tells our branches from others. */
#define COOKIE		"z9hG4bKpw"
#define COOKIE_LENGTH	(sizeof(COOKIE) - 1)
#define MARK_LENGTH	(PHONEWALL_SIP_MARK - 1)
#define TEXTS_MAX	8
#define HASHED_MAX	4096

/* Of a sent-by: bytes that a token has not, and what stands for them. */
static const char foreign[] = ":[]";
static const char native[] = "~!%";

/* Each text behind its length. Longer ones are hashed first. */
static size_t gather(const struct phonewall_sip_text *texts, size_t count,
		     uint8_t bytes[HASHED_MAX])
{
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		uint32_t length = texts[i].length;
		unsigned int size;

		memcpy(bytes + used, &length, sizeof(length));
		used += sizeof(length);
		if (length > HASHED_MAX / TEXTS_MAX - sizeof(length)) {
			if (!EVP_Digest(texts[i].start, length, bytes + used,
					&size, EVP_sha256(), NULL))
				phonewall_memory_exhausted();
			used += size;
		} else if (length) {
			memcpy(bytes + used, texts[i].start, length);
			used += length;
		}
	}
	return used;
}

void phonewall_sip_mark(const uint8_t key[PHONEWALL_SIP_KEY],
			const struct phonewall_sip_text *texts, size_t count,
			char mark[PHONEWALL_SIP_MARK])
{
	uint8_t bytes[HASHED_MAX], digest[EVP_MAX_MD_SIZE];

	if (!HMAC(EVP_sha256(), key, PHONEWALL_SIP_KEY, bytes,
		  gather(texts, count < TEXTS_MAX ? count : TEXTS_MAX, bytes),
		  digest, NULL))
		phonewall_memory_exhausted();
	for (size_t i = 0; i < MARK_LENGTH / 2; i++)
		snprintf(mark + 2 * i, 3, "%02x", digest[i]);
}

static void mark_branch(const uint8_t key[PHONEWALL_SIP_KEY],
			struct phonewall_sip_text rest,
			char mark[PHONEWALL_SIP_MARK])
{
	const struct phonewall_sip_text texts[] = {
		phonewall_sip_text_of("branch"), rest };

	phonewall_sip_mark(key, texts, 2, mark);
}

static void exchange(char *text, const char *from, const char *to)
{
	for (; *text; text++) {
		const char *place = strchr(from, *text);

		if (place)
			*text = to[place - from];
	}
}

bool phonewall_sip_branch_print(const uint8_t key[PHONEWALL_SIP_KEY],
				const struct phonewall_sip_branch *branch,
				char text[PHONEWALL_SIP_BRANCH_TEXT])
{
	char sent_by[PHONEWALL_SIP_PLACE_TEXT], mark[PHONEWALL_SIP_MARK];
	char *rest = text + COOKIE_LENGTH + MARK_LENGTH;
	size_t room = PHONEWALL_SIP_BRANCH_TEXT - (size_t)(rest - text);
	int length;

	memcpy(sent_by, branch->sent_by, sizeof(sent_by));
	exchange(sent_by, foreign, native);
	length = snprintf(rest, room, "*%s*%s*%s", branch->path, sent_by,
			  branch->branch);
	if (length < 0 || (size_t)length >= room || strchr(branch->path, '*') ||
	    !phonewall_sip_text_is_token((struct phonewall_sip_text){
		    rest, (size_t)length }))
		return false;
	mark_branch(key, (struct phonewall_sip_text){ rest, (size_t)length },
		    mark);
	memcpy(text, COOKIE, COOKIE_LENGTH);
	memcpy(text + COOKIE_LENGTH, mark, MARK_LENGTH);
	return true;
}

/* Takes what stands between two "*", or behind the last. */
static bool take(struct phonewall_sip_text *rest, bool is_last, char *field,
		 size_t size)
{
	const char *end;

	if (!rest->length || *rest->start != '*')
		return false;
	rest->start++;
	rest->length--;
	end = is_last ? rest->start + rest->length :
	      rest->length ? memchr(rest->start, '*', rest->length) : NULL;
	if (!end || (size_t)(end - rest->start) >= size)
		return false;
	memcpy(field, rest->start, (size_t)(end - rest->start));
	field[end - rest->start] = '\0';
	rest->length -= (size_t)(end - rest->start);
	rest->start = end;
	return true;
}

bool phonewall_sip_branch_parse(const uint8_t key[PHONEWALL_SIP_KEY],
				struct phonewall_sip_text text,
				struct phonewall_sip_branch *branch)
{
	char mark[PHONEWALL_SIP_MARK];
	struct phonewall_sip_text rest;

	if (text.length < COOKIE_LENGTH + MARK_LENGTH ||
	    memcmp(text.start, COOKIE, COOKIE_LENGTH))
		return false;
	rest = (struct phonewall_sip_text){
		text.start + COOKIE_LENGTH + MARK_LENGTH,
		text.length - COOKIE_LENGTH - MARK_LENGTH };
	mark_branch(key, rest, mark);
	if (CRYPTO_memcmp(mark, text.start + COOKIE_LENGTH, MARK_LENGTH) ||
	    !take(&rest, false, branch->path, sizeof(branch->path)) ||
	    !take(&rest, false, branch->sent_by, sizeof(branch->sent_by)) ||
	    !take(&rest, true, branch->branch, sizeof(branch->branch)))
		return false;
	exchange(branch->sent_by, native, foreign);
	return true;
}
