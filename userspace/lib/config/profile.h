/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROFILE_H
#define PHONEWALL_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

#define PHONEWALL_PROFILE_SIZE_MAX	(1024 * 1024)
#define PHONEWALL_PROFILE_DEPTH_MAX	16
#define PHONEWALL_PROFILE_VALUE_MAX	4096
#define PHONEWALL_PROFILE_ATTRIBUTES	4
#define PHONEWALL_PROFILE_COUNT_MAX	4096

struct phonewall_name_index;

/**
 * struct phonewall_profile_element - a parameter as the file gives it
 * @name: the element's name
 * @value: its text, with white space at the ends stripped and line ends turned
 *	into spaces; "" if the element is empty
 * @line: line of its start tag, from 1
 * @attributes: the values of the attributes that the reader was asked for, in
 *	that order; NULL for one that is missing
 * @origin: who has set it, as of phonewall_store_origin_name(); NULL if the
 *	file does
 */
struct phonewall_profile_element {
	char *name;
	char *value;
	unsigned int line;
	char *attributes[PHONEWALL_PROFILE_ATTRIBUTES];
	const char *origin;
};

/**
 * struct phonewall_profile - the parameters of a file that are used
 * @list: the parameters, each once, in the order in which they first appear
 * @count: how many, at most PHONEWALL_PROFILE_COUNT_MAX if it was read
 * @index: finds one by its name; may be behind @list
 *
 * Zero-initialise it; release it with phonewall_profile_clear().
 */
struct phonewall_profile {
	struct phonewall_profile_element *list;
	size_t count;
	struct phonewall_name_index *index;
};

/**
 * phonewall_profile_read() - parse the text of a flat profile
 * @text: XML, at most PHONEWALL_PROFILE_SIZE_MAX bytes, in UTF-8, or in the
 *	ISO-8859 or Windows encoding of one byte a character that it declares;
 *	characters beyond ASCII are taken for those of ISO-8859-1 then
 * @length: bytes of @text
 * @uses: returns true if a parameter of this name is used; all others are
 *	ignored
 * @profile: what was read is added here, also if there is a fault
 * @faults: every fault is added here
 *
 * The root is <flat-profile>, or <device> with a <flat-profile> in it. If a
 * parameter is repeated, the last one counts. Text between elements, comments
 * and processing instructions are ignored. A DOCTYPE is rejected before
 * anything in it is read, so that there are no entities but XML's own.
 */
void phonewall_profile_read(const char *text, size_t length,
			    bool (*uses)(const char *name),
			    struct phonewall_profile *profile,
			    struct phonewall_faults *faults);

/**
 * struct phonewall_profile_names - what the names of elements and attributes mean
 * @uses: returns true if a parameter of this name is used
 * @unknown: may add a warning for a name in the profile that is not used; may
 *	be NULL
 * @attributes: the names of at most PHONEWALL_PROFILE_ATTRIBUTES attributes that
 *	are read, and NULL for each that is left over; all others are ignored
 */
struct phonewall_profile_names {
	bool (*uses)(const char *name);
	void (*unknown)(const char *name, unsigned int line,
			struct phonewall_faults *warnings);
	const char *attributes[PHONEWALL_PROFILE_ATTRIBUTES];
};

/**
 * phonewall_profile_check() - parse the text of a flat profile, with warnings
 * @text: the text, as of phonewall_profile_read()
 * @length: bytes of @text
 * @names: what the names of elements and attributes mean
 * @profile: what was read is added here, also if there is a fault
 * @faults: every fault is added here
 * @warnings: every warning is added here; may be NULL
 */
void phonewall_profile_check(const char *text, size_t length,
			     const struct phonewall_profile_names *names,
			     struct phonewall_profile *profile,
			     struct phonewall_faults *faults,
			     struct phonewall_faults *warnings);

/**
 * phonewall_profile_put() - add a parameter, or give it another value
 * @profile: the profile
 * @element: the parameter; its strings are taken over
 */
void phonewall_profile_put(struct phonewall_profile *profile,
			   const struct phonewall_profile_element *element);

/**
 * phonewall_profile_find() - find a parameter
 * @profile: the profile, whose index may be made
 * @name: the parameter's name
 *
 * Return: its element, until the profile changes; NULL if there is none.
 */
struct phonewall_profile_element *
phonewall_profile_find(struct phonewall_profile *profile, const char *name);

/**
 * phonewall_profile_clear() - release a profile
 * @profile: emptied
 */
void phonewall_profile_clear(struct phonewall_profile *profile);

#endif /* PHONEWALL_PROFILE_H */
