// SPDX-License-Identifier: MIT
#include "agent_status.h"

#include <errno.h>
#include <json-c/json.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fault.h"
#include "base/fault_json.h"
#include "base/file.h"
#include "base/json_text.h"
#include "base/memory.h"
#include "config/state.h"
#include "json_member.h"
#include "output/message.h"
#include "status/status_file.h"
#include "tls_status.h"

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

/* Without root it may be unknown; it then counts as the same one. */
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

/* A phonewalld that has nothing to authenticate writes no object. */
const char *phonewall_agent_status_transaction(struct json_object *status)
{
	struct json_object *dot1x =
		phonewall_json_member_object(status, PHONEWALL_STATUS_DOT1X);

	if (!phonewall_agent_status_is_running(status))
		return NULL;
	return phonewall_json_member_text(dot1x,
					  PHONEWALL_STATUS_DOT1X_STATUS) ?:
	       "Disabled";
}

/*
 * Members of a status in the order in which text shows them, each with its
 * label; one without a label is shown in another way, or not at all.
 */
struct description {
	const char *name;
	const char *label;
};

static const struct description agent[] = {
	{ PHONEWALL_STATUS_FILE, "file" },
	{ PHONEWALL_STATUS_STATE, "state" },
	{ PHONEWALL_STATUS_POLICY, "policy from" },
	{ PHONEWALL_STATUS_MODULE, "module" },
	{ PHONEWALL_STATUS_MODULE_ERROR, "module error" },
	{ PHONEWALL_STATUS_KEEP_ERROR, "keeping the file" },
	{ PHONEWALL_STATUS_SINCE, "since" },
	{ PHONEWALL_STATUS_CONNECTION_REQUEST, "connection-request port" },
	{ PHONEWALL_STATUS_LEGACY_SERVERS, "weak certificates of" },
	{ NULL, NULL }
};

static const struct description dot1x_summary[] = {
	{ PHONEWALL_STATUS_DOT1X_STATUS, "transaction status" },
	{ PHONEWALL_STATUS_DOT1X_PROTOCOL, "protocol" },
	{ NULL, NULL }
};

static const struct description dot1x_details[] = {
	{ PHONEWALL_STATUS_DOT1X_REASON, "failure" },
	{ PHONEWALL_STATUS_DOT1X_SINCE, "since" },
	{ PHONEWALL_STATUS_DOT1X_CERTIFICATE, NULL },
	{ PHONEWALL_STATUS_DOT1X_CLOCK_ERROR, "clock error" },
	{ PHONEWALL_STATUS_DOT1X_CREDENTIALS_ERROR, "credentials error" },
	{ PHONEWALL_STATUS_DOT1X_SERVER_NAME, "server name" },
	{ PHONEWALL_STATUS_DOT1X_SERVER_WARNING, "server warning" },
	{ PHONEWALL_STATUS_DOT1X_SWITCH_MUST, "switch must support" },
	{ PHONEWALL_STATUS_DOT1X_PORTS, "ports" },
	{ PHONEWALL_STATUS_DOT1X_PORTS_ERROR, "ports error" },
	{ NULL, NULL }
};

static const struct description certificate[] = {
	{ PHONEWALL_STATUS_CERTIFICATE_FILE, "certificate" },
	{ PHONEWALL_STATUS_CERTIFICATE_EXPIRES, "certificate expires" },
	{ PHONEWALL_STATUS_CERTIFICATE_WARNING, "certificate warning" },
	{ NULL, NULL }
};

static const struct description vlan[] = {
	{ PHONEWALL_STATUS_VLAN_SOURCE, "learned from" },
	{ PHONEWALL_STATUS_VLAN_VOICE, "voice VLAN" },
	{ PHONEWALL_STATUS_VLAN_DEVICE, "device" },
	{ PHONEWALL_STATUS_VLAN_PC, "VLAN of the PC" },
	{ PHONEWALL_STATUS_VLAN_ERROR, "error" },
	{ PHONEWALL_STATUS_VLAN_LIMITS, "limits" },
	{ NULL, NULL }
};

static const struct description store[] = {
	{ PHONEWALL_STATUS_STORE_PARAMETERS, "parameters" },
	{ NULL, NULL }
};

static const struct description directory[] = {
	{ PHONEWALL_STATUS_DIRECTORY_SERVER, "server" },
	{ PHONEWALL_STATUS_DIRECTORY_STARTTLS, "StartTLS" },
	{ PHONEWALL_STATUS_DIRECTORY_ERROR, "error" },
	{ NULL, NULL }
};

static void write_labelled(struct phonewall_writer *writer,
			   const struct description *members,
			   struct json_object *object)
{
	for (; members->name; members++)
		if (members->label)
			phonewall_write_labelled(writer, members->label,
				phonewall_json_member_text(object,
							   members->name));
		else
			write_labelled(writer, certificate,
				phonewall_json_member_object(object,
							     members->name));
}

static void write_json(struct phonewall_writer *writer,
		       const struct description *members,
		       struct json_object *object)
{
	for (; members->name; members++) {
		struct json_object *value = NULL;

		json_object_object_get_ex(object, members->name, &value);
		phonewall_write_json(writer, members->name, value);
	}
}

static void write_fault(struct phonewall_writer *writer,
			struct json_object *object)
{
	struct phonewall_faults faults = { 0 };
	struct json_object *line = NULL;
	char *text, *indented;

