/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_STORE_H
#define PHONEWALL_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/fault.h"
#include "config/profile.h"

#define PHONEWALL_STORE_ENTRIES_MAX	PHONEWALL_PROFILE_COUNT_MAX
#define PHONEWALL_STORE_SIZE_MAX	(1024 * 1024)

/**
 * enum phonewall_store_origin - who has set a value
 * @PHONEWALL_STORE_PROFILE: a profile, or a rule that fetched one
 * @PHONEWALL_STORE_SET: a user of the phone, by phonewallctl
 * @PHONEWALL_STORE_WEB: a login of the web page
 * @PHONEWALL_STORE_ORIGINS: how many origins there are
 */
enum phonewall_store_origin {
	PHONEWALL_STORE_PROFILE,
	PHONEWALL_STORE_SET,
	PHONEWALL_STORE_WEB,
	PHONEWALL_STORE_ORIGINS,
};

/**
 * struct phonewall_store_entry - the value of a parameter
 * @name: the parameter's name
 * @value: its value, as a profile gives it; may be a secret
 * @ua: whether a user may change it: "na", "ro" or "rw"; NULL if nobody has said
 * @origin: who has set it
 * @source: the URL of the profile, without its secrets; the number of the user; or
 *	the web page's login
 * @time: when
 * @line: line of the profile, or else of the file of the store; 0 if neither
 *	applies
 * @is_submitted: whether it is from the submission that is being judged
 */
struct phonewall_store_entry {
	char *name;
	char *value;
	char *ua;
	enum phonewall_store_origin origin;
	char *source;
	time_t time;
	unsigned int line;
	bool is_submitted;
};

/**
 * struct phonewall_store - what profiles and users have set
 * @list: the values, each parameter once
 * @count: how many, at most PHONEWALL_STORE_ENTRIES_MAX
 * @index: finds one by its name
 *
 * Zero-initialise it; release it with phonewall_store_clear().
 */
struct phonewall_store {
	struct phonewall_store_entry *list;
	size_t count;
	struct phonewall_name_index *index;
};

/**
 * phonewall_store_origin_name - the name of an origin
 * @origin: the origin
 *
 * Return: "profile", "set" or "web".
 */
const char *phonewall_store_origin_name(enum phonewall_store_origin origin);

/**
 * phonewall_store_find - find the value of a parameter
 * @store: the store
 * @name: the parameter's name
 *
 * Return: its entry, or NULL.
 */
struct phonewall_store_entry *
phonewall_store_find(const struct phonewall_store *store, const char *name);

/**
 * phonewall_store_put - add a value, or replace the one of the same parameter
 * @store: the store
 * @entry: the value; its strings are copied. If it has no @ua, the one of before
 *	stays
 *
 * Return: true; or false if the store is full.
 */
bool phonewall_store_put(struct phonewall_store *store,
			 const struct phonewall_store_entry *entry);

/**
 * phonewall_store_copy - copy a store
 * @store: the store
 *
 * Return: the copy, to be released with phonewall_store_clear().
 */
struct phonewall_store phonewall_store_copy(const struct phonewall_store *store);

/**
 * phonewall_store_clear - release a store; its secrets are overwritten
 * @store: emptied
 */
void phonewall_store_clear(struct phonewall_store *store);

#endif /* PHONEWALL_STORE_H */
