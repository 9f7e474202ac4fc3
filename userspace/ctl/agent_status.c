// SPDX-License-Identifier: MIT
#include "agent_status.h"

#include <errno.h>
#include <json-c/json.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/json_text.h"
#include "base/memory.h"
#include "config/state.h"
#include "output.h"
#include "status/status_file.h"

static const char *named_directory;

void phonewall_agent_status_use(const char *directory)
{
	named_directory = directory;
}

const char *phonewall_agent_status_directory(void)
{
	return named_directory ?: PHONEWALL_RUN_DIRECTORY;
}

/* There is no such file if phonewalld is not running, which is no error. */
static void report_unreadable(const char *path, int error)
{
	if (error == -EACCES)
		phonewall_output_message("%s: cannot be read: %s; run this as root",
					 path, strerror(-error));
	else if (error != -ENOENT)
		phonewall_output_message("%s: cannot be read: %s; remove it and restart phonewalld",
					 path, strerror(-error));
}

static struct json_object *parse_object(const char *path, const char *text)
{
	struct json_object *object = phonewall_json_text_parse(text);

	if (json_object_is_type(object, json_type_object))
		return object;
	phonewall_output_message("%s: is damaged: it holds no JSON object; restart phonewalld, which writes it again",
				 path);
	json_object_put(object);
	return NULL;
}

static struct json_object *read_object(const char *path)
{
	struct phonewall_file file = { 0 };
	struct json_object *object = NULL;
	int error = phonewall_file_read(path, PHONEWALL_STATE_FILE_MAX, &file);

	if (error)
		report_unreadable(path, error);
	else
		object = parse_object(path, file.text);
	phonewall_file_clear(&file);
	return object;
}

static int pid_of(struct json_object *status)
{
	struct json_object *value;

	if (!json_object_object_get_ex(status, PHONEWALL_STATUS_PID, &value))
		return 0;
	return json_object_get_int(value);
}

/* That it cannot be told, without root, does not make it another one. */
static bool is_of_another_namespace(struct json_object *status)
{
	struct stat own, other;
	char *path;
	int error;

	if (pid_of(status) <= 0 || stat("/proc/self/ns/net", &own))
		return false;
	path = phonewall_memory_print("/proc/%d/ns/net", pid_of(status));
	error = stat(path, &other);
	free(path);
	return !error && (own.st_dev != other.st_dev ||
			  own.st_ino != other.st_ino);
}

struct json_object *phonewall_agent_status_read(void)
{
	char *path = phonewall_memory_print("%s/" PHONEWALL_RUN_STATUS,
					    phonewall_agent_status_directory());
	struct json_object *status = read_object(path);

	if (!named_directory && is_of_another_namespace(status)) {
		phonewall_output_message("%s: is of phonewalld %d in another network namespace; name the run directory of this one by --run-directory",
					 path, pid_of(status));
		json_object_put(status);
		status = NULL;
	}
	free(path);
	return status;
}

bool phonewall_agent_status_is_running(struct json_object *status)
{
	int pid = pid_of(status);

	return pid > 0 && (!kill(pid, 0) || errno == EPERM);
}

struct json_object *phonewall_agent_status_object(struct json_object *status,
						  const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(status, name, &value) ||
	    !json_object_is_type(value, json_type_object))
		return NULL;
	return value;
}

const char *phonewall_agent_status_text(struct json_object *status,
					const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(status, name, &value) || !value)
		return NULL;
	return json_object_get_string(value);
}

/* A phonewalld that has nothing to authenticate says nothing of it. */
const char *phonewall_agent_status_transaction(struct json_object *status)
{
	struct json_object *dot1x =
		phonewall_agent_status_object(status, PHONEWALL_STATUS_DOT1X);

	if (!phonewall_agent_status_is_running(status))
		return NULL;
	return phonewall_agent_status_text(dot1x,
					   PHONEWALL_STATUS_DOT1X_STATUS) ?:
	       "Disabled";
}

static bool is_control(char byte)
{
	return (unsigned char)byte < 0x20 || byte == 0x7f;
}

void phonewall_agent_status_print(const char *text)
{
	for (; *text; text++)
		putchar(is_control(*text) ? '?' : *text);
}

void phonewall_agent_status_print_line(const char *label, const char *text)
{
	char *line;

	if (!text)
		return;
	line = phonewall_memory_print("  %-24s%s", label, text);
	for (char *c = line; *c; c++)
		if (is_control(*c))
			*c = '?';
	phonewall_output_wrapped(line);
	free(line);
}

static void print_member(const char *label, struct json_object *object,
			 const char *name)
{
	phonewall_agent_status_print_line(label,
					  phonewall_agent_status_text(object,
								      name));
}

void phonewall_agent_status_print_dot1x(struct json_object *dot1x)
{
	struct json_object *certificate =
		phonewall_agent_status_object(dot1x, "certificate");

	print_member("failure", dot1x, "reason");
	print_member("since", dot1x, "since");
	print_member("certificate", certificate, "file");
	print_member("certificate expires", certificate, "expires");
	print_member("certificate warning", certificate, "warning");
	print_member("clock error", dot1x, "clock_error");
	print_member("credentials error", dot1x, "credentials_error");
	print_member("server name", dot1x, "server_name");
	print_member("server warning", dot1x, "server_warning");
	print_member("switch must support", dot1x, "switch_must_support");
	print_member("ports", dot1x, "ports");
	print_member("ports error", dot1x, "ports_error");
}
