/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_MODULE_H
#define PHONEWALL_MODULE_H

#include <stdbool.h>

#include <event2/event.h>

#include "firewall/translation.h"

/**
 * struct phonewall_module - the link to the module in this network namespace,
 *	which may be loaded and unloaded at any time
 */
struct phonewall_module;

/**
 * struct phonewall_module_handlers - what the module's owner wants to know
 * @appeared: the module was loaded, or phonewall_module_retry() has waited long
 *	enough; it may hold no policy
 * @disappeared: the module was unloaded, and its policy with it
 * @policy_changed: somebody has set a policy, perhaps this process; or events
 *	were lost
 * @dot1x_changed: the same for the settings of 802.1X
 *
 * Called from the event loop, never from within a call of phonewall_module_*.
 */
struct phonewall_module_handlers {
	void (*appeared)(void *argument);
	void (*disappeared)(void *argument);
	void (*policy_changed)(void *argument);
	void (*dot1x_changed)(void *argument);
};

/**
 * phonewall_module_open - listen for the module's coming and going
 * @base: the event loop
 * @handlers: kept by the caller
 * @argument: handed to @handlers
 *
 * The module need not be loaded.
 *
 * Return: the link, or NULL with the reason logged.
 */
struct phonewall_module *
phonewall_module_open(struct event_base *base,
		      const struct phonewall_module_handlers *handlers,
		      void *argument);

/**
 * phonewall_module_close - listen no more; the module's policy stays
 * @module: may be NULL
 */
void phonewall_module_close(struct phonewall_module *module);

/**
 * phonewall_module_program - see to it that the module holds a policy
 * @module: the link
 * @translation: what it is to hold
 *
 * Sets nothing if the module holds it already, nor replaces a policy that
 * another program sets meanwhile: that is -ERESTART, and that policy stays.
 *
 * Return: 0, or a negative errno; see phonewall_module_refused().
 */
int phonewall_module_program(struct phonewall_module *module,
			     const struct phonewall_translation *translation);

/**
 * phonewall_module_refused - whether an error is the policy's fault
 * @error: what phonewall_module_program() returned
 *
 * Return: true if the module has judged and refused; false if it could
 * not be asked, and asking again later may do.
 */
bool phonewall_module_refused(int error);

/**
 * phonewall_module_holds - whether the module holds a policy
 * @module: the link
 * @translation: what it may hold
 *
 * Return: 1, 0, or a negative errno.
 */
int phonewall_module_holds(struct phonewall_module *module,
			   const struct phonewall_translation *translation);

/**
 * phonewall_module_retry - have handlers->appeared called after a while
 * @module: the link
 *
 * The while doubles from 1 s to 60 s until the module is reached.
 */
void phonewall_module_retry(struct phonewall_module *module);

/**
 * phonewall_module_error - why the last call failed
 * @module: the link
 *
 * Return: a sentence with its remedy, valid until the next call.
 */
const char *phonewall_module_error(const struct phonewall_module *module);

#endif /* PHONEWALL_MODULE_H */
