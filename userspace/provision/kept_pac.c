// SPDX-License-Identifier: MIT
#include "kept_pac.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "proxy/pac_file.h"

#define FRESH_SECONDS	60

/* @url: NULL without a script; @taken: seconds since the boot. */
struct phonewall_kept_pac {
	char *path;
	char *url;
	char *text;
	size_t length;
	time_t taken;
};

static time_t now(void)
{
	struct timespec elapsed = { 0 };

	clock_gettime(CLOCK_BOOTTIME, &elapsed);
	return elapsed.tv_sec;
}

struct phonewall_kept_pac *phonewall_kept_pac_new(const char *run_directory)
{
	struct phonewall_kept_pac *kept;

	kept = phonewall_memory_resize(NULL, 1, sizeof(*kept));
	*kept = (struct phonewall_kept_pac){
		.path = phonewall_memory_print("%s/" PHONEWALL_PAC_FILE,
					       run_directory),
	};
	return kept;
}

static void write_file(const struct phonewall_kept_pac *kept)
{
	size_t length;
	char *text = phonewall_pac_file_print(kept->url, kept->text,
					      kept->length, &length);
	int error = phonewall_file_replace_for_this_boot(kept->path, text,
							 length, 0640);

	if (error)
		phonewall_log(LOG_WARNING, "cannot write %s: %s; make room, or let the user phonewall-provision write there",
			      kept->path, strerror(-error));
	free(text);
}

static void replace(struct phonewall_kept_pac *kept, const char *url,
		    char *text, size_t length)
{
	phonewall_memory_replace(&kept->url, url);
	free(kept->text);
	kept->text = text;
	kept->length = length;
	kept->taken = now();
	write_file(kept);
}

void phonewall_kept_pac_take(struct phonewall_kept_pac *kept,
			       const char *url, const char *text,
			       size_t length)
{
	replace(kept, url, phonewall_memory_copy(text, length), length);
}

void phonewall_kept_pac_take_none(struct phonewall_kept_pac *kept)
{
	replace(kept, NULL, NULL, 0);
}

bool phonewall_kept_pac_is_of(const struct phonewall_kept_pac *kept,
				const char *url)
{
	return kept->url && !strcmp(kept->url, url);
}

bool phonewall_kept_pac_is_fresh(const struct phonewall_kept_pac *kept)
{
	return kept->url && now() - kept->taken < FRESH_SECONDS;
}

const char *phonewall_kept_pac_text(const struct phonewall_kept_pac *kept,
				      size_t *length)
{
	*length = kept->length;
	return kept->text;
}

void phonewall_kept_pac_free(struct phonewall_kept_pac *kept)
{
	if (!kept)
		return;
	free(kept->path);
	free(kept->url);
	free(kept->text);
	free(kept);
}
