/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_STORE_FILE_H
#define PHONEWALL_STORE_FILE_H

#include "store/store.h"

/**
 * phonewall_store_print - write a store as a flat profile
 * @store: the store
 *
 * Each entry is an element on a line of its own, with the attributes ua, origin,
 * source and time, from the second line on.
 *
 * Return: the text, which may hold secrets, to be released with free().
 */
char *phonewall_store_print(const struct phonewall_store *store);

/**
 * phonewall_store_read - read what phonewall_store_print() has written
 * @text: the text
 * @length: bytes of @text
 * @store: set whole if there is no fault, else left empty
 * @faults: every fault is added here
 *
 * A parameter that no system uses is kept: a later version may use it.
 *
 * Return: 0, or -1 if a fault was added.
 */
int phonewall_store_read(const char *text, size_t length,
			 struct phonewall_store *store,
			 struct phonewall_faults *faults);

#endif /* PHONEWALL_STORE_FILE_H */
