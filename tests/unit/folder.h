/* SPDX-License-Identifier: MIT */
#ifndef FOLDER_H
#define FOLDER_H

/**
 * folder_make - create a directory for the test
 * @name: ends in six characters, which are replaced each time
 *
 * Return: 0, or -1.
 */
int folder_make(char *name);

/**
 * folder_remove - remove the directory with its content
 * @name: its name
 *
 * Return: 0, or -1.
 */
int folder_remove(const char *name);

#endif /* FOLDER_H */
