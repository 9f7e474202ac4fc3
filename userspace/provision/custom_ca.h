/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CUSTOM_CA_H
#define PHONEWALL_CUSTOM_CA_H

#include "errand.h"

/* Bytes of the file at most. */
#define PHONEWALL_CUSTOM_CA_MAX	(256 * 1024)

/**
 * struct phonewall_custom_ca - follows Custom_CA_Rule
 */
struct phonewall_custom_ca;

/**
 * phonewall_custom_ca_new - prepare to follow it
 *
 * Return: to be released with phonewall_custom_ca_free().
 */
struct phonewall_custom_ca *phonewall_custom_ca_new(void);

/**
 * phonewall_custom_ca_follow - fetch the authorities, and install them
 * @custom_ca: which
 * @errand: with what, copied; what it points to is kept by the caller until
 *	phonewall_custom_ca_cancel()
 *
 * A file of PEM certificates takes the place of PHONEWALL_CUSTOM_CA_FILE if it has
 * an authority that can be used. Else the old one stays, and the reason is logged.
 */
void phonewall_custom_ca_follow(struct phonewall_custom_ca *custom_ca,
				const struct phonewall_errand *errand);

/**
 * phonewall_custom_ca_withdraw - trust no authority of a rule that is not there
 * @settings: the settings in force
 * @faults: what is wrong in them
 * @state_directory: the directory of PHONEWALL_CUSTOM_CA_FILE
 *
 * The file is removed if Custom_CA_Rule is empty, so that a reset of the store ends
 * what a stranger's profile has brought. A rule that is wrong, or of which no
 * alternative applies now, keeps it.
 */
void
phonewall_custom_ca_withdraw(const struct phonewall_provisioning_settings *settings,
			     const struct phonewall_faults *faults,
			     const char *state_directory);

/**
 * phonewall_custom_ca_cancel - end a transfer
 * @custom_ca: which
 */
void phonewall_custom_ca_cancel(struct phonewall_custom_ca *custom_ca);

/**
 * phonewall_custom_ca_free - release it
 * @custom_ca: may be NULL
 */
void phonewall_custom_ca_free(struct phonewall_custom_ca *custom_ca);

#endif /* PHONEWALL_CUSTOM_CA_H */
