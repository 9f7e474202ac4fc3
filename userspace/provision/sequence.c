// SPDX-License-Identifier: MIT
#include "sequence.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "log_message.h"
#include "provisioning/unpack.h"

/*
 * @first_values: those that it began with. @is_whole: whether all is submitted;
 * @has_known: whether something was not. @url and what follows belong to the rule
 * that is followed.
 */
struct phonewall_sequence {
	struct phonewall_sequence_input input;
	struct phonewall_macro_values first_values;
	struct phonewall_macro_values values;
	bool is_whole;
	bool has_known;
	char *gpps[PHONEWALL_GPPS];
	size_t rule;
	const struct phonewall_alternative *alternative;
	char *assigned[PHONEWALL_ASSIGNMENTS_MAX];
	struct phonewall_server_url url;
	struct phonewall_address addresses[PHONEWALL_DHCP_ADDRESSES_MAX];
	size_t address_count;
	struct phonewall_address server;
	char *key;
	char *shown;
};

static const char *const rule_names[PHONEWALL_PROFILE_RULES] = {
	"Profile_Rule", "Profile_Rule_B", "Profile_Rule_C", "Profile_Rule_D",
};

static void wipe(char **text)
{
	if (*text)
		explicit_bzero(*text, strlen(*text));
	free(*text);
	*text = NULL;
}

static void clear_rule(struct phonewall_sequence *sequence)
{
	for (size_t i = 0; i < PHONEWALL_ASSIGNMENTS_MAX; i++)
		wipe(&sequence->assigned[i]);
	phonewall_server_url_clear(&sequence->url);
	sequence->address_count = 0;
	sequence->server = (struct phonewall_address){ 0 };
	wipe(&sequence->key);
	free(sequence->shown);
	sequence->shown = NULL;
	sequence->alternative = NULL;
}

static void end(struct phonewall_sequence *sequence,
		enum phonewall_resync_result result, const char *reason)
{
	sequence->input.actions->done(result, reason,
				      sequence->input.argument);
}

/* Sends one of the messages, if it is not empty. */
static void tell(const struct phonewall_sequence *sequence,
		 enum phonewall_log_message message, const char *error)
{
	char *text = phonewall_log_message_print(
		&sequence->input.settings->log_messages[message],
		&sequence->values, &sequence->url, &sequence->server, error);

	if (text)
		sequence->input.actions->log(message, text,
					     sequence->input.argument);
	free(text);
}

const char *phonewall_sequence_rule(const struct phonewall_sequence *sequence)
{
	if (sequence->input.rule)
		return "the command's rule";
	return sequence->rule < PHONEWALL_PROFILE_RULES ?
	       rule_names[sequence->rule] : NULL;
}

/* The reason names the rule, and the URL as far as it is known. */
static void fail(struct phonewall_sequence *sequence,
		 enum phonewall_resync_result result, const char *why)
{
	const char *name = phonewall_sequence_rule(sequence);
	char *reason;

	if (sequence->shown)
		reason = phonewall_memory_print("%s: %s: %s", name,
						sequence->shown, why);
	else
		reason = phonewall_memory_print("%s: %s", name, why);
	tell(sequence, PHONEWALL_LOG_FAILURE, reason);
	end(sequence, result, reason);
	free(reason);
}

/* Return: the fault that cfg.xml has in the rule, or NULL. */
static const char *find_fault(const struct phonewall_sequence *sequence)
{
	const struct phonewall_faults *faults = sequence->input.faults;

	for (size_t i = 0; !sequence->input.rule && i < faults->count; i++)
		if (!strcmp(faults->list[i].parameter,
			    rule_names[sequence->rule]))
			return faults->list[i].message;
	return NULL;
}

/* A macro that is assigned counts from here on. */
static void set_macro(struct phonewall_sequence *sequence, const char *name,
		      const char *value)
{
	size_t number;

	if (strncmp(name, "GPP_", 4) || name[4] < 'A' || name[4] > 'P' ||
	    name[5])
		return;
	number = name[4] - 'A';
	phonewall_memory_replace(&sequence->gpps[number], value);
	sequence->values.text[PHONEWALL_MACRO_A + number] =
		sequence->gpps[number];
}

static bool assign(struct phonewall_sequence *sequence)
{
	const struct phonewall_alternative *alternative =
		sequence->alternative;

	for (size_t i = 0; i < alternative->assignment_count; i++) {
		const struct phonewall_assignment *assignment =
			&alternative->assignments[i];

		sequence->assigned[i] = phonewall_template_expand(
				&assignment->value, &sequence->values);
		if (!sequence->assigned[i])
			return false;
		set_macro(sequence, assignment->name, sequence->assigned[i]);
	}
	return true;
}

static void submit(struct phonewall_sequence *sequence, const char *profile)
{
	const struct phonewall_sequence_submission submission = {
		.url = sequence->shown ?: "the rule itself",
		.profile = profile,
		.assignments = sequence->alternative->assignments,
		.values = sequence->assigned,
		.count = sequence->alternative->assignment_count,
	};

	sequence->input.actions->submit(&submission, sequence->input.argument);
}

