// SPDX-License-Identifier: MIT
/*
 * Profiles as servers send them: made by gzip and by "openssl enc", and with the
 * content coding of RFC 8188 by its own examples and by an encryption that is
 * written here with OpenSSL's HKDF.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <cmocka.h>

#include "base/memory.h"
#include "config/profile.h"
#include "folder.h"
#include "provisioning/aes128gcm.h"
#include "provisioning/unpack.h"

#define PROFILE								\
	"<device>\n<flat-profile>\n"					\
	"\t<Firewall ua=\"na\">Enabled</Firewall>\n"			\
	"\t<Firewall_Config ua=\"na\">NO_ICMP_PING</Firewall_Config>\n"	\
	"\t<Display_Name_1_ ua=\"na\">K\xc3\xbc" "che</Display_Name_1_>\n" \
	"</flat-profile>\n</device>"

#define KEY		"horse \" battery"
#define MATERIAL	"yqdlZ-tYemfogSmv7Ws5PQ"

#define SALT_LENGTH	16
#define HEADER_LENGTH	(SALT_LENGTH + 5)
#define TAG_LENGTH	16

static const uint8_t material[] = {
	0xca, 0xa7, 0x65, 0x67, 0xeb, 0x58, 0x7a, 0x67,
	0xe8, 0x81, 0x29, 0xaf, 0xed, 0x6b, 0x39, 0x3d,
};

static char folder[] = "/tmp/phonewall-unpack-XXXXXX";

/* Files */

static struct phonewall_file file_of(const void *bytes, size_t length)
{
	return (struct phonewall_file){
		.text = phonewall_memory_copy(bytes, length),
		.length = length,
	};
}

static struct phonewall_file file_of_text(const char *text)
{
	return file_of(text, strlen(text));
}

static struct phonewall_file spaces(size_t length)
{
	struct phonewall_file file = file_of_text("");

	file.text = phonewall_memory_resize(file.text, length + 1, 1);
	memset(file.text, ' ', length);
	file.text[0] = '<';
	file.text[length] = '\0';
	file.length = length;
	return file;
}

static void append(struct phonewall_file *file, const void *bytes,
		   size_t length)
{
	file->text = phonewall_memory_resize(file->text,
					     file->length + length + 1, 1);
	memcpy(file->text + file->length, bytes, length);
	file->length += length;
	file->text[file->length] = '\0';
}

static char *path_of(const char *name)
{
	return phonewall_memory_print("%s/%s", folder, name);
}

/* What a command makes of a file, which it finds as "cfg.xml". */
static struct phonewall_file make(const char *command,
				  const struct phonewall_file *input)
{
	char *line = phonewall_memory_print("cd %s && %s >made", folder,
					    command);
	char *in = path_of("cfg.xml"), *out = path_of("made");
	struct phonewall_file made = { 0 };

	assert_int_equal(phonewall_file_replace(in, input->text, input->length,
						0600), 0);
	assert_int_equal(system(line), 0);
	assert_int_equal(phonewall_file_read(out, 1 << 24, &made), 0);
	free(line);
	free(in);
	free(out);
	return made;
}

static struct phonewall_file make_profile(const char *command)
{
	struct phonewall_file profile = file_of_text(PROFILE);
	struct phonewall_file made = make(command, &profile);

	phonewall_file_clear(&profile);
	return made;
}

/* The content coding */

static void derive(const uint8_t *salt, const uint8_t *key, size_t key_length,
		   const char *purpose, uint8_t *output, size_t length)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *context = EVP_KDF_CTX_new(kdf);
	OSSL_PARAM parameters[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST,
						 (char *)"SHA256", 0),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT,
						  (void *)salt, SALT_LENGTH),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY,
						  (void *)key, key_length),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO,
						  (void *)purpose,
						  strlen(purpose) + 1),
		OSSL_PARAM_construct_end(),
	};

	assert_true(EVP_KDF_derive(context, output, length, parameters));
	EVP_KDF_CTX_free(context);
	EVP_KDF_free(kdf);
}

