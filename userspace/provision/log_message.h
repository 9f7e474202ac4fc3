/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_LOG_MESSAGE_H
#define PHONEWALL_LOG_MESSAGE_H

#include "base/address.h"
#include "provisioning/server_url.h"

/**
 * phonewall_log_message_print - print a message for Syslog_Server
 * @message: the parameter
 * @values: the macros' values
 * @url: what $SCHEME, $SERV, $PORT and $PATH tell of; they are empty if its host is
 *	NULL
 * @server: the address for $SERVIP; @url's host is used if its family is 0
 * @error: $ERR, without secrets; or NULL
 *
 * Return: the text without secrets, to be released with free(); NULL if nothing is
 * to be sent, or it is too long.
 */
char *phonewall_log_message_print(const struct phonewall_template *message,
				  const struct phonewall_macro_values *values,
				  const struct phonewall_server_url *url,
				  const struct phonewall_address *server,
				  const char *error);

#endif /* PHONEWALL_LOG_MESSAGE_H */
