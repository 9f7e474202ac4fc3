// SPDX-License-Identifier: MIT
/*
 * What an LDAP server sends: the answer to a bind, whose message has the number
 * 1, and those to a search, with the number 2. It goes through a socket,
 * libldap and what is kept of it.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "directory/filter.h"
#include "directory/request.h"
#include "fuzzer.h"

static char sn_filter[] = "(sn=*" PHONEWALL_DIRECTORY_FILTER_VALUE "*)";
static char base[] = "dc=example,dc=org";

static const struct phonewall_directory_settings settings = {
	.enabled = true,
	.base = base,
	.filters = { sn_filter },
	.filter_count = 1,
	.columns = {
		.list = { { "cn", "Name", false },
			  { "telephoneNumber", "Phone", true } },
		.count = 2,
	},
};

/*
 * libldap 2.5 does not release the request that an answer of a wrong kind is
 * for. To tell that from leaks of what it returns, the whole stack is needed.
 */
const char *__asan_default_options(void);
const char *__lsan_default_options(void);
const char *__lsan_default_suppressions(void);

const char *__asan_default_options(void)
{
	return "fast_unwind_on_malloc=0";
}

const char *__lsan_default_options(void)
{
	return "print_suppressions=0";
}

const char *__lsan_default_suppressions(void)
{
	return "leak:ldap_send_server_request\nleak:ldap_build_bind_req\n"
	       "leak:ldap_build_search_req\n";
}

/* UTF-8 without control characters. */
static void require_printable(const char *text)
{
	for (const unsigned char *byte = (const void *)text; *byte; byte++)
		REQUIRE(*byte >= ' ' && *byte != 0x7f);
}

static void require_entry(const struct phonewall_directory_entry *entry)
{
	for (size_t i = 0; i < PHONEWALL_DIRECTORY_COLUMNS_MAX; i++) {
		const struct phonewall_directory_values *values =
			&entry->columns[i];

		REQUIRE(values->count <= PHONEWALL_DIRECTORY_VALUES_MAX);
		REQUIRE(i < settings.columns.count || !values->count);
		for (size_t j = 0; j < values->count; j++) {
			/* A byte becomes four at most, as "\xff". */
			REQUIRE(strlen(values->list[j]) <=
				4 * PHONEWALL_DIRECTORY_VALUE_MAX);
			require_printable(values->list[j]);
		}
	}
}

static void
require_result(const struct phonewall_directory_result *result, size_t size)
{
	REQUIRE(result->count <= PHONEWALL_DIRECTORY_ENTRIES_MAX);
	REQUIRE(result->count + result->referrals <= size);
	for (size_t i = 0; i < result->count; i++)
		require_entry(&result->entries[i]);
}

static void search(struct phonewall_directory_connection *connection,
		   size_t size)
{
	static const char *const words[] = { "lee" };
	struct phonewall_directory_result result = { 0 };
	char *failure = phonewall_directory_connection_begin(connection);

	REQUIRE(!failure);
	failure = phonewall_directory_connection_bind(connection, &settings);
	if (!failure)
		failure = phonewall_directory_request(connection, &settings,
						      words, 1, &result);
	REQUIRE(!failure || strstr(failure, "; "));
	require_result(&result, size);
	phonewall_directory_result_clear(&result);
	free(failure);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct phonewall_directory_connection connection = { 0 };
	int ends[2];

	setenv("LDAPNOINIT", "1", 1);
	REQUIRE(!socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
	REQUIRE(send(ends[1], data, size, MSG_NOSIGNAL) == (ssize_t)size);
	REQUIRE(!shutdown(ends[1], SHUT_WR));
	REQUIRE(!fcntl(ends[0], F_SETFL, O_NONBLOCK));
	connection.stream.socket = ends[0];
	search(&connection, size);
	phonewall_directory_connection_close(&connection);
	close(ends[1]);
	return 0;
}
