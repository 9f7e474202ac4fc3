/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_STORE_EXPLANATION_H
#define PHONEWALL_STORE_EXPLANATION_H

#include <json-c/json_types.h>

#include "store/parsed_text.h"
#include "store/store.h"

/**
 * struct phonewall_store_layers - what the configuration in force is made of
 * @text: the text of cfg.xml; NULL for the factory defaults
 * @length: bytes of @text
 * @file: its name
 * @store: what overrides it; NULL if nothing does
 * @parsed: as of struct phonewall_merged
 */
struct phonewall_store_layers {
	const char *text;
	size_t length;
	const char *file;
	const struct phonewall_store *store;
	struct phonewall_parsed_text *parsed;
};

/**
 * phonewall_store_explain - tell the value of a parameter, and where it is from
 * @layers: the configuration in force
 * @name: the parameter's name
 *
 * A secret is not told. What the value overrides is an array from the next layer
 * down to the default.
 *
 * Return: a JSON object, to be released with json_object_put(); NULL if no system
 * uses such a parameter.
 */
struct json_object *
phonewall_store_explain(const struct phonewall_store_layers *layers,
			const char *name);

#endif /* PHONEWALL_STORE_EXPLANATION_H */
