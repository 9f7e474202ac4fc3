/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISION_KEPT_PAC_H
#define PHONEWALL_PROVISION_KEPT_PAC_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct phonewall_kept_pac - the last PAC script that has given a result
 *
 * It is kept in memory, and in a file for phonewallctl(8).
 */
struct phonewall_kept_pac;

/**
 * phonewall_kept_pac_new - begin without a script
 * @run_directory: where PHONEWALL_PAC_FILE is written
 *
 * Return: the script, to be released with phonewall_kept_pac_free().
 */
struct phonewall_kept_pac *phonewall_kept_pac_new(const char *run_directory);

/**
 * phonewall_kept_pac_take - take a script that has given a result
 * @kept: replaced
 * @url: where it is from
 * @text: its bytes, copied
 * @length: how many
 */
void phonewall_kept_pac_take(struct phonewall_kept_pac *kept,
			       const char *url, const char *text,
			       size_t length);

/**
 * phonewall_kept_pac_take_none - take that WPAD has found no script
 * @kept: emptied
 */
void phonewall_kept_pac_take_none(struct phonewall_kept_pac *kept);

/**
 * phonewall_kept_pac_is_of - whether there is a script from a URL
 * @kept: the script
 * @url: the URL
 */
bool phonewall_kept_pac_is_of(const struct phonewall_kept_pac *kept,
				const char *url);

/**
 * phonewall_kept_pac_is_fresh - whether it was fetched within the last minute
 * @kept: the script
 *
 * A resync fetches several files: they need not fetch the script each time.
 */
bool phonewall_kept_pac_is_fresh(const struct phonewall_kept_pac *kept);

/**
 * phonewall_kept_pac_text - the script's bytes
 * @kept: one that is of some URL
 * @length: set to how many
 *
 * Return: the bytes, valid until another script is taken.
 */
const char *phonewall_kept_pac_text(const struct phonewall_kept_pac *kept,
				      size_t *length);

/**
 * phonewall_kept_pac_free - release it; the file stays
 * @kept: may be NULL
 */
void phonewall_kept_pac_free(struct phonewall_kept_pac *kept);

#endif /* PHONEWALL_PROVISION_KEPT_PAC_H */