/* Begins a file of records, without a name of the key if @name is "". */
static struct phonewall_file begin_records(uint32_t record_size,
					   const char *name)
{
	uint8_t header[HEADER_LENGTH] = "a salt of 16 byt";
	struct phonewall_file file;

	header[16] = record_size >> 24;
	header[17] = record_size >> 16;
	header[18] = record_size >> 8;
	header[19] = record_size;
	header[20] = strlen(name);
	file = file_of(header, sizeof(header));
	append(&file, name, strlen(name));
	return file;
}

/* Appends a record with its delimiter and padding as they are given. */
static void append_record(struct phonewall_file *file, uint8_t number,
			  const void *text, size_t length)
{
	const uint8_t *salt = (const uint8_t *)file->text;
	EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
	uint8_t key[16], nonce[12], tag[TAG_LENGTH], *sealed;
	int done = 0, rest = 0;

	sealed = phonewall_memory_resize(NULL, length + 1, 1);
	derive(salt, material, sizeof(material), "Content-Encoding: aes128gcm",
	       key, sizeof(key));
	derive(salt, material, sizeof(material), "Content-Encoding: nonce",
	       nonce, sizeof(nonce));
	nonce[11] ^= number;
	assert_true(EVP_EncryptInit_ex(cipher, EVP_aes_128_gcm(), NULL, key,
				       nonce));
	assert_true(EVP_EncryptUpdate(cipher, sealed, &done, text,
				      (int)length));
	assert_true(EVP_EncryptFinal_ex(cipher, sealed + done, &rest));
	assert_true(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG,
					TAG_LENGTH, tag));
	append(file, sealed, length);
	append(file, tag, sizeof(tag));
	EVP_CIPHER_CTX_free(cipher);
	free(sealed);
}

/* Encrypts with two bytes of padding in each record but the last. */
static struct phonewall_file seal(const struct phonewall_file *content,
				  uint32_t record_size, const char *name)
{
	struct phonewall_file file = begin_records(record_size, name), record;
	size_t room = record_size - TAG_LENGTH - 3, place = 0, taken;
	unsigned int number = 0;

	do {
		taken = content->length - place;
		if (taken > room)
			taken = room;
		record = file_of(content->text + place, taken);
		place += taken;
		if (place == content->length)
			append(&record, "\2", 1);
		else
			append(&record, "\1\0\0", 3);
		append_record(&file, number++, record.text, record.length);
		phonewall_file_clear(&record);
	} while (place < content->length);
	return file;
}

static struct phonewall_file seal_text(const char *text, uint32_t record_size,
				       const char *name)
{
	struct phonewall_file content = file_of_text(text);
	struct phonewall_file file = seal(&content, record_size, name);

	phonewall_file_clear(&content);
	return file;
}

/* Assertions */

static struct phonewall_packed packed_of(const struct phonewall_file *file)
{
	return (struct phonewall_packed){
		.bytes = (const uint8_t *)file->text,
		.length = file->length,
	};
}

static struct phonewall_packed keyed(const struct phonewall_file *file,
				     const char *key)
{
	struct phonewall_packed packed = packed_of(file);

	packed.key = key;
	return packed;
}

static struct phonewall_packed coded(const struct phonewall_file *file,
				     const char *key)
{
	struct phonewall_packed packed = packed_of(file);

	packed.is_aes128gcm = true;
	packed.content_key = key;
	return packed;
}

/* In memory of its own, so that AddressSanitizer sees a byte too many. */
static const char *unpack(struct phonewall_packed packed,
			  struct phonewall_file *profile)
{
	uint8_t *bytes = malloc(packed.length ? packed.length : 1);
	const char *reason;

	assert_non_null(bytes);
	memcpy(bytes, packed.bytes, packed.length);
	packed.bytes = bytes;
	*profile = (struct phonewall_file){ 0 };
	reason = phonewall_unpack(&packed, profile);
	if (reason) {
		assert_null(profile->text);
		assert_int_equal(profile->length, 0);
	} else {
		assert_int_equal(profile->text[profile->length], 0);
	}
	free(bytes);
	return reason;
}

