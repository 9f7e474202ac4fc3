/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DEVICE_NAME_H
#define PHONEWALL_DEVICE_NAME_H

#include <stdbool.h>

/**
 * phonewall_device_name_is_valid() - check the name of a network device
 * @name: the name
 *
 * Return: true if the kernel takes it, as dev_valid_name() of net/core/dev.c
 * does: 1 to IFNAMSIZ - 1 bytes without '/', ':' and white space, and not "." or
 * "..".
 */
bool phonewall_device_name_is_valid(const char *name);

#endif /* PHONEWALL_DEVICE_NAME_H */
