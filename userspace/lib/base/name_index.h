/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_NAME_INDEX_H
#define PHONEWALL_NAME_INDEX_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct phonewall_name_index - the order of the names in a list, to find one
 *
 * Finding compares at most 1 + log2(n) of n names; the index takes at most 8 bytes
 * for each. An element of the list keeps its name and its place.
 */
struct phonewall_name_index;

/**
 * struct phonewall_named_list - a list in which each name is at most once
 * @list: its elements
 * @name_at: returns the name of one of them
 */
struct phonewall_named_list {
	const void *list;
	const char *(*name_at)(const void *list, size_t place);
};

/**
 * phonewall_name_index_find - find a name
 * @index: the index; NULL for that of an empty list
 * @named: the list
 * @name: the name
 * @place: set to the place of its element, from 0
 *
 * Return: whether the index has it.
 */
bool phonewall_name_index_find(const struct phonewall_name_index *index,
			       const struct phonewall_named_list *named,
			       const char *name, size_t *place);

/**
 * phonewall_name_index_follow - take in what was added to the end of a list
 * @index: the index; NULL for that of an empty list
 * @named: the list
 * @count: how many elements it has, at least as many as the index
 *
 * Return: the index, to be released with free().
 */
struct phonewall_name_index *
phonewall_name_index_follow(struct phonewall_name_index *index,
			    const struct phonewall_named_list *named,
			    size_t count);

#endif /* PHONEWALL_NAME_INDEX_H */
