/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SUPPLICANT_H
#define PHONEWALL_SUPPLICANT_H

#include <event2/event.h>

#include "dot1x/supplicant_files.h"

/**
 * struct phonewall_supplicant - the wpa_supplicant that phonewalld runs
 *
 * It ends with phonewalld, whatever ends that. If it ends by itself it is
 * started again, after a while that doubles from 1 s to 60 s; if it does not
 * answer within 30 s of its start, it is ended first. Nothing here waits for it,
 * but phonewall_supplicant_close(). If the name of its folder is too long for
 * its sockets it is not started.
 */
struct phonewall_supplicant;

/**
 * struct phonewall_supplicant_handlers - what its owner wants to know
 * @started: it has been started, and now authenticates
 * @message: it said something
 * @ended: it is not there, and will be started again if that can help; @reason
 *	says why
 *
 * Called from the event loop or from phonewall_supplicant_start().
 */
struct phonewall_supplicant_handlers {
	void (*started)(void *argument);
	void (*message)(const char *message, void *argument);
	void (*ended)(const char *reason, void *argument);
};

/**
 * phonewall_supplicant_open - be ready to run it
 * @base: the event loop
 * @directory: a folder of its own, copied; what an earlier phonewalld left
 *	there is removed
 * @handlers: kept by the caller
 * @argument: handed to @handlers
 *
 * Return: the supplicant, not running, or NULL with the reason logged.
 */
struct phonewall_supplicant *
phonewall_supplicant_open(struct event_base *base, const char *directory,
			  const struct phonewall_supplicant_handlers *handlers,
			  void *argument);

/**
 * phonewall_supplicant_control - where its control sockets are
 * @supplicant: the supplicant
 *
 * Return: a folder's name, for its configuration.
 */
const char *
phonewall_supplicant_control(const struct phonewall_supplicant *supplicant);

/**
 * phonewall_supplicant_pac_file - where it may keep credentials for EAP-FAST
 * @supplicant: the supplicant
 *
 * Return: a file's name; the file goes when the supplicant is stopped.
 */
const char *
phonewall_supplicant_pac_file(const struct phonewall_supplicant *supplicant);

/**
 * phonewall_supplicant_path - where it reads one of its files
 * @supplicant: the supplicant
 * @which: the file
 *
 * Return: the file's name, for its configuration.
 */
const char *
phonewall_supplicant_path(const struct phonewall_supplicant *supplicant,
			  enum phonewall_supplicant_file which);

/**
 * phonewall_supplicant_start - run it from now on, anew if it runs
 * @supplicant: the supplicant; one that runs ends first, within a second
 * @device: device name of the port; need not be there yet
 * @contents: PHONEWALL_SUPPLICANT_FILES contents of its files, copied; one
 *	without text where there is to be no file
 *
 * They are written when no wpa_supplicant runs, so that none reads the old and
 * the new of two that belong together.
 */
void phonewall_supplicant_start(struct phonewall_supplicant *supplicant,
				const char *device,
				const struct phonewall_file *contents);

/**
 * phonewall_supplicant_stop - run it no more, and remove its files
 * @supplicant: the supplicant; it may take a second to end
 */
void phonewall_supplicant_stop(struct phonewall_supplicant *supplicant);

/**
 * phonewall_supplicant_close - stop it, and wait for its end
 * @supplicant: may be NULL
 *
 * Takes milliseconds as a rule, and less than a second if it must be killed.
 */
void phonewall_supplicant_close(struct phonewall_supplicant *supplicant);

#endif /* PHONEWALL_SUPPLICANT_H */
