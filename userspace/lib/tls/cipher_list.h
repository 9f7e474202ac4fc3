/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CIPHER_LIST_H
#define PHONEWALL_CIPHER_LIST_H

#include <stddef.h>

#include <openssl/ssl.h>

/* Length of a TLS_Cipher_List in bytes at most. */
#define PHONEWALL_CIPHER_LIST_MAX	521

/**
 * enum phonewall_cipher_list_error - why a cipher list is invalid
 * @PHONEWALL_CIPHER_LIST_VALID: it is valid
 * @PHONEWALL_CIPHER_LIST_TOO_LONG: more than PHONEWALL_CIPHER_LIST_MAX bytes
 * @PHONEWALL_CIPHER_LIST_CHARACTER: a character that no list may hold
 * @PHONEWALL_CIPHER_LIST_NO_WORD: "!", "-" or "+" without a word
 * @PHONEWALL_CIPHER_LIST_UNKNOWN: neither a cipher string of table 6 nor a suite
 * @PHONEWALL_CIPHER_LIST_TLS13: a suite of TLS 1.3, which no list governs
 * @PHONEWALL_CIPHER_LIST_COMMAND: a command other than "@STRENGTH"
 * @PHONEWALL_CIPHER_LIST_NOT_FIRST: a string that only works as the first word
 * @PHONEWALL_CIPHER_LIST_NOT_ALONE: a string that only works as the only word
 * @PHONEWALL_CIPHER_LIST_NO_SUITE: none of its suites can be used
 */
enum phonewall_cipher_list_error {
	PHONEWALL_CIPHER_LIST_VALID,
	PHONEWALL_CIPHER_LIST_TOO_LONG,
	PHONEWALL_CIPHER_LIST_CHARACTER,
	PHONEWALL_CIPHER_LIST_NO_WORD,
	PHONEWALL_CIPHER_LIST_UNKNOWN,
	PHONEWALL_CIPHER_LIST_TLS13,
	PHONEWALL_CIPHER_LIST_COMMAND,
	PHONEWALL_CIPHER_LIST_NOT_FIRST,
	PHONEWALL_CIPHER_LIST_NOT_ALONE,
	PHONEWALL_CIPHER_LIST_NO_SUITE,
};

/**
 * struct phonewall_cipher_list_fault - what is wrong with a cipher list
 * @error: why it is invalid
 * @column: byte of the list at which the word at fault begins, from 1; 0 if the
 *	list as a whole is at fault
 * @length: bytes of that word
 */
struct phonewall_cipher_list_fault {
	enum phonewall_cipher_list_error error;
	size_t column;
	size_t length;
};

/**
 * phonewall_cipher_list_validate() - check a cipher list before it is used
 * @list: the TLS_Cipher_List: words separated by colons, commas or spaces, each
 *	a cipher string of table 6 or an OpenSSL suite name, combined by "+" and
 *	preceded by "!", "-" or "+"; or "@STRENGTH" (openssl-ciphers(1))
 * @fault: set in any case
 *
 * The list is tried on a context of its own, at security level 2: OpenSSL changes
 * a context even if it refuses the list, and skips words that it does not know.
 * A suite that this OpenSSL was built without is allowed as long as another one
 * of the list can be used.
 *
 * Return: 0 if it is valid; -EINVAL if not; -ENOMEM.
 */
int phonewall_cipher_list_validate(const char *list,
				   struct phonewall_cipher_list_fault *fault);

/**
 * phonewall_cipher_list_error_text() - describe why a list is invalid
 * @error: the reason, not PHONEWALL_CIPHER_LIST_VALID
 *
 * Return: what is wrong and, behind a semicolon, what to do.
 */
const char *
phonewall_cipher_list_error_text(enum phonewall_cipher_list_error error);

/**
 * phonewall_cipher_list_next_missing() - find what this OpenSSL cannot select
 * @list: a cipher list
 * @position: byte at which to begin, 0 at first; moved behind the word found
 * @word: set to the word, inside @list
 *
 * Such words are valid and select nothing: SEED and MEDIUM, which only the legacy
 * provider has, and suites that were compiled out, such as DES-CBC3-SHA. Behind "!"
 * or "-" they are not meant to select anything, and are passed over.
 *
 * Return: bytes of the word, or 0 if there is none any more.
 */
size_t phonewall_cipher_list_next_missing(const char *list, size_t *position,
					  const char **word);

/**
 * phonewall_cipher_list_suites() - the suites of TLS 1.2 that a list selects
 * @list: a valid list
 *
 * Return: the suites that are offered at security level 2, in order, to be
 * released with sk_SSL_CIPHER_free(); NULL if memory is exhausted or there is
 * none.
 */
struct stack_st_SSL_CIPHER *phonewall_cipher_list_suites(const char *list);

#endif /* PHONEWALL_CIPHER_LIST_H */
