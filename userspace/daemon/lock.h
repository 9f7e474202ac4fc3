/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_LOCK_H
#define PHONEWALL_LOCK_H

/**
 * phonewall_lock_take - see to it that a directory has one phonewalld only
 * @directory: the directory, in which "phonewalld.lock" is made
 *
 * The lock ends with the process, however it ends. Nobody but its owner can
 * open the file and so hold the lock.
 *
 * Return: a descriptor that holds the lock until it is closed, or a negative
 * errno; -EWOULDBLOCK where another process holds it.
 */
int phonewall_lock_take(const char *directory);

#endif /* PHONEWALL_LOCK_H */
