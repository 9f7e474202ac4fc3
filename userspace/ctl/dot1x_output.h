/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DOT1X_OUTPUT_H
#define PHONEWALL_DOT1X_OUTPUT_H

#include "module/dot1x.h"
#include "output/writer.h"

/**
 * phonewall_dot1x_write_settings - write the settings, in text in a few words
 * @writer: the writer, in an object, which gets "pc_port" and "switch_port",
 *	null if there are none, "pc_port_enabled", "hold_time" in milliseconds
 *	and "session_limit"
 * @held: what the module holds; the devices do not count
 */
void phonewall_dot1x_write_settings(struct phonewall_writer *writer,
				    const struct phonewall_kernel_dot1x *held);

/**
 * phonewall_dot1x_write_held - write what the module holds, in text in lines
 * @writer: the writer, in an object, which gets the settings,
 *	"pc_port_present", "switch_port_present", "sessions" and "counts"
 * @held: what the module holds
 */
void phonewall_dot1x_write_held(struct phonewall_writer *writer,
				const struct phonewall_kernel_dot1x *held);

/**
 * phonewall_dot1x_write_session - write a session, in text without a line end
 * @writer: the writer
 * @name: the name of the object; NULL in an array
 * @session: the session
 *
 * The object has "address", "state", "version", "silent", "logoff", which is
 * null or an object with "age" and "reason", and "logoff_unsent", which is null
 * or the reason; times are in seconds.
 */
void phonewall_dot1x_write_session(struct phonewall_writer *writer,
				   const char *name,
				   const struct phonewall_kernel_session *session);

#endif /* PHONEWALL_DOT1X_OUTPUT_H */
