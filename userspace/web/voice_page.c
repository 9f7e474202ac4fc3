// SPDX-License-Identifier: MIT
#include "page.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault_json.h"
#include "base/memory.h"
#include "config/settings.h"
#include "json_member.h"
#include "store/request.h"

/* Longer than the prefix and a parameter's name. */
#define FIELD_NAME	(PHONEWALL_PARAMETER_NAME_MAX + 8)

/* @id: what stands behind "#" in the address of the tab. */
struct tab {
	enum phonewall_web_tab tab;
	const char *id;
	const char *title;
};

static const struct tab tabs[] = {
	{ PHONEWALL_TAB_SYSTEM, "system", "System" },
	{ PHONEWALL_TAB_PROVISIONING, "provisioning", "Provisioning" },
	{ PHONEWALL_TAB_EXT, "ext", "Ext" },
	{ PHONEWALL_TAB_PHONE, "phone", "Phone" },
};

/*
 * A field. @value: what it shows; NULL for a secret. @shown: what phonewalld has
 * told, by which a change is noticed. @fault: NULL if there is none.
 */
struct field {
	const struct phonewall_web_place *place;
	const struct phonewall_parameter_row *row;
	unsigned int instance;
	char name[PHONEWALL_PARAMETER_NAME_MAX + 1];
	const char *value;
	const char *shown;
	bool is_secret;
	bool is_set;
	bool may_be_changed;
	struct json_object *fault;
};

static bool flag_of(struct json_object *object, const char *name)
{
	struct json_object *member = NULL;

	json_object_object_get_ex(object, name, &member);
	return json_object_get_boolean(member);
}

static struct json_object *find_fault(struct json_object *faults,
				      const char *name)
{
	for (size_t i = 0; faults && i < json_object_array_length(faults);
	     i++) {
		struct json_object *fault = json_object_array_get_idx(faults, i);
		const char *parameter = phonewall_json_member_text(fault,
						PHONEWALL_FAULT_PARAMETER);

		if (parameter && !strcmp(parameter, name))
			return fault;
	}
	return NULL;
}

static const char *typed(const struct phonewall_form *form, const char *prefix,
			 const char *name)
{
	char field[FIELD_NAME];

	if (!form)
		return NULL;
	snprintf(field, sizeof(field), "%s%s", prefix, name);
	return phonewall_form_get(form, field);
}

/* Return: whether the login may see the field. */
static bool read_field(struct field *field,
		       const struct phonewall_page *page,
		       const struct phonewall_page_values *values)
{
	struct json_object *told;

	phonewall_web_place_name(field->row, field->instance, field->name);
	if (!json_object_object_get_ex(values->parameters, field->name, &told))
		return false;
	field->is_secret = flag_of(told, PHONEWALL_STORE_SECRET);
	field->is_set = flag_of(told, PHONEWALL_STORE_IS_SET);
	field->shown = phonewall_json_member_text(told, PHONEWALL_STORE_VALUE);
	field->value = typed(values->form, PHONEWALL_FIELD_VALUE, field->name)
		       ?: field->shown;
	if (field->is_secret)
		field->value = NULL;
	field->may_be_changed = !strcmp(page->account, "admin") ||
		!strcmp(phonewall_json_member_text(told, PHONEWALL_STORE_UA)
			?: "", "rw");
	field->fault = find_fault(values->faults, field->name);
	return true;
}

static void print_attributes(struct phonewall_html *html,
			     const struct field *field)
{
	phonewall_html_print(html, " id=\"%s\" name=\"" PHONEWALL_FIELD_VALUE
			     "%s\" aria-describedby=\"h.%s%s%s\"", field->name,
			     field->name, field->name,
			     field->fault ? " f." : "",
			     field->fault ? field->name : "");
	if (field->fault)
		phonewall_html_print(html, " aria-invalid=\"true\"");
	if (!field->may_be_changed)
		phonewall_html_print(html, " disabled");
}

static void print_select(struct phonewall_html *html, const struct field *field)
{
	const char *const *choice = field->row->choices;
	bool is_known = false;

	phonewall_html_print(html, "<select");
	print_attributes(html, field);
	phonewall_html_print(html, ">");
	for (; *choice; choice++) {
		bool is_chosen = field->value &&
				 !strcmp(*choice, field->value);

		is_known = is_known || is_chosen;
		phonewall_html_print(html, is_chosen ?
				     "<option selected>%s</option>" :
				     "<option>%s</option>", *choice);
	}
	if (!is_known && field->value)
		phonewall_html_print(html, "<option selected>%s</option>",
				     field->value);
	phonewall_html_print(html, "</select>\n");
}

