/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_KERNEL_H
#define PHONEWALL_KERNEL_H

#include "module/client.h"

/**
 * phonewall_kernel_open - connect to the module for a command
 *
 * Return: a client to be closed with phonewall_client_close(); NULL if the
 * module cannot be reached, which is reported to standard error.
 */
struct phonewall_client *phonewall_kernel_open(void);

/**
 * phonewall_kernel_report - report to standard error why the last call failed
 * @client: the client
 */
void phonewall_kernel_report(const struct phonewall_client *client);

#endif /* PHONEWALL_KERNEL_H */
