// SPDX-License-Identifier: MIT
#include "proxy_choice.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "name_look_up.h"
#include "proxy/own_address.h"
#include "proxy/pac.h"
#include "proxy/pac_file.h"
#include "proxy/pac_frame.h"

/* @file: name of the script, for faults. */
struct evaluation {
	struct phonewall_proxy_choice *choice;
	const char *file;
};

static void on_resolve(struct phonewall_pac *pac, const char *name,
		       void *argument)
{
	char address[INET_ADDRSTRLEN];

	(void)argument;
	phonewall_pac_resolved(pac, phonewall_name_look_up(name, address) ?
				    address : NULL);
}

static void on_done(const struct phonewall_pac_answer *answer, void *argument)
{
	const struct evaluation *evaluation = argument;
	struct phonewall_proxy_choice *choice = evaluation->choice;

	if (answer->result)
		choice->result = *answer->result;
	else if (answer->line)
		choice->fault = phonewall_memory_print("%s:%u: %s",
						       evaluation->file,
						       answer->line,
						       answer->fault);
	else
		choice->fault = phonewall_memory_print("%s: %s",
						       evaluation->file,
						       answer->fault);
}

static void evaluate(const struct phonewall_pac_question *question,
		     struct evaluation *evaluation)
{
	static const struct phonewall_pac_handlers handlers = {
		.resolve = on_resolve, .done = on_done,
	};
	struct event_base *base = event_base_new();

	if (!base)
		phonewall_memory_exhausted();
	if (phonewall_pac_start(base, question, &handlers, evaluation))
		event_base_dispatch(base);
	else
		evaluation->choice->fault =
			phonewall_memory_print("cannot start '%s': %s; reinstall it",
					       question->program,
					       strerror(errno));
	event_base_free(base);
}

/* @name: of the script, for faults. */
static void choose_by(const struct phonewall_proxy_target *target,
		      const char *name, const char *script, size_t length,
		      struct phonewall_proxy_choice *choice)
{
	struct evaluation evaluation = { .choice = choice, .file = name };
	char *program = phonewall_pac_program();
	char own_address[INET_ADDRSTRLEN];

	evaluate(&(struct phonewall_pac_question){
		.program = program, .script = script, .length = length,
		.target = target,
		.own_address = phonewall_own_address(own_address),
	}, &evaluation);
	free(program);
}

static void choose_by_script(const struct phonewall_proxy_target *target,
			     const char *pac,
			     struct phonewall_proxy_choice *choice)
{
	struct phonewall_file file = { 0 };
	int error = phonewall_file_read(pac, PHONEWALL_PAC_SCRIPT_MAX, &file);

	choice->mode = PHONEWALL_PROXY_MODE_AUTO;
	if (error) {
		choice->fault = phonewall_memory_print("cannot read '%s': %s; name a PAC script of at most 1 MiB",
						       pac, strerror(-error));
		return;
	}
	choice->reason = phonewall_memory_print("by the script '%s'", pac);
	choose_by(target, pac, file.text, file.length, choice);
	phonewall_file_clear(&file);
}

static void set_proxy(struct phonewall_proxy_choice *choice,
		      const struct phonewall_proxy *proxy, const char *reason)
{
	choice->result.proxies[0] = *proxy;
	choice->result.count = 1;
	choice->reason = phonewall_memory_print("%s", reason);
}

static void refuse_auto(struct phonewall_proxy_choice *choice)
{
	choice->fault = phonewall_memory_print("Proxy_Mode is Auto, and phonewall-provision has not fetched the script that chooses the proxy; resync, or give that script by --pac FILE");
}

/* @url: from where, or PHONEWALL_PAC_FILE_NONE. */
static void choose_by_fetched(const struct phonewall_proxy_target *target,
			      const char *url, const char *script,
			      size_t length,
			      struct phonewall_proxy_choice *choice)
{
	if (strcmp(url, PHONEWALL_PAC_FILE_NONE))
		choice->reason = phonewall_memory_print("because Proxy_Mode is Auto, by the script %s, as phonewall-provision fetched it last",
							url);
	else
		choice->reason = phonewall_memory_print("because Proxy_Mode is Auto, and WPAD has found no script");
	choose_by(target, url, script, length, choice);
}

/* The script itself is fetched by whoever provisions the phone. */
static void choose_by_auto(const struct phonewall_proxy_settings *settings,
			   const struct phonewall_proxy_target *target,
			   struct phonewall_proxy_choice *choice)
{
	struct phonewall_file file = { 0 };
	int error = phonewall_file_read(PHONEWALL_PAC_FILE_PATH,
					PHONEWALL_PAC_FILE_MAX, &file);
	const char *script, *url = NULL;
	size_t length;

	if (!error)
		url = phonewall_pac_file_parse(file.text, file.length, &script,
					       &length);
	if (error && error != -ENOENT)
		choice->fault = phonewall_memory_print("cannot read " PHONEWALL_PAC_FILE_PATH ": %s; give the script by --pac FILE",
						       strerror(-error));
	else if (!url || (!settings->is_discovered &&
			  strcmp(url, settings->pac_url)))
		refuse_auto(choice);
	else
		choose_by_fetched(target, url, script, length, choice);
	phonewall_file_clear(&file);
}

void phonewall_proxy_choose(const struct phonewall_proxy_settings *settings,
			    const struct phonewall_proxy_target *target,
			    const char *pac,
			    struct phonewall_proxy_choice *choice)
{
	static const struct phonewall_proxy direct;

	*choice = (struct phonewall_proxy_choice){ .mode = settings->mode };
	if (pac) {
		choose_by_script(target, pac, choice);
		return;
	}
	switch (settings->mode) {
	case PHONEWALL_PROXY_MODE_OFF:
		set_proxy(choice, &direct, "because Proxy_Mode is Off");
		break;
	case PHONEWALL_PROXY_MODE_MANUAL:
		set_proxy(choice, &settings->proxy,
			  "because Proxy_Mode is Manual, by Proxy_Host and Proxy_Port");
		choice->username = settings->username;
		choice->password = settings->password;
		break;
	case PHONEWALL_PROXY_MODE_AUTO:
		choose_by_auto(settings, target, choice);
		break;
	}
}

void phonewall_proxy_choice_clear(struct phonewall_proxy_choice *choice)
{
	free(choice->reason);
	free(choice->fault);
	*choice = (struct phonewall_proxy_choice){ 0 };
}