static void print_text(struct phonewall_html *html, const struct field *field)
{
	phonewall_html_print(html, "<input");
	print_attributes(html, field);
	if (field->row->kind == PHONEWALL_PARAMETER_NUMBER)
		phonewall_html_print(html, " inputmode=\"numeric\"");
	phonewall_html_print(html, " maxlength=\"4096\" autocomplete=\"off\" value=\"%s\">\n",
			     field->value ?: "");
}

/* A secret goes in, and never out. */
static void print_secret(struct phonewall_html *html, const struct field *field)
{
	phonewall_html_print(html, "<input");
	print_attributes(html, field);
	phonewall_html_print(html, " type=\"password\" maxlength=\"4096\" autocomplete=\"new-password\" placeholder=\"%s\">\n",
			     field->is_set ? "set, and not shown" : "not set");
	if (field->is_set && field->may_be_changed)
		phonewall_html_print(html, "<input type=\"checkbox\" id=\"c.%s\" name=\"" PHONEWALL_FIELD_REMOVE "%s\" value=\"1\"> <label class=\"inline\" for=\"c.%s\">Remove it</label>\n",
				     field->name, field->name, field->name);
}

static void print_choices(struct phonewall_html *html,
			  const struct phonewall_parameter_row *row)
{
	phonewall_html_print(html, "Allowed values: ");
	for (size_t i = 0; row->choices[i]; i++)
		phonewall_html_print(html, i ? ", %s" : "%s", row->choices[i]);
	phonewall_html_print(html, ". Default: %s.", row->choices[row->initial]);
}

static void print_help(struct phonewall_html *html, const struct field *field)
{
	const struct phonewall_parameter_row *row = field->row;

	phonewall_html_print(html, "<p class=\"help\" id=\"h.%s\">%s ",
			     field->name, field->place->help);
	if (row->kind == PHONEWALL_PARAMETER_CHOICE)
		print_choices(html, row);
	else if (row->kind == PHONEWALL_PARAMETER_NUMBER)
		phonewall_html_print(html, "Allowed values: %u to %u. Default: %u.",
			row->usable_min, row->usable_max, row->initial +
			row->step * (row->suffix ? field->instance - 1 : 0));
	phonewall_html_print(html, "</p>\n");
}

static void print_fault_text(struct phonewall_html *html,
			     struct json_object *fault)
{
	const char *token = phonewall_json_member_text(fault,
						PHONEWALL_FAULT_TOKEN);
	const char *message = phonewall_json_member_text(fault,
						PHONEWALL_FAULT_MESSAGE);

	if (token)
		phonewall_html_print(html, "\"%s\" ", token);
	phonewall_html_print(html, "%s", message ?: "is wrong");
}

static void print_field(struct phonewall_html *html, const struct field *field)
{
	phonewall_html_print(html, "<div class=\"field\">\n<label for=\"%s\">%s",
			     field->name, field->place->label);
	if (field->row->suffix && field->place->tab != PHONEWALL_TAB_EXT)
		phonewall_html_print(html, " %u", field->instance);
	phonewall_html_print(html, "</label>\n");
	if (field->is_secret)
		print_secret(html, field);
	else if (field->row->kind == PHONEWALL_PARAMETER_CHOICE)
		print_select(html, field);
	else
		print_text(html, field);
	if (!field->is_secret && field->may_be_changed)
		phonewall_html_print(html, "<input type=\"hidden\" name=\"" PHONEWALL_FIELD_SHOWN "%s\" value=\"%s\">\n",
				     field->name, field->shown ?: "");
	if (field->fault) {
		phonewall_html_print(html, "<p class=\"bad\" id=\"f.%s\">",
				     field->name);
		print_fault_text(html, field->fault);
		phonewall_html_print(html, "</p>\n");
	}
	print_help(html, field);
	phonewall_html_print(html, "</div>\n");
}

static void print_section_name(struct phonewall_html *html,
			       const char *section, const char **open)
{
	if (*open && !strcmp(*open, section))
		return;
	if (*open)
		phonewall_html_print(html, "</fieldset>\n");
	phonewall_html_print(html, "<fieldset><legend>%s</legend>\n", section);
	*open = section;
}

