// SPDX-License-Identifier: MIT
#include "output/writer.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

/*
 * Prints each value as it comes and keeps none. @depth counts the objects and
 * arrays that are open; @is_first is set while the last of them is empty.
 */
struct json_writer {
	struct phonewall_writer writer;
	unsigned int depth;
	bool is_first;
};

static struct json_writer *json_of(struct phonewall_writer *writer)
{
	return (struct json_writer *)writer;
}

static void print_value(struct json_object *value)
{
	fputs(json_object_to_json_string_ext(value,
					     JSON_C_TO_STRING_PLAIN |
					     JSON_C_TO_STRING_NOSLASHESCAPE),
	      stdout);
}

static void print_string(const char *text)
{
	struct json_object *string = json_object_new_string(text);

	print_value(string);
	json_object_put(string);
}

/* Prints what comes before a value: a comma, and the name of a member. */
static void print_name(struct json_writer *json, const char *name)
{
	if (json->depth && !json->is_first)
		putchar(',');
	json->is_first = false;
	if (name) {
		print_string(name);
		putchar(':');
	}
}

static void begin(struct phonewall_writer *writer, const char *name,
		  char bracket)
{
	struct json_writer *json = json_of(writer);

	print_name(json, name);
	putchar(bracket);
	json->depth++;
	json->is_first = true;
}

static void end(struct phonewall_writer *writer, char bracket)
{
	struct json_writer *json = json_of(writer);

	putchar(bracket);
	json->is_first = false;
	if (!--json->depth)
		putchar('\n');
}

static void write_member(struct phonewall_writer *writer,
			 const struct phonewall_member *member)
{
	print_name(json_of(writer), member->name);
	switch (member->type) {
	case PHONEWALL_MEMBER_STRING:
		if (member->string)
			print_string(member->string);
		else
			fputs("null", stdout);
		break;
	case PHONEWALL_MEMBER_NUMBER:
		printf("%" PRIu64, member->number);
		break;
	case PHONEWALL_MEMBER_BOOLEAN:
		fputs(member->boolean ? "true" : "false", stdout);
		break;
	case PHONEWALL_MEMBER_JSON:
		print_value(member->json);
		break;
	}
}

static void close_writer(struct phonewall_writer *writer)
{
	free(json_of(writer));
}

static const struct phonewall_writer_operations operations = {
	.begin = begin,
	.end = end,
	.member = write_member,
	.close = close_writer,
};

struct phonewall_writer *phonewall_writer_open_json(void)
{
	struct json_writer *json = phonewall_memory_resize(NULL, 1,
							   sizeof(*json));

	*json = (struct json_writer){ .writer.operations = &operations };
	return &json->writer;
}