	json_object_object_get_ex(object, PHONEWALL_FAULT_LINE, &line);
	phonewall_fault_add(&faults, json_object_get_int(line),
			    phonewall_json_member_text(object,
						PHONEWALL_FAULT_PARAMETER),
			    phonewall_json_member_text(object,
						PHONEWALL_FAULT_TOKEN), "%s",
			    phonewall_json_member_text(object,
						PHONEWALL_FAULT_MESSAGE) ?: "");
	text = phonewall_fault_describe(&faults.list[0],
			phonewall_json_member_text(object,
						   PHONEWALL_FAULT_FILE) ?: "");
	indented = phonewall_memory_print("  %s", text);
	phonewall_write_sentence(writer, PHONEWALL_COLOUR_BAD, indented);
	free(indented);
	free(text);
	phonewall_faults_clear(&faults);
}

static void write_faults(struct phonewall_writer *writer,
			 struct json_object *status)
{
	struct json_object *faults;

	if (!json_object_object_get_ex(status, PHONEWALL_STATUS_FAULTS,
				       &faults) ||
	    !json_object_is_type(faults, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(faults); i++)
		write_fault(writer, json_object_array_get_idx(faults, i));
}

/* In text an object begins with a heading, if there is such an object. */
static void write_section(struct phonewall_writer *writer, const char *heading,
			  struct json_object *section)
{
	if (section)
		phonewall_write_text(writer, "%s:", heading);
	phonewall_write_end_line(writer);
}

static void write_sections(struct phonewall_writer *writer,
			   struct json_object *status)
{
	struct json_object *section =
		phonewall_json_member_object(status, PHONEWALL_STATUS_STORE);

	write_section(writer, "configuration store", section);
	write_labelled(writer, store, section);
	section = phonewall_json_member_object(status,
					       PHONEWALL_STATUS_DOT1X);
	write_section(writer, "802.1X", section);
	write_labelled(writer, dot1x_summary, section);
	write_labelled(writer, dot1x_details, section);
	section = phonewall_json_member_object(status, PHONEWALL_STATUS_VLAN);
	write_section(writer, "VLAN", section);
	write_labelled(writer, vlan, section);
	phonewall_tls_status_write(writer,
		phonewall_json_member_object(status, PHONEWALL_STATUS_TLS));
	section = phonewall_json_member_object(status,
					       PHONEWALL_STATUS_DIRECTORY);
	write_section(writer, "directory", section);
	write_labelled(writer, directory, section);
}

void phonewall_agent_status_write(struct phonewall_writer *writer,
				  struct json_object *status)
{
	bool is_running = phonewall_agent_status_is_running(status);

	if (!status) {
		phonewall_write_json(writer, "daemon", NULL);
		phonewall_write_text(writer, "phonewalld: not running");
		phonewall_write_end_line(writer);
		return;
	}
	json_object_object_add(status, "running",
			       json_object_new_boolean(is_running));
	phonewall_write_json(writer, "daemon", status);
	phonewall_write_text(writer, "phonewalld: %s, pid %s", is_running ?
			     "running" : "not running any more",
			     phonewall_json_member_text(status,
						PHONEWALL_STATUS_PID) ?:
			     "unknown");
	phonewall_write_end_line(writer);
	write_labelled(writer, agent, status);
	write_faults(writer, status);
	write_sections(writer, status);
}

void phonewall_agent_status_write_dot1x(struct phonewall_writer *writer,
					struct json_object *status)
{
	const char *transaction = phonewall_agent_status_transaction(status);
	struct json_object *dot1x =
		phonewall_json_member_object(status, PHONEWALL_STATUS_DOT1X);
	const char *protocol = phonewall_json_member_text(dot1x,
					PHONEWALL_STATUS_DOT1X_PROTOCOL);

	phonewall_write_boolean(writer, "running",
				phonewall_agent_status_is_running(status),
				NULL, NULL);
	phonewall_write_string(writer, "status", NULL, transaction);
	phonewall_write_text(writer, "Transaction status: %s", transaction ?:
			     "unknown: phonewalld is not running");
	phonewall_write_end_line(writer);
	phonewall_write_string(writer, "protocol", NULL,
			       transaction ? protocol : NULL);
	phonewall_write_text(writer, "Protocol: %s", protocol ?: "none");
	phonewall_write_end_line(writer);
	write_json(writer, dot1x_details, transaction ? dot1x : NULL);
	if (transaction)
		write_labelled(writer, dot1x_details, dot1x);
}

void phonewall_agent_status_write_change(struct phonewall_writer *writer,
					 struct json_object *status)
{
	const char *transaction = phonewall_agent_status_transaction(status);
	struct json_object *dot1x =
		phonewall_json_member_object(status, PHONEWALL_STATUS_DOT1X);

	phonewall_write_begin_object(writer, NULL);
	phonewall_write_string(writer, "event", NULL, "authentication");
	phonewall_write_string(writer, "status", "phone: %s", transaction);
	if (!transaction)
		phonewall_write_text(writer, "phone: unknown, because phonewalld is not running");
	phonewall_write_string(writer, "protocol", transaction ? ", %s" : NULL,
			       phonewall_json_member_text(dot1x,
					PHONEWALL_STATUS_DOT1X_PROTOCOL));
	phonewall_write_string(writer, "reason", transaction ? ": %s" : NULL,
			       phonewall_json_member_text(dot1x,
					PHONEWALL_STATUS_DOT1X_REASON));
	phonewall_write_end_line(writer);
	phonewall_write_end_object(writer);
}
