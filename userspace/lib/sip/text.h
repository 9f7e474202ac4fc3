/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_TEXT_H
#define PHONEWALL_SIP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct phonewall_sip_text - a part of a message
 * @start: its first byte, in the buffer of the message; not ended by a NUL, and
 *	it may hold any byte. NULL if the message does not have the part
 * @length: bytes
 */
struct phonewall_sip_text {
	const char *start;
	size_t length;
};

/**
 * phonewall_sip_text_of() - a string as a text
 * @string: ended by NUL; used as long as the text
 *
 * Return: the text.
 */
struct phonewall_sip_text phonewall_sip_text_of(const char *string);

/**
 * phonewall_sip_text_is() - compare with a word in any case
 * @text: the text
 * @word: in ASCII, ended by NUL
 *
 * Return: true if they are equal but for upper and lower case.
 */
bool phonewall_sip_text_is(struct phonewall_sip_text text, const char *word);

/**
 * phonewall_sip_text_is_same() - compare two texts byte by byte
 * @one: a text
 * @other: another
 *
 * Return: true if they are equal; a part that is missing equals an empty one.
 */
bool phonewall_sip_text_is_same(struct phonewall_sip_text one,
				struct phonewall_sip_text other);

/**
 * phonewall_sip_text_is_token() - whether a text is a token
 * @text: the text
 *
 * Return: true if it has one or more of the bytes of RFC 3261 section 25.1,
 * "token", and no others.
 */
bool phonewall_sip_text_is_token(struct phonewall_sip_text text);

/**
 * phonewall_sip_text_trim() - strip white space from both ends
 * @text: the text
 *
 * White space is what RFC 3261 calls LWS: spaces, tabs, and line ends, which in
 * a value can only be those of a folded header.
 *
 * Return: the text between.
 */
struct phonewall_sip_text
phonewall_sip_text_trim(struct phonewall_sip_text text);

/**
 * phonewall_sip_text_number() - read a decimal number
 * @text: digits and nothing else, any number of leading zeros
 * @max: the largest number allowed
 * @number: set if the text is such a number
 *
 * Return: true if it is.
 */
bool phonewall_sip_text_number(struct phonewall_sip_text text, uint32_t max,
			       uint32_t *number);

#endif /* PHONEWALL_SIP_TEXT_H */
