/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_STATE_H
#define PHONEWALL_STATE_H

#include <stdbool.h>

#include "base/file.h"

/*
 * Default names of phonewalld's files. The state directory has the last
 * accepted files, the connection-request port, the record of the VLANs and the
 * saved time, and the configuration store with a copy; the run directory has what
 * is valid in this boot only.
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
#define PHONEWALL_STATE_STORE		"store.xml"
#define PHONEWALL_STATE_STORE_COPY	"store-copy.xml"
#define PHONEWALL_STATE_STORE_DAMAGED	"store.xml.damaged"
#define PHONEWALL_RUN_STATUS		"status.json"
#define PHONEWALL_RUN_OPENSSL		"openssl.cnf"
#define PHONEWALL_RUN_OPENSSL_SERVER	"openssl-server.cnf"
#define PHONEWALL_RUN_TLS		"tls.conf"
#define PHONEWALL_RUN_STORE		"store.sock"
#define PHONEWALL_RUN_WEB		"web.sock"

/* Maximum bytes of a saved or configured file. */
#define PHONEWALL_STATE_FILE_MAX	(1024 * 1024)

/**
 * phonewall_state_read() - read a saved file
 * @directory: the state directory
 * @name: PHONEWALL_STATE_CONFIGURATION, _SETTINGS, _PORT or _CLOCK
 * @file: filled in on success; release it with phonewall_file_clear()
 *
 * The content is not validated: the caller parses it as it would the original.
 *
 * Return: 0, or a negative errno; -ENOENT if none was saved.
 */
int phonewall_state_read(const char *directory, const char *name,
			 struct phonewall_file *file);

/**
 * phonewall_state_write() - save a file atomically
 * @directory: the state directory
 * @name: PHONEWALL_STATE_CONFIGURATION, _SETTINGS, _PORT or _CLOCK
 * @file: the content; who may read the original may read the copy
 *
 * Return: 0, or a negative errno as phonewall_file_replace().
 */
int phonewall_state_write(const char *directory, const char *name,
			  const struct phonewall_file *file);

/**
 * phonewall_state_same() - compare two files
 * @a: a file, or a zero-initialised structure for none
 * @b: another
 *
 * Return: true if the content and the permissions to read are the same.
 */
bool phonewall_state_same(const struct phonewall_file *a,
			  const struct phonewall_file *b);

#endif /* PHONEWALL_STATE_H */
