// SPDX-License-Identifier: MIT
#include "store/owner.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/answer.h"
#include "base/clock.h"
#include "base/fault_json.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "provisioning/resync_sender.h"
#include "store/explanation.h"
#include "store/logins.h"
#include "store/open_ports.h"
#include "store/socket.h"
#include "store/submission.h"
#include "store/view.h"

struct phonewall_store_owner {
	const struct phonewall_agent_paths *paths;
	const struct phonewall_agent_policy *policy;
	struct phonewall_accepted *accepted;
	void (*judge)(void *argument);
	void *argument;
	struct phonewall_store_socket *socket;
	struct phonewall_logins logins;
};

static struct json_object *answer_refused(struct json_object *faults)
{
	struct json_object *answer = phonewall_answer_make("refused", NULL);

	json_object_object_add(answer, PHONEWALL_STORE_FAULTS, faults);
	return answer;
}

static void add_faults(struct json_object *array,
		       const struct phonewall_faults *faults, const char *file)
{
	phonewall_log_faults(faults, file);
	phonewall_faults_add_to_json(faults, file, array);
}

/* Return: what a request is called in faults; to be released with free(). */
static char *title_of(const struct phonewall_store_request *request)
{
	if (request->url)
		return phonewall_text_redact(NULL, request->url);
	if (request->login)
		return phonewall_memory_print("web page's change by %s",
					      request->login);
	return phonewall_memory_print("request");
}

/* Return: the answer if it has faults, or NULL. */
static struct json_object *
refuse_values(const struct phonewall_store_owner *owner,
	      const struct phonewall_store *candidate, const char *title)
{
	struct phonewall_merged_faults faults = { 0 };
	struct json_object *array;

	if (!phonewall_agent_policy_try_store(owner->policy, candidate,
					      &faults))
		return NULL;
	array = json_object_new_array();
	add_faults(array, &faults.of_submission, title);
	add_faults(array, &faults.of_store, owner->accepted->store.path);
	add_faults(array, &faults.of_file, owner->paths->configuration);
	phonewall_merged_faults_clear(&faults);
	return answer_refused(array);
}

/* What was damaged is replaced, so the status need not tell of it any more. */
static void accept_store(struct phonewall_store_owner *owner)
{
	struct phonewall_store_files *files = &owner->accepted->store;
	bool had_fault = files->fault;

	phonewall_store_files_accept(files);
	phonewall_accepted_keep(owner->accepted);
	if (had_fault)
		owner->judge(owner->argument);
}

/* The module may refuse what the library accepts; that is in the status then. */
static struct json_object *
apply(struct phonewall_store_owner *owner, struct phonewall_store *candidate)
{
	struct phonewall_store_files *files = &owner->accepted->store;
	struct json_object *faults;
	bool is_lost = false;

	phonewall_store_files_exchange(files, candidate, &is_lost);
	owner->judge(owner->argument);
	if (phonewall_agent_policy_has_store(owner->policy)) {
		accept_store(owner);
		return NULL;
	}
	faults = json_object_get(owner->accepted->status->faults);
	phonewall_store_files_exchange(files, candidate, &is_lost);
	owner->judge(owner->argument);
	return answer_refused(faults);
}

static void settle(struct phonewall_store *candidate)
{
	for (size_t i = 0; i < candidate->count; i++) {
		candidate->list[i].is_submitted = false;
		candidate->list[i].line = i + 2;
	}
}

/* Who sets or forgets one value does not mean that the others are lost for good. */
static bool is_partial(const struct phonewall_store_request *request)
{
	return request->kind == PHONEWALL_STORE_ASSIGN ||
	       request->kind == PHONEWALL_STORE_CHANGE ||
	       (request->kind == PHONEWALL_STORE_RESET &&
		request->parameters.count);
}

