// SPDX-License-Identifier: MIT
#include "base/host_name.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"

#define LABEL_MAX	63
#define DIGITS		"0123456789"
#define LETTERS		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool is_label(const char *text, size_t length)
{
	return length && length <= LABEL_MAX && *text != '-' &&
	       text[length - 1] != '-' &&
	       strspn(text, LETTERS DIGITS "-") >= length;
}

bool phonewall_host_name_is_valid(const char *name)
{
	const char *label = name;
	size_t length;

	if (strlen(name) > PHONEWALL_HOST_NAME_MAX)
		return false;
	for (;; label += length + 1) {
		length = strcspn(label, ".");
		if (!is_label(label, length))
			return false;
		if (!label[length])
			return strspn(label, DIGITS) < length;
	}
}

static char *append(char *names, const char *name)
{
	char *longer = names ? phonewall_memory_print("%s,%s", names, name) :
			       phonewall_memory_print("%s", name);

	free(names);
	return longer;
}

char *phonewall_host_names_read(const char *list, size_t max)
{
	char *copy = phonewall_memory_print("%s", list);
	char *rest = copy;
	char *names = NULL;
	char *name;

	while ((name = strsep(&rest, ","))) {
		name = phonewall_text_trim(name);
		if (!max-- || !phonewall_host_name_is_valid(name)) {
			free(names);
			names = NULL;
			break;
		}
		names = append(names, name);
	}
	free(copy);
	return names;
}

void phonewall_host_names_each(const char *names,
			       void (*call)(const char *name, void *argument),
			       void *argument)
{
	char *copy = phonewall_memory_print("%s", names);
	char *rest = copy;
	char *name;

	while ((name = strsep(&rest, ",")))
		call(name, argument);
	free(copy);
}

/**
 * struct search - whether names are in a list
 * @names: the list
 * @found: false once one is not
 */
struct search {
	const char *names;
	bool found;
};

static void find(const char *name, void *argument)
{
	struct search *search = argument;
	const char *at = search->names;
	size_t length = strlen(name);

	for (; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (strcspn(at, ",") == length &&
		    !strncasecmp(at, name, length))
			return;
	}
	search->found = false;
}

bool phonewall_host_names_include(const char *names, const char *others)
{
	struct search search = { .names = names, .found = true };

	phonewall_host_names_each(others, find, &search);
	return search.found;
}
