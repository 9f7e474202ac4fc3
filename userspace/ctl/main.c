// SPDX-License-Identifier: MIT
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "agent_status.h"
#include "command.h"
#include "output/message.h"
#include "output/writer.h"
#include "version.h"

#define ANY_COUNT	((size_t)-1)

enum option_letter {
	OPTION_JSON = 'j',
	OPTION_HELP = 'h',
	OPTION_VERSION = 'V',
	OPTION_SETTINGS = 's',
	OPTION_CONFIG = 'c',
	OPTION_BATCH = 'b',
	OPTION_STRICT = 'S',
	OPTION_RUN_DIRECTORY = 'r',
	OPTION_STATE_DIRECTORY = 'd',
	OPTION_PAC = 'p',
	OPTION_EXPORT = 'e',
};

static const struct option options[] = {
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ "settings", required_argument, NULL, OPTION_SETTINGS },
	{ "config", required_argument, NULL, OPTION_CONFIG },
	{ "pac", required_argument, NULL, OPTION_PAC },
	{ "export", no_argument, NULL, OPTION_EXPORT },
	{ "batch", no_argument, NULL, OPTION_BATCH },
	{ "strict", no_argument, NULL, OPTION_STRICT },
	{ "run-directory", required_argument, NULL, OPTION_RUN_DIRECTORY },
	{ "state-directory", required_argument, NULL, OPTION_STATE_DIRECTORY },
	{ NULL, 0, NULL, 0 }
};

/*
 * @options: letters of the options that the command takes beside --help
 * @argument: what it needs, if @least is not 0
 */
struct command {
	const char *name;
	const char *usage;
	const char *summary;
	const char *options;
	size_t least;
	const char *argument;
	size_t most;
	enum phonewall_exit (*run)(const struct phonewall_arguments *arguments);
};

static const struct command commands[] = {
	{ "check", "[--json] [--strict] [--settings FILE] "
	  "[--state-directory DIR] FILE",
	  "say whether a cfg.xml is accepted, with its faults and warnings",
	  "jsSd", 1, "a FILE", 1, phonewall_command_check },
	{ "audit", "[--json] [--strict] [--settings FILE] "
	  "[--state-directory DIR] FILE...",
	  "check many cfg.xml files and print one table",
	  "jsSd", 1, "a FILE", ANY_COUNT, phonewall_command_audit },
	{ "apply", "[--json] [--settings FILE] [--state-directory DIR] FILE",
	  "give the module the policy and ports that a cfg.xml asks for",
	  "jsd", 1, "a FILE", 1, phonewall_command_apply },
	{ "status", "[--json] [--run-directory DIR]",
	  "show the state of the firewall, its counters and phonewalld",
	  "jr", 0, NULL, 0, phonewall_command_status },
	{ "ports", "[--json] [--state-directory DIR]\n"
	  "       phonewallctl ports [--json] [--settings FILE] "
	  "[--state-directory DIR]\n"
	  "                          {FILE | --config FILE}",
	  "list the open ports, each with the parameters that opened it",
	  "jscd", 0, NULL, 1, phonewall_command_ports },
	{ "flows", "[--json]", "list the live flows",
	  "j", 0, NULL, 0, phonewall_command_flows },
	{ "explain", "[--json] [--state-directory DIR] "
	  "[[--settings FILE] --config FILE]\n"
	  "                            {PACKET | --batch}\n"
	  "PACKET: in|out PROTOCOL SOURCE[:PORT] DESTINATION[:PORT] "
	  "[type TYPE] [code NUMBER]\n"
	  "        [id NUMBER] [hop-limit NUMBER] [flags FLAG,...]\n"
	  "        [quoting PROTOCOL SOURCE[:PORT] DESTINATION[:PORT] ...]",
	  "tell what would happen to a packet, and why",
	  "jscbd", 0, NULL, ANY_COUNT, phonewall_command_explain },
	{ "dot1x", "[--json] [--run-directory DIR]",
	  "show 802.1X: the phone's own state, the PC port and its PCs",
	  "jr", 0, NULL, 0, phonewall_command_dot1x },
	{ "tls", "[--json] [--run-directory DIR] [APPLICATION]\n"
	  "       phonewallctl tls [--json] [--state-directory DIR]\n"
	  "                        [[--settings FILE] --config FILE] "
	  "[APPLICATION]\n"
	  "APPLICATION: customer-ca, e911, upgrade, ldaps, ldap-starttls, "
	  "picture, logo,\n"
	  "             dictionary, provisioning, report, prt, sip, tr069, "
	  "websocket, xml,\n"
	  "             xsi, web-server, xmpp",
	  "show the TLS suites and versions in force, and why",
	  "jrscd", 0, NULL, 1, phonewall_command_tls },
	{ "proxy", "[--json | --export] [--pac FILE] [--state-directory DIR]\n"
	  "                          [[--settings FILE] --config FILE] URL",
	  "tell which proxy is used for a URL, and why",
	  "jepscd", 1, "a URL", 1, phonewall_command_proxy },
	{ "monitor", "[--json] [--run-directory DIR]",
	  "print what the module reports, as it comes",
	  "jr", 0, NULL, 0, phonewall_command_monitor },
	{ "why", "[--json] [--run-directory DIR] PARAMETER",
	  "show the value of a parameter, and who has set it",
	  "jr", 1, "a PARAMETER", 1, phonewall_command_why },
	{ "set", "[--json] [--run-directory DIR] NAME=VALUE...",
	  "set parameters in the configuration store of phonewalld",
	  "jr", 1, "NAME=VALUE", ANY_COUNT, phonewall_command_set },
	{ "reset", "[--json] [--run-directory DIR] [PARAMETER]...",
	  "forget what was set in the configuration store, or all of it",
	  "jr", 0, NULL, ANY_COUNT, phonewall_command_reset },
	{ "resync", "[--json] [--run-directory DIR] [URL]",
	  "fetch the profile now, and tell what comes of it",
	  "jr", 0, NULL, 1, phonewall_command_resync },
	{ "provision", "[--json] [--run-directory DIR]",
	  "show the state of provisioning, and when the next resync is due",
	  "jr", 0, NULL, 0, phonewall_command_provision },
	{ "sip", "[--json] [--run-directory DIR]",
	  "show how each line of phonewall-sip stands",
	  "jr", 0, NULL, 0, phonewall_command_sip },
	{ "flush", "[--json]", "forget every live flow",
	  "j", 0, NULL, 0, phonewall_command_flush },
};

