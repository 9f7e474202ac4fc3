// SPDX-License-Identifier: MIT
#include "site.h"

#include <json-c/json.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "agent.h"
#include "agent_status.h"
#include "attempts.h"
#include "base/answer.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "config/settings.h"
#include "config/state.h"
#include "json_member.h"
#include "metrics.h"
#include "module/client.h"
#include "page.h"
#include "store/request.h"

/* The prefix makes a browser keep the cookie to TLS and to this host. */
#define COOKIE		"session"
#define SECURE_COOKIE	"__Host-session"
/* Bytes of a session's name, and of the proof that a form is this page's. */
#define SESSION		64
#define TOKEN		32

struct visit;

/*
 * @is_post: of which method. @needs_login: whether phonewalld is asked what the
 * session may see before @act is called.
 */
struct route {
	const char *path;
	bool is_post;
	bool needs_login;
	void (*act)(struct visit *visit);
};

/* A request that is being answered. @view: what phonewalld has told. */
struct visit {
	struct phonewall_site *site;
	struct visit *next;
	struct phonewall_connection *connection;
	const struct phonewall_http_request *request;
	const struct route *route;
	uint8_t host[8];
	char session[SESSION + 1];
	char token[2 * TOKEN + 1];
	struct phonewall_form form;
	struct phonewall_web_asking *asking;
	struct json_object *view;
	struct json_object *faults;
};

struct phonewall_site {
	char name[256];
	unsigned char key[32];
	char *agent_directory;
	struct phonewall_web_agent *agent;
	struct phonewall_attempts attempts;
	struct visit *visits;
};

/* Answers */

static void end_visit(struct visit *visit)
{
	struct visit **place = &visit->site->visits;

	while (*place != visit)
		place = &(*place)->next;
	*place = visit->next;
	phonewall_web_agent_forget(visit->asking);
	json_object_put(visit->view);
	json_object_put(visit->faults);
	OPENSSL_cleanse(visit, sizeof(*visit));
	free(visit);
}

/* The connection may be gone afterwards, and the visit is. */
static void respond(struct visit *visit,
		    const struct phonewall_response *response)
{
	struct phonewall_connection *connection = visit->connection;

	end_visit(visit);
	phonewall_connection_respond(connection, response);
}

static void respond_html(struct visit *visit, unsigned int status,
			 const struct phonewall_html *html)
{
	respond(visit, &(struct phonewall_response){
		.status = status,
		.type = "text/html; charset=utf-8",
		.body = html->text,
		.length = html->length,
	});
}

static void redirect(struct visit *visit, const char *location,
		     const char *cookie)
{
	respond(visit, &(struct phonewall_response){
		.status = 303,
		.location = location,
		.cookie = cookie,
	});
}

static const char *account_of(const struct visit *visit)
{
	return phonewall_json_member_text(visit->view, PHONEWALL_STORE_ACCOUNT);
}

static struct phonewall_page page_of(const struct visit *visit,
				     const char *title, const char *path)
{
	return (struct phonewall_page){
		.title = title,
		.path = path,
		.account = account_of(visit),
		.token = visit->token,
		.is_secure =
			phonewall_connection_is_secure(visit->connection),
	};
}

static void respond_error(struct visit *visit, unsigned int status,
			  const char *title, const char *message)
{
	struct phonewall_page page = page_of(visit, title, "");
	struct phonewall_html html = { 0 };

	page.message = message;
	page.is_error = true;
	phonewall_page_message(&html, &page);
	respond_html(visit, status, &html);
}

static void respond_login(struct visit *visit, unsigned int status,
			  const char *message)
{
	struct phonewall_page page = page_of(visit, "Log in", "/login");
	struct phonewall_html html = { 0 };

	page.message = message;
	page.is_error = true;
	phonewall_page_login(&html, &page);
	respond_html(visit, status, &html);
}

static void respond_text(struct visit *visit, const char *type, char *text)
{
	respond(visit, &(struct phonewall_response){
		.status = 200,
		.type = type,
		.body = text,
		.length = strlen(text),
	});
}

/* Sessions */

static const char *cookie_name(const struct visit *visit)
{
	return phonewall_connection_is_secure(visit->connection) ?
	       SECURE_COOKIE : COOKIE;
}

