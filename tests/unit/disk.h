/* SPDX-License-Identifier: MIT */
#ifndef DISK_H
#define DISK_H

#include <stdbool.h>

/*
 * The disk under the files that a test and its children write: fsync() is the
 * test's own. It is the machine's until disk_open() is called.
 */

/**
 * disk_open - have a disk that can fail
 * @directory: whose name, with something behind it, may be used for files
 */
void disk_open(const char *directory);

/**
 * disk_set_stuck - let the disk answer no more, or again
 * @is_stuck: whether a write waits
 */
void disk_set_stuck(bool is_stuck);

/**
 * disk_set_broken - let each write fail with EIO, or none any more
 * @is_broken: whether they fail
 */
void disk_set_broken(bool is_broken);

/**
 * disk_close - have the machine's disk again
 */
void disk_close(void);

#endif /* DISK_H */
