/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISION_RESYNC_RUN_H
#define PHONEWALL_PROVISION_RESYNC_RUN_H

#include <event2/event.h>

#include "kept_pac.h"
#include "lease.h"
#include "provision_status.h"
#include "provisioner.h"
#include "sequence.h"
#include "settings_files.h"
#include "validators.h"

/**
 * struct phonewall_resync_run_parts - what resyncs take place with
 * @base: the event loop
 * @paths: the directories
 * @files: the settings, which do not change while a resync goes on
 * @leases: the leases
 * @kept_pac: the PAC script that was used last; changed
 * @validators: of the profiles that are in force; changed
 *
 * All is kept by the caller.
 */
struct phonewall_resync_run_parts {
	struct event_base *base;
	const struct phonewall_provisioner_paths *paths;
	const struct phonewall_settings_files *files;
	struct phonewall_leases *leases;
	struct phonewall_kept_pac *kept_pac;
	struct phonewall_validators *validators;
};

/**
 * struct phonewall_resync_run_actions - what a resync tells its owner
 * @log: a message for Syslog_Server, as of struct phonewall_sequence_actions
 * @done: the resync has ended, as phonewall_resync_run_last() tells; follow it by
 *	phonewall_resync_run_end(), but not from within this call
 */
struct phonewall_resync_run_actions {
	void (*log)(enum phonewall_log_message message, const char *text,
		    void *argument);
	void (*done)(enum phonewall_resync_result result, void *argument);
};

/**
 * struct phonewall_resync_run - one resync after the other
 */
struct phonewall_resync_run;

/**
 * phonewall_resync_run_open - prepare for the first one
 * @parts: copied
 * @actions: kept by the caller
 * @argument: handed to each of them
 *
 * Return: to be released with phonewall_resync_run_close().
 */
struct phonewall_resync_run *
phonewall_resync_run_open(const struct phonewall_resync_run_parts *parts,
			  const struct phonewall_resync_run_actions *actions,
			  void *argument);

/**
 * phonewall_resync_run_begin - begin a resync
 * @run: none goes on
 * @values: the macros' values, copied; what they point to is kept by the caller
 *	until phonewall_resync_run_end()
 * @rule: a rule in place of Profile_Rule and the others; NULL for these; kept
 *	likewise
 *
 * It does nothing before phonewall_resync_run_follow().
 */
void phonewall_resync_run_begin(struct phonewall_resync_run *run,
				const struct phonewall_macro_values *values,
				const struct phonewall_rule *rule);

/**
 * phonewall_resync_run_follow - follow the first rule, and the others in turn
 * @run: one was begun
 */
void phonewall_resync_run_follow(struct phonewall_resync_run *run);

/**
 * phonewall_resync_run_goes_on - whether one was begun and is not yet released
 * @run: which
 *
 * Return: true until phonewall_resync_run_end().
 */
bool phonewall_resync_run_goes_on(const struct phonewall_resync_run *run);

/**
 * phonewall_resync_run_last - how the last one has ended
 * @run: which
 *
 * Return: its result; of one that goes on the rule and the server that it is at.
 */
const struct phonewall_provision_last *
phonewall_resync_run_last(const struct phonewall_resync_run *run);

/**
 * phonewall_resync_run_end - release the resync that has ended
 * @run: ready for the next one
 */
void phonewall_resync_run_end(struct phonewall_resync_run *run);

/**
 * phonewall_resync_run_close - release all, also a resync that goes on
 * @run: may be NULL
 */
void phonewall_resync_run_close(struct phonewall_resync_run *run);

#endif /* PHONEWALL_PROVISION_RESYNC_RUN_H */