static bool is_session(const char *text)
{
	return strlen(text) == SESSION &&
	       strspn(text, "0123456789abcdef") == SESSION;
}

/* The proof is of no use without the cookie, which another site cannot read. */
static void read_session(struct visit *visit)
{
	unsigned char proof[TOKEN];
	const unsigned char *name = (const unsigned char *)visit->session;

	if (!phonewall_http_cookie_find(visit->request->cookie,
					cookie_name(visit), visit->session,
					sizeof(visit->session)) ||
	    !is_session(visit->session))
		visit->session[0] = '\0';
	if (!HMAC(EVP_sha256(), visit->site->key, sizeof(visit->site->key),
		  name, strlen(visit->session), proof, NULL))
		phonewall_memory_exhausted();
	for (size_t i = 0; i < TOKEN; i++)
		sprintf(visit->token + 2 * i, "%02x", proof[i]);
}

static bool has_token(const struct visit *visit)
{
	const char *token = phonewall_form_get(&visit->form, "token") ?: "";

	return strlen(token) == 2 * TOKEN &&
	       !CRYPTO_memcmp(token, visit->token, 2 * TOKEN);
}

/* "https://" and the host that the browser has asked: its own page. */
static bool is_own_origin(const struct visit *visit)
{
	const struct phonewall_http_request *request = visit->request;
	const char *scheme = phonewall_connection_is_secure(visit->connection) ?
			     "https://" : "http://";
	size_t length = strlen(scheme);

	if (request->fetch_site && strcmp(request->fetch_site, "same-origin"))
		return false;
	if (!request->origin)
		return true;
	return !strncmp(request->origin, scheme, length) &&
	       !strcasecmp(request->origin + length, request->host);
}

static struct json_object *make_request(const struct visit *visit,
					const char *name)
{
	struct json_object *request = json_object_new_object();

	json_object_object_add(request, PHONEWALL_STORE_REQUEST,
			       json_object_new_string(name));
	if (*visit->session)
		json_object_object_add(request, PHONEWALL_STORE_SESSION,
				json_object_new_string(visit->session));
	return request;
}

static void ask(struct visit *visit, struct json_object *request,
		void (*done)(struct json_object *answer, void *argument))
{
	visit->asking = phonewall_web_agent_ask(visit->site->agent, request,
						done, visit);
}

static const char *result_of(struct json_object *answer)
{
	return phonewall_json_member_text(answer, PHONEWALL_ANSWER_RESULT) ?:
	       "";
}

/* Return: whether the answer is of @result; else the visit is answered. */
static bool expect_result(struct visit *visit, struct json_object *answer,
			  const char *result)
{
	const char *message = phonewall_json_member_text(answer,
						PHONEWALL_ANSWER_MESSAGE);

	visit->asking = NULL;
	if (!strcmp(result_of(answer), result))
		return true;
	if (!strcmp(result_of(answer), PHONEWALL_STORE_NO_SESSION))
		respond_login(visit, 403, message);
	else
		respond_error(visit, 503, "Not available", message ?:
			      "phonewalld does not answer; start it, and try again");
	return false;
}

/* Pages */

static void show_style(struct visit *visit)
{
	respond(visit, &(struct phonewall_response){
		.status = 200,
		.type = "text/css; charset=utf-8",
		.may_be_kept = true,
		.body = phonewall_memory_print("%s", phonewall_page_style),
		.length = strlen(phonewall_page_style),
	});
}

static void show_first(struct visit *visit)
{
	redirect(visit, *visit->session ? "/info/status" : "/login", NULL);
}

static void show_login(struct visit *visit)
{
	respond_login(visit, 200, NULL);
}

/* Whether the address has this behind its "?". */
static bool asks_for(const struct visit *visit, const char *what)
{
	return visit->request->query && !strcmp(visit->request->query, what);
}

static void show_status(struct visit *visit)
{
	struct phonewall_page page = page_of(visit, "Status", "/info/status");
	struct phonewall_html html = { 0 };
	struct json_object *ports = NULL;

	json_object_object_get_ex(visit->view, PHONEWALL_STORE_OPEN_PORTS,
				  &ports);
	if (asks_for(visit, "resync"))
		page.message = "A resync has begun; 'phonewallctl provision' tells what comes of it.";
	phonewall_page_status(&html, &page, ports);
	respond_html(visit, 200, &html);
}

