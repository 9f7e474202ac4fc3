// SPDX-License-Identifier: MIT
#include "harness/agent_process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/memory.h"
#include "harness/assertion.h"
#include "harness/child.h"

static void create_folder(const char *path)
{
	if (mkdir(path, 0700))
		fail_msg("%s: %s", path, strerror(errno));
}

void agent_create_files(void)
{
	create_folder(AGENT_FOLDER);
	create_folder(AGENT_STATE);
}

void agent_replace_file(const char *path, const char *text)
{
	char *new_path = phonewall_memory_print("%s.new", path);
	FILE *file = fopen(new_path, "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(rename(new_path, path), 0);
	free(new_path);
}

pid_t agent_start(enum host host)
{
	static char *const arguments[] = {
		"phonewalld", "--config", AGENT_CONFIGURATION,
		"--settings", AGENT_SETTINGS, "--state-directory", AGENT_STATE,
		"--run-directory", AGENT_FOLDER "/run", NULL
	};

	return child_exec(host, arguments, AGENT_LOG);
}

void agent_kill(pid_t agent)
{
	int status;

	assert_int_equal(kill(agent, SIGKILL), 0);
	assert_int_equal(waitpid(agent, &status, 0), agent);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		return;
	child_print_log(AGENT_LOG);
	fail_msg("phonewalld ended with status %x", status);
}
