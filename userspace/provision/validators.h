/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISION_VALIDATORS_H
#define PHONEWALL_PROVISION_VALIDATORS_H

#include <stdbool.h>

/* URLs whose files are known at most. */
#define PHONEWALL_VALIDATORS_MAX	8

/**
 * struct phonewall_validator - how a server knows a file again (RFC 9110,
 *	section 8.8)
 * @etag: its ETag, or NULL
 * @last_modified: its Last-Modified, or NULL
 */
struct phonewall_validator {
	const char *etag;
	const char *last_modified;
};

/**
 * struct phonewall_validators - the files whose content is in force
 *
 * They are in memory alone: another version of the program begins without.
 */
struct phonewall_validators;

/**
 * phonewall_validators_new - begin without any
 * @agent_directory: phonewalld's run directory, whose status tells whether the
 *	store has changed; kept by the caller
 *
 * Return: the validators, to be released with phonewall_validators_free().
 */
struct phonewall_validators *
phonewall_validators_new(const char *agent_directory);

/**
 * phonewall_validators_find - find that of a file
 * @validators: all of them; they are forgotten if somebody has changed the store
 *	since phonewall_validators_accept()
 * @url: where the file is
 * @validator: set; empty if there is none
 */
void phonewall_validators_find(struct phonewall_validators *validators,
			       const char *url,
			       struct phonewall_validator *validator);

/**
 * phonewall_validators_offer - tell that of a file that was fetched
 * @validators: all of them
 * @url: where it is; what was known of it is forgotten
 * @validator: copied
 *
 * It counts from phonewall_validators_accept() on, and not if another one is
 * offered before.
 */
void phonewall_validators_offer(struct phonewall_validators *validators,
				const char *url,
				const struct phonewall_validator *validator);

/**
 * phonewall_validators_accept - phonewalld has taken what was submitted
 * @validators: all of them
 */
void phonewall_validators_accept(struct phonewall_validators *validators);

/**
 * phonewall_validators_forget - forget all
 * @validators: all of them
 */
void phonewall_validators_forget(struct phonewall_validators *validators);

/**
 * phonewall_validators_free - release them
 * @validators: may be NULL
 */
void phonewall_validators_free(struct phonewall_validators *validators);

#endif /* PHONEWALL_PROVISION_VALIDATORS_H */
