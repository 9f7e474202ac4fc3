// SPDX-License-Identifier: MIT
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "errand_transfer.h"

#define RULE		"Report_Rule"
/* Bytes of the server's answer at most, which nobody reads. */
#define ANSWER_MAX	65536

/* A URL of the rule. @body: what is being sent; @sent: what has arrived last. */
struct dispatch {
	struct phonewall_errand_transfer *transfer;
	char *body;
	char *sent;
};

struct phonewall_report {
	struct phonewall_errand errand;
	struct dispatch dispatches[PHONEWALL_TARGETS_MAX];
};

static const struct {
	const char *name;
	enum phonewall_macro macro;
} elements[] = {
	{ "product", PHONEWALL_MACRO_PN },
	{ "series", PHONEWALL_MACRO_PSN },
	{ "serial", PHONEWALL_MACRO_SN },
	{ "mac", PHONEWALL_MACRO_MAC },
	{ "ip", PHONEWALL_MACRO_IP },
	{ "firmware", PHONEWALL_MACRO_SWVER },
	{ "hardware", PHONEWALL_MACRO_HWVER },
	{ "certificate", PHONEWALL_MACRO_CCERT },
};

struct phonewall_report *phonewall_report_new(void)
{
	struct phonewall_report *report;

	report = phonewall_memory_resize(NULL, 1, sizeof(*report));
	*report = (struct phonewall_report){ 0 };
	return report;
}

static void fail(const char *why)
{
	phonewall_log(LOG_WARNING, RULE ": %s", why);
}

/* Only printable ASCII is in a value. */
static void print_value(FILE *stream, const char *value)
{
	for (; *value; value++) {
		if (*value == '&')
			fputs("&amp;", stream);
		else if (*value == '<')
			fputs("&lt;", stream);
		else if (*value == '>')
			fputs("&gt;", stream);
		else
			fputc(*value >= ' ' && *value <= '~' ? *value : '?',
			      stream);
	}
}

static char *print_status(const struct phonewall_macro_values *values)
{
	char *text = NULL;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	if (!stream)
		phonewall_memory_exhausted();
	fputs("<phone-status>\n", stream);
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
		fprintf(stream, "<%s>", elements[i].name);
		print_value(stream, values->text[elements[i].macro] ?: "");
		fprintf(stream, "</%s>\n", elements[i].name);
	}
	fputs("</phone-status>\n", stream);
	if (fclose(stream))
		phonewall_memory_exhausted();
	return text;
}

static void take_result(struct dispatch *dispatch,
			const struct phonewall_transfer_result *result)
{
	dispatch->transfer = NULL;
	if (result->outcome == PHONEWALL_TRANSFER_SUCCESS)
		phonewall_memory_replace(&dispatch->sent, dispatch->body);
	else
		fail(result->error ?: "the server does not take it");
	phonewall_memory_replace(&dispatch->body, NULL);
}

static void on_sent(struct phonewall_transfer_result *result, void *argument)
{
	take_result(argument, result);
}

static char *send_to(const struct phonewall_errand *errand,
		     const struct phonewall_target *target,
		     const struct phonewall_server_url *url,
		     struct dispatch *dispatch)
{
	char *user = phonewall_template_expand(&target->uid, &errand->values);
	char *password = phonewall_template_expand(&target->pwd,
						   &errand->values);
	const struct phonewall_transfer_request request = {
		.url = url,
		.method = PHONEWALL_TRANSFER_PUT,
		.body = dispatch->body,
		.body_length = strlen(dispatch->body),
		.body_type = "text/xml",
		.user = target->uid.list ? user : NULL,
		.password = target->uid.list ? password : NULL,
		.size_limit = ANSWER_MAX,
	};
	char *fault = NULL;

	if (user && password)
		dispatch->transfer = phonewall_errand_transfer_begin(
			errand, &request, on_sent, dispatch);
	else
		fault = phonewall_memory_print("an option is too long; shorten it");
	if (password)
		explicit_bzero(password, strlen(password));
	free(password);
	free(user);
	return fault;
}

static void send_report(const struct phonewall_errand *errand,
			const struct phonewall_target *target,
			struct dispatch *dispatch)
{
	struct phonewall_server_url url = { 0 };
	char *fault = target->key.list ?
		phonewall_memory_print("a report cannot be encrypted; remove --key, and write https://") :
		phonewall_errand_resolve(errand, target, &url);
	bool is_known;

	dispatch->body = print_status(&errand->values);
	is_known = dispatch->sent && !strcmp(dispatch->body, dispatch->sent);
	if (!fault && !(target->is_delta && is_known))
		fault = send_to(errand, target, &url, dispatch);
	if (fault)
		fail(fault);
	if (!dispatch->transfer)
		phonewall_memory_replace(&dispatch->body, NULL);
	phonewall_server_url_clear(&url);
	free(fault);
}

void phonewall_report_follow(struct phonewall_report *report,
			     const struct phonewall_errand *errand)
{
	const struct phonewall_alternative *alternative;
	char *fault;

	phonewall_report_cancel(report);
	report->errand = *errand;
	fault = phonewall_errand_choose(errand, &errand->settings->report_rule,
					RULE, &alternative);
	if (fault)
		fail(fault);
	free(fault);
	for (size_t i = 0; alternative && i < alternative->target_count; i++)
		send_report(&report->errand, &alternative->targets[i],
			    &report->dispatches[i]);
}

void phonewall_report_cancel(struct phonewall_report *report)
{
	for (size_t i = 0; i < PHONEWALL_TARGETS_MAX; i++) {
		struct dispatch *dispatch = &report->dispatches[i];

		phonewall_errand_transfer_cancel(dispatch->transfer);
		dispatch->transfer = NULL;
		phonewall_memory_replace(&dispatch->body, NULL);
	}
}

void phonewall_report_free(struct phonewall_report *report)
{
	if (!report)
		return;
	phonewall_report_cancel(report);
	for (size_t i = 0; i < PHONEWALL_TARGETS_MAX; i++)
		free(report->dispatches[i].sent);
	free(report);
}
