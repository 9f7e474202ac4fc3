// SPDX-License-Identifier: MIT
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <syslog.h>
#include <unistd.h>

#include "config/state.h"
#include "directory/search.h"
#include "output/message.h"
#include "output/writer.h"
#include "search.h"
#include "version.h"

#define PROGRAM		"phonewall-directory"

/*
 * Seconds: more than PHONEWALL_DIRECTORY_SEARCH_TIME, so only somebody who does
 * not read what is printed ends so.
 */
#define TIME_MAX	45

#define TOO_LATE	"the output was not read within 45 s; read it as it comes"

enum exit_status {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
};

enum option_letter {
	OPTION_JSON = 'j',
	OPTION_HELP = 'h',
	OPTION_VERSION = 'V',
	OPTION_RUN_DIRECTORY = 'r',
};

static const struct option options[] = {
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ "run-directory", required_argument, NULL, OPTION_RUN_DIRECTORY },
	{ NULL, 0, NULL, 0 }
};

/**
 * struct arguments - the command line
 * @json: --json: print JSON
 * @help: --help: print the usage
 * @version: --version: print the version
 * @run_directory: --run-directory DIR, or the default
 * @is_good: whether every option is right
 * @words: the arguments that are no options
 * @count: how many
 */
struct arguments {
	bool json;
	bool help;
	bool version;
	const char *run_directory;
	bool is_good;
	const char *const *words;
	size_t count;
};

/* For the signal handler. */
static bool prints_json;

static void print_usage(FILE *stream)
{
	fputs("Usage: " PROGRAM " search [--json] [--run-directory DIR] WORD...\n",
	      stream);
}

static void print_help(void)
{
	print_usage(stdout);
	fputs("\n"
	      "Searches the LDAP directory that cfg.xml names, for entries in "
	      "which every WORD\nis found.\n"
	      "\n"
	      "  --json           print JSON\n"
	      "  --run-directory DIR\n"
	      "                   where phonewalld writes directory.json,\n"
	      "                   instead of /run/phonewall\n"
	      "  --help           show this\n"
	      "  --version        show the version\n"
	      "\n"
	      "See " PROGRAM "(8).\n", stdout);
}

/* What is wrong is reported. */
static void read_arguments(int argc, char **argv, struct arguments *arguments)
{
	int letter;

	opterr = 0;
	while ((letter = getopt_long(argc, argv, ":hV", options, NULL)) != -1)
		switch (letter) {
		case OPTION_JSON:
			arguments->json = true;
			break;
		case OPTION_HELP:
			arguments->help = true;
			break;
		case OPTION_VERSION:
			arguments->version = true;
			break;
		case OPTION_RUN_DIRECTORY:
			arguments->run_directory = optarg;
			break;
		default:
			phonewall_output_wrong_option(letter, argv[optind - 1]);
			arguments->is_good = false;
		}
	arguments->words = (const char *const *)argv + optind;
	arguments->count = argc - optind;
}

static bool check_words(const char *const words[], size_t count)
{
	if (!count)
		phonewall_output_failure("search needs a WORD");
	if (count > PHONEWALL_DIRECTORY_WORDS_MAX)
		phonewall_output_failure("search takes no more than %d words",
					 PHONEWALL_DIRECTORY_WORDS_MAX);
	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(words[i]);

		if (length && length <= PHONEWALL_DIRECTORY_WORD_MAX)
			continue;
		phonewall_output_failure("a word must have 1 to %d bytes",
					 PHONEWALL_DIRECTORY_WORD_MAX);
		return false;
	}
	return count && count <= PHONEWALL_DIRECTORY_WORDS_MAX;
}

/* A reader that does not read must not keep the program from its end. */
static void write_text(int descriptor, const char *text)
{
	struct pollfd ready = { .fd = descriptor, .events = POLLOUT };

	if (poll(&ready, 1, 0) != 1 ||
	    write(descriptor, text, strlen(text)) < 0)
		_exit(EXIT_FAILED);
}

static void on_alarm(int signal)
{
	(void)signal;
	write_text(STDERR_FILENO, PROGRAM ": " TOO_LATE "\n");
	if (prints_json)
		write_text(STDOUT_FILENO, "{\"error\":\"" TOO_LATE "\"}\n");
	_exit(EXIT_FAILED);
}

/*
 * A password is in memory: no core (core(5): a limit of 0 does not keep one
 * from a program that is to be given it). libldap must not read files or the
 * environment for itself.
 */
static void prepare(void)
{
	static const struct rlimit one = { 1, 1 };

	setrlimit(RLIMIT_CORE, &one);
	prctl(PR_SET_DUMPABLE, 0);
	setenv("LDAPNOINIT", "1", true);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGALRM, on_alarm);
	alarm(TIME_MAX);
	openlog(PROGRAM, LOG_PID, LOG_DAEMON);
}

static bool check_command(const char *const words[], size_t count)
{
	if (!count)
		phonewall_output_failure("a command is missing; write search");
	else if (strcmp(words[0], "search"))
		phonewall_output_failure("unknown command '%s'", words[0]);
	else
		return check_words(words + 1, count - 1);
	return false;
}

static enum exit_status run(const struct arguments *arguments,
			    struct phonewall_writer *writer)
{
	const char *const *words = arguments->words;

	if (!arguments->is_good || !check_command(words, arguments->count)) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	prepare();
	return phonewall_directory_command_search(arguments->run_directory,
						  words + 1,
						  arguments->count - 1,
						  writer) ?
	       EXIT_DONE : EXIT_FAILED;
}

/* In JSON a command that fails always writes an object. */
static void write_failure(struct phonewall_writer *writer)
{
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_string(writer, "error", NULL,
			       phonewall_output_error_text());
	phonewall_write_end_object(writer);
}

static enum exit_status dispatch(const struct arguments *arguments)
{
	struct phonewall_writer *writer = arguments->json ?
					  phonewall_writer_open_json() :
					  phonewall_writer_open_text();
	enum exit_status status;

	prints_json = arguments->json;
	status = run(arguments, writer);
	if (status != EXIT_DONE)
		write_failure(writer);
	phonewall_writer_close(writer);
	return status;
}

int main(int argc, char **argv)
{
	struct arguments arguments = {
		.run_directory = PHONEWALL_RUN_DIRECTORY,
		.is_good = true,
	};
	enum exit_status status = EXIT_DONE;

	phonewall_output_set_program(PROGRAM);
	read_arguments(argc, argv, &arguments);
	if (arguments.is_good && arguments.help)
		print_help();
	else if (arguments.is_good && arguments.version)
		puts(PROGRAM " " PHONEWALL_VERSION);
	else
		status = dispatch(&arguments);
	if (fflush(stdout) || ferror(stdout)) {
		phonewall_output_message("cannot write the output: %s",
					 strerror(errno));
		return EXIT_FAILED;
	}
	return status;
}
