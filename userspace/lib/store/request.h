/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_STORE_REQUEST_H
#define PHONEWALL_STORE_REQUEST_H

#include <stddef.h>

#include "config/profile.h"

/* Maximum bytes of a request: a profile of 1 MiB, escaped as JSON. */
#define PHONEWALL_STORE_REQUEST_MAX	(2 * 1024 * 1024)

/* The members of a request, and of an answer. */
#define PHONEWALL_STORE_REQUEST		"request"
#define PHONEWALL_STORE_URL		"url"
#define PHONEWALL_STORE_PROFILE_TEXT	"profile"
#define PHONEWALL_STORE_PARAMETERS	"parameters"
#define PHONEWALL_STORE_PARAMETER	"parameter"
#define PHONEWALL_STORE_FAULTS		"faults"
#define PHONEWALL_STORE_ACCOUNT		"account"
#define PHONEWALL_STORE_PASSWORD	"password"
#define PHONEWALL_STORE_SESSION		"session"
#define PHONEWALL_STORE_EXPECTED	"expected"

/* The result of a request whose session is over. */
#define PHONEWALL_STORE_NO_SESSION	"no-session"

/* What an answer tells of a parameter. */
#define PHONEWALL_STORE_VALUE		"value"
#define PHONEWALL_STORE_SECRET		"secret"
#define PHONEWALL_STORE_ORIGIN		"origin"
#define PHONEWALL_STORE_SOURCE		"source"
#define PHONEWALL_STORE_UA		"ua"
#define PHONEWALL_STORE_TIME		"time"
#define PHONEWALL_STORE_OVERRIDES	"overrides"
#define PHONEWALL_STORE_IS_SET		"set"

/* The open ports in an answer, and what it tells of each. */
#define PHONEWALL_STORE_OPEN_PORTS	"ports"
#define PHONEWALL_STORE_PROTOCOL	"protocol"
#define PHONEWALL_STORE_ADDRESS		"address"
#define PHONEWALL_STORE_FIRST		"first"
#define PHONEWALL_STORE_LAST		"last"
#define PHONEWALL_STORE_PURPOSE		"purpose"
#define PHONEWALL_STORE_REASON		"reason"

/**
 * enum phonewall_store_request_kind - what is asked for
 * @PHONEWALL_STORE_SUBMIT: to take a profile, and what its rule has assigned
 * @PHONEWALL_STORE_ASSIGN: to set parameters
 * @PHONEWALL_STORE_RESET: to forget the values of parameters, or of all
 * @PHONEWALL_STORE_WHY: to tell the value of a parameter, and its origin
 * @PHONEWALL_STORE_LOGIN: to begin a session of the web page
 * @PHONEWALL_STORE_LOGOUT: to end it
 * @PHONEWALL_STORE_VIEW: to tell all parameters that the session's login may see
 * @PHONEWALL_STORE_CHANGE: to set parameters as that login
 * @PHONEWALL_STORE_RESYNC: to have phonewall-provision resync, for an administrator
 * @PHONEWALL_STORE_REQUESTS: how many kinds there are
 */
enum phonewall_store_request_kind {
	PHONEWALL_STORE_SUBMIT,
	PHONEWALL_STORE_ASSIGN,
	PHONEWALL_STORE_RESET,
	PHONEWALL_STORE_WHY,
	PHONEWALL_STORE_LOGIN,
	PHONEWALL_STORE_LOGOUT,
	PHONEWALL_STORE_VIEW,
	PHONEWALL_STORE_CHANGE,
	PHONEWALL_STORE_RESYNC,
	PHONEWALL_STORE_REQUESTS,
};

/**
 * struct phonewall_store_request - a request
 * @kind: what is asked for
 * @url: where the profile is from; NULL but for a submission, and for a resync by
 *	another rule than those that are configured
 * @profile: the text of the profile; NULL if there is none
 * @profile_length: bytes of @profile
 * @parameters: what is to be set beside it; to reset, the names of what is
 *	forgotten, all if there is none
 * @parameter: the parameter that is asked for; NULL for other requests
 * @account: who wants to log in; NULL for other requests
 * @password: the password; NULL for other requests
 * @session: the session; NULL for requests of none
 * @expected: what the parameters that are to be set were when they were shown;
 *	one that it does not have is set in any case
 * @login: the login of the web page that sets the parameters, a constant string;
 *	NULL for whoever has made the request himself
 *
 * Release it with phonewall_store_request_clear().
 */
struct phonewall_store_request {
	enum phonewall_store_request_kind kind;
	char *url;
	char *profile;
	size_t profile_length;
	struct phonewall_profile parameters;
	char *parameter;
	char *account;
	char *password;
	char *session;
	struct phonewall_profile expected;
	const char *login;
};

/**
 * phonewall_store_request_read - read a request
 * @text: JSON, with a NUL behind it
 * @length: bytes of @text
 * @request: set whole, or left empty
 *
 * Return: NULL, or what is wrong with it, a constant string.
 */
const char *phonewall_store_request_read(const char *text, size_t length,
				struct phonewall_store_request *request);

/**
 * phonewall_store_request_clear - release a request; its secrets are overwritten
 * @request: emptied
 */
void phonewall_store_request_clear(struct phonewall_store_request *request);

#endif /* PHONEWALL_STORE_REQUEST_H */
