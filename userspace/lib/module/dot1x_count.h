/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DOT1X_COUNT_H
#define PHONEWALL_DOT1X_COUNT_H

#include <linux/phonewall.h>

/**
 * phonewall_dot1x_count_name - the short name of a counter
 * @count: the counter
 *
 * The one vocabulary of dot1x and monitor, as "to-switch".
 *
 * Return: a constant string, "unknown" for a number that this version does not
 * know.
 */
const char *phonewall_dot1x_count_name(enum phonewall_dot1x_count count);

/**
 * phonewall_dot1x_count_text - a counter in a sentence
 * @count: the counter
 *
 * Return: a constant string.
 */
const char *phonewall_dot1x_count_text(enum phonewall_dot1x_count count);

#endif /* PHONEWALL_DOT1X_COUNT_H */
