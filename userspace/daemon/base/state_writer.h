/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_STATE_WRITER_H
#define PHONEWALL_STATE_WRITER_H

#include <event2/event.h>

#include "base/file.h"

/* Milliseconds that a write is waited for; then it goes on by itself. */
#define PHONEWALL_STATE_WRITER_MS	80

/**
 * struct phonewall_state_writer - writes files of the state directory
 *
 * A disk that is dying, or busy, may keep a write waiting for minutes. So each is
 * done by a process of its own, one at a time.
 */
struct phonewall_state_writer;

/**
 * phonewall_state_writer_open() - prepare to write
 * @base: the event loop
 * @directory: the state directory, kept by the caller
 * @written: called from the event loop when a write has ended for which
 *	phonewall_state_writer_write() returned -EINPROGRESS; @name is what was
 *	handed to that, @error is 0 or a negative errno
 * @argument: handed to @written
 *
 * Return: the writer, to be released with phonewall_state_writer_close().
 */
struct phonewall_state_writer *
phonewall_state_writer_open(struct event_base *base, const char *directory,
			    void (*written)(const char *name, int error,
					    void *argument),
			    void *argument);

/**
 * phonewall_state_writer_write() - write a file, as phonewall_state_write()
 * @writer: the writer
 * @name: the file's name in the state directory
 * @file: its content
 *
 * Blocks for at most PHONEWALL_STATE_WRITER_MS, and not at all while another
 * write goes on.
 *
 * Return: 0 if it is on the disk; -EINPROGRESS if it is being written; -EBUSY if
 * another one still is; or a negative errno of phonewall_state_write() or
 * fork(2).
 */
int phonewall_state_writer_write(struct phonewall_state_writer *writer,
				 const char *name,
				 const struct phonewall_file *file);

/**
 * phonewall_state_writer_name - tell which file is being written
 * @writer: the writer
 *
 * Return: its name, or NULL if none is.
 */
const char *
phonewall_state_writer_name(const struct phonewall_state_writer *writer);

/**
 * phonewall_state_writer_finish() - wait for a write that goes on
 * @writer: the writer
 *
 * Blocks for at most a second, and calls @written if the write has ended by then.
 *
 * Return: 1 if @written was called; 0 if no write went on, or it has not ended.
 */
int phonewall_state_writer_finish(struct phonewall_state_writer *writer);

/**
 * phonewall_state_writer_close() - end, and release the writer
 * @writer: may be NULL
 *
 * A write that goes on is given up, and the file is as it was. @written is not
 * called.
 */
void phonewall_state_writer_close(struct phonewall_state_writer *writer);

#endif /* PHONEWALL_STATE_WRITER_H */
