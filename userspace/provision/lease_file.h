/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISION_LEASE_FILE_H
#define PHONEWALL_PROVISION_LEASE_FILE_H

#include "provisioning/lease_record.h"

/**
 * phonewall_lease_file_read - read the record of a lease
 * @path: its file, as phonewall-dhcp writes it
 * @record: set to the record, to be released with free(), or to NULL
 *
 * Return: 0; -ENOENT if there is none; -ETIME if the lease has ended, by
 * CLOCK_BOOTTIME, although nobody has removed it; -EBADMSG or -EFBIG if it is not
 * as phonewall-dhcp writes it; or another negative errno.
 */
int phonewall_lease_file_read(const char *path,
			      struct phonewall_lease_record **record);

/**
 * phonewall_lease_file_describe - why there is no record, and what to do
 * @path: the file
 * @error: what phonewall_lease_file_read() has returned
 *
 * Return: the text, to be released with free().
 */
char *phonewall_lease_file_describe(const char *path, int error);

#endif /* PHONEWALL_PROVISION_LEASE_FILE_H */