/* Takes of the form what was typed, if there is one. */
static void respond_voice(struct visit *visit, unsigned int status,
			  const char *message)
{
	struct phonewall_page page = page_of(visit, "Voice",
					     PHONEWALL_PAGE_VOICE);
	const struct phonewall_page_values values = {
		.parameters = phonewall_json_member_object(visit->view,
						PHONEWALL_STORE_PARAMETERS),
		.form = visit->faults ? &visit->form : NULL,
		.faults = visit->faults,
	};
	struct phonewall_html html = { 0 };

	page.message = message;
	phonewall_page_voice(&html, &page, &values);
	respond_html(visit, status, &html);
}

static void show_voice(struct visit *visit)
{
	respond_voice(visit, 200, asks_for(visit, "saved") ?
		      "All changes are accepted and in force." : NULL);
}

static bool ask_module(struct phonewall_status *status)
{
	struct phonewall_client *client = phonewall_client_open();
	bool is_told = client && !phonewall_client_error(client) &&
		       !phonewall_client_get_status(client, status);

	if (client)
		phonewall_client_close(client);
	return is_told;
}

static void show_metrics(struct visit *visit)
{
	struct phonewall_status status;

	if (strcmp(account_of(visit), "admin")) {
		respond_error(visit, 403, "Not allowed", "only an administrator may read the metrics; log in as admin");
		return;
	}
	respond_text(visit, PHONEWALL_METRICS_TYPE,
		phonewall_metrics_print(ask_module(&status) ? &status : NULL));
}

