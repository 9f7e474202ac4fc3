// SPDX-License-Identifier: MIT
#include "dot1x/authentication.h"

#include <stdlib.h>
#include <string.h>

#include <wpa_ctrl.h>

#include "base/memory.h"
#include "base/text.h"

/* Also sent if a file for EAP-FAST cannot be read. */
#define EVENT_NOT_INITIALIZED	"EAP: Failed to initialize EAP method"

void phonewall_authentication_disable(
	struct phonewall_authentication *authentication)
{
	phonewall_authentication_clear(authentication);
}

static void forget_attempt(struct phonewall_authentication *authentication)
{
	phonewall_memory_replace(&authentication->cause, NULL);
	authentication->asked = false;
	authentication->proposed = false;
	authentication->certified = false;
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
	phonewall_memory_replace(&authentication->reason, reason);
	forget_attempt(authentication);
	authentication->state = PHONEWALL_AUTHENTICATION_FAILED;
}

static void succeed(struct phonewall_authentication *authentication)
{
	phonewall_memory_replace(&authentication->reason, NULL);
	forget_attempt(authentication);
	authentication->state = PHONEWALL_AUTHENTICATION_AUTHENTICATED;
}

static void start(struct phonewall_authentication *authentication)
{
	forget_attempt(authentication);
	if (authentication->state != PHONEWALL_AUTHENTICATION_AUTHENTICATED)
		authentication->state = PHONEWALL_AUTHENTICATION_AUTHENTICATING;
}

/*
 * Return: the value of NAME='VALUE', escaped, or "unknown"; it ends at "' ", or
 * at the last quotation mark.
 */
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

/* Values of wpa_supplicant's enum tls_fail_reason. */
enum certificate_reason {
	UNTRUSTED = 1,
	REVOKED = 2,
	NOT_YET_VALID = 3,
	EXPIRED = 4,
	DOMAIN_MISMATCH = 10,
};

static int reason_of_certificate(const char *message)
{
	const char *number = strstr(message, " reason=");

	return number ? atoi(number + strlen(" reason=")) : 0;
}

/* Of these only OpenSSL's words tell. */
static const char *remedy_by_words(const char *error, bool legacy_server)
{
	if (strstr(error, "purpose"))
		return "have the server get one for TLS servers (extendedKeyUsage serverAuth)";
	if (strstr(error, "digest algorithm too weak"))
		return "have the server get one that is signed with SHA-256";
	if (strstr(error, "key too weak") && !legacy_server)
		return "have the server get one with RSA of 2048 bits; until then, name it in server_name and legacy_servers";
	if (strstr(error, "key too weak"))
		return "have the server get one with RSA of 2048 bits; even in legacy_servers it needs 1024";
	return "have the server get another one";
}

static const char *remedy_of_certificate(const char *message, const char *error,
					 bool legacy_server)
{
	switch (reason_of_certificate(message)) {
	case UNTRUSTED:
		return "add the CA that issued it to ca_certificate";
	case REVOKED:
		return "it was revoked; have the server get a new one";
	case NOT_YET_VALID:
		return "set the clock right, or have the server get a new one";
	case EXPIRED:
		return "have the server get a new one, or set the clock right";
	default:
		return remedy_by_words(error, legacy_server);
	}
}

static void note_certificate_error(
	struct phonewall_authentication *authentication, const char *message,
	const struct phonewall_identity *identity)
{
	const char *server_name = identity->server_name;
	char *subject = value_of(message, "subject");
	char *error = value_of(message, "err");

	if (server_name && reason_of_certificate(message) == DOMAIN_MISMATCH)
		take_cause(authentication, phonewall_memory_print(
			"the authentication server's certificate is for %s, not for server_name %s; correct server_name, or have the server get another one",
			subject, server_name));
	else
		take_cause(authentication, phonewall_memory_print(
			"the authentication server's certificate is not accepted: %s (%s); %s",
			error, subject,
			remedy_of_certificate(message, error,
					      identity->legacy_server)));
	free(error);
	free(subject);
}

static void note_refused_method(struct phonewall_authentication *authentication,
				const char *message)
{
	char *method = value_of(message, "parameter");

	take_cause(authentication, phonewall_memory_print(
		"the authentication server proposes %s; have it propose the method of eap_method, or correct eap_method",
		method));
	free(method);
}

static const char *remedy_of_alert(const char *alert)
{
	static const struct {
		const char *alert;
		const char *remedy;
	} remedies[] = {
		{ "unknown CA",
		  "have it trust the CA that issued the phone's certificate" },
		{ "certificate revoked",
		  "the phone's certificate was revoked; have a new one issued" },
		{ "certificate expired",
		  "have a new certificate issued for the phone, or set the server's clock right" },
		{ "access denied", "have its policy allow the phone" },
	};

	for (size_t i = 0; i < sizeof(remedies) / sizeof(remedies[0]); i++)
		if (!strcmp(alert, remedies[i].alert))
			return remedies[i].remedy;
	return "have it accept the phone's certificate, and see its log";
}

/* Either side sends an alert if they have no version or no cipher in common. */
static char *describe_early_end(const char *alert,
				enum phonewall_eap_method method)
{
	return phonewall_memory_print(
		"TLS broke off before the certificates: %s; have the authentication server offer TLS 1.2%s",
		alert, method == PHONEWALL_EAP_METHOD_TLS ?
		" and a cipher that the phone has" :
		" with an RSA certificate and a cipher for it, which EAP-FAST needs");
}

