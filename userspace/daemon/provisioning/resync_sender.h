/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISIONING_RESYNC_SENDER_H
#define PHONEWALL_PROVISIONING_RESYNC_SENDER_H

/**
 * phonewall_provisioning_resync() - have phonewall-provision resync now
 * @url: a rule in place of Profile_Rule and the others, or NULL
 *
 * Its answer, which may take minutes, is not waited for; its status tells.
 *
 * Return: NULL, or why it cannot be told and what to do, a constant string.
 */
const char *phonewall_provisioning_resync(const char *url);

#endif /* PHONEWALL_PROVISIONING_RESYNC_SENDER_H */