static void assert_profile(struct phonewall_packed packed)
{
	struct phonewall_file profile;
	const char *reason = unpack(packed, &profile);

	if (reason)
		fail_msg("refused: %s", reason);
	assert_int_equal(profile.length, strlen(PROFILE));
	assert_memory_equal(profile.text, PROFILE, profile.length);
	phonewall_file_wipe(&profile);
}

static void assert_refused(struct phonewall_packed packed, const char *part)
{
	struct phonewall_file profile;
	const char *reason = unpack(packed, &profile);

	if (!reason)
		fail_msg("accepted, without '%s'", part);
	if (!strstr(reason, part))
		fail_msg("'%s' instead of '%s'", reason, part);
}

/* A file that was cut off is refused, wherever the cut is. */
static void assert_whole(struct phonewall_packed packed)
{
	assert_profile(packed);
	while (packed.length--)
		assert_refused(packed, "");
}

/* A change of any bit changes nothing, or is noticed. Return: how many are. */
static size_t count_noticed_changes(struct phonewall_packed packed)
{
	uint8_t *bytes = (uint8_t *)packed.bytes;
	struct phonewall_file profile;
	size_t noticed = 0;

	for (size_t i = 0; i < packed.length * 8; i++) {
		bytes[i / 8] ^= 1 << i % 8;
		if (unpack(packed, &profile))
			noticed++;
		else
			assert_string_equal(profile.text, PROFILE);
		phonewall_file_wipe(&profile);
		bytes[i / 8] ^= 1 << i % 8;
	}
	return noticed;
}

/* Plain files */

static void test_plain(void **state)
{
	static const char *const accepted[] = {
		PROFILE, "<a/>", "\xef\xbb\xbf<a/>", " \t\r\n<a/>\n",
		"\xef\xbb\xbf\n<?xml version=\"1.0\"?><a/>",
		"<a>\xfc</a>",
	};
	struct phonewall_file file, profile;

	(void)state;
	for (size_t i = 0; i < sizeof(accepted) / sizeof(*accepted); i++) {
		file = file_of_text(accepted[i]);
		assert_null(unpack(packed_of(&file), &profile));
		assert_int_equal(profile.length, file.length);
		assert_string_equal(profile.text, accepted[i]);
		phonewall_file_wipe(&profile);
		phonewall_file_clear(&file);
	}
}

static void test_no_profile(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
		const char *reason;
	} cases[] = {
		{ "", 0, "the file is empty" },
		{ "\n", 1, "not a configuration" },
		{ "\xef\xbb\xbf", 3, "not a configuration" },
		{ "Not found", 9, "not a configuration" },
		{ "\0<a/>", 5, "not a configuration" },
		{ "<a>\0</a>", 8, "not a configuration" },
		{ "<a/>\0", 5, "not a configuration" },
		{ "<a>\x1b</a>", 8, "not a configuration" },
		{ "\xff\xfe<\0a\0", 6, "not a configuration" },
		{ "\x1f", 1, "not a configuration" },
		{ "\x1f\x8b", 2, "not a configuration" },
		{ "\x1f\x8b\x08", 3, "cut off" },
		{ "BZh9", 4, "not a configuration" },
		{ "Salted_", 7, "not a configuration" },
		{ "Salted__", 8, "no --key" },
	};
	struct phonewall_file file;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		file = file_of(cases[i].bytes, cases[i].length);
		assert_refused(packed_of(&file), cases[i].reason);
		phonewall_file_clear(&file);
	}
}

static bool use_all(const char *name)
{
	(void)name;
	return true;
}

static size_t count_faults(const struct phonewall_file *text)
{
	struct phonewall_profile profile = { 0 };
	struct phonewall_faults faults = { 0 };
	size_t count;

	phonewall_profile_read(text->text, text->length, use_all, &profile,
			       &faults);
	count = phonewall_faults_total(&faults);
	phonewall_profile_clear(&profile);
	phonewall_faults_clear(&faults);
	return count;
}

/* Of a file that nothing protects, the reader tells that its end is missing. */
static void test_plain_truncated(void **state)
{
	struct phonewall_file file = file_of_text(PROFILE), profile;
	struct phonewall_packed packed = packed_of(&file);

	(void)state;
	assert_int_equal(count_faults(&file), 0);
	while (packed.length--) {
		if (!unpack(packed, &profile))
			assert_true(count_faults(&profile));
		phonewall_file_wipe(&profile);
	}
	phonewall_file_clear(&file);
}

