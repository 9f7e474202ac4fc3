/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_FAULT_H
#define PHONEWALL_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define PHONEWALL_FAULT_TEXT_MAX	64
#define PHONEWALL_FAULTS_MAX		50

/**
 * struct phonewall_fault - a fault of a file, or a warning
 * @warning: stable name of a warning, as "wide-range"; NULL for a fault, for
 *	which the file is rejected
 * @line: line of the file, from 1; 0 if no line applies
 * @parameter: name of the element or setting, or NULL
 * @token: the text at fault, or NULL
 * @message: what is wrong and what is allowed; never NULL
 *
 * The strings belong to the list that holds the fault. A name or token from the
 * file has at most PHONEWALL_FAULT_TEXT_MAX bytes, and ends in "..." if it was
 * truncated.
 */
struct phonewall_fault {
	const char *warning;
	unsigned int line;
	char *parameter;
	char *token;
	char *message;
};

/**
 * struct phonewall_faults - the faults of one file, in the order found
 * @list: the first of them
 * @count: how many are in @list, at most PHONEWALL_FAULTS_MAX
 * @more: how many more were found, which are only counted
 *
 * Zero-initialise it; release it with phonewall_faults_clear().
 */
struct phonewall_faults {
	struct phonewall_fault *list;
	size_t count;
	size_t more;
};

/**
 * phonewall_faults_total() - count the faults that were found
 * @faults: the faults
 *
 * Return: the number, including those that are only counted.
 */
size_t phonewall_faults_total(const struct phonewall_faults *faults);

/**
 * phonewall_fault_add() - add a fault
 * @faults: the list to add it to
 * @line: line of the file, 0 if none applies
 * @parameter: name of the parameter, copied; may be NULL
 * @token: the text at fault, copied without its secrets as by
 *	phonewall_text_redact(); may be NULL
 * @format: printf format of the message: what is wrong, what is allowed
 *
 * Faults beyond PHONEWALL_FAULTS_MAX are only counted. Ends the process if
 * memory is exhausted.
 */
void phonewall_fault_add(struct phonewall_faults *faults, unsigned int line,
			 const char *parameter, const char *token,
			 const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/**
 * phonewall_warning_add() - add a warning: allowed, but hardly intended
 * @warnings: the list to add it to; may be NULL
 * @name: stable name of the warning, which is not copied
 * @line: line of the file, 0 if none applies
 * @parameter: name of the parameter, copied; may be NULL
 * @token: the text at fault, as of phonewall_fault_add()
 * @format: printf format of the message: what is doubtful, what to do
 */
void phonewall_warning_add(struct phonewall_faults *warnings, const char *name,
			   unsigned int line, const char *parameter,
			   const char *token, const char *format, ...)
	__attribute__((format(printf, 6, 7)));

/**
 * phonewall_faults_describe_more() - say how many faults are not listed
 * @faults: the faults
 *
 * Return: text such as "and 24,526 more faults", to be released with free();
 * NULL if every fault is listed.
 */
char *phonewall_faults_describe_more(const struct phonewall_faults *faults);

/**
 * phonewall_fault_describe() - describe a fault in one line
 * @fault: the fault
 * @file: name of the file that it is in
 *
 * Return: the text that phonewall_faults_print() writes, but not wrapped, to be
 * released with free().
 */
char *phonewall_fault_describe(const struct phonewall_fault *fault,
			       const char *file);

/**
 * phonewall_faults_print() - write the faults
 * @faults: the faults
 * @file: name of the file that they are in
 * @stream: where to write
 *
 * The form is "FILE:LINE: PARAMETER: 'TOKEN': MESSAGE", without the parts that
 * a fault does not have, wrapped as by phonewall_text_wrap(); a warning has
 * "warning:" after the line, and its name in brackets at the end. Bytes of the
 * file that are not printable ASCII are written as \xNN. The number of faults
 * that are not listed is written last.
 */
void phonewall_faults_print(const struct phonewall_faults *faults,
			    const char *file, FILE *stream);

/**
 * phonewall_faults_clear() - release the faults
 * @faults: emptied, ready for use again
 */
void phonewall_faults_clear(struct phonewall_faults *faults);

#endif /* PHONEWALL_FAULT_H */