#define COMMAND_COUNT	(sizeof(commands) / sizeof(commands[0]))

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < COMMAND_COUNT; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static void print_usage(FILE *stream, const struct command *command)
{
	if (command)
		fprintf(stream, "Usage: phonewallctl %s %s\n", command->name,
			command->usage);
	else
		fputs("Usage: phonewallctl COMMAND [ARGUMENT...]\n"
		      "'phonewallctl --help' lists the commands.\n", stream);
}

static void print_commands(void)
{
	size_t i;

	fputs("Usage: phonewallctl COMMAND [ARGUMENT...]\n\nCommands:\n",
	      stdout);
	for (i = 0; i < COMMAND_COUNT; i++)
		printf("  %-9s  %s\n", commands[i].name, commands[i].summary);
	fputs("\n"
	      "Options:\n"
	      "  --json           print JSON\n"
	      "  --settings FILE  settings of the device, instead of\n"
	      "                   /etc/phonewall/phonewall.conf\n"
	      "  --config FILE    of ports: the file that explains them; of\n"
	      "                   explain, tls and proxy: the file that decides\n"
	      "  --pac FILE       of proxy: the script that decides\n"
	      "  --export         of proxy: print what 'curl --config -' takes\n"
	      "  --batch          of explain: one packet a line of standard "
	      "input\n"
	      "  --strict         of check and audit: a warning is a failure\n"
	      "  --run-directory DIR\n"
	      "                   where phonewalld writes status.json, instead of\n"
	      "                   /run/phonewall; of resync and provision: where\n"
	      "                   phonewall-provision does, instead of\n"
	      "                   /run/phonewall-provision\n"
	      "  --state-directory DIR\n"
	      "                   where phonewalld keeps what it accepted,\n"
	      "                   instead of /var/lib/phonewall\n"
	      "  --help           show this, or with a command its usage\n"
	      "  --version        show the version\n"
	      "\n"
	      "FILE may be - for standard input. See phonewallctl(8).\n",
	      stdout);
}

static enum phonewall_exit help(const struct command *command)
{
	if (!command) {
		print_commands();
		return PHONEWALL_EXIT_DONE;
	}
	print_usage(stdout, command);
	printf("\nphonewallctl %s: %s.\n", command->name, command->summary);
	return PHONEWALL_EXIT_DONE;
}

static void set_option(struct phonewall_arguments *arguments, int letter)
{
	switch (letter) {
	case OPTION_BATCH:
		arguments->batch = true;
		break;
	case OPTION_RUN_DIRECTORY:
		arguments->run_directory = optarg;
		break;
	case OPTION_STATE_DIRECTORY:
		arguments->state_directory = optarg;
		break;
	case OPTION_PAC:
		arguments->pac = optarg;
		break;
	case OPTION_EXPORT:
		arguments->export = true;
		break;
	case OPTION_JSON:
		arguments->json = true;
		break;
	case OPTION_STRICT:
		arguments->strict = true;
		break;
	case OPTION_CONFIG:
		arguments->config = optarg;
		break;
	case OPTION_SETTINGS:
		arguments->settings = optarg;
		break;
	}
}