/* gzip */

static void test_gzip(void **state)
{
	static const char *const commands[] = {
		"gzip -1 <cfg.xml", "gzip -9 <cfg.xml", "gzip -cN cfg.xml",
		"gzip -cn cfg.xml",
	};
	struct phonewall_file file;

	(void)state;
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		file = make_profile(commands[i]);
		assert_whole(packed_of(&file));
		phonewall_file_clear(&file);
	}
}

/* Its check sums do not cover all of the header: time, system, name. */
static void test_gzip_changed(void **state)
{
	struct phonewall_file file = make_profile("gzip -cn cfg.xml");

	(void)state;
	assert_true(count_noticed_changes(packed_of(&file)) >
		    (file.length - 10) * 8);
	phonewall_file_clear(&file);
}

static void test_gzip_bytes_behind(void **state)
{
	static const char *const commands[] = {
		"{ gzip -c cfg.xml; printf x; }",
		"{ gzip -c cfg.xml; printf '\\0'; }",
		"{ gzip -c cfg.xml; gzip -c cfg.xml; }",
		"{ gzip -c cfg.xml; gzip -c </dev/null; }",
	};
	struct phonewall_file file;

	(void)state;
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		file = make_profile(commands[i]);
		assert_refused(packed_of(&file), "more bytes follow");
		phonewall_file_clear(&file);
	}
}

static void test_gzip_content(void **state)
{
	struct phonewall_file file = make_profile("gzip -c </dev/null");

	(void)state;
	assert_refused(packed_of(&file), "does not hold a configuration");
	phonewall_file_clear(&file);
	file = make_profile("gzip -c cfg.xml | gzip");
	assert_refused(packed_of(&file), "does not hold a configuration");
	phonewall_file_clear(&file);
	file = make_profile("openssl enc -aes-256-cbc -k x -in cfg.xml "
			    "2>warning | gzip");
	assert_refused(packed_of(&file), "does not hold a configuration");
	assert_refused(keyed(&file, "x"), "not encrypted");
	phonewall_file_clear(&file);
}

/* Sizes */

static void test_size(void **state)
{
	static const struct {
		const char *command;
		const char *key;
		const char *too_large;
	} cases[] = {
		{ "cat cfg.xml", NULL, "larger than 1 MiB" },
		{ "gzip -c cfg.xml", NULL, "more than 1 MiB" },
		{ "openssl enc -aes-256-cbc -k x -in cfg.xml 2>warning", "x",
		  "larger than 1 MiB" },
		{ "gzip -c cfg.xml | openssl enc -aes-256-cbc -k x 2>warning",
		  "x", "more than 1 MiB" },
	};
	struct phonewall_file most = spaces(PHONEWALL_PROFILE_SIZE_MAX);
	struct phonewall_file more = spaces(PHONEWALL_PROFILE_SIZE_MAX + 1);
	struct phonewall_file file, profile;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		file = make(cases[i].command, &most);
		assert_null(unpack(keyed(&file, cases[i].key), &profile));
		assert_int_equal(profile.length, PHONEWALL_PROFILE_SIZE_MAX);
		phonewall_file_wipe(&profile);
		phonewall_file_clear(&file);
		file = make(cases[i].command, &more);
		assert_refused(keyed(&file, cases[i].key),
			       cases[i].too_large);
		phonewall_file_clear(&file);
	}
	phonewall_file_clear(&most);
	phonewall_file_clear(&more);
}

/* 64 MiB in 64 KiB. What is refused is not unpacked first. */
static void test_bomb(void **state)
{
	struct phonewall_file file =
		make_profile("head -c 67108864 /dev/zero | gzip");

	(void)state;
	assert_true(file.length < 100 * 1024);
	assert_refused(packed_of(&file), "more than 1 MiB");
	phonewall_file_clear(&file);
}