/* @line: 0 but on PHONEWALL_TAB_EXT. Return: whether a field may be changed. */
static bool print_place(struct phonewall_html *html,
			const struct phonewall_web_place *place,
			unsigned int line, const struct phonewall_page *page,
			const struct phonewall_page_values *values,
			const char **open)
{
	struct field field = {
		.place = place,
		.row = phonewall_web_place_row(place),
	};
	unsigned int first = line ?: 1;
	unsigned int last = line ?: field.row->suffix ? field.row->instances :
						       1;
	bool may_be_changed = false;

	for (field.instance = first; field.instance <= last; field.instance++) {
		if (!read_field(&field, page, values))
			continue;
		print_section_name(html, place->section, open);
		print_field(html, &field);
		may_be_changed = may_be_changed || field.may_be_changed;
	}
	return may_be_changed;
}

/* All faults first, as some are of no field here. */
static void print_faults(struct phonewall_html *html,
			 struct json_object *faults)
{
	phonewall_html_print(html, "<div role=\"alert\"><p class=\"bad\">Nothing was changed. Correct this and submit again:</p>\n<ul>\n");
	for (size_t i = 0; i < json_object_array_length(faults); i++) {
		struct json_object *fault = json_object_array_get_idx(faults, i);
		const char *name = phonewall_json_member_text(fault,
						PHONEWALL_FAULT_PARAMETER);

		phonewall_html_print(html, "<li>");
		if (name)
			phonewall_html_print(html, "<a href=\"#%s\">%s</a> ",
					     name, name);
		print_fault_text(html, fault);
		phonewall_html_print(html, "</li>\n");
	}
	phonewall_html_print(html, "</ul></div>\n");
}

/* A form may be submitted from each tab, and then shows that one again. */
static void print_button(struct phonewall_html *html, const char *id)
{
	phonewall_html_print(html, "<button formaction=\"" PHONEWALL_PAGE_VOICE
			     "#%s\">Submit All Changes</button>\n", id);
}

static void print_tab(struct phonewall_html *html, const struct tab *tab,
		      unsigned int line, const struct phonewall_page *page,
		      const struct phonewall_page_values *values)
{
	const struct phonewall_web_place *place = phonewall_web_places;
	const char *open = NULL;
	bool may_be_changed = false;
	char id[32], title[32];

	snprintf(id, sizeof(id), line ? "%s-%u" : "%s", tab->id, line);
	snprintf(title, sizeof(title), line ? "%s %u" : "%s", tab->title, line);
	phonewall_html_print(html, "<section class=\"tab\" id=\"%s\" aria-labelledby=\"t.%s\">\n<h2 id=\"t.%s\">%s</h2>\n",
			     id, id, id, title);
	for (; place->prefix; place++)
		if (place->tab == tab->tab)
			may_be_changed |= print_place(html, place, line, page,
						      values, &open);
	if (open)
		phonewall_html_print(html, "</fieldset>\n");
	else
		phonewall_html_print(html, "<p>There is nothing here that this account may see.</p>\n");
	if (may_be_changed)
		print_button(html, id);
	phonewall_html_print(html, "</section>\n");
}

static void print_lines(struct phonewall_html *html, const struct tab *tab,
			const struct phonewall_page *page,
			const struct phonewall_page_values *values)
{
	phonewall_html_print(html, "<div class=\"tab\">\n<nav aria-label=\"Lines\"><ul>\n");
	for (unsigned int i = 1; i <= PHONEWALL_LINES_MAX; i++)
		phonewall_html_print(html, "<li><a href=\"#%s-%u\">%s %u</a></li>\n",
				     tab->id, i, tab->title, i);
	phonewall_html_print(html, "</ul></nav>\n");
	for (unsigned int i = 1; i <= PHONEWALL_LINES_MAX; i++)
		print_tab(html, tab, i, page, values);
	phonewall_html_print(html, "</div>\n");
}

static void print_form(struct phonewall_html *html,
		       const struct phonewall_page *page,
		       const struct phonewall_page_values *values)
{
	phonewall_html_print(html, "<form method=\"post\" action=\"" PHONEWALL_PAGE_VOICE "\" autocomplete=\"off\">\n<input type=\"hidden\" name=\"token\" value=\"%s\">\n",
			     page->token);
	for (size_t i = 0; i < sizeof(tabs) / sizeof(tabs[0]); i++)
		if (tabs[i].tab == PHONEWALL_TAB_EXT)
			print_lines(html, &tabs[i], page, values);
		else
			print_tab(html, &tabs[i], 0, page, values);
	phonewall_html_print(html, "</form>\n");
}

void phonewall_page_voice(struct phonewall_html *html,
			  const struct phonewall_page *page,
			  const struct phonewall_page_values *values)
{
	phonewall_page_begin(html, page);
	if (values->faults)
		print_faults(html, values->faults);
	print_form(html, page, values);
	phonewall_page_end(html);
}
