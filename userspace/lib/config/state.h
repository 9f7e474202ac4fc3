/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_STATE_H
#define PHONEWALL_STATE_H

#include <stdbool.h>

#include "base/file.h"

/*
 * Where phonewalld finds its files and keeps its state. The last accepted files,
 * the connection-request port, what was made for the VLANs and a time at which the
 * clock was right are in the state directory; what is true for this boot only is
 * in the run directory.
 */
#define PHONEWALL_CONFIGURATION_FILE	"/etc/phonewall/cfg.xml"
#define PHONEWALL_SETTINGS_FILE		"/etc/phonewall/phonewall.conf"
#define PHONEWALL_STATE_DIRECTORY	"/var/lib/phonewall"
#define PHONEWALL_RUN_DIRECTORY		"/run/phonewall"

#define PHONEWALL_STATE_CONFIGURATION	"cfg.xml"
#define PHONEWALL_STATE_SETTINGS	"phonewall.conf"
#define PHONEWALL_STATE_PORT		"connection-request-port"
#define PHONEWALL_STATE_VLAN		"vlan.json"
#define PHONEWALL_STATE_CLOCK		"clock"
#define PHONEWALL_RUN_STATUS		"status.json"

/* Bytes that a kept or configured file may have at most. */
#define PHONEWALL_STATE_FILE_MAX	(1024 * 1024)

/**
 * phonewall_state_read - read a kept file
 * @directory: the state directory
 * @name: PHONEWALL_STATE_CONFIGURATION, _SETTINGS or _CLOCK
 * @file: set whole on success; release with phonewall_file_clear()
 *
 * The content is not judged: the caller reads it as it would the original.
 *
 * Return: 0, or a negative errno; -ENOENT where none was kept.
 */
int phonewall_state_read(const char *directory, const char *name,
			 struct phonewall_file *file);

/**
 * phonewall_state_write - keep a file, whole or not at all
 * @directory: the state directory
 * @name: PHONEWALL_STATE_CONFIGURATION, _SETTINGS or _CLOCK
 * @file: the content; who may read the original may read the copy
 *
 * Return: 0, or a negative errno as phonewall_file_replace().
 */
int phonewall_state_write(const char *directory, const char *name,
			  const struct phonewall_file *file);

/**
 * phonewall_state_same - whether two files would be kept alike
 * @a: a file, or a zero-initialised structure for none
 * @b: another
 *
 * Return: whether content and readers are the same.
 */
bool phonewall_state_same(const struct phonewall_file *a,
			  const struct phonewall_file *b);

#endif /* PHONEWALL_STATE_H */
