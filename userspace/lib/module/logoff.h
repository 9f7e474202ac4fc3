/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_LOGOFF_H
#define PHONEWALL_LOGOFF_H

#include <linux/phonewall.h>

/**
 * phonewall_logoff_name - the short name of why a Logoff was sent
 * @logoff: why it was sent
 *
 * The one vocabulary of dot1x and monitor, as "carrier".
 *
 * Return: a constant string, "unknown" for a number that this version does not
 * know.
 */
const char *phonewall_logoff_name(enum phonewall_logoff logoff);

/**
 * phonewall_logoff_text - why a Logoff was sent in a sentence
 * @logoff: why it was sent
 *
 * Return: a constant string.
 */
const char *phonewall_logoff_text(enum phonewall_logoff logoff);

#endif /* PHONEWALL_LOGOFF_H */
