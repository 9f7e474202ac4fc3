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
 *	folder of their own, for nobody but phonewalld's user
 *
 * What they are to hold is kept in memory too, so that they can be written anew.
 * What is not of use any more is overwritten in memory.
 */
struct phonewall_supplicant_files;

/**
 * phonewall_supplicant_files_open - be ready to write them
 * @directory: the folder, copied; made when they are written
 *
 * Return: files without content, to be released with
 * phonewall_supplicant_files_close().
 */
struct phonewall_supplicant_files *
phonewall_supplicant_files_open(const char *directory);

/**
 * phonewall_supplicant_files_directory - where they are
 * @files: the files
 */
const char *phonewall_supplicant_files_directory(
	const struct phonewall_supplicant_files *files);

/**
 * phonewall_supplicant_files_path - the name of one of them
 * @files: the files
 * @which: the file
 */
const char *
phonewall_supplicant_files_path(const struct phonewall_supplicant_files *files,
				enum phonewall_supplicant_file which);

/**
 * phonewall_supplicant_files_set - say what they are to hold
 * @files: the files; on the disk nothing changes
 * @contents: PHONEWALL_SUPPLICANT_FILES contents, copied, one without text where
 *	there is to be no file; NULL: there is to be none at all
 */
void phonewall_supplicant_files_set(struct phonewall_supplicant_files *files,
				    const struct phonewall_file *contents);

/**
 * phonewall_supplicant_files_write - write them; nobody may be reading them
 * @files: the files; those that are not to be there are removed
 *
 * Return: 0, or a negative errno: then some may be old and some new.
 */
int phonewall_supplicant_files_write(
	const struct phonewall_supplicant_files *files);

/**
 * phonewall_supplicant_files_remove - remove the folder and all that is in it
 * @files: the files; what goes wrong is logged
 */
void phonewall_supplicant_files_remove(
	const struct phonewall_supplicant_files *files);

/**
 * phonewall_supplicant_files_close - release them; on the disk they stay
 * @files: may be NULL
 */
void phonewall_supplicant_files_close(struct phonewall_supplicant_files *files);

#endif /* PHONEWALL_SUPPLICANT_FILES_H */
