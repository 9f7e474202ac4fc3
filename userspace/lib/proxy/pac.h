/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PAC_H
#define PHONEWALL_PAC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <event2/event.h>

#include "proxy/pac_result.h"
#include "proxy/target.h"

/* Milliseconds that an evaluation may take, with all questions. */
#define PHONEWALL_PAC_TIME_MS	5000

/* Names that a script may ask the address of. */
#define PHONEWALL_PAC_NAMES_MAX	32

/**
 * struct phonewall_pac_counts - what became of evaluations
 * @results: evaluations that gave a result
 * @faults: those that did not, without @overruns
 * @overruns: those that were ended because a bound was reached: of time, of
 *	processor time, of questions, of system calls
 */
struct phonewall_pac_counts {
	uint64_t results;
	uint64_t faults;
	uint64_t overruns;
};

/**
 * struct phonewall_pac_question - which proxy to use, and who is to say so
 * @program: path of phonewall-pac
 * @script: the script; its bytes belong to the caller
 * @length: how many bytes
 * @target: the URL that is to be fetched
 * @own_address: the phone's own address, for myIpAddress
 * @counts: the evaluation is counted here in the end; may be NULL
 */
struct phonewall_pac_question {
	const char *program;
	const char *script;
	size_t length;
	const struct phonewall_proxy_target *target;
	const char *own_address;
	struct phonewall_pac_counts *counts;
};

/**
 * struct phonewall_pac_answer - how an evaluation ended
 * @result: the proxies; NULL if there is a fault, which is never the same as no
 *	proxy
 * @fault: what is wrong, in one line of printable ASCII, and what to do; NULL if
 *	there is a result
 * @line: the line of the script that is at fault, 0 if none is
 */
struct phonewall_pac_answer {
	const struct phonewall_pac_result *result;
	const char *fault;
	unsigned int line;
};

/**
 * struct phonewall_pac - an evaluation that is under way
 */
struct phonewall_pac;

/**
 * struct phonewall_pac_handlers - callbacks of an evaluation
 * @resolve: the script asks for the IPv4 address of a name. The handler, or
 *	whoever it tells, calls phonewall_pac_resolved() once
 * @done: it has ended; the evaluation is freed after the call, so that a name
 *	that is still looked up must not be answered any more. Not called by
 *	phonewall_pac_start() itself
 */
struct phonewall_pac_handlers {
	void (*resolve)(struct phonewall_pac *pac, const char *name,
			void *argument);
	void (*done)(const struct phonewall_pac_answer *answer, void *argument);
};

/**
 * phonewall_pac_program - find phonewall-pac beside the program that runs
 *
 * Return: its path, to be released with free(); it may not exist.
 */
char *phonewall_pac_program(void);

/**
 * phonewall_pac_start - begin to evaluate a script, in a process of its own
 * @base: the event loop, which is not blocked
 * @question: copied, except for @question->counts
 * @handlers: kept by the caller
 * @argument: handed to @handlers
 *
 * Return: the evaluation, which ends by itself within PHONEWALL_PAC_TIME_MS; NULL
 * with errno set: EFBIG if the script is longer than PHONEWALL_PAC_SCRIPT_MAX.
 */
struct phonewall_pac *
phonewall_pac_start(struct event_base *base,
		    const struct phonewall_pac_question *question,
		    const struct phonewall_pac_handlers *handlers,
		    void *argument);

/**
 * phonewall_pac_resolved - answer a question of the script
 * @pac: the evaluation
 * @address: an IPv4 address, or NULL if the name has none
 */
void phonewall_pac_resolved(struct phonewall_pac *pac, const char *address);

/**
 * phonewall_pac_cancel - end an evaluation
 * @pac: freed; may be NULL. Its done handler is not called
 */
void phonewall_pac_cancel(struct phonewall_pac *pac);

#endif /* PHONEWALL_PAC_H */
