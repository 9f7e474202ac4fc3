/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROCESS_H
#define PHONEWALL_PROCESS_H

#include <event2/event.h>

/**
 * phonewall_process_environment() - read a variable of the environment
 * @name: its name
 * @otherwise: what is returned if it is unset or empty
 *
 * Return: the value; lives as long as the environment.
 */
const char *phonewall_process_environment(const char *name,
					  const char *otherwise);

/**
 * phonewall_process_keep_secrets() - keep memory out of cores and from tracers
 *
 * For a process that has passwords or keys. Its children inherit the limit of
 * cores alone.
 */
void phonewall_process_keep_secrets(void);

/**
 * phonewall_process_loop() - make the event loop of a process
 *
 * Its timers are precise: those of libevent's coarse clock wake the process
 * twice, first a little too early. Logs if it fails.
 *
 * Return: the loop, to be released with event_base_free(), or NULL.
 */
struct event_base *phonewall_process_loop(void);

#endif /* PHONEWALL_PROCESS_H */
