// SPDX-License-Identifier: MIT
#include "resync_run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "errand.h"
#include "fetch.h"
#include "submission.h"

struct phonewall_resync_run {
	struct phonewall_resync_run_parts parts;
	const struct phonewall_resync_run_actions *actions;
	void *argument;
	char *custom_ca_file;
	struct phonewall_sequence *sequence;
	struct phonewall_fetch *fetch;
	struct phonewall_submission *submission;
	struct phonewall_provision_last last;
};

static char *find_server(const struct phonewall_macro_values *values,
			 struct phonewall_dhcp_server *server, void *argument)
{
	struct phonewall_resync_run *run = argument;

	return phonewall_leases_find_server(run->parts.leases,
					    &run->parts.files->settings, values,
					    server);
}

static void on_fetched(const struct phonewall_sequence_fetched *file,
		       void *argument)
{
	struct phonewall_resync_run *run = argument;
	struct phonewall_fetch *fetch = run->fetch;

	run->fetch = NULL;
	phonewall_sequence_take_file(run->sequence, file);
	phonewall_fetch_free(fetch);
}

/* Tells of the server that is asked, and for which rule. */
static void note_server(struct phonewall_resync_run *run,
			const struct phonewall_server_url *url)
{
	const char *form = strchr(url->host, ':') ? "[%s]:%u" : "%s:%u";

	free(run->last.server);
	run->last.server = phonewall_memory_print(form, url->host,
			url->port ?: phonewall_scheme_port(url->scheme));
	run->last.rule = phonewall_sequence_rule(run->sequence);
}

static void begin_fetch(const struct phonewall_sequence_fetch *file,
			void *argument)
{
	struct phonewall_resync_run *run = argument;
	const struct phonewall_resync_run_parts *parts = &run->parts;
	const struct phonewall_fetch_request request = {
		.file = file,
		.domains = &parts->files->settings.domains,
		.device = &parts->files->device,
		.more_authorities = access(run->custom_ca_file, F_OK) ?
			NULL : run->custom_ca_file,
		.run_directory = parts->paths->agent_directory,
		.lease_directory = parts->paths->lease_directory,
		.any_tftp_port = parts->files->any_tftp_port,
		.kept = parts->kept_pac,
		.validators = parts->validators,
	};

	note_server(run, file->url);
	run->fetch = phonewall_fetch_begin(parts->base, &request, on_fetched,
					   run);
}

static void on_submitted(const char *error, void *argument)
{
	struct phonewall_resync_run *run = argument;
	struct phonewall_submission *submission = run->submission;

	run->submission = NULL;
	if (error)
		phonewall_validators_forget(run->parts.validators);
	else
		phonewall_validators_accept(run->parts.validators);
	phonewall_sequence_take_answer(run->sequence, error);
	phonewall_submission_free(submission);
}

static void
begin_submission(const struct phonewall_sequence_submission *submission,
		 void *argument)
{
	struct phonewall_resync_run *run = argument;

	run->last.rule = phonewall_sequence_rule(run->sequence);
	run->submission =
		phonewall_submission_begin(run->parts.base,
					   run->parts.paths->agent_directory,
					   submission, on_submitted, run);
}

static void send_message(enum phonewall_log_message message, const char *text,
			 void *argument)
{
	struct phonewall_resync_run *run = argument;

	run->actions->log(message, text, run->argument);
}

static void on_done(enum phonewall_resync_result result, const char *reason,
		    void *argument)
{
	struct phonewall_resync_run *run = argument;
	const char *rule = phonewall_sequence_rule(run->sequence);

	phonewall_log(reason ? LOG_WARNING : LOG_NOTICE, "resync: %s%s%s",
		      phonewall_provision_result_name(result),
		      reason ? ": " : "", reason ?: "");
	if (rule)
		run->last.rule = rule;
	run->last.has_ended = true;
	run->last.result = result;
	run->last.ended = time(NULL);
	phonewall_memory_replace(&run->last.reason, reason);
	run->actions->done(result, run->argument);
}

struct phonewall_resync_run *
phonewall_resync_run_open(const struct phonewall_resync_run_parts *parts,
			  const struct phonewall_resync_run_actions *actions,
			  void *argument)
{
	struct phonewall_resync_run *run =
		phonewall_memory_resize(NULL, 1, sizeof(*run));

	*run = (struct phonewall_resync_run){
		.parts = *parts,
		.actions = actions,
		.argument = argument,
		.custom_ca_file = phonewall_memory_print("%s/"
				PHONEWALL_CUSTOM_CA_FILE,
				parts->paths->state_directory),
	};
	return run;
}

void phonewall_resync_run_begin(struct phonewall_resync_run *run,
				const struct phonewall_macro_values *values,
				const struct phonewall_rule *rule)
{
	static const struct phonewall_sequence_actions actions = {
		.find_server = find_server,
		.fetch = begin_fetch,
		.submit = begin_submission,
		.log = send_message,
		.done = on_done,
	};
	const struct phonewall_sequence_input input = {
		.settings = &run->parts.files->settings,
		.faults = &run->parts.files->faults,
		.values = values,
		.rule = rule,
		.actions = &actions,
		.argument = run,
	};

	run->last.rule = NULL;
	phonewall_memory_replace(&run->last.server, NULL);
	phonewall_log(LOG_INFO, "resync begins");
	phonewall_leases_note(run->parts.leases);
	run->sequence = phonewall_sequence_begin(&input);
}

void phonewall_resync_run_follow(struct phonewall_resync_run *run)
{
	phonewall_sequence_run(run->sequence);
}

bool phonewall_resync_run_goes_on(const struct phonewall_resync_run *run)
{
	return run->sequence;
}

const struct phonewall_provision_last *
phonewall_resync_run_last(const struct phonewall_resync_run *run)
{
	return &run->last;
}

void phonewall_resync_run_end(struct phonewall_resync_run *run)
{
	phonewall_sequence_free(run->sequence);
	run->sequence = NULL;
}

void phonewall_resync_run_close(struct phonewall_resync_run *run)
{
	if (!run)
		return;
	phonewall_fetch_free(run->fetch);
	phonewall_submission_free(run->submission);
	phonewall_sequence_free(run->sequence);
	free(run->custom_ca_file);
	free(run->last.server);
	free(run->last.reason);
	free(run);
}
