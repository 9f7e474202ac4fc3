/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_AGENT_H
#define PHONEWALL_AGENT_H

#include <event2/event.h>

#include "base/paths.h"

/**
 * struct phonewall_agent - keeps the module true to cfg.xml
 *
 * A bad file changes nothing: the policy in force stays. If none is in force
 * yet, the last accepted file is used, or the factory defaults.
 */
struct phonewall_agent;

/**
 * phonewall_agent_start - read the files, set the policy and watch for changes
 * @base: the event loop, which carries the agent from then on
 * @paths: the files, kept by the caller
 *
 * Neither a bad file nor a module that is not there is an error.
 *
 * Return: the agent, or NULL with the reason logged.
 */
struct phonewall_agent *
phonewall_agent_start(struct event_base *base,
		      const struct phonewall_agent_paths *paths);

/**
 * phonewall_agent_reload - read the files again and set the policy again
 * @agent: the agent
 */
void phonewall_agent_reload(struct phonewall_agent *agent);

/**
 * phonewall_agent_stop - watch no more; the module's policy stays in force
 * @agent: may be NULL
 */
void phonewall_agent_stop(struct phonewall_agent *agent);

#endif /* PHONEWALL_AGENT_H */
