/* SPDX-License-Identifier: MIT */
#ifndef FOLDER_H
#define FOLDER_H

/**
 * folder_make - make a folder of the test's own
 * @name: ends in six characters, which are set anew each time
 *
 * Return: 0, or -1.
 */
int folder_make(char *name);

/**
 * folder_remove - remove it with all that is in it
 * @name: its name
 *
 * Return: 0, or -1.
 */
int folder_remove(const char *name);

#endif /* FOLDER_H */