static void test_packed_size(void **state)
{
	struct phonewall_file file = spaces(PHONEWALL_PACKED_SIZE_MAX + 1);

	(void)state;
	assert_refused(packed_of(&file), "larger than 1 MiB");
	assert_refused(coded(&file, MATERIAL), "larger than 1 MiB");
	phonewall_file_clear(&file);
}

/* openssl enc */

static void test_encrypted(void **state)
{
	static const char *const commands[] = {
		"openssl enc -aes-256-cbc -k '" KEY "' -in cfg.xml 2>warning",
		"openssl enc -aes-256-cbc -md sha256 -k '" KEY "' -in cfg.xml "
		"2>warning",
		"openssl enc -aes-256-cbc -md md5 -k '" KEY "' -in cfg.xml "
		"2>warning",
		"gzip -c cfg.xml | openssl enc -aes-256-cbc -k '" KEY "' "
		"2>warning",
		"gzip -c cfg.xml | openssl enc -aes-256-cbc -md md5 "
		"-k '" KEY "' 2>warning",
	};
	struct phonewall_file file;

	(void)state;
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		file = make_profile(commands[i]);
		assert_whole(keyed(&file, KEY));
		assert_refused(packed_of(&file), "no --key");
		assert_refused(keyed(&file, ""), "--key is empty");
		assert_refused(keyed(&file, KEY " "), "the key is wrong");
		phonewall_file_clear(&file);
	}
}

/* With some of these keys the padding is right by chance. */
static void test_wrong_keys(void **state)
{
	struct phonewall_file file = make_profile(
		"openssl enc -aes-256-cbc -k right -in cfg.xml 2>warning");
	char key[32];

	(void)state;
	assert_profile(keyed(&file, "right"));
	for (int i = 0; i < 2000; i++) {
		snprintf(key, sizeof(key), "wrong %d", i);
		assert_refused(keyed(&file, key), "the key is wrong");
	}
	phonewall_file_clear(&file);
}

static void test_other_encryptions(void **state)
{
	static const char *const commands[] = {
		"openssl enc -aes-256-cbc -pbkdf2 -k x -in cfg.xml",
		"openssl enc -aes-128-cbc -k x -in cfg.xml 2>warning",
		"openssl enc -aes-256-cbc -md sha512 -k x -in cfg.xml "
		"2>warning",
		"head -c 64 /dev/zero | openssl enc -aes-256-cbc -k x "
		"2>warning",
	};
	struct phonewall_file file;

	(void)state;
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		file = make_profile(commands[i]);
		assert_refused(keyed(&file, "x"), "the key is wrong");
		phonewall_file_clear(&file);
	}
}

/* Who does not know the key only has to send what it would protect. */
static void test_encryption_demanded(void **state)
{
	struct phonewall_file file = file_of_text(PROFILE);

	(void)state;
	assert_refused(keyed(&file, KEY), "the file is not encrypted");
	assert_refused(keyed(&file, ""), "the file is not encrypted");
	assert_refused(coded(&file, MATERIAL), "the answer is damaged");
	phonewall_file_clear(&file);
	file = make_profile("gzip -c cfg.xml");
	assert_refused(keyed(&file, KEY), "the file is not encrypted");
	phonewall_file_clear(&file);
	file = seal_text(PROFILE, 4096, "");
	assert_refused(packed_of(&file), "not a configuration");
	phonewall_file_clear(&file);
}

/* RFC 8188 */

static struct phonewall_file file_of_hex(const char *hex)
{
	struct phonewall_file file = file_of_text("");
	unsigned int byte;

	for (; sscanf(hex, "%2x", &byte) == 1; hex += 2)
		append(&file, &(uint8_t){ (uint8_t)byte }, 1);
	return file;
}

