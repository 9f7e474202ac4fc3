// SPDX-License-Identifier: MIT
#include "web/form.h"

#include <string.h>

#include "base/text.h"

/* Return: true, or false if @text has a wrong escape or a NUL. */
static bool decode(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		char digits[3] = "";
		uint32_t number;

		if (*from != '%') {
			*to++ = *from == '+' ? ' ' : *from;
			continue;
		}
		digits[0] = from[1];
		digits[1] = from[1] ? from[2] : '\0';
		if (strlen(digits) != 2 ||
		    !phonewall_text_number(digits, 16, 255, &number) ||
		    !number)
			return false;
		*to++ = (char)number;
		from += 2;
	}
	*to = '\0';
	return true;
}

static bool add_field(char *text, struct phonewall_form *form)
{
	char *value = strchr(text, '=');

	if (!value || form->count >= PHONEWALL_FORM_FIELDS_MAX)
		return false;
	*value++ = '\0';
	form->fields[form->count++] =
		(struct phonewall_form_field){ text, value };
	return decode(text) && decode(value);
}

bool phonewall_form_read(char *body, size_t length, struct phonewall_form *form)
{
	form->count = 0;
	if (strlen(body) != length)
		return false;
	while (*body) {
		char *end = strchrnul(body, '&');
		bool is_last = !*end;

		*end = '\0';
		if (!add_field(body, form))
			return false;
		body = is_last ? end : end + 1;
	}
	return true;
}

const char *phonewall_form_get(const struct phonewall_form *form,
			       const char *name)
{
	for (size_t i = 0; i < form->count; i++)
		if (!strcmp(form->fields[i].name, name))
			return form->fields[i].value;
	return NULL;
}
