// SPDX-License-Identifier: MIT
#include "harness/agent_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "harness/assertion.h"

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

static void exec_agent(void)
{
	char *arguments[] = {
		"phonewalld", "--config", AGENT_CONFIGURATION,
		"--settings", AGENT_SETTINGS, "--state-directory", AGENT_STATE,
		"--run-directory", AGENT_FOLDER "/run", NULL
	};
	int log = open(AGENT_LOG, O_WRONLY | O_CREAT | O_APPEND, 0600);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(log, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	execvp(arguments[0], arguments);
	_exit(127);
}

pid_t agent_start(enum host host)
{
	pid_t agent;

	host_enter(host);
	agent = fork();
	if (!agent)
		exec_agent();
	host_leave();
	assert_true(agent > 0);
	return agent;
}

/* What it last said, as a comment of the test's. */
static void print_log(void)
{
	char line[512];
	FILE *log = popen("tail -n 10 " AGENT_LOG, "re");

	assert_non_null(log);
	while (fgets(line, sizeof(line), log))
		print_message("# %s", line);
	pclose(log);
}

void agent_kill(pid_t agent)
{
	int status;

	assert_int_equal(kill(agent, SIGKILL), 0);
	assert_int_equal(waitpid(agent, &status, 0), agent);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		return;
	print_log();
	fail_msg("phonewalld ended with status %x", status);
}
