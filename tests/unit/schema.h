/* SPDX-License-Identifier: MIT */
#ifndef SCHEMA_H
#define SCHEMA_H

/**
 * schema_add - collect JSON that is to be held to the schema
 * @definition: the definition of docs/phonewallctl.schema.json
 * @json: any number of values
 */
void schema_add(const char *definition, const char *json);

/**
 * schema_add_file - the same of a file
 * @definition: the definition
 * @path: name of the file
 */
void schema_add_file(const char *definition, const char *path);

/**
 * schema_check - hold to the schema what was collected, and forget it
 * @state: not used; for a group's tear-down
 *
 * Prints what is wrong.
 *
 * Return: 0, or -1 if something is wrong.
 */
int schema_check(void **state);

#endif /* SCHEMA_H */
