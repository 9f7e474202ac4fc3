// SPDX-License-Identifier: MIT
#include "page.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "config/settings.h"

const char phonewall_page_style[] =
	":root{color-scheme:light dark}\n"
	"*{box-sizing:border-box}\n"
	"body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;"
	"padding:0 1rem 2rem;background:Canvas;color:CanvasText;"
	"overflow-wrap:anywhere}\n"
	"h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem}\n"
	"nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;"
	"gap:.25rem 1rem}\n"
	"nav ul ul{display:inline-flex}\n"
	"nav a{display:inline-block;padding:.25rem 0}\n"
	/* All tabs are shown by a browser that cannot tell which one is meant. */
	"@supports selector(:has(a)){.tab{display:none;scroll-margin-top:100vh}"
	".tab:target,.tab:has(:target),"
	"form:not(:has(:target))>.tab:first-of-type{display:block}}\n"
	"nav a[aria-current],"
	"body:has(#system:target) header a[href=\"#system\"],"
	"body:has(#provisioning:target) header a[href=\"#provisioning\"],"
	"body:has([id^=\"ext-\"]:target) header a[href=\"#ext-1\"],"
	"body:has(#phone:target) header a[href=\"#phone\"]"
	"{font-weight:bold;text-decoration:none;border-bottom:2px solid}\n"
	"fieldset{border:1px solid;border-radius:.25rem;margin:1rem 0;"
	"padding:.5rem 1rem;min-width:0}\n"
	"legend{font-weight:bold;padding:0 .5rem}\n"
	".field{margin:1rem 0}\n"
	".field label{display:block;font-weight:bold}\n"
	".field .inline{display:inline;font-weight:normal}\n"
	"input:not([type=checkbox]),select{width:100%;max-width:36rem;"
	"font:inherit;padding:.35rem}\n"
	"button{font:inherit;padding:.5rem 1rem}\n"
	":focus-visible{outline:3px solid Highlight;outline-offset:2px}\n"
	".help{margin:.25rem 0 0}\n"
	".bad{border-left:.25rem solid;padding-left:.75rem;font-weight:bold;"
	"color:#b00020}\n"
	".good{border-left:.25rem solid;padding-left:.75rem;font-weight:bold}\n"
	"table{border-collapse:collapse;width:100%}\n"
	"th,td{text-align:left;vertical-align:top;padding:.2rem .75rem .2rem 0;"
	"border-bottom:1px solid}\n"
	"th{font-weight:normal;width:16rem;max-width:40vw}\n"
	"@media (prefers-color-scheme:dark){.bad{color:#ff8a9a}}\n";

/* On the form itself nothing may be loaded anew: what was typed would be lost. */
static void print_tab_links(struct phonewall_html *html, const char *form)
{
	phonewall_html_print(html, "<li>Voice <ul>"
		"<li><a href=\"%s#system\">System</a></li>"
		"<li><a href=\"%s#provisioning\">Provisioning</a></li>"
		"<li><a href=\"%s#ext-1\">Ext</a></li>"
		"<li><a href=\"%s#phone\">Phone</a></li></ul></li>\n",
		form, form, form, form);
}

static void print_navigation(struct phonewall_html *html,
			     const struct phonewall_page *page)
{
	bool is_form = !strcmp(page->path, PHONEWALL_PAGE_VOICE);

	phonewall_html_print(html,
		"<nav aria-label=\"Pages\"><ul>\n<li>Info <ul>"
		"<li><a href=\"/info/status\"%s>Status</a></li></ul></li>\n",
		strcmp(page->path, "/info/status") ? "" :
						     " aria-current=page");
	print_tab_links(html, is_form ? "" : PHONEWALL_PAGE_VOICE);
	phonewall_html_print(html, "</ul></nav>\n"
		"<form method=\"post\" action=\"/logout\">"
		"<input type=\"hidden\" name=\"token\" value=\"%s\">"
		"<button>Log out %s</button></form>\n",
		page->token, page->account);
}

void phonewall_page_begin(struct phonewall_html *html,
			  const struct phonewall_page *page)
{
	phonewall_html_print(html,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n"
		"<title>%s - Phone</title>\n"
		"<link rel=\"stylesheet\" href=\"/style.css\">\n"
		"</head>\n<body>\n", page->title);
	if (page->account) {
		phonewall_html_print(html, "<header>\n");
		print_navigation(html, page);
		phonewall_html_print(html, "</header>\n");
	}
	phonewall_html_print(html, "<main>\n<h1>%s</h1>\n", page->title);
	if (page->message)
		phonewall_html_print(html, page->is_error ?
			"<p class=\"bad\" role=\"alert\">%s</p>\n" :
			"<p class=\"good\" role=\"status\">%s</p>\n",
			page->message);
	if (!page->is_secure)
		phonewall_html_print(html, "<p>This page is not encrypted: whoever is on the way reads passwords. Under Voice &gt; System, set Enable Protocol to Https.</p>\n");
}

void phonewall_page_end(struct phonewall_html *html)
{
	phonewall_html_print(html, "</main>\n</body>\n</html>\n");
}

void phonewall_page_message(struct phonewall_html *html,
			    const struct phonewall_page *page)
{
	phonewall_page_begin(html, page);
	phonewall_html_print(html, "<p><a href=\"/\">To the first page</a></p>\n");
	phonewall_page_end(html);
}

void phonewall_page_login(struct phonewall_html *html,
			  const struct phonewall_page *page)
{
	phonewall_page_begin(html, page);
	phonewall_html_print(html,
		"<form method=\"post\" action=\"/login\">\n"
		"<div class=\"field\"><label for=\"account\">Account</label>\n"
		"<select id=\"account\" name=\"account\">"
		"<option value=\"admin\">Administrator</option>"
		"<option value=\"user\">User</option></select></div>\n"
		"<div class=\"field\"><label for=\"password\">Password</label>\n"
		"<input id=\"password\" name=\"password\" type=\"password\" "
		"autocomplete=\"current-password\" required></div>\n"
		"<button>Log in</button>\n</form>\n"
		"<p>The passwords are Admin_Password and User_Password of cfg.xml. An account without a password cannot log in.</p>\n");
	phonewall_page_end(html);
}
