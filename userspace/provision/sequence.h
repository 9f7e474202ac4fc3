/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SEQUENCE_H
#define PHONEWALL_SEQUENCE_H

#include "provisioning/dhcp_server.h"
#include "provisioning/resync.h"
#include "provisioning/server_url.h"
#include "provisioning/settings.h"

/**
 * struct phonewall_sequence_fetch - a file that is to be fetched
 * @url: where it is; it has a host
 * @user: user name for HTTP, or NULL
 * @password: password; NULL with @user
 * @addresses: the TFTP servers to be tried in this order, of which the first one
 *	is @url's host; not used if there are none
 * @address_count: how many
 */
struct phonewall_sequence_fetch {
	const struct phonewall_server_url *url;
	const char *user;
	const char *password;
	const struct phonewall_address *addresses;
	size_t address_count;
};

/**
 * struct phonewall_sequence_fetched - what became of it
 * @result: how it has ended
 * @bytes: the file after a success
 * @length: bytes of @bytes
 * @is_aes128gcm: whether the answer had that content coding
 * @error: what is wrong, after anything but a success
 */
struct phonewall_sequence_fetched {
	enum phonewall_resync_result result;
	const void *bytes;
	size_t length;
	bool is_aes128gcm;
	const char *error;
};

/**
 * struct phonewall_sequence_submission - what phonewalld is to take
 * @url: where the profile is from, without secrets
 * @profile: the text, or NULL if the rule only sets parameters
 * @assignments: the rule's own
 * @values: their values
 * @count: how many
 */
struct phonewall_sequence_submission {
	const char *url;
	const char *profile;
	const struct phonewall_assignment *assignments;
	char *const *values;
	size_t count;
};

/**
 * struct phonewall_sequence_actions - what a sequence asks its owner for
 * @find_server: set @server to the one that DHCP tells, for a rule without one;
 *	it is released by the sequence. Return: NULL; else why there is none, to
 *	be released with free()
 * @fetch: begin to fetch; the answer is phonewall_sequence_take_file()
 * @submit: begin to submit; the answer is phonewall_sequence_take_answer()
 * @done: the sequence has ended; @reason is NULL after a success. It may be
 *	released in this call
 *
 * No answer is given from within @fetch or @submit.
 */
struct phonewall_sequence_actions {
	char *(*find_server)(const struct phonewall_macro_values *values,
			     struct phonewall_dhcp_server *server,
			     void *argument);
	void (*fetch)(const struct phonewall_sequence_fetch *fetch,
		      void *argument);
	void (*submit)(const struct phonewall_sequence_submission *submission,
		       void *argument);
	void (*done)(enum phonewall_resync_result result, const char *reason,
		     void *argument);
};

/**
 * struct phonewall_sequence_input - what a resync begins with
 * @settings: the settings, kept by the caller until the end
 * @faults: what is wrong in them, kept likewise
 * @values: the macros' values, copied; what they point to is kept likewise
 * @rule: a rule in place of Profile_Rule and the others; NULL for these
 * @actions: kept likewise
 * @argument: handed to each of them
 */
struct phonewall_sequence_input {
	const struct phonewall_provisioning_settings *settings;
	const struct phonewall_faults *faults;
	const struct phonewall_macro_values *values;
	const struct phonewall_rule *rule;
	const struct phonewall_sequence_actions *actions;
	void *argument;
};

/**
 * struct phonewall_sequence - a resync: Profile_Rule, _B, _C and _D in turn
 *
 * Each rule that applies is fetched, unpacked and submitted before the next one
 * begins, and the first that fails ends the sequence.
 */
struct phonewall_sequence;

/**
 * phonewall_sequence_begin - begin a resync
 * @input: what it begins with
 *
 * It does nothing before phonewall_sequence_run().
 *
 * Return: the sequence, to be released with phonewall_sequence_free().
 */
struct phonewall_sequence *
phonewall_sequence_begin(const struct phonewall_sequence_input *input);

/**
 * phonewall_sequence_run - follow the first rule
 * @sequence: the sequence
 */
void phonewall_sequence_run(struct phonewall_sequence *sequence);

/**
 * phonewall_sequence_take_file - tell what became of a file
 * @sequence: the sequence
 * @fetched: what became of it
 */
void
phonewall_sequence_take_file(struct phonewall_sequence *sequence,
			     const struct phonewall_sequence_fetched *fetched);

/**
 * phonewall_sequence_take_answer - tell what phonewalld says
 * @sequence: the sequence
 * @error: NULL if it has taken the submission; else why not
 */
void phonewall_sequence_take_answer(struct phonewall_sequence *sequence,
				    const char *error);

/**
 * phonewall_sequence_rule - the rule that is followed
 * @sequence: the sequence
 *
 * Return: its name, a constant string; NULL after the last one.
 */
const char *phonewall_sequence_rule(const struct phonewall_sequence *sequence);

/**
 * phonewall_sequence_free - release a sequence, also one that runs
 * @sequence: may be NULL
 */
void phonewall_sequence_free(struct phonewall_sequence *sequence);

#endif /* PHONEWALL_SEQUENCE_H */
