/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KERNEL_MODULE_H
#define KERNEL_MODULE_H

#include <stdbool.h>

#include "harness/host.h"

/**
 * kernel_module_load - load phonewall.ko, which must succeed
 *
 * Far faster than by modprobe; the modules that it needs must be loaded.
 */
void kernel_module_load(void);

/**
 * kernel_module_unload - unload phonewall.ko, which must succeed
 */
void kernel_module_unload(void);

/**
 * kernel_keep_hooks - register hooks of IPv4 and IPv6 that stay
 * @host: where; not the phone
 *
 * The kernel patches its own code for the first hook of all namespaces, and
 * again when the last one goes. In a few runs of a hundred an emulator that
 * runs its processors in parallel failed there: a breakpoint in
 * ip_local_deliver that no one claimed. Hooks that stay avoid the patching.
 */
void kernel_keep_hooks(enum host host);

/**
 * kernel_hurry - have the kernel not wait for idle processors
 * @does_hurry: whether it is not to; links and modules go faster then
 */
void kernel_hurry(bool does_hurry);

#endif /* KERNEL_MODULE_H */
