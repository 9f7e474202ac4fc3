/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_LOCK_H
#define PHONEWALL_LOCK_H

/**
 * phonewall_lock_take() - prevent a second phonewalld in a directory
 * @directory: the directory, in which "phonewalld.lock" is created
 *
 * The lock belongs to the process (fcntl(2), F_SETLK): it is released when the
 * process ends, however that ends, and children do not inherit it. Only the
 * owner of the file can open it, so no other user can hold the lock. Taking it
 * twice in one process succeeds.
 *
 * Return: a descriptor that holds the lock until it is closed, or a negative
 * errno; -EWOULDBLOCK if another process holds it.
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
