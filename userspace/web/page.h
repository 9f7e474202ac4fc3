/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WEB_PAGE_H
#define PHONEWALL_WEB_PAGE_H

#include <json-c/json_types.h>
#include <stdbool.h>

#include "place.h"
#include "web/form.h"
#include "web/html.h"

/* The path of the form, in which all tabs under Voice are. */
#define PHONEWALL_PAGE_VOICE	"/voice"
/* Where a form asks for a resync. */
#define PHONEWALL_PAGE_RESYNC	"/admin/resync"

/* The names of the fields of a parameter, before its own. */
#define PHONEWALL_FIELD_VALUE	"p."
#define PHONEWALL_FIELD_SHOWN	"o."
#define PHONEWALL_FIELD_REMOVE	"c."

/**
 * struct phonewall_page - what a page is made of
 * @title: its title, as in the navigation
 * @path: its own path
 * @account: who is logged in; NULL if nobody is
 * @token: what proves that a form is this page's; hexadecimal
 * @is_secure: whether the page is shown by TLS
 * @message: what there is to tell first; NULL for nothing
 * @is_error: whether @message tells of an error
 */
struct phonewall_page {
	const char *title;
	const char *path;
	const char *account;
	const char *token;
	bool is_secure;
	const char *message;
	bool is_error;
};

/**
 * struct phonewall_page_values - what the fields of a page show
 * @parameters: what phonewalld tells of each parameter that may be seen
 * @form: what was typed; NULL if nothing was
 * @faults: what is wrong with it, an array; NULL if nothing is
 */
struct phonewall_page_values {
	struct json_object *parameters;
	const struct phonewall_form *form;
	struct json_object *faults;
};

/**
 * phonewall_page_login() - write the page on which one logs in
 * @html: the page is added here
 * @page: what it is made of
 */
void phonewall_page_login(struct phonewall_html *html,
			  const struct phonewall_page *page);

/**
 * phonewall_page_message() - write a page that has its message alone
 * @html: the page is added here
 * @page: what it is made of
 */
void phonewall_page_message(struct phonewall_html *html,
			    const struct phonewall_page *page);

/**
 * phonewall_page_voice() - write the tabs under Voice with their fields, as one form
 * @html: the page is added here
 * @page: what it is made of
 * @values: what the fields show
 */
void phonewall_page_voice(struct phonewall_html *html,
			  const struct phonewall_page *page,
			  const struct phonewall_page_values *values);

/**
 * phonewall_page_status() - write Info > Status
 * @html: the page is added here
 * @page: what it is made of
 * @ports: the open ports as phonewalld tells them, an array; NULL if the login may
 *	not see them
 */
void phonewall_page_status(struct phonewall_html *html,
			   const struct phonewall_page *page,
			   struct json_object *ports);

/**
 * phonewall_page_begin() - write what every page begins with
 * @html: the page is added here
 * @page: what it is made of
 */
void phonewall_page_begin(struct phonewall_html *html,
			  const struct phonewall_page *page);

/**
 * phonewall_page_end() - write what every page ends with
 * @html: the page is added here
 */
void phonewall_page_end(struct phonewall_html *html);

/* The style sheet of every page. */
extern const char phonewall_page_style[];

#endif /* PHONEWALL_WEB_PAGE_H */
