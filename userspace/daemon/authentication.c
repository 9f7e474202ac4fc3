// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include <wpa_ctrl.h>

#include "authentication.h"
#include "memory.h"
#include "text.h"

/* Said of a file for EAP-FAST that cannot be read, too. */
#define EVENT_NOT_INITIALIZED	"EAP: Failed to initialize EAP method"

static void set_text(char **owned, const char *text)
{
	char *copy = text ? phonewall_memory_print("%s", text) : NULL;

	free(*owned);
	*owned = copy;
}

void phonewall_authentication_disable(
	struct phonewall_authentication *authentication)
{
	phonewall_authentication_clear(authentication);
}

static void forget_attempt(struct phonewall_authentication *authentication)
{
	set_text(&authentication->cause, NULL);
	authentication->proposed = false;
}

void phonewall_authentication_begin(
	struct phonewall_authentication *authentication)
{
	forget_attempt(authentication);
	authentication->state = PHONEWALL_AUTHENTICATION_AUTHENTICATING;
}

void phonewall_authentication_fail(
	struct phonewall_authentication *authentication, const char *reason)
{
	set_text(&authentication->reason, reason);
	forget_attempt(authentication);
	authentication->state = PHONEWALL_AUTHENTICATION_FAILED;
}

static void succeed(struct phonewall_authentication *authentication)
{
	set_text(&authentication->reason, NULL);
	forget_attempt(authentication);
	authentication->state = PHONEWALL_AUTHENTICATION_AUTHENTICATED;
}

static void start(struct phonewall_authentication *authentication)
{
	forget_attempt(authentication);
	if (authentication->state != PHONEWALL_AUTHENTICATION_AUTHENTICATED)
		authentication->state = PHONEWALL_AUTHENTICATION_AUTHENTICATING;
}

/* The value of NAME='VALUE', escaped; it ends where the last one can end. */
static char *value_of(const char *message, const char *name)
{
	char *key = phonewall_memory_print(" %s='", name);
	const char *begin = strstr(message, key);
	const char *end;
	char *value;
	char *escaped;

	if (begin)
		begin += strlen(key);
	free(key);
	end = begin ? strstr(begin, "' ") : NULL;
	if (begin && !end)
		end = strrchr(begin, '\'');
	value = end ? phonewall_memory_copy(begin, end - begin) :
		      phonewall_memory_print("unknown");
	escaped = phonewall_text_escape(value);
	free(value);
	return escaped;
}

static void take_cause(struct phonewall_authentication *authentication,
		       char *cause)
{
	free(authentication->cause);
	authentication->cause = cause;
}

static void note_certificate_error(
	struct phonewall_authentication *authentication, const char *message)
{
	char *subject = value_of(message, "subject");
	char *error = value_of(message, "err");

	take_cause(authentication, phonewall_memory_print(
		"the authentication server's certificate is not accepted: %s (%s); have ca_certificate hold the authority that it comes from",
		error, subject));
	free(error);
	free(subject);
}

static void note_refused_method(struct phonewall_authentication *authentication,
				const char *message)
{
	char *method = value_of(message, "parameter");

	take_cause(authentication, phonewall_memory_print(
		"the authentication server proposes %s; have it propose what eap_method says, or correct that",
		method));
	free(method);
}

static void note_alert(struct phonewall_authentication *authentication,
		       const char *message, enum phonewall_eap_method method)
{
	bool tls = method == PHONEWALL_EAP_METHOD_TLS;
	char *alert = value_of(message, "parameter");

	take_cause(authentication, phonewall_memory_print(
		"the authentication server broke off %s: %s; %s",
		tls ? "EAP-TLS" : "EAP-FAST", alert, tls ?
		"have it accept the phone's certificate" :
		"EAP-FAST needs a server with an RSA certificate"));
	free(alert);
}

static void note_uninitialized(struct phonewall_authentication *authentication)
{
	take_cause(authentication, phonewall_memory_print(
		"wpa_supplicant cannot begin with its files; where pac_file is damaged, remove it"));
}

static void accept_method(struct phonewall_authentication *authentication)
{
	set_text(&authentication->cause, NULL);
	authentication->proposed = true;
}

static void learn_status(struct phonewall_authentication *authentication,
			 const char *message, enum phonewall_eap_method method)
{
	char *status = value_of(message, "status");

	if (!strcmp(status, "started"))
		start(authentication);
	else if (!strcmp(status, "accept proposed method"))
		accept_method(authentication);
	else if (!strcmp(status, "refuse proposed method"))
		note_refused_method(authentication, message);
	else if (!strcmp(status, "remote TLS alert"))
		note_alert(authentication, message, method);
	free(status);
}

static const char *likely_cause(const struct phonewall_authentication *known,
				enum phonewall_eap_method method)
{
	if (known->cause)
		return known->cause;
	if (!known->proposed)
		return "the authentication server rejects the phone's identity; have it known there, or correct identity";
	if (method == PHONEWALL_EAP_METHOD_TLS)
		return "the authentication server rejects the phone's certificate; have it trust the authority that the certificate comes from, and know the identity";
	return "the authentication server rejects the phone's identity or password; correct identity or password_file";
}

/* The reason may be the cause, which goes with the attempt. */
static void fail(struct phonewall_authentication *authentication,
		 enum phonewall_eap_method method)
{
	char *reason = phonewall_memory_print("%s", likely_cause(authentication,
								 method));

	phonewall_authentication_fail(authentication, reason);
	free(reason);
}

static bool is_event(const char *message, const char *event)
{
	return !strncmp(message, event, strlen(event));
}

static const char *skip_priority(const char *message)
{
	const char *end = *message == '<' ? strchr(message, '>') : NULL;

	return end ? end + 1 : message;
}

void phonewall_authentication_event(
	struct phonewall_authentication *authentication, const char *message,
	enum phonewall_eap_method method)
{
	message = skip_priority(message);
	if (is_event(message, WPA_EVENT_EAP_STARTED))
		start(authentication);
	else if (is_event(message, WPA_EVENT_EAP_STATUS))
		learn_status(authentication, message, method);
	else if (is_event(message, WPA_EVENT_EAP_TLS_CERT_ERROR))
		note_certificate_error(authentication, message);
	else if (is_event(message, EVENT_NOT_INITIALIZED))
		note_uninitialized(authentication);
	else if (is_event(message, WPA_EVENT_EAP_SUCCESS))
		succeed(authentication);
	else if (is_event(message, WPA_EVENT_EAP_FAILURE))
		fail(authentication, method);
}

const char *
phonewall_authentication_name(enum phonewall_authentication_state state)
{
	static const char *const names[] = {
		[PHONEWALL_AUTHENTICATION_DISABLED] = "Disabled",
		[PHONEWALL_AUTHENTICATION_AUTHENTICATING] = "Authenticating",
		[PHONEWALL_AUTHENTICATION_AUTHENTICATED] = "Authenticated",
		[PHONEWALL_AUTHENTICATION_FAILED] = "Failed",
	};

	return names[state];
}

void phonewall_authentication_clear(
	struct phonewall_authentication *authentication)
{
	free(authentication->reason);
	free(authentication->cause);
	memset(authentication, 0, sizeof(*authentication));
}
