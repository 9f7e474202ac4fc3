/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SUPPLICANT_FILES_H
#define PHONEWALL_SUPPLICANT_FILES_H

#include "base/file.h"

/**
 * enum phonewall_supplicant_file - a file that wpa_supplicant reads
 * @PHONEWALL_SUPPLICANT_CONFIGURATION: its wpa_supplicant.conf(5)
 * @PHONEWALL_SUPPLICANT_AUTHORITIES: a copy of the authorities' certificates
 * @PHONEWALL_SUPPLICANT_CERTIFICATE: a copy of the phone's certificate
 * @PHONEWALL_SUPPLICANT_KEY: a copy of its key
 * @PHONEWALL_SUPPLICANT_FILES: how many there are
 */
enum phonewall_supplicant_file {
	PHONEWALL_SUPPLICANT_CONFIGURATION,
	PHONEWALL_SUPPLICANT_AUTHORITIES,
	PHONEWALL_SUPPLICANT_CERTIFICATE,
	PHONEWALL_SUPPLICANT_KEY,
	PHONEWALL_SUPPLICANT_FILES,
};

/**
 * struct phonewall_supplicant_files - the files that wpa_supplicant reads, in a
 *	directory of their own that only phonewalld's user can access
 *
 * Their contents are kept in memory too, so that they can be written again.
 * Contents that are no longer needed are overwritten in memory.
 */
struct phonewall_supplicant_files;

/**
 * phonewall_supplicant_files_open() - prepare to write the files
 * @directory: the directory, copied; created when they are written
 *
 * Return: files without content, to be released with
 * phonewall_supplicant_files_close().
 */
struct phonewall_supplicant_files *
phonewall_supplicant_files_open(const char *directory);

/**
 * phonewall_supplicant_files_directory() - get the directory
 * @files: the files
 *
 * Return: its name, which belongs to @files.
 */
const char *phonewall_supplicant_files_directory(
	const struct phonewall_supplicant_files *files);

/**
 * phonewall_supplicant_files_path() - get the name of one of them
 * @files: the files
 * @which: the file
 *
 * Return: its path, which belongs to @files.
 */
const char *
phonewall_supplicant_files_path(const struct phonewall_supplicant_files *files,
				enum phonewall_supplicant_file which);

/**
 * phonewall_supplicant_files_set() - set their contents
 * @files: the files; on the disk nothing changes
 * @contents: PHONEWALL_SUPPLICANT_FILES contents, copied, one without text if
 *	there is to be no file; NULL if there are to be no files at all
 */
void phonewall_supplicant_files_set(struct phonewall_supplicant_files *files,
				    const struct phonewall_file *contents);

/**
 * phonewall_supplicant_files_write() - write the files
 * @files: the files, which nobody may be reading; those without content are
 *	removed
 *
 * Return: 0, or a negative errno; some may be old and some new then.
 */
int phonewall_supplicant_files_write(
	const struct phonewall_supplicant_files *files);

/**
 * phonewall_supplicant_files_remove() - remove the directory with its content
 * @files: the files; an error is logged
 */
void phonewall_supplicant_files_remove(
	const struct phonewall_supplicant_files *files);

/**
 * phonewall_supplicant_files_close() - release the files; on the disk they stay
 * @files: may be NULL
 */
void phonewall_supplicant_files_close(struct phonewall_supplicant_files *files);

#endif /* PHONEWALL_SUPPLICANT_FILES_H */
