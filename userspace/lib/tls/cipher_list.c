// SPDX-License-Identifier: MIT
#include "tls/cipher_list.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include <openssl/err.h>

/**
 * enum kind - what a name in a list is
 * @UNKNOWN: none that is allowed
 * @ALIAS: a cipher string of table 6
 * @FIRST: the same, which OpenSSL knows only as the first word
 * @ALONE: the same, for which OpenSSL ignores the rest of the list
 * @SUITE: a suite of this OpenSSL
 * @MISSING: a suite or a string that this OpenSSL was built without
 * @TLS13: a suite of TLS 1.3
 */
enum kind {
	UNKNOWN,
	ALIAS,
	FIRST,
	ALONE,
	SUITE,
	MISSING,
	TLS13,
};

/* A part of the list: a word, or a name in it. */
struct part {
	const char *text;
	size_t length;
};

/* The cipher strings of table 6. */
static const struct {
	const char *name;
	enum kind kind;
} aliases[] = {
	{ "DEFAULT", FIRST },
	{ "COMPLEMENTOFDEFAULT", ALIAS },
	{ "ALL", ALIAS },
	{ "COMPLEMENTOFALL", ALIAS },
	{ "HIGH", ALIAS },
	{ "MEDIUM", ALIAS },
	{ "eNULL", ALIAS },
	{ "NULL", ALIAS },
	{ "aNULL", ALIAS },
	{ "kRSA", ALIAS },
	{ "RSA", ALIAS },
	{ "kDHE", ALIAS },
	{ "kEDH", ALIAS },
	{ "DH", ALIAS },
	{ "DHE", ALIAS },
	{ "EDH", ALIAS },
	{ "ADH", ALIAS },
	{ "kECDHE", ALIAS },
	{ "kEECDH", ALIAS },
	{ "ECDHE", ALIAS },
	{ "EECDH", ALIAS },
	{ "ECDH", ALIAS },
	{ "AECDH", ALIAS },
	{ "aRSA", ALIAS },
	{ "aDSS", ALIAS },
	{ "DSS", ALIAS },
	{ "aECDSA", ALIAS },
	{ "ECDSA", ALIAS },
	{ "TLSv1.2", ALIAS },
	{ "TLSv1", ALIAS },
	{ "SSLv3", ALIAS },
	{ "AES128", ALIAS },
	{ "AES256", ALIAS },
	{ "AES", ALIAS },
	{ "AESGCM", ALIAS },
	{ "AESCCM", ALIAS },
	{ "AESCCM8", ALIAS },
	{ "ARIA128", ALIAS },
	{ "ARIA256", ALIAS },
	{ "ARIA", ALIAS },
	{ "CAMELLIA128", ALIAS },
	{ "CAMELLIA256", ALIAS },
	{ "CAMELLIA", ALIAS },
	{ "CHACHA20", ALIAS },
	{ "SEED", ALIAS },
	{ "MD5", ALIAS },
	{ "SHA1", ALIAS },
	{ "SHA", ALIAS },
	{ "SHA256", ALIAS },
	{ "SHA384", ALIAS },
	{ "SUITEB128", ALONE },
	{ "SUITEB128ONLY", ALONE },
	{ "SUITEB192", ALONE },
};

/* Suites of OpenSSL 1.1.1, to which table 6 refers, that builds leave out. */
static const char *const optional_suites[] = {
	"DES-CBC3-SHA",
	"DHE-RSA-DES-CBC3-SHA",
	"DHE-DSS-DES-CBC3-SHA",
	"ADH-DES-CBC3-SHA",
	"ECDHE-RSA-DES-CBC3-SHA",
	"ECDHE-ECDSA-DES-CBC3-SHA",
	"AECDH-DES-CBC3-SHA",
	"SEED-SHA",
	"DHE-RSA-SEED-SHA",
	"DHE-DSS-SEED-SHA",
	"ADH-SEED-SHA",
	"IDEA-CBC-SHA",
	"RC4-MD5",
	"RC4-SHA",
	"ADH-RC4-MD5",
	"ECDHE-RSA-RC4-SHA",
	"ECDHE-ECDSA-RC4-SHA",
	"AECDH-RC4-SHA",
};

/* Every suite, whether it can be used or not. */
#define EVERYTHING	"ALL:COMPLEMENTOFALL"

