/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DIRECTORY_OUTPUT_H
#define PHONEWALL_DIRECTORY_OUTPUT_H

#include "directory/settings.h"
#include "output/writer.h"

/**
 * phonewall_directory_output_write - write how a configuration has the phone search
 *	the LDAP directory, in text a line, or none if it is off
 * @writer: the writer, in an object, which gets "directory"
 * @directory: the settings; the password is not written
 */
void phonewall_directory_output_write(
	struct phonewall_writer *writer,
	const struct phonewall_directory_settings *directory);

#endif /* PHONEWALL_DIRECTORY_OUTPUT_H */
