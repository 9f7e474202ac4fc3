// SPDX-License-Identifier: MIT
/*
 * Searches the LDAP directory that cfg.xml names, as phonewalld has set it up, and
 * prints what it finds. Build it against the installed library:
 *
 *     cc directory.c -o directory $(pkg-config --cflags --libs phonewall-directory)
 *     ./directory lee
 */
#include <stdio.h>
#include <stdlib.h>

#include <phonewall/directory/search.h>

static void print(const struct phonewall_directory_columns *columns,
		  const struct phonewall_directory_entry *entry)
{
	for (size_t i = 0; i < columns->count; i++)
		for (size_t j = 0; j < entry->columns[i].count; j++)
			printf("%s: %s\n", columns->list[i].label,
			       entry->columns[i].list[j]);
	puts("");
}

int main(int argc, char **argv)
{
	const char *run_directory = getenv("PHONEWALL_RUN_DIRECTORY");
	struct phonewall_directory_result result = { 0 };
	struct phonewall_directory *directory;
	char *failure = phonewall_directory_open(run_directory, &directory);
	int status = EXIT_SUCCESS;

	if (!failure)
		failure = phonewall_directory_search(directory,
				(const char *const *)argv + 1, argc - 1,
				&result);
	for (size_t i = 0; i < result.count; i++)
		print(phonewall_directory_get_columns(directory),
		      &result.entries[i]);
	if (result.security == PHONEWALL_DIRECTORY_FALLBACK)
		fputs("StartTLS is missing: it went in plaintext\n", stderr);
	if (failure) {
		fprintf(stderr, "%s\n", failure);
		status = EXIT_FAILURE;
	}
	phonewall_directory_result_clear(&result);
	phonewall_directory_close(directory);
	free(failure);
	return status;
}