/* What phonewalld tells has no secrets: they are null in it. */
static void send_diagnostics(struct visit *visit)
{
	struct json_object *bundle = json_object_new_object();
	struct json_object *parameters = phonewall_json_member_object(
				visit->view, PHONEWALL_STORE_PARAMETERS);
	char *text;

	if (strcmp(account_of(visit), "admin")) {
		json_object_put(bundle);
		respond_error(visit, 403, "Not allowed", "only an administrator may take the diagnostics; log in as admin");
		return;
	}
	json_object_object_add(bundle, "status", phonewall_agent_status_read());
	json_object_object_add(bundle, "parameters",
			       json_object_get(parameters));
	text = phonewall_memory_print("%s\n", json_object_to_json_string_ext(
			bundle, JSON_C_TO_STRING_PRETTY |
				JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(bundle);
	respond(visit, &(struct phonewall_response){
		.status = 200,
		.type = "application/json",
		.file = "phonewall-diagnostics.json",
		.body = text,
		.length = strlen(text),
	});
}

/* Logging in and out */

static void on_logged_in(struct json_object *answer, void *argument)
{
	struct visit *visit = argument;
	const char *session = phonewall_json_member_text(answer,
						PHONEWALL_STORE_SESSION);
	const char *message = phonewall_json_member_text(answer,
						PHONEWALL_ANSWER_MESSAGE);
	bool is_right = session && is_session(session);
	char cookie[SESSION + 96];

	visit->asking = NULL;
	if (answer)
		phonewall_attempts_note(&visit->site->attempts, visit->host,
					phonewall_clock_elapsed(), is_right);
	if (!is_right) {
		respond_login(visit, answer ? 403 : 503, message ?:
			      "phonewalld does not answer; start it, and try again");
		return;
	}
	snprintf(cookie, sizeof(cookie), "%s=%s; Path=/; HttpOnly; SameSite=Strict%s",
		 cookie_name(visit), session,
		 phonewall_connection_is_secure(visit->connection) ?
		 "; Secure" : "");
	redirect(visit, "/info/status", cookie);
	OPENSSL_cleanse(cookie, sizeof(cookie));
}

static void log_in(struct visit *visit)
{
	const char *account = phonewall_form_get(&visit->form, "account");
	const char *password = phonewall_form_get(&visit->form, "password");
	struct json_object *request;

	if (!account || !password) {
		respond_login(visit, 400, "the account or the password is missing; type both");
		return;
	}
	if (phonewall_attempts_wait(&visit->site->attempts, visit->host,
				    phonewall_clock_elapsed())) {
		respond_login(visit, 429, "there were too many attempts from this address; wait a minute");
		return;
	}
	visit->session[0] = '\0';
	request = make_request(visit, "login");
	json_object_object_add(request, PHONEWALL_STORE_ACCOUNT,
			       json_object_new_string(account));
	json_object_object_add(request, PHONEWALL_STORE_PASSWORD,
			       json_object_new_string(password));
	ask(visit, request, on_logged_in);
}

static void on_logged_out(struct json_object *answer, void *argument)
{
	struct visit *visit = argument;
	char cookie[96];

	(void)answer;
	visit->asking = NULL;
	snprintf(cookie, sizeof(cookie), "%s=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict%s",
		 cookie_name(visit),
		 phonewall_connection_is_secure(visit->connection) ?
		 "; Secure" : "");
	redirect(visit, "/login", cookie);
}

static void log_out(struct visit *visit)
{
	ask(visit, make_request(visit, "logout"), on_logged_out);
}

/* Changes */

static const char *field_of(const struct phonewall_form *form,
			    const char *prefix, const char *name)
{
	char *field = phonewall_memory_print("%s%s", prefix, name);
	const char *value = phonewall_form_get(form, field);

	free(field);
	return value;
}

/* A field that is as it was shown is not changed; nor is an empty secret. */
static void add_change(const struct phonewall_form *form, const char *name,
		       const char *value, struct json_object *parameters,
		       struct json_object *expected)
{
	const char *shown = field_of(form, PHONEWALL_FIELD_SHOWN, name);

	if (!shown && field_of(form, PHONEWALL_FIELD_REMOVE, name))
		value = "";
	else if (shown ? !strcmp(shown, value) : !*value)
		return;
	json_object_object_add(parameters, name,
			       json_object_new_string(value));
	if (shown)
		json_object_object_add(expected, name,
				       json_object_new_string(shown));
}

static void read_changes(const struct phonewall_form *form,
			 struct json_object *parameters,
			 struct json_object *expected)
{
	size_t length = strlen(PHONEWALL_FIELD_VALUE);

	for (size_t i = 0; i < form->count; i++)
		if (!strncmp(form->fields[i].name, PHONEWALL_FIELD_VALUE,
			     length))
			add_change(form, form->fields[i].name + length,
				   form->fields[i].value, parameters, expected);
}

static void on_changed(struct json_object *answer, void *argument)
{
	struct visit *visit = argument;
	struct json_object *faults = NULL;

	json_object_object_get_ex(answer, PHONEWALL_STORE_FAULTS, &faults);
	if (!strcmp(result_of(answer), "refused") &&
	    json_object_is_type(faults, json_type_array)) {
		visit->asking = NULL;
		visit->faults = json_object_get(faults);
		respond_voice(visit, 422, NULL);
	} else if (expect_result(visit, answer, "accepted")) {
		redirect(visit, PHONEWALL_PAGE_VOICE "?saved", NULL);
	}
}

static void submit(struct visit *visit)
{
	struct json_object *request = make_request(visit, "change");
	struct json_object *parameters = json_object_new_object();
	struct json_object *expected = json_object_new_object();
	bool is_empty;

	read_changes(&visit->form, parameters, expected);
	is_empty = !json_object_object_length(parameters);
	json_object_object_add(request, PHONEWALL_STORE_PARAMETERS,
			       parameters);
	json_object_object_add(request, PHONEWALL_STORE_EXPECTED, expected);
	if (is_empty) {
		json_object_put(request);
		respond_voice(visit, 200, "Nothing is to be changed.");
		return;
	}
	ask(visit, request, on_changed);
}

/* Resync */

static void on_resync(struct json_object *answer, void *argument)
{
	if (expect_result(argument, answer, "accepted"))
		redirect(argument, "/info/status?resync", NULL);
}

static void resync(struct visit *visit)
{
	const char *url = phonewall_form_get(&visit->form, "url");
	struct json_object *request = make_request(visit, "resync");

	if (url && *url)
		json_object_object_add(request, PHONEWALL_STORE_URL,
				       json_object_new_string(url));
	ask(visit, request, on_resync);
}

/* Routes */

static const struct route routes[] = {
	{ "/", false, false, show_first },
	{ "/style.css", false, false, show_style },
	{ "/login", false, false, show_login },
	{ "/login", true, false, log_in },
	{ "/logout", true, true, log_out },
	{ "/info/status", false, true, show_status },
	{ "/info/diagnostics", false, true, send_diagnostics },
	{ "/metrics", false, true, show_metrics },
	{ PHONEWALL_PAGE_RESYNC, true, true, resync },
	{ PHONEWALL_PAGE_VOICE, false, true, show_voice },
	{ PHONEWALL_PAGE_VOICE, true, true, submit },
};

/* Return: 0, or the status of a refusal. */
static unsigned int find_route(struct visit *visit)
{
	unsigned int status = 404;

	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		if (strcmp(routes[i].path, visit->request->path))
			continue;
		visit->route = &routes[i];
		if (routes[i].is_post == visit->request->is_post)
			return 0;
		status = 405;
	}
	return status;
}

static void on_view(struct json_object *answer, void *argument)
{
	struct visit *visit = argument;

	if (!expect_result(visit, answer, "view"))
		return;
	visit->view = json_object_get(answer);
	visit->route->act(visit);
}

static bool read_form(struct visit *visit, char *body)
{
	static const char type[] = "application/x-www-form-urlencoded";
	const char *given = visit->request->content_type ?: "";
	size_t length = strlen(type);

	return !strncasecmp(given, type, length) &&
	       (!given[length] || given[length] == ';') &&
	       phonewall_form_read(body, visit->request->content_length,
				   &visit->form);
}

static void act(struct visit *visit)
{
	if (!visit->route->needs_login)
		visit->route->act(visit);
	else if (!*visit->session)
		respond_login(visit, 403, "this page is for those who are logged in; log in");
	else
		ask(visit, make_request(visit, "view"), on_view);
}

static void answer_post(struct visit *visit, char *body)
{
	if (!is_own_origin(visit))
		respond_error(visit, 403, "Not allowed", "another site has sent this; use the phone's own page");
	else if (!read_form(visit, body))
		respond_error(visit, 415, "Not understood", "this is no form of the page; use the phone's own page");
	else if (visit->route->needs_login && !has_token(visit))
		respond_error(visit, 403, "Not allowed", "the page is too old; load it again, and submit again");
	else
		act(visit);
}

static void answer(struct visit *visit, char *body)
{
	unsigned int status;

	if (!phonewall_http_host_is_own(visit->request->host,
					visit->site->name)) {
		respond_error(visit, 421, "Another host", "this phone has another name; use its address");
		return;
	}
	read_session(visit);
	status = find_route(visit);
	if (status)
		respond_error(visit, status, "Not found", "there is no such page");
	else if (visit->request->is_post)
		answer_post(visit, body);
	else
		act(visit);
}

void phonewall_site_answer(struct phonewall_site *site,
			   struct phonewall_connection *connection,
			   const struct phonewall_http_request *request,
			   char *body, const uint8_t *host)
{
	struct visit *visit = phonewall_memory_resize(NULL, 1, sizeof(*visit));

	*visit = (struct visit){
		.site = site,
		.next = site->visits,
		.connection = connection,
		.request = request,
	};
	memcpy(visit->host, host, sizeof(visit->host));
	site->visits = visit;
	answer(visit, body);
}

void phonewall_site_forget(struct phonewall_site *site,
			   const struct phonewall_connection *connection)
{
	struct visit *visit = site->visits;

	while (visit && visit->connection != connection)
		visit = visit->next;
	if (visit)
		end_visit(visit);
}

struct phonewall_site *phonewall_site_open(struct event_base *base,
					   const char *agent_directory)
{
	struct phonewall_site *site =
		phonewall_memory_resize(NULL, 1, sizeof(*site));
	char *path = phonewall_memory_print("%s/" PHONEWALL_RUN_WEB,
					    agent_directory);

	*site = (struct phonewall_site){
		.agent_directory = phonewall_memory_print("%s",
							  agent_directory),
		.agent = phonewall_web_agent_open(base, path),
	};
	free(path);
	gethostname(site->name, sizeof(site->name) - 1);
	phonewall_agent_status_use(site->agent_directory);
	if (RAND_bytes(site->key, sizeof(site->key)) == 1)
		return site;
	phonewall_log(LOG_ERR, "there are no random numbers; restart the phone");
	phonewall_site_close(site);
	return NULL;
}

void phonewall_site_close(struct phonewall_site *site)
{
	if (!site)
		return;
	phonewall_web_agent_close(site->agent);
	free(site->agent_directory);
	OPENSSL_cleanse(site, sizeof(*site));
	free(site);
}
