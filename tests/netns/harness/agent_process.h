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

/**
 * agent_create_files - make the folders of a phonewalld, without a file
 */
void agent_create_files(void);

/**
 * agent_replace_file - put a file in place of another one, at once
 * @path: its name
 * @text: its content
 */
void agent_replace_file(const char *path, const char *text);

/**
 * agent_start - start a phonewalld
 * @host: where
 *
 * It ends with the test at the latest, and appends its log to AGENT_LOG.
 *
 * Return: its process.
 */
pid_t agent_start(enum host host);

/**
 * agent_kill - end a phonewalld by SIGKILL
 * @agent: what agent_start() returned; fails where it has ended by itself
 */
void agent_kill(pid_t agent);

#endif /* AGENT_PROCESS_H */
