/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TLS_VIEW_H
#define PHONEWALL_TLS_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include <json-c/json_types.h>

#include "tls/policy.h"

/**
 * struct phonewall_tls_view - a TLS policy, and what is known of its origin
 * @policy: the policy, with a reference
 * @line: line of cfg.xml that has TLS_Cipher_List; 0 if it is not known
 * @is_invalid: whether that list is invalid, so that each application has its
 *	default
 * @column: byte of the list at which the fault is, from 1; 0 if the list as a whole
 *	is at fault
 * @word: the word at fault; NULL if the list as a whole is
 * @message: what is wrong with the list, and what to do; NULL if nothing is
 * @is_unexplained: whether it is not known if the list is empty or invalid, so that
 *	each application has its default
 */
struct phonewall_tls_view {
	struct phonewall_tls_policy *policy;
	unsigned int line;
	bool is_invalid;
	size_t column;
	char *word;
	char *message;
	bool is_unexplained;
};

/**
 * phonewall_tls_view_of_settings - look at what a configuration says of TLS
 * @settings: the settings
 *
 * Ends the process if memory is exhausted.
 *
 * Return: the view, to be released with phonewall_tls_view_clear().
 */
struct phonewall_tls_view
phonewall_tls_view_of_settings(const struct phonewall_tls_settings *settings);

/**
 * phonewall_tls_view_of_status - look at a policy that phonewalld has published
 * @policy: the policy; the view takes the reference over
 * @tls: PHONEWALL_STATUS_TLS of the status of phonewalld, or NULL
 *
 * Return: as phonewall_tls_view_of_settings().
 */
struct phonewall_tls_view
phonewall_tls_view_of_status(struct phonewall_tls_policy *policy,
			     struct json_object *tls);

/**
 * phonewall_tls_view_clear - release a view
 * @view: the view
 */
void phonewall_tls_view_clear(struct phonewall_tls_view *view);

/**
 * phonewall_tls_view_origin - say which cipher list is in force, and why
 * @view: the view
 *
 * Return: text such as "TLS_Cipher_List (line 7)" or "default, because
 * TLS_Cipher_List is empty", to be released with free().
 */
char *phonewall_tls_view_origin(const struct phonewall_tls_view *view);

/**
 * phonewall_tls_view_lines - list the lines whose server's name is not verified
 * @view: the view
 *
 * Return: text such as "lines 2, 5", to be released with free(); NULL if there is
 * none.
 */
char *phonewall_tls_view_lines(const struct phonewall_tls_view *view);

/**
 * phonewall_tls_view_missing - list the words of a cipher list that select nothing
 *	because this OpenSSL has no such suite
 * @view: the view
 * @application: whose list
 *
 * Return: an array of text, to be released with json_object_put().
 */
struct json_object *
phonewall_tls_view_missing(const struct phonewall_tls_view *view,
			   enum phonewall_tls_application application);

#endif /* PHONEWALL_TLS_VIEW_H */
