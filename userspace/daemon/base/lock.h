/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_LOCK_H
#define PHONEWALL_LOCK_H

/**
 * phonewall_lock_take - see to it that a directory has one phonewalld only
 * @directory: the directory, in which "phonewalld.lock" is made
 *
 * The lock is the process's own (fcntl(2), F_SETLK): it ends with the process,
 * however that ends, and no child has it. Nobody but its owner can open the file
 * and so hold the lock. A process that takes it twice has it once.
 *
 * Return: a descriptor that holds the lock until it is closed, or a negative
 * errno; -EWOULDBLOCK where another process holds it.
 */
int phonewall_lock_take(const char *directory);

/**
 * phonewall_lock_remedy - what to do if a directory cannot be locked
 * @error: negative errno of phonewall_lock_take(), not -EWOULDBLOCK
 *
 * Return: static text.
 */
const char *phonewall_lock_remedy(int error);

#endif /* PHONEWALL_LOCK_H */