static struct json_object *
change(struct phonewall_store_owner *owner,
       const struct phonewall_store_request *request, uid_t user)
{
	struct phonewall_store_files *files = &owner->accepted->store;
	struct phonewall_faults faults = { 0 };
	struct phonewall_store candidate;
	struct json_object *answer = NULL;
	char *title;

	if (files->is_lost && is_partial(request))
		return phonewall_answer_make(PHONEWALL_ANSWER_ERROR, "the store is lost, and what it has closed is not known; submit the profile again, or run 'phonewallctl reset' without a name");
	title = title_of(request);
	if (phonewall_store_submit(&files->store, request, user, time(NULL),
				   &candidate, &faults)) {
		answer = answer_refused(json_object_new_array());
		add_faults(json_object_object_get(answer,
						  PHONEWALL_STORE_FAULTS),
			   &faults, title);
	} else {
		answer = refuse_values(owner, &candidate, title);
	}
	if (!answer) {
		settle(&candidate);
		answer = apply(owner, &candidate);
	}
	phonewall_log(answer ? LOG_WARNING : LOG_NOTICE,
		      "%s of user %u is %s; the store has %zu parameters",
		      title, user, answer ? "refused" : "accepted",
		      files->store.count);
	phonewall_faults_clear(&faults);
	phonewall_store_clear(&candidate);
	free(title);
	return answer;
}

static const char *file_in_force(const struct phonewall_store_owner *owner)
{
	return owner->policy->status->origin == PHONEWALL_ORIGIN_FILE ?
	       owner->paths->configuration : "the last accepted cfg.xml";
}

static struct phonewall_store_layers
layers_of(const struct phonewall_store_owner *owner)
{
	const struct phonewall_agent_policy *policy = owner->policy;

	return (struct phonewall_store_layers){
		.text = policy->text.text,
		.length = policy->text.length,
		.file = file_in_force(owner),
		.store = phonewall_agent_policy_has_store(policy) ?
			 &owner->accepted->store.store : NULL,
		.parsed = policy->parsed,
	};
}

static struct json_object *explain(const struct phonewall_store_owner *owner,
				   const char *name)
{
	const struct phonewall_store_layers layers = layers_of(owner);
	struct json_object *answer = phonewall_store_explain(&layers, name);

	if (!answer)
		return phonewall_answer_make(PHONEWALL_ANSWER_ERROR, "there is no such parameter; check its spelling, in which case matters");
	json_object_object_add(answer, PHONEWALL_ANSWER_RESULT,
			       json_object_new_string("value"));
	json_object_object_add(answer, PHONEWALL_STORE_PARAMETER,
			       json_object_new_string(name));
	return answer;
}

/* The web page */

static struct json_object *log_in(struct phonewall_store_owner *owner,
				  const struct phonewall_store_request *request)
{
	const struct phonewall_login *session;
	const char *fault = phonewall_logins_begin(&owner->logins,
				&owner->policy->systems.web, request->account,
				request->password, phonewall_clock_elapsed(),
				&session);
	char *account = phonewall_text_escape(request->account);
	struct json_object *answer;

	phonewall_log(fault ? LOG_WARNING : LOG_NOTICE,
		      "web page: %.32s %s%s", account,
		      fault ? "is not let in: " : "has logged in",
		      fault ?: "");
	free(account);
	if (fault)
		return phonewall_answer_make(PHONEWALL_ANSWER_ERROR, fault);
	answer = phonewall_answer_make("accepted", NULL);
	json_object_object_add(answer, PHONEWALL_STORE_SESSION,
			       json_object_new_string(session->name));
	return answer;
}

static struct json_object *view(const struct phonewall_store_owner *owner,
				enum phonewall_login_account account)
{
	const struct phonewall_store_layers layers = layers_of(owner);
	struct json_object *answer = phonewall_answer_make("view", NULL);

	json_object_object_add(answer, PHONEWALL_STORE_ACCOUNT,
		json_object_new_string(phonewall_login_account_name(account)));
	json_object_object_add(answer, PHONEWALL_STORE_PARAMETERS,
			       phonewall_store_view(&layers, account));
	/* The reasons name parameters that a user may not see. */
	if (account == PHONEWALL_LOGIN_ADMIN)
		json_object_object_add(answer, PHONEWALL_STORE_OPEN_PORTS,
			phonewall_store_open_ports(
					&owner->policy->systems.firewall));
	return answer;
}

static struct json_object *
change_as(struct phonewall_store_owner *owner,
	  enum phonewall_login_account account,
	  struct phonewall_store_request *request, uid_t user)
{
	const struct phonewall_store_layers layers = layers_of(owner);
	struct json_object *seen = phonewall_store_view(&layers, account);
	struct phonewall_faults faults = { 0 };
	struct json_object *array;

