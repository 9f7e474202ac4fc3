// SPDX-License-Identifier: MIT
#include "upgrade.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/child.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "errand_transfer.h"
#include "image.h"
#include "log_message.h"

#define RULE		"Upgrade_Rule"
#define IMAGE		"upgrade.image"
/* Which rule and URL the hook was given, as a digest: both may hold a secret. */
#define GIVEN		"upgrade.given"
#define DIGEST_TEXT	(2 * EVP_MAX_MD_SIZE + 1)

/*
 * @is_ready: whether @image is whole. @digest: of what is fetched, or was tried
 * last; it is tried again @retries times so far, not before @due, in seconds of
 * CLOCK_BOOTTIME. @is_waiting: whether it was logged that a line is busy.
 */
struct phonewall_upgrade {
	const struct phonewall_upgrade_actions *actions;
	void *argument;
	struct phonewall_errand errand;
	struct phonewall_children *children;
	struct phonewall_child *hook;
	struct event *timer;
	struct phonewall_errand_transfer *transfer;
	struct phonewall_server_url url;
	struct phonewall_address server;
	struct phonewall_image image;
	bool is_ready;
	bool is_waiting;
	char digest[DIGEST_TEXT];
	uint64_t due;
	size_t retries;
};

static uint64_t now(void)
{
	struct timespec time = { 0 };

	clock_gettime(CLOCK_BOOTTIME, &time);
	return time.tv_sec;
}

static void wait_for(struct phonewall_upgrade *upgrade, uint64_t seconds)
{
	const struct timeval delay = { .tv_sec = seconds };

	evtimer_add(upgrade->timer, &delay);
}

static void tell(struct phonewall_upgrade *upgrade,
		 enum phonewall_log_message message, const char *error)
{
	const struct phonewall_errand *errand = &upgrade->errand;
	char *text = phonewall_log_message_print(
		&errand->settings->log_messages[message], &errand->values,
		&upgrade->url, &upgrade->server, error);

	if (text)
		upgrade->actions->log(message, text, upgrade->argument);
	free(text);
}

static void drop(struct phonewall_upgrade *upgrade)
{
	phonewall_errand_transfer_cancel(upgrade->transfer);
	upgrade->transfer = NULL;
	phonewall_image_remove(&upgrade->image);
	upgrade->is_ready = false;
	phonewall_server_url_clear(&upgrade->url);
	upgrade->server = (struct phonewall_address){ 0 };
}

static void report(struct phonewall_upgrade *upgrade, const char *why)
{
	phonewall_log(LOG_WARNING, RULE ": %s", why);
	tell(upgrade, PHONEWALL_LOG_UPGRADE_FAILURE, why);
}

/* The attempt has failed, and another one may follow. */
static void fail(struct phonewall_upgrade *upgrade, const char *why)
{
	const struct phonewall_delays *delays =
		&upgrade->errand.settings->upgrade_error_retry;
	uint64_t seconds;
	uint32_t random = 0;

	report(upgrade, why);
	drop(upgrade);
	if (getrandom(&random, sizeof(random), 0) < 0)
		random = now();
	upgrade->due = UINT64_MAX;
	if (phonewall_delays_get(delays, upgrade->retries++, random,
				 &seconds)) {
		upgrade->due = now() + seconds;
		wait_for(upgrade, seconds);
	}
	upgrade->actions->ended(upgrade->argument);
}

static char *path_of(const struct phonewall_upgrade *upgrade, const char *name)
{
	return phonewall_memory_print("%s/%s", upgrade->errand.state_directory,
				      name);
}

