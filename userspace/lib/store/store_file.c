// SPDX-License-Identifier: MIT
#include "store/store_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define TIME_FORMAT	"%Y-%m-%dT%H:%M:%SZ"

/* The attributes of an entry, in the order in which they are read. */
enum attribute {
	ATTRIBUTE_UA,
	ATTRIBUTE_ORIGIN,
	ATTRIBUTE_SOURCE,
	ATTRIBUTE_TIME,
};

static void print_escaped(FILE *stream, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			fputs("&amp;", stream);
			break;
		case '<':
			fputs("&lt;", stream);
			break;
		case '>':
			fputs("&gt;", stream);
			break;
		case '"':
			fputs("&quot;", stream);
			break;
		case '\t':
			fputs("&#9;", stream);
			break;
		default:
			putc(*text, stream);
		}
	}
}

static void print_attribute(FILE *stream, const char *name, const char *value)
{
	fprintf(stream, " %s=\"", name);
	print_escaped(stream, value);
	putc('"', stream);
}

static void print_entry(FILE *stream, const struct phonewall_store_entry *entry)
{
	struct tm moment;
	char when[32];

	gmtime_r(&entry->time, &moment);
	strftime(when, sizeof(when), TIME_FORMAT, &moment);
	fprintf(stream, "<%s", entry->name);
	if (entry->ua)
		print_attribute(stream, "ua", entry->ua);
	print_attribute(stream, "origin",
			phonewall_store_origin_name(entry->origin));
	print_attribute(stream, "source", entry->source);
	print_attribute(stream, "time", when);
	putc('>', stream);
	print_escaped(stream, entry->value);
	fprintf(stream, "</%s>\n", entry->name);
}

char *phonewall_store_print(const struct phonewall_store *store)
{
	char *text = NULL;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	if (!stream)
		phonewall_memory_exhausted();
	fputs("<flat-profile>\n", stream);
	for (size_t i = 0; i < store->count; i++)
		print_entry(stream, &store->list[i]);
	fputs("</flat-profile>\n", stream);
	if (fclose(stream))
		phonewall_memory_exhausted();
	return text;
}

static bool read_origin(const char *name, enum phonewall_store_origin *origin)
{
	for (size_t i = 0; name && i < PHONEWALL_STORE_ORIGINS; i++) {
		if (strcmp(name, phonewall_store_origin_name(i)))
			continue;
		*origin = i;
		return true;
	}
	return false;
}

static bool read_time(const char *text, time_t *when)
{
	struct tm moment = { 0 };
	const char *end = text ? strptime(text, TIME_FORMAT, &moment) : NULL;

	if (!end || *end)
		return false;
	*when = timegm(&moment);
	return true;
}

static bool is_ua(const char *text)
{
	return !text || !strcmp(text, "na") || !strcmp(text, "ro") ||
	       !strcmp(text, "rw");
}

static void read_entry(const struct phonewall_profile_element *element,
		       struct phonewall_store *store,
		       struct phonewall_faults *faults)
{
	char *const *attributes = element->attributes;
	struct phonewall_store_entry entry = {
		.name = element->name,
		.value = element->value,
		.ua = attributes[ATTRIBUTE_UA],
		.source = attributes[ATTRIBUTE_SOURCE],
		.line = element->line,
	};

	if (!is_ua(entry.ua) || !entry.source ||
	    !read_origin(attributes[ATTRIBUTE_ORIGIN], &entry.origin) ||
	    !read_time(attributes[ATTRIBUTE_TIME], &entry.time))
		phonewall_fault_add(faults, element->line, element->name, NULL,
				    "has no origin, source and time as phonewalld writes them; submit the profile again");
	else
		phonewall_store_put(store, &entry);
}

static bool use_all(const char *name)
{
	(void)name;
	return true;
}

int phonewall_store_read(const char *text, size_t length,
			 struct phonewall_store *store,
			 struct phonewall_faults *faults)
{
	static const struct phonewall_profile_names names = {
		.uses = use_all,
		.attributes = { "ua", "origin", "source", "time" },
	};
	size_t before = phonewall_faults_total(faults);
	struct phonewall_profile profile = { 0 };

	*store = (struct phonewall_store){ 0 };
	phonewall_profile_check(text, length, &names, &profile, faults, NULL);
	for (size_t i = 0; i < profile.count; i++)
		read_entry(&profile.list[i], store, faults);
	phonewall_profile_clear(&profile);
	if (phonewall_faults_total(faults) == before)
		return 0;
	phonewall_store_clear(store);
	return -1;
}