	request->login = phonewall_login_account_name(account);
	phonewall_store_view_check(seen, account, request, &faults);
	json_object_put(seen);
	if (!phonewall_faults_total(&faults))
		return change(owner, request, user);
	array = json_object_new_array();
	add_faults(array, &faults, "web page");
	phonewall_faults_clear(&faults);
	return answer_refused(array);
}

/* A user may not choose the server that the configuration comes from. */
static struct json_object *
resync_as(enum phonewall_login_account account,
	  const struct phonewall_store_request *request)
{
	const char *fault = "only an administrator may do that; log in as admin";

	if (account == PHONEWALL_LOGIN_ADMIN)
		fault = phonewall_provisioning_resync(request->url);
	phonewall_log(fault ? LOG_WARNING : LOG_NOTICE,
		      "web page: a resync by %s%s%s",
		      phonewall_login_account_name(account),
		      fault ? " is refused: " : " begins", fault ?: "");
	if (fault)
		return phonewall_answer_make(PHONEWALL_ANSWER_ERROR, fault);
	return phonewall_answer_make("accepted", NULL);
}

static struct json_object *
answer_session(struct phonewall_store_owner *owner,
	       struct phonewall_store_request *request, uid_t user)
{
	const struct phonewall_login *session =
		phonewall_logins_find(&owner->logins,
				      &owner->policy->systems.web,
				      request->session,
				      phonewall_clock_elapsed());

	if (!session)
		return phonewall_answer_make(PHONEWALL_STORE_NO_SESSION,
					     "the session is over; log in again");
	if (request->kind == PHONEWALL_STORE_VIEW)
		return view(owner, session->account);
	if (request->kind == PHONEWALL_STORE_CHANGE)
		return change_as(owner, session->account, request, user);
	if (request->kind == PHONEWALL_STORE_RESYNC)
		return resync_as(session->account, request);
	phonewall_logins_end(&owner->logins, request->session);
	return phonewall_answer_make("accepted", NULL);
}

struct json_object *
phonewall_store_owner_answer(struct phonewall_store_owner *owner,
			     struct phonewall_store_request *request,
			     uid_t user)
{
	switch (request->kind) {
	case PHONEWALL_STORE_WHY:
		return explain(owner, request->parameter);
	case PHONEWALL_STORE_LOGIN:
		return log_in(owner, request);
	case PHONEWALL_STORE_LOGOUT:
	case PHONEWALL_STORE_VIEW:
	case PHONEWALL_STORE_CHANGE:
	case PHONEWALL_STORE_RESYNC:
		return answer_session(owner, request, user);
	default:
		return change(owner, request, user);
	}
}

int phonewall_store_owner_saved(const struct phonewall_store_owner *owner)
{
	const struct phonewall_store_files *files = &owner->accepted->store;

	if (files->file.stored)
		return 0;
	return owner->accepted->store_error ?: -EINPROGRESS;
}

static struct json_object *
on_request(struct phonewall_store_request *request, uid_t user,
	   void *argument)
{
	return phonewall_store_owner_answer(argument, request, user);
}

static int on_saved(void *argument)
{
	return phonewall_store_owner_saved(argument);
}

static const struct phonewall_store_handlers handlers = {
	.answer = on_request,
	.saved = on_saved,
};

struct phonewall_store_owner *
phonewall_store_owner_open(struct event_base *base,
			   const struct phonewall_agent_paths *paths,
			   const struct phonewall_agent_policy *policy,
			   struct phonewall_accepted *accepted,
			   void (*judge)(void *argument), void *argument)
{
	struct phonewall_store_owner *owner;

	owner = phonewall_memory_resize(NULL, 1, sizeof(*owner));
	*owner = (struct phonewall_store_owner){
		.paths = paths,
		.policy = policy,
		.accepted = accepted,
		.judge = judge,
		.argument = argument,
	};
	owner->socket = phonewall_store_socket_open(base, paths->run_directory,
						    &handlers, owner);
	return owner;
}

void phonewall_store_owner_close(struct phonewall_store_owner *owner)
{
	if (!owner)
		return;
	phonewall_store_socket_close(owner->socket);
	free(owner);
}
