/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SUPPLICANT_H
#define PHONEWALL_SUPPLICANT_H

#include <event2/event.h>

#include "dot1x/supplicant_files.h"

/**
 * struct phonewall_supplicant - the wpa_supplicant that phonewalld runs
 *
 * It ends with phonewalld, however that ends. If it ends by itself it is
 * started again, after a delay that doubles from 1 s to 60 s; if it does not
 * answer within 30 s of its start, it is ended first. Only
 * phonewall_supplicant_close() waits for it. If the path of its directory is
 * too long for its sockets it is not started.
 */
struct phonewall_supplicant;

/**
 * struct phonewall_supplicant_handlers - callbacks of the owner
 * @started: it was started, and now authenticates
 * @message: it sent a message on its control interface
 * @ended: it does not run, for @reason, and will be started again if that can
 *	help
 *
 * Called from the event loop or from phonewall_supplicant_start().
 */
struct phonewall_supplicant_handlers {
	void (*started)(void *argument);
	void (*message)(const char *message, void *argument);
	void (*ended)(const char *reason, void *argument);
};

/**
 * phonewall_supplicant_open() - prepare to run wpa_supplicant
 * @base: the event loop
 * @directory: a directory of its own, copied; what an earlier phonewalld left
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
 * phonewall_supplicant_control() - get the directory of its control sockets
 * @supplicant: the supplicant
 *
 * Return: the directory's name, for its configuration.
 */
const char *
phonewall_supplicant_control(const struct phonewall_supplicant *supplicant);

/**
 * phonewall_supplicant_pac_file() - get a file for credentials of EAP-FAST
 * @supplicant: the supplicant
 *
 * Return: the file's name; the file is removed when the supplicant is started
 * or stopped.
 */
const char *
phonewall_supplicant_pac_file(const struct phonewall_supplicant *supplicant);

/**
 * phonewall_supplicant_path() - get the name of one of its files
 * @supplicant: the supplicant
 * @which: the file
 *
 * Return: the file's name, for its configuration.
 */
const char *
phonewall_supplicant_path(const struct phonewall_supplicant *supplicant,
			  enum phonewall_supplicant_file which);

/**
 * phonewall_supplicant_start() - run wpa_supplicant, or restart it if it runs
 * @supplicant: the supplicant; one that runs is ended first, within a second
 * @device: device name of the port; need not exist yet
 * @contents: PHONEWALL_SUPPLICANT_FILES contents of its files, copied; one
 *	without text if there is to be no file
 *
 * The files are written while no wpa_supplicant runs, so that none reads the
 * old and the new of two that belong together.
 */
void phonewall_supplicant_start(struct phonewall_supplicant *supplicant,
				const char *device,
				const struct phonewall_file *contents);

/**
 * phonewall_supplicant_stop() - stop wpa_supplicant and remove its files
 * @supplicant: the supplicant; it may take a second to end
 */
void phonewall_supplicant_stop(struct phonewall_supplicant *supplicant);

/**
 * phonewall_supplicant_close() - stop it, wait for its end and release it
 * @supplicant: may be NULL
 *
 * Takes milliseconds as a rule, and less than a second if it must be killed.
 */
void phonewall_supplicant_close(struct phonewall_supplicant *supplicant);

#endif /* PHONEWALL_SUPPLICANT_H */
