// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "connection_request.h"
#include "memory.h"
#include "state.h"
#include "text.h"

/* Of the permissions of an original, the copy has those to read. */
#define READERS 0044

/* A port, a line end, and room to see that there is more. */
#define PORT_FILE_MAX 16

static int read_limited(const char *directory, const char *name, size_t limit,
			struct phonewall_file *file)
{
	char *path = phonewall_memory_print("%s/%s", directory, name);
	int error = phonewall_file_read(path, limit, file);

	free(path);
	return error;
}

static int replace(const char *directory, const char *name, const char *text,
		   size_t length, mode_t mode)
{
	char *path = phonewall_memory_print("%s/%s", directory, name);
	int error = phonewall_file_replace(path, text, length, mode);

	free(path);
	return error;
}

int phonewall_state_read(const char *directory, const char *name,
			 struct phonewall_file *file)
{
	return read_limited(directory, name, PHONEWALL_STATE_FILE_MAX, file);
}

int phonewall_state_write(const char *directory, const char *name,
			  const struct phonewall_file *file)
{
	return replace(directory, name, file->text, file->length,
		       0600 | (file->mode & READERS));
}

bool phonewall_state_same(const struct phonewall_file *a,
			  const struct phonewall_file *b)
{
	if (!a->text || !b->text)
		return a->text == b->text;
	return a->length == b->length &&
	       (a->mode & READERS) == (b->mode & READERS) &&
	       !memcmp(a->text, b->text, a->length);
}

static int parse_port(struct phonewall_file *file, uint16_t *port)
{
	uint32_t number;

	if (file->length && file->text[file->length - 1] == '\n')
		file->text[--file->length] = '\0';
	if (strlen(file->text) != file->length ||
	    !phonewall_text_number(file->text, 10,
				   PHONEWALL_CONNECTION_REQUEST_LAST,
				   &number) ||
	    number < PHONEWALL_CONNECTION_REQUEST_FIRST)
		return -EINVAL;
	*port = number;
	return 0;
}

int phonewall_state_read_port(const char *directory, uint16_t *port)
{
	struct phonewall_file file = { 0 };
	int error;

	error = read_limited(directory, PHONEWALL_STATE_PORT, PORT_FILE_MAX,
			     &file);
	if (error == -EFBIG)
		return -EINVAL;
	if (error)
		return error;
	error = parse_port(&file, port);
	phonewall_file_clear(&file);
	return error;
}

int phonewall_state_write_port(const char *directory, uint16_t port)
{
	char text[8];
	int length;

	length = snprintf(text, sizeof(text), "%u\n", port);
	return replace(directory, PHONEWALL_STATE_PORT, text, length, 0644);
}