static char *show_url(const struct phonewall_server_url *url)
{
	static const char *const schemes[] = {
		[PHONEWALL_SCHEME_TFTP] = "tftp",
		[PHONEWALL_SCHEME_HTTP] = "http",
		[PHONEWALL_SCHEME_HTTPS] = "https",
	};
	const char *open = strchr(url->host, ':') ? "[" : "";
	const char *close = *open ? "]" : "";

	return phonewall_memory_print("%s://%s%s%s:%u%s", schemes[url->scheme],
				      open, url->host, close, url->port ?:
				      phonewall_scheme_port(url->scheme),
				      url->shown_path);
}

/* Those of option 150 that are allowed or, if none is, the first. */
static void use_addresses(struct phonewall_sequence *sequence,
			  const struct phonewall_dhcp_server *server)
{
	const struct phonewall_domains *domains =
		&sequence->input.settings->domains;
	char text[PHONEWALL_ADDRESS_TEXT];

	for (size_t i = 0; i < server->address_count; i++) {
		const struct phonewall_address *address = &server->addresses[i];

		if (phonewall_domains_allow(domains,
				phonewall_address_print(address, text)))
			sequence->addresses[sequence->address_count++] =
				*address;
	}
	phonewall_memory_replace(&sequence->url.host,
		phonewall_address_print(sequence->address_count ?
					sequence->addresses :
					server->addresses, text));
}

/*
 * A scheme that the rule has stays unless DHCP tells HTTPS: with that the server
 * must prove who it is, and whoever answers by DHCP could name any server by HTTP.
 * TFTP is what both have if they write none. The path of DHCP is that of the first
 * profile, so the other rules keep theirs.
 */
static void use_told_url(struct phonewall_sequence *sequence,
			 const struct phonewall_server_url *told)
{
	struct phonewall_server_url *url = &sequence->url;
	bool takes_scheme = url->scheme == PHONEWALL_SCHEME_TFTP ||
			    told->scheme == PHONEWALL_SCHEME_HTTPS;

	phonewall_memory_replace(&url->host, told->host);
	if (takes_scheme || told->scheme == PHONEWALL_SCHEME_TFTP ||
	    told->scheme == url->scheme)
		url->port = told->port;
	if (takes_scheme)
		url->scheme = told->scheme;
	if (!told->path || sequence->rule)
		return;
	phonewall_memory_replace(&url->path, told->path);
	phonewall_memory_replace(&url->shown_path, told->shown_path);
}

/* Return: NULL; else why DHCP tells no server, to be released with free(). */
static char *ask_dhcp(struct phonewall_sequence *sequence)
{
	struct phonewall_dhcp_server server = { 0 };
	char *reason = sequence->input.actions->find_server(&sequence->values,
			&server, sequence->input.argument);
	char *fault = NULL;

	if (reason)
		fault = phonewall_memory_print("names no server, and %s; or write the server's name",
					       reason);
	else if (server.address_count)
		use_addresses(sequence, &server);
	else
		use_told_url(sequence, &server.url);
	free(reason);
	phonewall_dhcp_server_clear(&server);
	return fault;
}

/* Return: NULL; else why the URL cannot be used, to be released with free(). */
static char *resolve(struct phonewall_sequence *sequence,
		     const struct phonewall_target *target)
{
	const char *fault = phonewall_server_url_resolve(&target->url,
							 &sequence->values,
							 &sequence->url);
	char *reason;

	if (fault)
		return phonewall_memory_print("%s", fault);
	reason = sequence->url.host ? NULL : ask_dhcp(sequence);
	if (reason)
		return reason;
	sequence->shown = show_url(&sequence->url);
	if (phonewall_domains_allow(&sequence->input.settings->domains,
				    sequence->url.host))
		return NULL;
	return phonewall_memory_print("the server is not in Restricted_Access_Domains; add it there, or name another");
}

static void begin_fetch(const struct phonewall_sequence *sequence,
			const struct phonewall_sequence_fetch *wanted)
{
	tell(sequence, PHONEWALL_LOG_REQUEST, NULL);
	sequence->input.actions->fetch(wanted, sequence->input.argument);
}

static void fetch(struct phonewall_sequence *sequence,
		  const struct phonewall_target *target)
{
	char *user = phonewall_template_expand(&target->uid, &sequence->values);
	char *password = phonewall_template_expand(&target->pwd,
						   &sequence->values);
	const struct phonewall_sequence_fetch wanted = {
		.url = &sequence->url,
		.user = target->uid.list ? user : NULL,
		.password = target->uid.list ? password : NULL,
		.may_be_known = !sequence->is_whole,
		.addresses = sequence->addresses,
		.address_count = sequence->address_count,
	};

	if (target->key.list)
		sequence->key = phonewall_template_expand(&target->key,
							  &sequence->values);
	if (!user || !password || (target->key.list && !sequence->key))
		fail(sequence, PHONEWALL_RESYNC_FAILURE,
		     "an option is too long; shorten it");
	else
		begin_fetch(sequence, &wanted);
	wipe(&user);
	wipe(&password);
}

