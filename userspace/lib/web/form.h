/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_FORM_H
#define PHONEWALL_FORM_H

#include <stdbool.h>
#include <stddef.h>

/* Fields of a form, at most. */
#define PHONEWALL_FORM_FIELDS_MAX	1024

/**
 * struct phonewall_form_field - a field of a form
 * @name: its name
 * @value: its value
 */
struct phonewall_form_field {
	const char *name;
	const char *value;
};

/**
 * struct phonewall_form - what a browser has sent of a form
 * @fields: the fields, in order
 * @count: how many
 */
struct phonewall_form {
	struct phonewall_form_field fields[PHONEWALL_FORM_FIELDS_MAX];
	size_t count;
};

/**
 * phonewall_form_read() - read application/x-www-form-urlencoded
 * @body: the text, with a NUL at its end; changed, for the form points into it
 * @length: bytes of @body
 * @form: set whole
 *
 * Return: true; false if it is no such text, has a NUL, or too many fields.
 */
bool phonewall_form_read(char *body, size_t length, struct phonewall_form *form);

/**
 * phonewall_form_get() - find a field
 * @form: the form
 * @name: the field's name
 *
 * Return: the value of the first of that name, or NULL.
 */
const char *phonewall_form_get(const struct phonewall_form *form,
			       const char *name);

#endif /* PHONEWALL_FORM_H */