static void run_hook(void *argument)
{
	struct phonewall_upgrade *upgrade = argument;
	char *hook = upgrade->errand.device->facts[PHONEWALL_DEVICE_HOOK];
	char *arguments[] = { hook, upgrade->image.path, NULL };
	char *environment[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", NULL };

	execve(hook, arguments, environment);
}

static char *describe_end(const struct phonewall_child_end *end)
{
	if (end->is_late)
		return phonewall_memory_print("the hook has not ended after %d seconds; see its log",
					      PHONEWALL_UPGRADE_HOOK_TIME);
	if (WIFEXITED(end->status) &&
	    WEXITSTATUS(end->status) == PHONEWALL_CHILD_NOT_RUN)
		return phonewall_memory_print("the hook cannot be run; let the user phonewall-provision execute it");
	if (WIFEXITED(end->status))
		return phonewall_memory_print("the hook refuses the image with status %d; see its log",
					      WEXITSTATUS(end->status));
	return phonewall_memory_print("the hook was killed; see its log");
}

static void on_hook_ended(const struct phonewall_child_end *end, void *argument)
{
	struct phonewall_upgrade *upgrade = argument;
	char *fault;

	upgrade->hook = NULL;
	if (WIFEXITED(end->status) && !WEXITSTATUS(end->status)) {
		phonewall_log(LOG_NOTICE, RULE ": the hook has taken the image");
		tell(upgrade, PHONEWALL_LOG_UPGRADE_SUCCESS, NULL);
	} else {
		fault = describe_end(end);
		report(upgrade, fault);
		free(fault);
	}
	drop(upgrade);
	upgrade->actions->ended(upgrade->argument);
}

/* Written before the hook runs, since that may restart the phone. */
static int keep_given(const struct phonewall_upgrade *upgrade)
{
	char *path = path_of(upgrade, GIVEN);
	int error = phonewall_file_replace(path, upgrade->digest,
					   strlen(upgrade->digest), 0600);

	free(path);
	return error;
}

static void fail_ungiven(struct phonewall_upgrade *upgrade, const char *why)
{
	char *path = path_of(upgrade, GIVEN);

	unlink(path);
	free(path);
	fail(upgrade, why);
}

static void give_to_hook(struct phonewall_upgrade *upgrade)
{
	static const struct phonewall_child_handlers handlers = {
		.run = run_hook,
		.ended = on_hook_ended,
	};

	if (keep_given(upgrade)) {
		fail(upgrade, "cannot write to the state directory; make room");
		return;
	}
	upgrade->hook = phonewall_child_start(upgrade->children, &handlers,
					      upgrade);
	if (upgrade->hook)
		phonewall_child_set_deadline(upgrade->hook,
				PHONEWALL_UPGRADE_HOOK_TIME * 1000);
	else
		fail_ungiven(upgrade, "cannot start the hook; see the limit of processes");
}

/* Return: whether to wait; it is looked at again later then. */
static bool is_busy(struct phonewall_upgrade *upgrade)
{
	if (!phonewall_busy_is_set(upgrade->errand.busy)) {
		upgrade->is_waiting = false;
		return false;
	}
	if (!upgrade->is_waiting)
		phonewall_log(LOG_INFO, RULE ": waits until no line is busy");
	upgrade->is_waiting = true;
	wait_for(upgrade, PHONEWALL_UPGRADE_BUSY_TIME);
	return true;
}

static void begin_body(void *argument)
{
	struct phonewall_upgrade *upgrade = argument;

	phonewall_image_begin(&upgrade->image);
}

static bool take_body(const void *bytes, size_t length, void *argument)
{
	struct phonewall_upgrade *upgrade = argument;

	return phonewall_image_append(&upgrade->image, bytes, length,
				      PHONEWALL_UPGRADE_DISK_MIN);
}

static void on_fetched(struct phonewall_transfer_result *result, void *argument)
{
	struct phonewall_upgrade *upgrade = argument;

	upgrade->transfer = NULL;
	upgrade->server = result->server;
	if (upgrade->image.fault || result->outcome !=
	    PHONEWALL_TRANSFER_SUCCESS) {
		fail(upgrade, upgrade->image.fault ?: result->error ?:
		     "the server sent no file");
		return;
	}
	upgrade->is_ready = true;
	if (!is_busy(upgrade))
		give_to_hook(upgrade);
}

static void fetch(struct phonewall_upgrade *upgrade)
{
	static const struct phonewall_transfer_reader reader = {
		.begin = begin_body,
		.take = take_body,
	};
	const struct phonewall_transfer_request request = {
		.url = &upgrade->url,
		.size_limit = PHONEWALL_UPGRADE_IMAGE_MAX,
		.time_limit = PHONEWALL_UPGRADE_FETCH_TIME,
		.reader = &reader,
	};
	char *path = path_of(upgrade, IMAGE);
	char *fault = NULL;

	tell(upgrade, PHONEWALL_LOG_UPGRADE_REQUEST, NULL);
	if (!upgrade->errand.device->facts[PHONEWALL_DEVICE_HOOK])
		fault = phonewall_memory_print("there is no program to give the image to; set upgrade_hook in provision.conf");
	else if (!phonewall_image_open(&upgrade->image, path))
		fault = phonewall_memory_print("%s", upgrade->image.fault);
	else
		upgrade->transfer = phonewall_errand_transfer_begin(
			&upgrade->errand, &request, on_fetched, upgrade);
	if (fault)
		fail(upgrade, fault);
	free(fault);
	free(path);
}

static void print_digest(const struct phonewall_upgrade *upgrade,
			 char digest[DIGEST_TEXT])
{
	static const struct phonewall_macro_values none;
	const struct phonewall_server_url *url = &upgrade->url;
	char *rule = phonewall_template_expand(
		&upgrade->errand.settings->upgrade_rule.text, &none);
	char *text = phonewall_memory_print("%s %s %s %u %s", rule ?: "",
			phonewall_scheme_name(url->scheme), url->host,
			url->port, url->path);
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned int length = 0;

	if (!EVP_Digest(text, strlen(text), bytes, &length, EVP_sha256(), NULL))
		phonewall_memory_exhausted();
	for (unsigned int i = 0; i < length; i++)
		sprintf(digest + 2 * i, "%02x", bytes[i]);
	explicit_bzero(text, strlen(text));
	free(text);
	free(rule);
}

static bool was_given(const struct phonewall_upgrade *upgrade,
		      const char *digest)
{
	struct phonewall_file file = { 0 };
	char *path = path_of(upgrade, GIVEN);
	bool is_same = !phonewall_file_read(path, DIGEST_TEXT, &file) &&
		       !strcmp(file.text, digest);

	phonewall_file_clear(&file);
	free(path);
	return is_same;
}

/* Fetches what the URL says unless it was given, or has failed not long ago. */
static void begin(struct phonewall_upgrade *upgrade)
{
	char digest[DIGEST_TEXT] = "";
	uint64_t time = now();

	print_digest(upgrade, digest);
	if (was_given(upgrade, digest)) {
		phonewall_server_url_clear(&upgrade->url);
		return;
	}
	if (strcmp(digest, upgrade->digest)) {
		strcpy(upgrade->digest, digest);
		upgrade->retries = 0;
		upgrade->due = 0;
	}
	if (upgrade->due > time) {
		phonewall_server_url_clear(&upgrade->url);
		if (upgrade->due != UINT64_MAX)
			wait_for(upgrade, upgrade->due - time);
	} else if (is_busy(upgrade)) {
		phonewall_server_url_clear(&upgrade->url);
	} else {
		fetch(upgrade);
	}
}

static void look(struct phonewall_upgrade *upgrade)
{
	const struct phonewall_errand *errand = &upgrade->errand;
	const struct phonewall_alternative *alternative;
	char *fault;

	if (!errand->settings->is_upgrade_enabled)
		return;
	fault = phonewall_errand_choose(errand,
					&errand->settings->upgrade_rule, RULE,
					&alternative);
	if (alternative && alternative->target_count)
		fault = phonewall_errand_resolve(errand,
						 &alternative->targets[0],
						 &upgrade->url);
	if (fault)
		report(upgrade, fault);
	else if (alternative && alternative->target_count)
		begin(upgrade);
	free(fault);
}

static void on_timer(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_upgrade *upgrade = argument;

	(void)descriptor;
	(void)what;
	if (!upgrade->is_ready)
		look(upgrade);
	else if (!is_busy(upgrade))
		give_to_hook(upgrade);
}

struct phonewall_upgrade *
phonewall_upgrade_open(struct event_base *base,
		       const struct phonewall_upgrade_actions *actions,
		       void *argument)
{
	struct phonewall_upgrade *upgrade;

	upgrade = phonewall_memory_resize(NULL, 1, sizeof(*upgrade));
	*upgrade = (struct phonewall_upgrade){
		.actions = actions,
		.argument = argument,
		.children = phonewall_children_open(base),
		.timer = evtimer_new(base, on_timer, upgrade),
		.image.descriptor = -1,
	};
	if (!upgrade->timer)
		phonewall_memory_exhausted();
	return upgrade;
}

void phonewall_upgrade_follow(struct phonewall_upgrade *upgrade,
			      const struct phonewall_errand *errand)
{
	upgrade->errand = *errand;
	if (upgrade->hook || upgrade->transfer || upgrade->is_ready)
		return;
	evtimer_del(upgrade->timer);
	look(upgrade);
}

void phonewall_upgrade_pause(struct phonewall_upgrade *upgrade)
{
	evtimer_del(upgrade->timer);
	if (upgrade->hook)
		upgrade->errand.values = (struct phonewall_macro_values){ 0 };
	else
		drop(upgrade);
}

void phonewall_upgrade_close(struct phonewall_upgrade *upgrade)
{
	if (!upgrade)
		return;
	phonewall_children_close(upgrade->children,
				 PHONEWALL_CHILD_PATIENCE_MS);
	event_free(upgrade->timer);
	drop(upgrade);
	free(upgrade);
}