/* Follows the alternative that applies. */
static void follow(struct phonewall_sequence *sequence)
{
	const struct phonewall_alternative *alternative =
		sequence->alternative;
	char *fault;

	if (!assign(sequence)) {
		fail(sequence, PHONEWALL_RESYNC_FAILURE,
		     "an assignment is too long; shorten it");
		return;
	}
	if (!alternative->target_count) {
		submit(sequence, NULL);
		return;
	}
	fault = resolve(sequence, &alternative->targets[0]);
	if (fault)
		fail(sequence, PHONEWALL_RESYNC_FAILURE, fault);
	else
		fetch(sequence, &alternative->targets[0]);
	free(fault);
}

struct phonewall_sequence *
phonewall_sequence_begin(const struct phonewall_sequence_input *input)
{
	struct phonewall_sequence *sequence;

	sequence = phonewall_memory_resize(NULL, 1, sizeof(*sequence));
	*sequence = (struct phonewall_sequence){
		.input = *input,
		.first_values = *input->values,
		.values = *input->values,
	};
	return sequence;
}

/* Return: the rule that is next, or NULL at the end. */
static const struct phonewall_rule *
current_rule(const struct phonewall_sequence *sequence)
{
	if (sequence->input.rule)
		return sequence->rule ? NULL : sequence->input.rule;
	if (sequence->rule == PHONEWALL_PROFILE_RULES)
		return NULL;
	return &sequence->input.settings->profile_rules[sequence->rule];
}

void phonewall_sequence_run(struct phonewall_sequence *sequence)
{
	const struct phonewall_rule *rule;

	for (; (rule = current_rule(sequence)); sequence->rule++) {
		const char *fault = find_fault(sequence);
		int error;

		if (fault) {
			fail(sequence, PHONEWALL_RESYNC_FAILURE, fault);
			return;
		}
		error = phonewall_rule_select(rule, &sequence->values,
					      &sequence->alternative);
		if (!error) {
			follow(sequence);
			return;
		}
		if (error != -ENOENT) {
			fail(sequence, PHONEWALL_RESYNC_FAILURE,
			     "a condition compares what is no number or version; write both in quotation marks");
			return;
		}
	}
	end(sequence, PHONEWALL_RESYNC_SUCCESS, NULL);
}

static void follow_next(struct phonewall_sequence *sequence)
{
	clear_rule(sequence);
	sequence->rule++;
	phonewall_sequence_run(sequence);
}

/* What the rule assigns may have changed all the same. */
static void take_known(struct phonewall_sequence *sequence)
{
	sequence->has_known = true;
	if (sequence->alternative->assignment_count) {
		submit(sequence, NULL);
		return;
	}
	tell(sequence, PHONEWALL_LOG_SUCCESS, NULL);
	follow_next(sequence);
}

static void begin_again(struct phonewall_sequence *sequence)
{
	clear_rule(sequence);
	for (size_t i = 0; i < PHONEWALL_GPPS; i++)
		wipe(&sequence->gpps[i]);
	sequence->values = sequence->first_values;
	sequence->rule = 0;
	sequence->is_whole = true;
	sequence->has_known = false;
	phonewall_sequence_run(sequence);
}

void
phonewall_sequence_take_file(struct phonewall_sequence *sequence,
			     const struct phonewall_sequence_fetched *fetched)
{
	const struct phonewall_packed packed = {
		.bytes = fetched->bytes,
		.length = fetched->length,
		.is_aes128gcm = fetched->is_aes128gcm,
		.key = sequence->key,
		.content_key = sequence->input.settings->content_key,
	};
	struct phonewall_file profile = { 0 };
	const char *fault;

	sequence->server = fetched->server;
	if (fetched->result != PHONEWALL_RESYNC_SUCCESS) {
		fail(sequence, fetched->result, fetched->error);
		return;
	}
	if (fetched->is_known) {
		take_known(sequence);
		return;
	}
	if (sequence->has_known) {
		begin_again(sequence);
		return;
	}
	sequence->is_whole = true;
	fault = phonewall_unpack(&packed, &profile);
	if (fault)
		fail(sequence, PHONEWALL_RESYNC_FAILURE, fault);
	else
		submit(sequence, profile.text);
	phonewall_file_wipe(&profile);
}

void phonewall_sequence_take_answer(struct phonewall_sequence *sequence,
				    const char *error)
{
	if (error) {
		fail(sequence, PHONEWALL_RESYNC_FAILURE, error);
		return;
	}
	if (sequence->url.host)
		tell(sequence, PHONEWALL_LOG_SUCCESS, NULL);
	follow_next(sequence);
}

void phonewall_sequence_free(struct phonewall_sequence *sequence)
{
	if (!sequence)
		return;
	clear_rule(sequence);
	for (size_t i = 0; i < PHONEWALL_GPPS; i++)
		wipe(&sequence->gpps[i]);
	free(sequence);
}