static void note_alert(struct phonewall_authentication *authentication,
		       const char *message, enum phonewall_eap_method method)
{
	bool tls = method == PHONEWALL_EAP_METHOD_TLS;
	char *alert = value_of(message, "parameter");

	if (!authentication->certified)
		take_cause(authentication, describe_early_end(alert, method));
	else
		take_cause(authentication, phonewall_memory_print(
			"the authentication server broke off %s: %s; %s",
			tls ? "EAP-TLS" : "EAP-FAST", alert, tls ?
			remedy_of_alert(alert) : "see its log"));
	free(alert);
}

/* A fault of the server's certificate has been reported already. */
static void note_local_alert(struct phonewall_authentication *authentication,
			     const char *message,
			     enum phonewall_eap_method method)
{
	char *alert = value_of(message, "parameter");

	if (!authentication->cause && !authentication->certified)
		take_cause(authentication, describe_early_end(alert, method));
	else if (!authentication->cause)
		take_cause(authentication, phonewall_memory_print(
			"the phone broke off TLS: %s; see the log of the authentication server",
			alert));
	free(alert);
}

static void note_uninitialized(struct phonewall_authentication *authentication,
			       enum phonewall_eap_method method)
{
	take_cause(authentication, phonewall_memory_print(
		"wpa_supplicant cannot load its files; %s",
		method == PHONEWALL_EAP_METHOD_FAST ?
		"if pac_file is damaged, delete it" :
		"check the certificates and the key that phonewall.conf names"));
}

static void accept_method(struct phonewall_authentication *authentication)
{
	phonewall_memory_replace(&authentication->cause, NULL);
	authentication->proposed = true;
	authentication->certified = false;
}

static void learn_status(struct phonewall_authentication *authentication,
			 const char *message, enum phonewall_eap_method method)
{
	char *status = value_of(message, "status");

	if (!strcmp(status, "started")) {
		start(authentication);
		authentication->asked = true;
	} else if (!strcmp(status, "accept proposed method"))
		accept_method(authentication);
	else if (!strcmp(status, "refuse proposed method"))
		note_refused_method(authentication, message);
	else if (!strcmp(status, "remote TLS alert"))
		note_alert(authentication, message, method);
	else if (!strcmp(status, "local TLS alert"))
		note_local_alert(authentication, message, method);
	free(status);
}

/* wpa_supplicant does not report a method in the tunnel that it rejected. */
static const char *
cause_in_the_tunnel(const struct phonewall_identity *identity)
{
	if (identity->server_name)
		return "the authentication server rejects the phone's identity or password; correct identity or password_file";
	return "the server rejects the phone's identity or password, or wants EAP-GTC, which needs server_name; correct one of these";
}

static const char *likely_cause(const struct phonewall_authentication *known,
				const struct phonewall_identity *identity)
{
	if (known->cause)
		return known->cause;
	if (!known->proposed)
		return "refused before any EAP method began; the identity may be unknown to the server, not allowed, or the server down: see its log";
	if (!known->certified)
		return "refused before the certificates: no TLS version in common (the phone offers 1.2), or no cipher; see the server's log";
	if (identity->method == PHONEWALL_EAP_METHOD_TLS)
		return "the authentication server refuses the phone after the exchange of certificates, without a reason; see its log";
	return cause_in_the_tunnel(identity);
}

/* Copied, because forget_attempt() frees the cause. */
static void fail(struct phonewall_authentication *authentication,
		 const struct phonewall_identity *identity)
{
	char *reason = phonewall_memory_print("%s", likely_cause(authentication,
								 identity));

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

bool phonewall_authentication_event(
	struct phonewall_authentication *authentication, const char *message,
	const struct phonewall_identity *identity)
{
	enum phonewall_eap_method method = identity->method;
	bool certified = authentication->certified;

	message = skip_priority(message);
	if (is_event(message, WPA_EVENT_EAP_STARTED))
		start(authentication);
	else if (is_event(message, WPA_EVENT_EAP_STATUS))
		learn_status(authentication, message, method);
	else if (is_event(message, WPA_EVENT_EAP_PEER_CERT))
		authentication->certified = true;
	else if (is_event(message, WPA_EVENT_EAP_TLS_CERT_ERROR))
		note_certificate_error(authentication, message, identity);
	else if (is_event(message, EVENT_NOT_INITIALIZED))
		note_uninitialized(authentication, method);
	else if (is_event(message, WPA_EVENT_EAP_SUCCESS))
		succeed(authentication);
	else if (is_event(message, WPA_EVENT_EAP_FAILURE))
		fail(authentication, identity);
	return certified && is_event(message, WPA_EVENT_EAP_SUCCESS);
}

/*
 * After success in EAP-TLS, the peer ignores an EAP-Failure (RFC 3748, section
 * 4.2), so wpa_supplicant does not report that the server's policy rejects the
 * phone.
 */
void phonewall_authentication_lose_patience(
	struct phonewall_authentication *authentication)
{
	const char *reason;

	if (authentication->state != PHONEWALL_AUTHENTICATION_AUTHENTICATING)
		return;
	if (authentication->certified)
		reason = "no answer from the server after the certificates: its policy refuses the phone, or it failed; see its log";
	else if (authentication->proposed)
		reason = "the authentication server began EAP and stopped answering; check that the switch reaches it";
	else if (authentication->asked)
		reason = "the LAN switch asked for the identity, and nothing followed; check that it reaches the authentication server";
	else
		reason = "the LAN switch does not ask for the identity; enable 802.1X at its port, or check the cable";
	phonewall_authentication_fail(authentication, reason);
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
