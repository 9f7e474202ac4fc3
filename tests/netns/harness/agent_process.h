/* SPDX-License-Identifier: MIT */
#ifndef AGENT_PROCESS_H
#define AGENT_PROCESS_H

#include <sys/types.h>

#include "harness/host.h"

/* Where its files are: AGENT_FOLDER "/state/cfg.xml" and so on. */
#define AGENT_FOLDER		"/tmp/phonewall-agent"
#define AGENT_CONFIGURATION	AGENT_FOLDER "/cfg.xml"
#define AGENT_SETTINGS		AGENT_FOLDER "/phonewall.conf"
#define AGENT_STATE		AGENT_FOLDER "/state"
#define AGENT_LOG		AGENT_FOLDER "/log"

/* Create the directories of a phonewalld, without files. */
void agent_create_files(void);

/* Replace a file atomically. */
void agent_replace_file(const char *path, const char *text);

/*
 * Start a phonewalld on @host and return its process ID. It ends with the test
 * program at the latest and appends its log to AGENT_LOG.
 */
pid_t agent_start(enum host host);

/* Kill a phonewalld; fail the test if it has ended by itself. */
void agent_kill(pid_t agent);

#endif /* AGENT_PROCESS_H */
