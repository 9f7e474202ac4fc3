// SPDX-License-Identifier: MIT
#include "tls/policy_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The format has to change with the lines, so that no old reader misses one. */
static const char format[] = "phonewall TLS policy 1";
static const char cipher_list[] = "cipher_list";
static const char client_min_version[] = "client_min_version";
static const char server_min_version[] = "server_min_version";
static const char any_name_lines[] = "any_name_lines";
static const char legacy_servers[] = "legacy_servers";

/* Lines of a phone: the bits of phonewall_tls_settings. */
#define LINES		32

/* Bytes of a host's name at most: RFC 1035, section 2.3.4. */
#define HOST_MAX	253

const char *phonewall_tls_version_name(int version)
{
	static const char *const names[] = {
		"TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3",
	};

	return names[version - TLS1_VERSION];
}

static void print_version(FILE *stream, const char *name,
			  const struct phonewall_tls_policy *policy,
			  int is_server)
{
	int version = phonewall_tls_policy_min_version(policy, is_server);

	fprintf(stream, "%s = %s\n", name, phonewall_tls_version_name(version));
}

static void print_policy(FILE *stream,
			 const struct phonewall_tls_policy *policy)
{
	const char *legacy = phonewall_tls_policy_legacy_servers(policy);
	unsigned int line;

	fprintf(stream, "%s\n%s =", format, cipher_list);
	if (phonewall_tls_policy_is_configured(policy))
		fprintf(stream, " %s", phonewall_tls_policy_cipher_list(policy,
						PHONEWALL_TLS_PROVISIONING));
	fprintf(stream, "\n");
	print_version(stream, client_min_version, policy, 0);
	print_version(stream, server_min_version, policy, 1);
	fprintf(stream, "%s =", any_name_lines);
	for (line = 1; line <= LINES; line++) {
		if (phonewall_tls_policy_name_flags(policy, line))
			fprintf(stream, " %u", line);
	}
	fprintf(stream, "\n%s =%s%s\n", legacy_servers, *legacy ? " " : "",
		legacy);
}

char *phonewall_tls_policy_print(const struct phonewall_tls_policy *policy)
{
	char *text = NULL;
	size_t length;
	FILE *stream = open_memstream(&text, &length);
	int failed;

	if (!stream)
		return NULL;
	print_policy(stream, policy);
	failed = ferror(stream);
	if (!fclose(stream) && !failed)
		return text;
	free(text);
	return NULL;
}

/* Ends the line, and moves *@rest behind it. Returns its value, or NULL. */
static const char *take_value(char **rest, const char *name)
{
	size_t length = strlen(name);
	char *value = *rest;
	char *end = strchr(value, '\n');

	if (!end || strncmp(value, name, length))
		return NULL;
	*end = '\0';
	*rest = end + 1;
	value += length;
	return strncmp(value, " =", 2) ? NULL : value + 2 + (value[2] == ' ');
}

/* Returns 0, for the default, if the value is no version. */
static int version_of(const char *value)
{
	int version;

	for (version = TLS1_VERSION; version <= TLS1_3_VERSION; version++) {
		if (!strcmp(value, phonewall_tls_version_name(version)))
			return version;
	}
	return 0;
}

static uint32_t lines_of(const char *value)
{
	uint32_t lines = 0;
	unsigned long line;
	char *end;

	for (;;) {
		line = strtoul(value, &end, 10);
		if (end == value || !line || line > LINES)
			return lines;
		lines |= UINT32_C(1) << (line - 1);
		value = end;
	}
}

/* Whether these are names of hosts, separated by commas, or nothing. */
static int are_hosts(const char *names)
{
	char name[HOST_MAX + 1];
	size_t length;

	if (!*names)
		return 1;
	for (;;) {
		length = strcspn(names, ",");
		if (length > HOST_MAX)
			return 0;
		memcpy(name, names, length);
		name[length] = '\0';
		if (!phonewall_name_is_host(name))
			return 0;
		if (!names[length])
			return 1;
		names += length + 1;
	}
}

/* What the text seems to say: it is right if it is printed as the same text. */
static int read_settings(char *text, struct phonewall_tls_settings *settings)
{
	const char *list, *client, *server, *lines, *servers;
	char *rest = strchr(text, '\n');

	if (!rest)
		return -1;
	rest++;
	list = take_value(&rest, cipher_list);
	client = list ? take_value(&rest, client_min_version) : NULL;
	server = client ? take_value(&rest, server_min_version) : NULL;
	lines = server ? take_value(&rest, any_name_lines) : NULL;
	servers = lines ? take_value(&rest, legacy_servers) : NULL;
	if (!servers || !are_hosts(servers))
		return -1;
	*settings = (struct phonewall_tls_settings){
		.cipher_list = list,
		.client_min_version = version_of(client),
		.server_min_version = version_of(server),
		.any_name_lines = lines_of(lines),
		.legacy_servers = servers,
	};
	return 0;
}

static int is_text_of(const char *text, size_t length,
		      const struct phonewall_tls_policy *policy)
{
	char *printed = phonewall_tls_policy_print(policy);
	int is_same = printed && strlen(printed) == length &&
		      !memcmp(printed, text, length);

	errno = printed ? EINVAL : ENOMEM;
	free(printed);
	return is_same;
}

struct phonewall_tls_policy *phonewall_tls_policy_parse(const char *text,
							size_t length)
{
	struct phonewall_tls_policy *policy = NULL;
	struct phonewall_tls_settings settings;
	char *copy = strndup(text, length);

	if (!copy)
		return NULL;
	if (read_settings(copy, &settings))
		errno = EINVAL;
	else
		policy = phonewall_tls_policy_new(&settings);
	if (policy && !is_text_of(text, length, policy)) {
		int error = errno;

		phonewall_tls_policy_free(policy);
		policy = NULL;
		errno = error;
	}
	free(copy);
	return policy;
}

/* Returns how many bytes were read, at most @size, or -1. */
static ssize_t read_all(int descriptor, char *text, size_t size)
{
	size_t done = 0;
	ssize_t count;

	while (done < size) {
		count = read(descriptor, text + done, size - done);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -1;
		if (!count)
			break;
		done += count;
	}
	return done;
}

static struct phonewall_tls_policy *load_from(int descriptor)
{
	char text[PHONEWALL_TLS_POLICY_FILE_MAX + 1];
	struct stat status;
	ssize_t length;

	if (fstat(descriptor, &status))
		return NULL;
	if (!S_ISREG(status.st_mode)) {
		errno = EINVAL;
		return NULL;
	}
	length = read_all(descriptor, text, sizeof(text));
	if (length < 0)
		return NULL;
	if (length > PHONEWALL_TLS_POLICY_FILE_MAX) {
		errno = EFBIG;
		return NULL;
	}
	return phonewall_tls_policy_parse(text, length);
}

struct phonewall_tls_policy *phonewall_tls_policy_load(const char *path)
{
	struct phonewall_tls_policy *policy;
	int descriptor;
	int error;

	descriptor = open(path ? path : PHONEWALL_TLS_POLICY_FILE,
			  O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (descriptor < 0)
		return NULL;
	policy = load_from(descriptor);
	error = errno;
	close(descriptor);
	errno = error;
	return policy;
}
