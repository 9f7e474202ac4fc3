/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISION_COMMAND_H
#define PHONEWALL_PROVISION_COMMAND_H

#include <stddef.h>

/* The run directory of phonewall-provision, and its socket in it. */
#define PHONEWALL_PROVISION_RUN_DIRECTORY	"/run/phonewall-provision"
#define PHONEWALL_PROVISION_SOCKET		"control.sock"

/* Maximum bytes of a command: a rule, escaped as JSON. */
#define PHONEWALL_PROVISION_COMMAND_MAX		16384

/* The members of a command. */
#define PHONEWALL_PROVISION_REQUEST	"request"
#define PHONEWALL_PROVISION_URL		"url"

/* Members of the status, and of what a resync is answered. */
#define PHONEWALL_PROVISION_STATE	"state"
#define PHONEWALL_PROVISION_GENERATION	"generation"
#define PHONEWALL_PROVISION_BUSY	"busy"
#define PHONEWALL_PROVISION_NEXT	"next"
#define PHONEWALL_PROVISION_CAUSE	"cause"
#define PHONEWALL_PROVISION_RESULT	"result"
#define PHONEWALL_PROVISION_ENDED	"ended"
#define PHONEWALL_PROVISION_RULE	"rule"
#define PHONEWALL_PROVISION_SERVER	"server"
#define PHONEWALL_PROVISION_REASON	"reason"

/* What a resync by command comes to, beside how a resync ends. */
#define PHONEWALL_PROVISION_REFUSED	"refused"
#define PHONEWALL_PROVISION_WAITS	"waiting"
#define PHONEWALL_PROVISION_RUNS	"running"

/* Milliseconds after which a resync that goes on is answered as such. */
#define PHONEWALL_PROVISION_WAIT_MS	120000

/**
 * enum phonewall_provision_command_kind - what phonewall-provision is asked for
 * @PHONEWALL_PROVISION_RESYNC: to resync now
 * @PHONEWALL_PROVISION_STATUS: to tell its status
 * @PHONEWALL_PROVISION_COMMANDS: how many kinds there are
 */
enum phonewall_provision_command_kind {
	PHONEWALL_PROVISION_RESYNC,
	PHONEWALL_PROVISION_STATUS,
	PHONEWALL_PROVISION_COMMANDS,
};

/**
 * struct phonewall_provision_command - a command
 * @kind: what is asked for
 * @url: a rule in place of Profile_Rule and the others, or NULL; may hold secrets
 *
 * Release it with phonewall_provision_command_clear().
 */
struct phonewall_provision_command {
	enum phonewall_provision_command_kind kind;
	char *url;
};

/**
 * phonewall_provision_command_read - read a command
 * @text: a JSON object, with a NUL behind it
 * @length: bytes of @text
 * @command: set whole, or left empty
 *
 * Return: NULL, or what is wrong with it, a constant string.
 */
const char *
phonewall_provision_command_read(const char *text, size_t length,
				 struct phonewall_provision_command *command);

/**
 * phonewall_provision_command_clear - release a command, which is overwritten
 * @command: emptied
 */
void
phonewall_provision_command_clear(struct phonewall_provision_command *command);

#endif /* PHONEWALL_PROVISION_COMMAND_H */
