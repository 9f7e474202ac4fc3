/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_MODULE_H
#define KERNEL_MODULE_H

#include <stdbool.h>

#include "harness/host.h"

/*
 * Load phonewall.ko, which must succeed. Far faster than modprobe; the modules
 * it depends on must be loaded.
 */
void kernel_module_load(void);

/* Unload phonewall.ko, which must succeed. */
void kernel_module_unload(void);

/*
 * Register hooks of IPv4, of IPv6 and of a device that stay, on a host other
 * than the phone.
 * The kernel patches its own code for the first hook of all namespaces, and
 * again when the last one goes. In a few runs of a hundred an emulator that
 * runs its processors in parallel failed there: a breakpoint in
 * ip_local_deliver that no one claimed. Hooks that stay avoid the patching.
 */
void kernel_keep_hooks(enum host host);

/*
 * Make RCU grace periods expedited, or normal again: links and modules are
 * faster then.
 */
void kernel_hurry(bool does_hurry);

#endif /* KERNEL_MODULE_H */
