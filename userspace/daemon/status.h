/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DAEMON_STATUS_H
#define PHONEWALL_DAEMON_STATUS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/fault.h"
#include "base/source.h"
#include "services.h"
#include "store/files.h"

/**
 * enum phonewall_file_state - what became of cfg.xml
 * @PHONEWALL_FILE_ACCEPTED: it is the policy
 * @PHONEWALL_FILE_REFUSED: it has faults
 * @PHONEWALL_FILE_MISSING: there is none
 */
enum phonewall_file_state {
	PHONEWALL_FILE_ACCEPTED,
	PHONEWALL_FILE_REFUSED,
	PHONEWALL_FILE_MISSING,
};

/**
 * enum phonewall_origin - where the policy comes from
 * @PHONEWALL_ORIGIN_FILE: cfg.xml as it is
 * @PHONEWALL_ORIGIN_LAST_ACCEPTED: cfg.xml as it was when it was last accepted
 * @PHONEWALL_ORIGIN_DEFAULTS: the factory defaults
 */
enum phonewall_origin {
	PHONEWALL_ORIGIN_FILE,
	PHONEWALL_ORIGIN_LAST_ACCEPTED,
	PHONEWALL_ORIGIN_DEFAULTS,
};

/**
 * enum phonewall_module_state - how the module stands to the policy
 * @PHONEWALL_MODULE_WAITING: it cannot be reached yet
 * @PHONEWALL_MODULE_PROGRAMMED: it holds the policy
 * @PHONEWALL_MODULE_REFUSED: it refuses every policy
 * @PHONEWALL_MODULE_CHANGED: another program has set another policy
 */
enum phonewall_module_state {
	PHONEWALL_MODULE_WAITING,
	PHONEWALL_MODULE_PROGRAMMED,
	PHONEWALL_MODULE_REFUSED,
	PHONEWALL_MODULE_CHANGED,
};

/**
 * struct phonewall_daemon_status - what phonewalld tells about itself
 * @directory: the run directory, kept by the caller
 * @file: name of cfg.xml, kept by the caller
 * @settings_file: name of phonewall.conf, kept by the caller
 * @state: what became of cfg.xml
 * @origin: where the policy comes from
 * @settings_state: what became of phonewall.conf
 * @settings_origin: where the settings come from
 * @module: how the module stands to it
 * @module_error: why the module is not programmed; NULL if it is
 * @enabled: whether the policy has the firewall enabled
 * @since: when @state, @origin or @module last changed
 * @connection_request_port: the TR-069 port that was picked; 0 if none was
 * @legacy_servers: the hosts whose certificates may be weak, or NULL
 * @keep_error: why an accepted file could not be kept; NULL if it was
 * @faults: a JSON array of what is wrong in the files
 * @reported_faults: the faults of the judgement before, or NULL
 * @store: the configuration store; set and kept by the caller as are the services
 * @services: the services, which tell how they stand; set and kept by the caller
 *	before the status is written
 */
struct phonewall_daemon_status {
	const char *directory;
	const char *file;
	const char *settings_file;
	enum phonewall_file_state state;
	enum phonewall_origin origin;
	enum phonewall_file_state settings_state;
	enum phonewall_origin settings_origin;
	enum phonewall_module_state module;
	char *module_error;
	bool enabled;
	time_t since;
	uint16_t connection_request_port;
	char *legacy_servers;
	char *keep_error;
	struct json_object *faults;
	const struct phonewall_store_files *store;
	const struct phonewall_services *services;
	struct json_object *reported_faults;
};

/**
 * phonewall_daemon_status_init - begin a status
 * @status: set whole; release it with phonewall_daemon_status_clear()
 * @directory: the run directory
 * @file: name of cfg.xml
 * @settings_file: name of phonewall.conf
 */
void phonewall_daemon_status_init(struct phonewall_daemon_status *status,
				  const char *directory, const char *file,
				  const char *settings_file);

/**
 * phonewall_daemon_status_clear - release a status and what was published
 * @status: emptied
 */
void phonewall_daemon_status_clear(struct phonewall_daemon_status *status);

/**
 * phonewall_daemon_status_begin - forget the faults before judging files again
 * @status: the status
 */
void phonewall_daemon_status_begin(struct phonewall_daemon_status *status);

/**
 * phonewall_daemon_status_add_faults - log and note the faults of a file
 * @status: the status
 * @faults: the faults; emptied
 * @file: name of the file that they are in
 *
 * If the judgement before has reported all of them, one line says so instead.
 */
void phonewall_daemon_status_add_faults(struct phonewall_daemon_status *status,
					struct phonewall_faults *faults,
					const char *file);

/**
 * phonewall_daemon_status_add_unreadable - the same of a file that cannot be read
 * @status: the status
 * @source: the file
 */
void
phonewall_daemon_status_add_unreadable(struct phonewall_daemon_status *status,
				       const struct phonewall_source *source);

/**
 * phonewall_daemon_status_set_state - note what became of cfg.xml
 * @status: the status
 * @state: what became of it
 */
void phonewall_daemon_status_set_state(struct phonewall_daemon_status *status,
				       enum phonewall_file_state state);

/**
 * phonewall_daemon_status_set_settings - note what became of phonewall.conf
 * @status: the status
 * @state: what became of it
 * @have_kept: whether settings that were accepted before are in use if it is not
 *	accepted; else the default ones are
 */
void phonewall_daemon_status_set_settings(
	struct phonewall_daemon_status *status,
	enum phonewall_file_state state, bool have_kept);

/**
 * phonewall_daemon_status_set_legacy_servers - note whose certificates may be weak
 * @status: the status
 * @names: legacy_servers of the settings, or NULL; copied, and logged if they are
 *	not the same as before
 */
void phonewall_daemon_status_set_legacy_servers(
	struct phonewall_daemon_status *status, const char *names);

/**
 * phonewall_daemon_status_set_policy - note what the policy is
 * @status: the status
 * @origin: where it comes from
 * @enabled: whether it has the firewall enabled
 */
void phonewall_daemon_status_set_policy(struct phonewall_daemon_status *status,
					enum phonewall_origin origin,
					bool enabled);

/**
 * phonewall_daemon_status_set_module - note how the module stands to it
 * @status: the status
 * @module: how it stands
 * @error: the reason, copied, or NULL
 */
void phonewall_daemon_status_set_module(struct phonewall_daemon_status *status,
					enum phonewall_module_state module,
					const char *error);

/**
 * phonewall_daemon_status_set_keep_error - log and note a file that could
 *	not be kept
 * @status: the status
 * @path: name of the file; not used if @error is 0
 * @error: a negative errno, -EBUSY if the disk does not answer, or 0 to forget an
 *	earlier one
 */
void
phonewall_daemon_status_set_keep_error(struct phonewall_daemon_status *status,
				       const char *path, int error);

/**
 * phonewall_daemon_status_write - tell whoever reads it
 * @status: the status
 *
 * Replaces PHONEWALL_RUN_STATUS in the run directory.
 */
void
phonewall_daemon_status_write(const struct phonewall_daemon_status *status);

/**
 * phonewall_daemon_status_publish - tell everybody who asks
 * @status: the status
 *
 * Writes it, logs it and informs the service manager, for which phonewalld is
 * ready as soon as it has judged the files, however the module stands.
 */
void
phonewall_daemon_status_publish(const struct phonewall_daemon_status *status);

#endif /* PHONEWALL_DAEMON_STATUS_H */