/*
 * Reads the options, before and behind other words. @seen collects their
 * letters, and a '?' or ':' for an option that is wrong, which is reported.
 */
static void read_options(int argc, char **argv, char seen[],
			 struct phonewall_arguments *arguments)
{
	size_t count = 0;
	int letter;

	opterr = 0;
	while ((letter = getopt_long(argc, argv, ":hV", options,
				     NULL)) != -1) {
		if (letter == '?' || letter == ':')
			phonewall_output_wrong_option(letter, argv[optind - 1]);
		set_option(arguments, letter);
		if (!memchr(seen, letter, count))
			seen[count++] = letter;
	}
	seen[count] = '\0';
}

static bool check_options(const struct command *command, const char *seen)
{
	const struct option *option;
	bool good = !strpbrk(seen, "?:");

	for (option = options; option->name; option++) {
		if (!strchr(seen, option->val) ||
		    strchr(command->options, option->val))
			continue;
		phonewall_output_failure("%s does not take --%s", command->name,
					 option->name);
		good = false;
	}
	return good;
}

static bool check_count(const struct command *command, size_t count)
{
	if (count < command->least)
		phonewall_output_failure("%s needs %s", command->name,
					 command->argument);
	else if (count > command->most && !command->most)
		phonewall_output_failure("%s takes no argument", command->name);
	else if (count > command->most)
		phonewall_output_failure("%s takes no more than %zu argument%s",
					 command->name, command->most,
					 command->most == 1 ? "" : "s");
	return count >= command->least && count <= command->most;
}

static bool is_standard_input(const char *name)
{
	return name && !strcmp(name, "-");
}

/* It can be read once only. */
static bool check_input(const struct command *command,
			const struct phonewall_arguments *arguments)
{
	size_t count = is_standard_input(arguments->settings) +
		       is_standard_input(arguments->config) + arguments->batch;

	for (size_t i = 0; i < arguments->count; i++)
		count += is_standard_input(arguments->words[i]);
	if (count < 2)
		return true;
	phonewall_output_failure("%s can read standard input for one purpose only; name a file instead of '-'",
				 command->name);
	return false;
}

static enum phonewall_exit run(const struct command *command, const char *seen,
			       const struct phonewall_arguments *arguments)
{
	enum phonewall_exit status = PHONEWALL_EXIT_USAGE;

	phonewall_agent_status_use(arguments->run_directory);
	if (check_options(command, seen) &&
	    check_count(command, arguments->count) &&
	    check_input(command, arguments))
		status = command->run(arguments);
	if (status == PHONEWALL_EXIT_USAGE)
		print_usage(stderr, command);
	if (status == PHONEWALL_EXIT_PACKET) {
		fputs("'phonewallctl explain --help' shows how a packet is "
		      "described.\n", stderr);
		status = PHONEWALL_EXIT_USAGE;
	}
	return status;
}

static enum phonewall_exit dispatch(int argc, char **argv,
				    struct phonewall_arguments *arguments)
{
	const struct command *command = NULL;
	char seen[16];

	read_options(argc, argv, seen, arguments);
	arguments->writer = arguments->json ?
			    phonewall_writer_open_json() :
			    phonewall_writer_open_text();
	if (optind < argc)
		command = find_command(argv[optind]);
	if (optind < argc && !command)
		phonewall_output_failure("unknown command '%s'", argv[optind]);
	else if (strchr(seen, OPTION_HELP))
		return help(command);
	else if (strchr(seen, OPTION_VERSION))
		return printf("phonewallctl " PHONEWALL_VERSION "\n") < 0;
	if (optind >= argc)
		phonewall_output_failure("a COMMAND is missing");
	if (!command) {
		print_usage(stderr, NULL);
		return PHONEWALL_EXIT_USAGE;
	}
	arguments->words = argv + optind + 1;
	arguments->count = argc - optind - 1;
	return run(command, seen, arguments);
}

/* In JSON a command that fails always writes an object. */
static void write_failure(struct phonewall_writer *writer)
{
	if (writer->has_written)
		return;
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_string(writer, "error", NULL,
			       phonewall_output_error_text());
	phonewall_write_end_object(writer);
}

int main(int argc, char **argv)
{
	struct phonewall_arguments arguments = { 0 };
	enum phonewall_exit status = dispatch(argc, argv, &arguments);

	if (status != PHONEWALL_EXIT_DONE)
		write_failure(arguments.writer);
	phonewall_writer_close(arguments.writer);
	if (fflush(stdout) || ferror(stdout)) {
		phonewall_output_message("cannot write the output: %s",
					 strerror(errno));
		return PHONEWALL_EXIT_FAILED;
	}
	return status;
}
