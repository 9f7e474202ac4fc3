/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_OUTPUT_MESSAGE_H
#define PHONEWALL_OUTPUT_MESSAGE_H

/**
 * phonewall_output_set_program - set the name that messages begin with
 * @name: the program's name, which must live on; without this call it is
 *	phonewallctl
 */
void phonewall_output_set_program(const char *name);

/**
 * phonewall_output_message - tell the user something, on standard error
 * @format: printf format: what is wrong, and behind a semicolon what to do; the
 *	program's name is put before it
 *
 * Wrapped as by phonewall_text_wrap(); what is not printable is escaped.
 */
void phonewall_output_message(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/**
 * phonewall_output_failure - tell the user why the command fails, on standard
 *	error, and remember it for JSON
 * @format: as of phonewall_output_message()
 */
void phonewall_output_failure(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/**
 * phonewall_output_wrong_option - tell the user which option is wrong, as
 *	phonewall_output_failure() does
 * @result: what getopt_long() has returned, '?' or ':', of a string that begins
 *	with ":"
 * @word: the word of the command line before the next one, argv[optind - 1]
 */
void phonewall_output_wrong_option(int result, const char *word);

/**
 * phonewall_output_error - remember why the command fails, for JSON
 * @message: the message on standard error; copied
 */
void phonewall_output_error(const char *message);

/**
 * phonewall_output_error_text - the last message of phonewall_output_error()
 *
 * Return: the message, valid until the next phonewall_output_error(); if there
 * was none, a reference to standard error.
 */
const char *phonewall_output_error_text(void);

#endif /* PHONEWALL_OUTPUT_MESSAGE_H */
