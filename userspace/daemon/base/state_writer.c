// SPDX-License-Identifier: MIT
#include "base/state_writer.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/memory.h"
#include "config/state.h"

/* Milliseconds that the last write has when phonewalld ends. */
#define FINISH_MS	1000

/* @name is what the child that was started last writes; @file is for its start. */
struct phonewall_state_writer {
	const char *directory;
	void (*written)(const char *name, int error, void *argument);
	void *argument;
	struct phonewall_children *children;
	struct phonewall_child *child;
	const char *name;
	const struct phonewall_file *file;
};

static void write_and_exit(void *argument)
{
	const struct phonewall_state_writer *writer = argument;

	_exit(-phonewall_state_write(writer->directory, writer->name,
				     writer->file));
}

static int error_of(const struct phonewall_child_end *end)
{
	if (end->status < 0 || !WIFEXITED(end->status))
		return -EIO;
	return -WEXITSTATUS(end->status);
}

static void on_ended(const struct phonewall_child_end *end, void *argument)
{
	struct phonewall_state_writer *writer = argument;

	writer->child = NULL;
	writer->written(writer->name, error_of(end), writer->argument);
}

static const struct phonewall_child_handlers handlers = {
	.run = write_and_exit,
	.ended = on_ended,
};

struct phonewall_state_writer *
phonewall_state_writer_open(struct event_base *base, const char *directory,
			    void (*written)(const char *name, int error,
					    void *argument),
			    void *argument)
{
	struct phonewall_state_writer *writer;

	writer = phonewall_memory_resize(NULL, 1, sizeof(*writer));
	*writer = (struct phonewall_state_writer){
		.directory = directory,
		.written = written,
		.argument = argument,
		.children = phonewall_children_open(base),
	};
	return writer;
}

int phonewall_state_writer_write(struct phonewall_state_writer *writer,
				 const char *name,
				 const struct phonewall_file *file)
{
	struct phonewall_child_end end;

	if (writer->child)
		return -EBUSY;
	writer->name = name;
	writer->file = file;
	writer->child = phonewall_child_start(writer->children, &handlers,
					      writer);
	writer->file = NULL;
	if (!writer->child)
		return -errno;
	if (!phonewall_child_await(writer->child, PHONEWALL_STATE_WRITER_MS,
				   &end))
		return -EINPROGRESS;
	writer->child = NULL;
	return error_of(&end);
}

const char *
phonewall_state_writer_name(const struct phonewall_state_writer *writer)
{
	return writer->child ? writer->name : NULL;
}

int phonewall_state_writer_finish(struct phonewall_state_writer *writer)
{
	struct phonewall_child_end end;

	if (!writer->child ||
	    !phonewall_child_await(writer->child, FINISH_MS, &end))
		return 0;
	on_ended(&end, writer);
	return 1;
}

void phonewall_state_writer_close(struct phonewall_state_writer *writer)
{
	if (!writer)
		return;
	phonewall_children_close(writer->children, 0);
	free(writer);
}