static const char *const error_texts[] = {
	[PHONEWALL_CIPHER_LIST_TOO_LONG] =
		"the list has more than 521 characters; shorten it",
	[PHONEWALL_CIPHER_LIST_CHARACTER] =
		"this character is not allowed in a list; separate its words by ':'",
	[PHONEWALL_CIPHER_LIST_NO_WORD] =
		"no cipher string follows; write it directly behind '!', '-' or '+'",
	[PHONEWALL_CIPHER_LIST_UNKNOWN] =
		"neither a cipher string nor a suite; phonewallctl(8) lists the strings",
	[PHONEWALL_CIPHER_LIST_TLS13] =
		"a suite of TLS 1.3, which the list does not govern; remove it",
	[PHONEWALL_CIPHER_LIST_COMMAND] =
		"not an allowed command; only '@STRENGTH' is",
	[PHONEWALL_CIPHER_LIST_NOT_FIRST] =
		"OpenSSL ignores this string unless it comes first; move it to the beginning, or remove it",
	[PHONEWALL_CIPHER_LIST_NOT_ALONE] =
		"OpenSSL takes this string only without any other; remove the others, or this one",
	[PHONEWALL_CIPHER_LIST_NO_SUITE] =
		"this OpenSSL has no suite of the list that its security level 2 allows; add others, such as 'HIGH'",
};

static bool is_name(const struct part *part, const char *name)
{
	return strlen(name) == part->length &&
	       !strncmp(part->text, name, part->length);
}

/*
 * A context with the suites of a list, or NULL. OpenSSL's own configuration may
 * forbid the versions that a list governs; it does not make the list invalid.
 */
static SSL_CTX *new_context(const char *list)
{
	SSL_CTX *context = SSL_CTX_new(TLS_method());

	if (!context)
		return NULL;
	SSL_CTX_set_security_level(context, 2);
	SSL_CTX_clear_options(context, SSL_OP_NO_SSL_MASK);
	if (!SSL_CTX_set_min_proto_version(context, 0) ||
	    !SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION) ||
	    !SSL_CTX_set_cipher_list(context, list)) {
		SSL_CTX_free(context);
		return NULL;
	}
	return context;
}

static bool has_suite(const SSL_CTX *all, const struct part *part)
{
	STACK_OF(SSL_CIPHER) *suites = SSL_CTX_get_ciphers(all);
	int i;

	for (i = 0; i < sk_SSL_CIPHER_num(suites); i++) {
		if (is_name(part,
			    SSL_CIPHER_get_name(sk_SSL_CIPHER_value(suites, i))))
			return true;
	}
	return false;
}

static bool is_optional(const struct part *part)
{
	size_t i;

	for (i = 0; i < sizeof(optional_suites) / sizeof(*optional_suites); i++) {
		if (is_name(part, optional_suites[i]))
			return true;
	}
	return false;
}

static bool is_tls13(const struct part *part)
{
	return part->length > 4 && !strncmp(part->text, "TLS_", 4);
}

static enum kind classify(const SSL_CTX *all, const struct part *part)
{
	size_t i;

	for (i = 0; i < sizeof(aliases) / sizeof(*aliases); i++) {
		if (is_name(part, aliases[i].name))
			return aliases[i].kind;
	}
	if (has_suite(all, part))
		return is_tls13(part) ? TLS13 : SUITE;
	if (is_optional(part))
		return MISSING;
	return is_tls13(part) ? TLS13 : UNKNOWN;
}

static bool is_separator(char character)
{
	return character == ':' || character == ',' || character == ' ';
}

static bool is_of_name(char character)
{
	return strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		      "0123456789-._=", character) && character;
}

/**
 * struct reader - a list that is read word by word
 * @list: the list
 * @at: where the next word begins
 * @all: a context with every suite
 * @words: words that were read
 * @alone: a word that takes no other beside it, or NULL
 * @fault: the first fault
 */
struct reader {
	const char *list;
	const char *at;
	const SSL_CTX *all;
	size_t words;
	struct part alone;
	struct phonewall_cipher_list_fault *fault;
};

static int fail(struct reader *reader, enum phonewall_cipher_list_error error,
		const char *text, size_t length)
{
	reader->fault->error = error;
	reader->fault->column = text - reader->list + 1;
	reader->fault->length = length;
	return -EINVAL;
}

static int check_name(struct reader *reader, const struct part *name,
		      bool is_whole_word)
{
	switch (classify(reader->all, name)) {
	case UNKNOWN:
		return fail(reader, PHONEWALL_CIPHER_LIST_UNKNOWN, name->text,
			    name->length);
	case TLS13:
		return fail(reader, PHONEWALL_CIPHER_LIST_TLS13, name->text,
			    name->length);
	case FIRST:
		if (name->text != reader->list || !is_whole_word)
			return fail(reader, PHONEWALL_CIPHER_LIST_NOT_FIRST,
				    name->text, name->length);
		return 0;
	case ALONE:
		reader->alone = *name;
		return is_whole_word ? 0 :
		       fail(reader, PHONEWALL_CIPHER_LIST_NOT_ALONE, name->text,
			    name->length);
	default:
		return 0;
	}
}

/* A name, or several that "+" combines: what is in all of them. */
static int read_names(struct reader *reader, bool has_operator)
{
	bool is_combined = false;
	struct part name;
	int error;

	for (;;) {
		name.text = reader->at;
		while (is_of_name(*reader->at))
			reader->at++;
		name.length = reader->at - name.text;
		if (!name.length)
			return fail(reader, PHONEWALL_CIPHER_LIST_NO_WORD,
				    name.text, 0);
		is_combined |= *reader->at == '+';
		error = check_name(reader, &name,
				   !has_operator && !is_combined);
		if (error || *reader->at != '+')
			return error;
		reader->at++;
	}
}

