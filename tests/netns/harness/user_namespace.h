/* SPDX-License-Identifier: MIT */
#ifndef USER_NAMESPACE_H
#define USER_NAMESPACE_H

/*
 * Run @body in a child process as user nobody who is root of a user namespace
 * and a network namespace of its own, as in a container. Both go with the
 * child. Return what @body returned, or 1 if the child ended by a signal or the
 * kernel gives that user no namespaces.
 */
int user_namespace_run(int (*body)(void));

#endif /* USER_NAMESPACE_H */
