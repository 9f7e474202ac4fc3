/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DIRECTORY_CONNECTION_H
#define PHONEWALL_DIRECTORY_CONNECTION_H

#include <ldap.h>
#include <openldap.h>

#include "directory/search.h"
#include "directory/settings.h"
#include "directory/stream.h"
#include "tls/policy.h"

/**
 * struct phonewall_directory_connection - a connection to an LDAP server
 * @stream: its bytes
 * @ldap: the handle of libldap; NULL if there is none
 * @is_muted: whether what libldap writes is dropped
 * @security: what protects it
 */
struct phonewall_directory_connection {
	struct phonewall_directory_stream stream;
	LDAP *ldap;
	bool is_muted;
	enum phonewall_directory_security security;
};

/**
 * phonewall_directory_connection_open() - connect, begin TLS, and bind
 * @directory: the settings, without a fault
 * @policy: which suites and versions TLS is spoken with
 * @connection: filled in; to be closed in any case
 *
 * A server that does not know StartTLS is spoken to in plaintext only if the
 * settings allow it. Everything else that goes wrong with it is an error.
 *
 * Return: NULL, or why it failed, to be released with free(): what happened,
 * and what to do.
 */
char *phonewall_directory_connection_open(
	const struct phonewall_directory_settings *directory,
	const struct phonewall_tls_policy *policy,
	struct phonewall_directory_connection *connection);

/**
 * phonewall_directory_connection_begin() - speak LDAP over a stream
 * @connection: its stream is connected; it has no handle
 *
 * Return: as phonewall_directory_connection_open().
 */
char *phonewall_directory_connection_begin(
	struct phonewall_directory_connection *connection);

/**
 * phonewall_directory_connection_bind() - bind as the settings say
 * @connection: a connection that was begun
 * @directory: the settings
 *
 * Return: as phonewall_directory_connection_open().
 */
char *phonewall_directory_connection_bind(
	struct phonewall_directory_connection *connection,
	const struct phonewall_directory_settings *directory);

/**
 * phonewall_directory_connection_answer() - wait for the answer to a request
 * @connection: the connection
 * @request: the request's number
 * @message: set to the answer, to be released with ldap_msgfree()
 *
 * Return: as phonewall_directory_connection_open().
 */
char *phonewall_directory_connection_answer(
	struct phonewall_directory_connection *connection, int request,
	LDAPMessage **message);

/**
 * phonewall_directory_refusal() - tell why a server refuses something
 * @what: what it refuses, as "the search"
 * @dn_remedy: what to do if it refuses a distinguished name; or NULL
 * @code: its result code
 * @diagnostic: its own message, any bytes; or NULL
 *
 * Return: the message, to be released with free().
 */
char *phonewall_directory_refusal(const char *what, const char *dn_remedy,
				  int code, const char *diagnostic);

/**
 * phonewall_directory_connection_close() - end a connection
 * @connection: the connection
 */
void phonewall_directory_connection_close(
	struct phonewall_directory_connection *connection);

#endif /* PHONEWALL_DIRECTORY_CONNECTION_H */
