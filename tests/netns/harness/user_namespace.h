/* SPDX-License-Identifier: MIT */
#ifndef USER_NAMESPACE_H
#define USER_NAMESPACE_H

/**
 * user_namespace_run - run a function as an unprivileged user who is root of a
 *	user namespace and of a network namespace of his own
 * @body: runs in a child process, which ends with it; its result is the
 *	child's exit status
 *
 * The user is nobody outside and root inside, as in a container. When the child
 * has ended, its namespaces go with whatever is in them.
 *
 * Return: what @body returned, or 1 if the child ended by a signal or the
 * kernel gives that user no namespaces.
 */
int user_namespace_run(int (*body)(void));

#endif /* USER_NAMESPACE_H */