/* Section 3: a record, and two with a name of the key and padding. */
static void test_rfc_examples(void **state)
{
	static const struct {
		const char *material;
		const char *coded;
	} examples[] = {
		{ "caa76567eb587a67e88129afed6b393d",
		  "23506cc6d16db65bf7bbf3a8f78c679b0000100000"
		  "f8d015b9bdaa160044b902916a9a19bbe231908bdadcc101"
		  "d4f0fe972f138638" },
		{ "04edd954fc549672ce45b5463296d3d5",
		  "b8d0a45a2358cca4e704df638b7faa58000000190261"
		  "31ce1bc721cff827be03aa746628bf1ca3baa4722458c40f"
		  "2a05d45be48fa8503dd3c7239d4e114284a60cf74ac2d622"
		  "a4bfb8" },
	};
	struct phonewall_file key, file, content = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
		key = file_of_hex(examples[i].material);
		file = file_of_hex(examples[i].coded);
		assert_true(phonewall_aes128gcm_decrypt(
			(const uint8_t *)file.text, file.length,
			(const uint8_t *)key.text, key.length, &content));
		assert_string_equal(content.text, "I am the walrus");
		assert_int_equal(content.length, strlen(content.text));
		phonewall_file_wipe(&content);
		phonewall_file_clear(&file);
		phonewall_file_clear(&key);
	}
}

static void test_coded(void **state)
{
	static const uint32_t sizes[] = {
		20, 21, 64, sizeof(PROFILE) + 2 + TAG_LENGTH, 4096, UINT32_MAX,
	};
	struct phonewall_file file;

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		file = seal_text(PROFILE, sizes[i], i % 2 ? "phone" : "");
		assert_whole(coded(&file, MATERIAL));
		phonewall_file_clear(&file);
	}
}

/* The record size matters if there are several; the name never does. */
static void test_coded_changed(void **state)
{
	struct phonewall_file file = seal_text(PROFILE, 64, "phone");
	size_t noticed;

	(void)state;
	noticed = count_noticed_changes(coded(&file, MATERIAL));
	assert_int_equal(noticed, (file.length - strlen("phone")) * 8);
	phonewall_file_clear(&file);
}

static void test_coded_keys(void **state)
{
	static const char *const right[] = {
		MATERIAL, MATERIAL "==", "yqdlZ+tYemfogSmv7Ws5PQ",
		"yqdlZ+tYemfogSmv7Ws5PQ==",
		"\xca\xa7\x65\x67\xeb\x58\x7a\x67"
		"\xe8\x81\x29\xaf\xed\x6b\x39\x3d",
	};
	static const char *const wrong[] = {
		"yqdlZ-tYemfogSmv7Ws5PA", "yqdlZ-tYemfogSmv7Ws5", "y", "=",
		"====", MATERIAL "=", MATERIAL "===", "yqdlZ-tYemfogSmv7Ws=5PQ",
		" " MATERIAL, MATERIAL " ", "\xca",
	};
	struct phonewall_file file = seal_text(PROFILE, 4096, "");

	(void)state;
	for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++)
		assert_profile(coded(&file, right[i]));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_refused(coded(&file, wrong[i]), "the key is wrong");
	assert_refused(coded(&file, NULL), "is empty");
	assert_refused(coded(&file, ""), "is empty");
	phonewall_file_clear(&file);
}

/*
 * Records by somebody who has the key, or who reorders those of another: what
 * stands in each before its padding, and whether the whole is a file.
 */
