/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_MODULE_H
#define KERNEL_MODULE_H

#include <stdbool.h>

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
 * kernel_hurry - have the kernel not wait for idle processors
 * @does_hurry: whether it is not to; links and modules go faster then
 */
void kernel_hurry(bool does_hurry);

#endif /* KERNEL_MODULE_H */
