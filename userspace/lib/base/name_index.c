// SPDX-License-Identifier: MIT
#include "base/name_index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define ROOM_AT_FIRST	32

/* @places: of the list, in the order of the names there; there is @room for more. */
struct phonewall_name_index {
	size_t count;
	size_t room;
	uint32_t places[];
};

/* Return: how many names of the index are before @name. */
static size_t count_before(const struct phonewall_name_index *index,
			   const struct phonewall_named_list *named,
			   const char *name, bool *is_found)
{
	size_t first = 0;
	size_t end = index ? index->count : 0;

	*is_found = false;
	while (first < end && !*is_found) {
		size_t middle = first + (end - first) / 2;
		int order = strcmp(named->name_at(named->list,
						  index->places[middle]), name);

		*is_found = !order;
		if (order < 0)
			first = middle + 1;
		else
			end = middle;
	}
	return *is_found ? end : first;
}

bool phonewall_name_index_find(const struct phonewall_name_index *index,
			       const struct phonewall_named_list *named,
			       const char *name, size_t *place)
{
	bool is_found;
	size_t before = count_before(index, named, name, &is_found);

	if (is_found)
		*place = index->places[before];
	return is_found;
}

static struct phonewall_name_index *
make_room(struct phonewall_name_index *index)
{
	size_t count = index ? index->count : 0;
	size_t room = count ? 2 * count : ROOM_AT_FIRST;

	if (index && count < index->room)
		return index;
	index = phonewall_memory_resize(index, 1, sizeof(*index) +
					room * sizeof(index->places[0]));
	index->count = count;
	index->room = room;
	return index;
}

static void insert(struct phonewall_name_index *index,
		   const struct phonewall_named_list *named)
{
	const char *name = named->name_at(named->list, index->count);
	bool is_found;
	size_t before = count_before(index, named, name, &is_found);
	uint32_t *place = &index->places[before];

	memmove(place + 1, place,
		(index->count - before) * sizeof(index->places[0]));
	*place = index->count++;
}

struct phonewall_name_index *
phonewall_name_index_follow(struct phonewall_name_index *index,
			    const struct phonewall_named_list *named,
			    size_t count)
{
	while ((index ? index->count : 0) < count) {
		index = make_room(index);
		insert(index, named);
	}
	return index;
}