static void test_records(void **state)
{
	static const struct {
		uint32_t size;
		struct {
			uint8_t number;
			const char *text;
			size_t length;
		} records[3];
		bool is_right;
	} cases[] = {
		{ 20, { { 0, "<a/>\2", 5 } }, false },
		{ 21, { { 0, "<a/>\2", 5 } }, true },
		{ 21, { { 0, "<a/>\2\0", 6 } }, false },
		{ 22, { { 0, "<a/>\2\0", 6 } }, true },
		{ 22, { { 0, "<a/>\1\0", 6 } }, false },
		{ 22, { { 0, "<a/>\3\0", 6 } }, false },
		{ 22, { { 0, "<a/>\2\1", 6 } }, false },
		{ 22, { { 0, "\0\0\0\0\0\0", 6 } }, false },
		{ 22, { { 1, "<a/>\2\0", 6 } }, false },
		{ 22, { { 0, "\2", 1 } }, true },
		{ 22, { { 0, "", 0 } }, false },
		{ 19, { { 0, "<a\1", 3 }, { 1, "/>\2", 3 } }, true },
		{ 19, { { 0, "<a\2", 3 }, { 1, "/>\2", 3 } }, false },
		{ 19, { { 0, "<a\1", 3 }, { 1, "/>\1", 3 } }, false },
		{ 19, { { 1, "/>\2", 3 }, { 0, "<a\1", 3 } }, false },
		{ 19, { { 0, "<a\1", 3 }, { 0, "/>\2", 3 } }, false },
		{ 19, { { 0, "<a\1", 3 }, { 2, "/>\2", 3 } }, false },
		{ 19, { { 0, "<a\1", 3 }, { 1, "/>\1", 3 },
			{ 2, "\2", 1 } }, true },
		{ 19, { { 0, "<a\1", 3 }, { 1, "\1\0\0", 3 },
			{ 2, "/>\2", 3 } }, true },
		{ 19, { { 0, "<a\1", 3 }, { 1, "\0\0\0", 3 },
			{ 2, "/>\2", 3 } }, false },
		{ 18, { { 0, "<\1", 2 }, { 1, "a\1", 2 },
			{ 2, ">\2", 2 } }, true },
		{ 17, { { 0, "\1", 1 }, { 1, "\1", 1 }, { 2, "\2", 1 } },
		  false },
		{ 0, { { 0, "<a/>\2", 5 } }, false },
	};
	struct phonewall_file file, content = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		file = begin_records(cases[i].size, "");
		for (size_t j = 0; j < 3 && cases[i].records[j].text; j++)
			append_record(&file, cases[i].records[j].number,
				      cases[i].records[j].text,
				      cases[i].records[j].length);
		if (phonewall_aes128gcm_decrypt((const uint8_t *)file.text,
						file.length, material,
						sizeof(material), &content) !=
		    cases[i].is_right)
			fail_msg("case %zu", i);
		phonewall_file_wipe(&content);
		phonewall_file_clear(&file);
	}
}

/* Combinations */

static void test_combined(void **state)
{
	static const struct {
		const char *command;
		const char *key;
	} cases[] = {
		{ "gzip -c cfg.xml", NULL },
		{ "openssl enc -aes-256-cbc -k x -in cfg.xml 2>warning", "x" },
		{ "gzip -c cfg.xml | openssl enc -aes-256-cbc -k x 2>warning",
		  "x" },
	};
	struct phonewall_file inner, file;
	struct phonewall_packed packed;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		inner = make_profile(cases[i].command);
		file = seal(&inner, 64, "");
		packed = coded(&file, MATERIAL);
		packed.key = cases[i].key;
		assert_whole(packed);
		packed.key = cases[i].key ? NULL : "x";
		assert_refused(packed, "--key");
		phonewall_file_clear(&inner);
		phonewall_file_clear(&file);
	}
}

static void test_coded_bomb(void **state)
{
	struct phonewall_file bomb =
		make_profile("head -c 67108864 /dev/zero | gzip");
	struct phonewall_file file = seal(&bomb, 65536, "");

	(void)state;
	assert_refused(coded(&file, MATERIAL), "more than 1 MiB");
	phonewall_file_clear(&bomb);
	phonewall_file_clear(&file);
}

static int make_folder(void **state)
{
	(void)state;
	return folder_make(folder);
}

static int remove_folder(void **state)
{
	(void)state;
	return folder_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_no_profile),
		cmocka_unit_test(test_plain_truncated),
		cmocka_unit_test(test_gzip),
		cmocka_unit_test(test_gzip_changed),
		cmocka_unit_test(test_gzip_bytes_behind),
		cmocka_unit_test(test_gzip_content),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_bomb),
		cmocka_unit_test(test_packed_size),
		cmocka_unit_test(test_encrypted),
		cmocka_unit_test(test_wrong_keys),
		cmocka_unit_test(test_other_encryptions),
		cmocka_unit_test(test_encryption_demanded),
		cmocka_unit_test(test_rfc_examples),
		cmocka_unit_test(test_coded),
		cmocka_unit_test(test_coded_changed),
		cmocka_unit_test(test_coded_keys),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_combined),
		cmocka_unit_test(test_coded_bomb),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