static int read_command(struct reader *reader)
{
	const char *begin = reader->at++;
	struct part name = { .text = reader->at };

	while (is_of_name(*reader->at))
		reader->at++;
	name.length = reader->at - name.text;
	return is_name(&name, "STRENGTH") ? 0 :
	       fail(reader, PHONEWALL_CIPHER_LIST_COMMAND, begin,
		    reader->at - begin);
}

static int read_word(struct reader *reader)
{
	bool has_operator = *reader->at && strchr("!-+", *reader->at);
	int error;

	if (*reader->at == '@') {
		error = read_command(reader);
	} else if (has_operator) {
		reader->at++;
		error = read_names(reader, true);
	} else if (is_of_name(*reader->at)) {
		error = read_names(reader, false);
	} else {
		error = fail(reader, PHONEWALL_CIPHER_LIST_CHARACTER,
			     reader->at, 1);
	}
	if (error)
		return error;
	reader->words++;
	if (*reader->at && *reader->at != '@' && !is_separator(*reader->at))
		return fail(reader, PHONEWALL_CIPHER_LIST_CHARACTER,
			    reader->at, 1);
	return 0;
}

static int read_words(struct reader *reader)
{
	int error;

	for (;;) {
		while (is_separator(*reader->at))
			reader->at++;
		if (!*reader->at)
			break;
		error = read_word(reader);
		if (error)
			return error;
	}
	if (reader->alone.length && reader->words > 1)
		return fail(reader, PHONEWALL_CIPHER_LIST_NOT_ALONE,
			    reader->alone.text, reader->alone.length);
	return 0;
}

static int check_suites(const char *list,
			struct phonewall_cipher_list_fault *fault)
{
	STACK_OF(SSL_CIPHER) *suites = phonewall_cipher_list_suites(list);

	if (suites) {
		sk_SSL_CIPHER_free(suites);
		return 0;
	}
	fault->error = PHONEWALL_CIPHER_LIST_NO_SUITE;
	return -EINVAL;
}

int phonewall_cipher_list_validate(const char *list,
				   struct phonewall_cipher_list_fault *fault)
{
	struct reader reader = { .list = list, .at = list, .fault = fault };
	SSL_CTX *all;
	int error;

	memset(fault, 0, sizeof(*fault));
	if (strlen(list) > PHONEWALL_CIPHER_LIST_MAX) {
		fault->error = PHONEWALL_CIPHER_LIST_TOO_LONG;
		return -EINVAL;
	}
	all = new_context(EVERYTHING);
	if (!all)
		return -ENOMEM;
	reader.all = all;
	error = read_words(&reader);
	if (!error)
		error = check_suites(list, fault);
	SSL_CTX_free(all);
	return error;
}

const char *
phonewall_cipher_list_error_text(enum phonewall_cipher_list_error error)
{
	return error_texts[error];
}

/* Whether any of a word's names selects nothing, as then the word does. */
static bool is_missing(const SSL_CTX *all, const struct part *word)
{
	struct part name = { .text = word->text };
	char alias[PHONEWALL_CIPHER_LIST_MAX + 1];
	SSL_CTX *context;

	while (name.text < word->text + word->length) {
		name.length = 0;
		while (name.text + name.length < word->text + word->length &&
		       name.text[name.length] != '+')
			name.length++;
		if (classify(all, &name) == MISSING)
			return true;
		if (classify(all, &name) == ALIAS) {
			memcpy(alias, name.text, name.length);
			alias[name.length] = '\0';
			context = new_context(alias);
			SSL_CTX_free(context);
			if (!context)
				return true;
		}
		name.text += name.length + 1;
	}
	return false;
}

size_t phonewall_cipher_list_next_missing(const char *list, size_t *position,
					  const char **word)
{
	SSL_CTX *all = new_context(EVERYTHING);
	struct part part = { .text = list + *position };

	while (all && *part.text) {
		part.text += strspn(part.text, ":, +");
		part.length = strcspn(part.text, ":, @");
		if (part.length && !strchr("!-", *part.text) &&
		    is_missing(all, &part))
			break;
		part.text += part.length + (*part.text == '@');
	}
	SSL_CTX_free(all);
	if (!*part.text)
		part.length = 0;
	*word = part.text;
	*position = part.text + part.length - list;
	return part.length;
}

struct stack_st_SSL_CIPHER *phonewall_cipher_list_suites(const char *list)
{
	STACK_OF(SSL_CIPHER) *suites = NULL;
	SSL_CTX *context = new_context(list);
	SSL *connection = context ? SSL_new(context) : NULL;

	if (connection)
		suites = SSL_get1_supported_ciphers(connection);
	SSL_free(connection);
	SSL_CTX_free(context);
	ERR_clear_error();
	return suites;
}
