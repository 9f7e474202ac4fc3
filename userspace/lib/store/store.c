// SPDX-License-Identifier: MIT
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/name_index.h"

static const char *const origin_names[PHONEWALL_STORE_ORIGINS] = {
	[PHONEWALL_STORE_PROFILE] = "profile",
	[PHONEWALL_STORE_SET] = "set",
	[PHONEWALL_STORE_WEB] = "web",
};

const char *phonewall_store_origin_name(enum phonewall_store_origin origin)
{
	return origin_names[origin];
}

static const char *name_at(const void *list, size_t place)
{
	const struct phonewall_store_entry *entries = list;

	return entries[place].name;
}

static struct phonewall_named_list names_of(const struct phonewall_store *store)
{
	return (struct phonewall_named_list){ store->list, name_at };
}

struct phonewall_store_entry *
phonewall_store_find(const struct phonewall_store *store, const char *name)
{
	const struct phonewall_named_list names = names_of(store);
	size_t place;

	return phonewall_name_index_find(store->index, &names, name, &place) ?
	       &store->list[place] : NULL;
}

static char *copy_or_null(const char *text)
{
	return text ? phonewall_memory_copy(text, strlen(text)) : NULL;
}

static struct phonewall_store_entry
copy_entry(const struct phonewall_store_entry *entry)
{
	struct phonewall_store_entry copy = *entry;

	copy.name = copy_or_null(entry->name);
	copy.value = copy_or_null(entry->value);
	copy.ua = copy_or_null(entry->ua);
	copy.source = copy_or_null(entry->source);
	return copy;
}

static void clear_entry(struct phonewall_store_entry *entry)
{
	explicit_bzero(entry->value, strlen(entry->value));
	free(entry->name);
	free(entry->value);
	free(entry->ua);
	free(entry->source);
}

/* Takes @entry over. */
static void add(struct phonewall_store *store,
		const struct phonewall_store_entry *entry)
{
	struct phonewall_named_list names;

	store->list = phonewall_memory_grow(store->list, store->count,
					    sizeof(*store->list));
	store->list[store->count++] = *entry;
	names = names_of(store);
	store->index = phonewall_name_index_follow(store->index, &names,
						   store->count);
}

bool phonewall_store_put(struct phonewall_store *store,
			 const struct phonewall_store_entry *entry)
{
	struct phonewall_store_entry *before =
		phonewall_store_find(store, entry->name);
	struct phonewall_store_entry copy;

	if (!before && store->count == PHONEWALL_STORE_ENTRIES_MAX)
		return false;
	copy = copy_entry(entry);
	if (!before) {
		add(store, &copy);
		return true;
	}
	if (!copy.ua) {
		copy.ua = before->ua;
		before->ua = NULL;
	}
	clear_entry(before);
	*before = copy;
	return true;
}

struct phonewall_store phonewall_store_copy(const struct phonewall_store *store)
{
	struct phonewall_store copy = { 0 };

	for (size_t i = 0; i < store->count; i++) {
		const struct phonewall_store_entry entry =
			copy_entry(&store->list[i]);

		add(&copy, &entry);
	}
	return copy;
}

void phonewall_store_clear(struct phonewall_store *store)
{
	for (size_t i = 0; i < store->count; i++)
		clear_entry(&store->list[i]);
	free(store->list);
	free(store->index);
	*store = (struct phonewall_store){ 0 };
}
