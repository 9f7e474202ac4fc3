// SPDX-License-Identifier: MIT
/*
 * Every way in which a file can be replaced, on real files. The test has a
 * mount namespace and a user namespace of its own: it mounts in the first, and
 * inotify's limits are those of the second.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <linux/capability.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/source.h"
#include "base/watch.h"
#include "folder.h"

/* Long before the minute is over, also on a busy machine. */
#define SEEN_MS		10000

/* Events are collected for 100 ms before they are handled. */
#define GATHERED_MS	180

#define FILES_OF_INOTIFY	260

static char directory[] = "/tmp/phonewall-watch-XXXXXX";
static char configuration[96];
static char settings[96];
static const char *const watched[] = { configuration, settings, NULL };
static struct phonewall_source sources[2];
static struct event_base *base;
static struct phonewall_watch *watch;
static const char *awaited;
static unsigned int calls, changes;
static time_t skipped;
static char *log_text;

/* Replaces the C library's, so that the test need not wait a minute. */
int clock_gettime(clockid_t clock, struct timespec *time)
{
	int result = syscall(SYS_clock_gettime, clock, time);

	time->tv_sec += skipped;
	return result;
}

/* As phonewalld does it: only the reported files are read. */
static void on_changed(unsigned int files, void *argument)
{
	assert_ptr_equal(argument, &changes);
	assert_in_range(files, 1, 3);
	calls++;
	for (size_t i = 0; i < 2; i++)
		if (files & 1u << i && phonewall_source_read(&sources[i]))
			changes++;
	if (sources[0].file.text && awaited &&
	    !strcmp(sources[0].file.text, awaited))
		event_base_loopbreak(base);
}

/* Paths stay valid until their test is over. */
static const char *path_of(const char *name)
{
	static char paths[16][128];
	static unsigned int turn;
	char *path = paths[turn++ % 16];

	snprintf(path, sizeof(paths[0]), "%s/%s", directory, name);
	return path;
}

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void put_in(const char *name, const char *text)
{
	put(path_of(name), text);
}

static void make(const char *name)
{
	assert_int_equal(mkdir(path_of(name), 0755), 0);
}

static void move(const char *from, const char *to)
{
	assert_int_equal(rename(path_of(from), path_of(to)), 0);
}

static void link_to(const char *target, const char *name)
{
	assert_int_equal(symlink(target, path_of(name)), 0);
}

/* The usual way to change a link: it is never missing. */
static void flip(const char *target, const char *name)
{
	link_to(target, "flipped");
	move("flipped", name);
}

static void watch_now(void)
{
	phonewall_source_read(&sources[0]);
	phonewall_source_read(&sources[1]);
	watch = phonewall_watch_open(base, watched, on_changed, &changes);
	assert_non_null(watch);
}

static void on_patience_lost(evutil_socket_t descriptor, short what,
			     void *argument)
{
	(void)descriptor;
	(void)what;
	event_base_loopbreak(argument);
}

/* Runs the loop for so many milliseconds, or until cfg.xml is as expected. */
static void run_loop(unsigned int milliseconds)
{
	const struct timeval patience = phonewall_clock_delay(milliseconds);
	struct event *timer = evtimer_new(base, on_patience_lost, base);

	assert_non_null(timer);
	assert_int_equal(evtimer_add(timer, &patience), 0);
	calls = 0;
	changes = 0;
	event_base_dispatch(base);
	event_free(timer);
}

/* cfg.xml is read soon, and has the text. */
static void assert_seen(const char *text)
{
	awaited = text;
	run_loop(SEEN_MS);
	awaited = NULL;
	assert_non_null(sources[0].file.text);
	assert_string_equal(sources[0].file.text, text);
}

/* Longer than a file needs to settle, but most of that time is not used. */
static void run_until_quiet(void)
{
	unsigned int calls_before, changes_before;

	run_loop(GATHERED_MS);
	calls_before = calls;
	changes_before = changes;
	skipped += 2;
	run_loop(GATHERED_MS);
	calls += calls_before;
	changes += changes_before;
}

static void assert_missing(void)
{
	run_until_quiet();
	assert_int_equal(sources[0].error, -ENOENT);
}

/* Nothing that differs from before is read. */
static void assert_quiet(void)
{
	run_until_quiet();
	assert_int_equal(changes, 0);
}

static int set_up(void **state)
{
	(void)state;
	if (folder_make(directory))
		return -1;
	sprintf(configuration, "%s/etc/cfg.xml", directory);
	sprintf(settings, "%s/etc/phonewall.conf", directory);
	sources[0].path = configuration;
	sources[1].path = settings;
	base = event_base_new();
	if (mkdir(path_of("etc"), 0755))
		return -1;
	put(configuration, "one");
	return 0;
}

/* A test that fails may leave mounts. */
static void unmount_all(void)
{
	umount2(path_of("etc/cfg.xml"), MNT_DETACH);
	umount2(path_of("etc"), MNT_DETACH);
	umount2(path_of("a"), MNT_DETACH);
}

static int tear_down(void **state)
{
	(void)state;
	unmount_all();
	phonewall_watch_close(watch);
	watch = NULL;
	phonewall_source_clear(&sources[0]);
	phonewall_source_clear(&sources[1]);
	event_base_free(base);
	free(log_text);
	log_text = NULL;
	return folder_remove(directory);
}

/* The file itself */

static void test_written_in_place(void **state)
{
	int descriptor;

	(void)state;
	watch_now();
	descriptor = open(configuration, O_WRONLY);
	assert_int_equal(write(descriptor, "two", 3), 3);
	close(descriptor);
	assert_seen("two");
	assert_quiet();
}

static void test_truncated_and_written(void **state)
{
	(void)state;
	watch_now();
	put(configuration, "two");
	assert_seen("two");
	assert_quiet();
}

static void test_renamed_over(void **state)
{
	(void)state;
	watch_now();
	for (unsigned int round = 0; round < 3; round++) {
		put_in("new", round % 2 ? "one" : "two");
		assert_quiet();
		move("new", "etc/cfg.xml");
		assert_seen(round % 2 ? "one" : "two");
	}
}

static void test_removed_and_made(void **state)
{
	(void)state;
	watch_now();
	assert_int_equal(unlink(configuration), 0);
	assert_missing();
	put(configuration, "two");
	assert_seen("two");
	assert_int_equal(unlink(configuration), 0);
	put(configuration, "three");
	assert_seen("three");
}

static void test_linked_over(void **state)
{
	(void)state;
	put_in("other", "two");
	watch_now();
	assert_int_equal(unlink(configuration), 0);
	assert_int_equal(link(path_of("other"), configuration), 0);
	assert_seen("two");
	put_in("other", "three");
	assert_seen("three");
}

static void test_exchanged(void **state)
{
	(void)state;
	put_in("other", "two");
	watch_now();
	assert_int_equal(renameat2(AT_FDCWD, path_of("other"), AT_FDCWD,
				   configuration, RENAME_EXCHANGE), 0);
	assert_seen("two");
	put_in("other", "three");
	assert_quiet();
}

/*
 * Root reads what it may not: the permissions of the saved copy follow the
 * file's.
 */
static void test_made_readable(void **state)
{
	(void)state;
	assert_int_equal(chmod(configuration, 0600), 0);
	watch_now();
	assert_int_equal(chmod(configuration, 0644), 0);
	run_loop(1500);
	assert_int_equal(changes, 1);
	assert_int_equal(sources[0].file.mode, 0644);
}

/* The file is examined, and is found to be unchanged. */
static void test_touched(void **state)
{
	(void)state;
	watch_now();
	assert_int_equal(utimensat(AT_FDCWD, configuration, NULL, 0), 0);
	assert_quiet();
	assert_true(calls > 0);
}

/* Events beside the files do not even cause an examination. */
static void test_neighbour(void **state)
{
	(void)state;
	watch_now();
	put_in("etc/other.xml", "two");
	put_in("other", "two");
	run_until_quiet();
	assert_int_equal(calls, 0);
	put(settings, "three");
	run_until_quiet();
	assert_int_equal(changes, 1);
}

/* Directories and links */

static void test_file_link_flipped(void **state)
{
	(void)state;
	make("data");
	put_in("data/a", "one");
	put_in("data/b", "two");
	assert_int_equal(unlink(configuration), 0);
	link_to("../data/a", "etc/cfg.xml");
	watch_now();
	flip("../data/b", "etc/cfg.xml");
	assert_seen("two");
	put_in("data/b", "three");
	assert_seen("three");
	put_in("data/a", "four");
	assert_quiet();
}

/* Two directories with a cfg.xml of "one" and of "two". */
static void make_versions(void)
{
	make("v1");
	put_in("v1/cfg.xml", "one");
	make("v2");
	put_in("v2/cfg.xml", "two");
	assert_int_equal(unlink(configuration), 0);
	assert_int_equal(rmdir(path_of("etc")), 0);
}

static void test_directory_link_flipped(void **state)
{
	(void)state;
	make_versions();
	link_to("v1", "etc");
	watch_now();
	flip("v2", "etc");
	assert_seen("two");
	put_in("v2/cfg.xml", "three");
	assert_seen("three");
	put_in("v1/cfg.xml", "four");
	assert_quiet();
}

static void test_intermediate_link_flipped(void **state)
{
	char *target = phonewall_memory_print("%s/current/.", directory);

	(void)state;
	make_versions();
	link_to("v1", "current");
	link_to(target, "etc");
	free(target);
	watch_now();
	flip("v2", "current");
	assert_seen("two");
}

/* Everything above the file is replaced. */
static void test_grandparent_replaced(void **state)
{
	(void)state;
	make("a");
	make("a/etc");
	put_in("a/etc/cfg.xml", "one");
	make("b");
	make("b/etc");
	put_in("b/etc/cfg.xml", "two");
	sprintf(configuration, "%s/a/etc/cfg.xml", directory);
	watch_now();
	move("a", "old");
	move("b", "a");
	assert_seen("two");
	put_in("old/etc/cfg.xml", "three");
	assert_quiet();
	put_in("a/etc/cfg.xml", "four");
	assert_seen("four");
}

static void test_dangling_target_made(void **state)
{
	(void)state;
	assert_int_equal(unlink(configuration), 0);
	make("data");
	link_to("../data/real", "etc/cfg.xml");
	watch_now();
	put_in("data/real", "two");
	assert_seen("two");
}

static void test_dangling_directories_made(void **state)
{
	(void)state;
	assert_int_equal(unlink(configuration), 0);
	link_to("../x/y/z/real", "etc/cfg.xml");
	watch_now();
	make("x");
	assert_quiet();
	make("x/y");
	make("x/y/z");
	assert_quiet();
	put_in("x/y/z/real", "two");
	assert_seen("two");
	assert_int_equal(unlink(path_of("x/y/z/real")), 0);
	assert_missing();
	put_in("x/y/z/real", "three");
	assert_seen("three");
}

static void test_directory_removed_and_made(void **state)
{
	(void)state;
	watch_now();
	assert_int_equal(unlink(configuration), 0);
	assert_int_equal(rmdir(path_of("etc")), 0);
	assert_missing();
	make("etc");
	put(configuration, "two");
	assert_seen("two");
	move("etc", "old");
	make("etc");
	put(configuration, "three");
	assert_seen("three");
	put_in("old/cfg.xml", "four");
	assert_quiet();
}

static void test_circle(void **state)
{
	(void)state;
	assert_int_equal(unlink(configuration), 0);
	link_to("circle", "circle");
	link_to("../circle", "etc/cfg.xml");
	watch_now();
	assert_int_equal(sources[0].error, -ELOOP);
	assert_int_equal(unlink(path_of("circle")), 0);
	put_in("circle", "two");
	assert_seen("two");
}

/* Mounts */

static void bind_over(const char *source, const char *target)
{
	assert_int_equal(mount(path_of(source), path_of(target), NULL, MS_BIND,
			       NULL), 0);
}

static void unmount(const char *name)
{
	assert_int_equal(umount2(path_of(name), MNT_DETACH), 0);
}

static void test_mounted_over_file(void **state)
{
	(void)state;
	put_in("other", "two");
	watch_now();
	bind_over("other", "etc/cfg.xml");
	assert_seen("two");
	put_in("other", "three");
	assert_seen("three");
	unmount("etc/cfg.xml");
	assert_seen("one");
}

static void test_mounted_over_directory(void **state)
{
	(void)state;
	make("other");
	put_in("other/cfg.xml", "two");
	watch_now();
	bind_over("other", "etc");
	assert_seen("two");
	put(configuration, "three");
	assert_seen("three");
	unmount("etc");
	assert_seen("one");
	put(configuration, "four");
	assert_seen("four");
}

static void test_mounted_over_grandparent(void **state)
{
	(void)state;
	make("a");
	make("a/etc");
	put_in("a/etc/cfg.xml", "one");
	make("b");
	make("b/etc");
	put_in("b/etc/cfg.xml", "two");
	sprintf(configuration, "%s/a/etc/cfg.xml", directory);
	watch_now();
	bind_over("b", "a");
	assert_seen("two");
	unmount("a");
	assert_seen("one");
}

static void test_file_system_mounted(void **state)
{
	(void)state;
	watch_now();
	assert_int_equal(mount("none", path_of("etc"), "tmpfs", 0, NULL), 0);
	assert_missing();
	put(configuration, "two");
	assert_seen("two");
	unmount("etc");
	assert_seen("one");
}

static void on_mount_more(evutil_socket_t descriptor, short what,
			  void *argument)
{
	bool *mounted = argument;

	(void)descriptor;
	(void)what;
	if (*mounted)
		unmount("a");
	else
		bind_over("other", "a");
	*mounted = !*mounted;
}

/* Containers and services mount all the time, elsewhere. */
static void test_mounts_without_end(void **state)
{
	const struct timeval period = phonewall_clock_delay(30);
	bool mounted = false;
	struct event *timer = event_new(base, -1, EV_PERSIST, on_mount_more,
					&mounted);

	(void)state;
	make("a");
	make("other");
	make_versions();
	link_to("v1", "etc");
	watch_now();
	event_add(timer, &period);
	flip("v2", "etc");
	assert_seen("two");
	event_free(timer);
}

/* Incomplete files */

struct writer {
	const char *path;
	unsigned int left;
	int descriptor;
	struct event *timer;
};

static void on_write(evutil_socket_t descriptor, short what, void *argument)
{
	struct writer *writer = argument;

	(void)descriptor;
	(void)what;
	if (writer->left--) {
		assert_int_equal(write(writer->descriptor, "x", 1), 1);
		return;
	}
	close(writer->descriptor);
	event_free(writer->timer);
}

/* Writes a byte each @milliseconds, @count times, and closes the file. */
static void write_slowly(struct writer *writer, const char *path,
			 unsigned int milliseconds, unsigned int count)
{
	const struct timeval period = phonewall_clock_delay(milliseconds);

	writer->left = count;
	writer->descriptor = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0644);
	assert_true(writer->descriptor >= 0);
	writer->timer = event_new(base, -1, EV_PERSIST, on_write, writer);
	event_add(writer->timer, &period);
}

static void test_slow_writer(void **state)
{
	struct writer writer;

	(void)state;
	watch_now();
	write_slowly(&writer, configuration, 50, 30);
	run_loop(1300);
	assert_int_equal(changes, 0);
	assert_string_equal(sources[0].file.text, "one");
	assert_seen("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
}

/*
 * Each pause is longer than the settling time of a file without a known writer.
 */
static void test_resting_writer(void **state)
{
	struct writer writer;

	(void)state;
	watch_now();
	write_slowly(&writer, configuration, 1300, 2);
	run_loop(3500);
	assert_int_equal(changes, 0);
	assert_seen("xx");
}

static void test_slow_writer_of_new_file(void **state)
{
	struct writer writer;

	(void)state;
	assert_int_equal(unlink(configuration), 0);
	assert_int_equal(rmdir(path_of("etc")), 0);
	watch_now();
	make("etc");
	write_slowly(&writer, configuration, 50, 30);
	run_loop(1300);
	assert_int_equal(changes, 0);
	assert_seen("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
}

/* A file behind a link that is changed while the file is being written. */
static void test_slow_writer_behind_link(void **state)
{
	struct writer writer;

	(void)state;
	make_versions();
	link_to("v1", "etc");
	watch_now();
	write_slowly(&writer, path_of("v2/cfg.xml"), 50, 30);
	flip("v2", "etc");
	run_loop(1300);
	assert_int_equal(changes, 0);
	assert_seen("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
}

/*
 * Changing the link is a rename, but the file behind it may still be
 * incomplete.
 */
static void test_slow_writer_behind_file_link(void **state)
{
	struct writer writer;

	(void)state;
	put_in("a", "one");
	assert_int_equal(unlink(configuration), 0);
	link_to("../a", "etc/cfg.xml");
	watch_now();
	write_slowly(&writer, path_of("b"), 50, 30);
	flip("../b", "etc/cfg.xml");
	run_loop(1300);
	assert_int_equal(changes, 0);
	assert_seen("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
}

/* Neither file waits for the other, and no incomplete file is read. */
static void test_one_of_two_is_written(void **state)
{
	struct writer writer;

	(void)state;
	put(settings, "settings");
	watch_now();
	write_slowly(&writer, settings, 50, 40);
	put(configuration, "two");
	assert_seen("two");
	run_loop(1500);
	assert_string_equal(sources[1].file.text, "settings");
	run_loop(1000);
	assert_int_equal(strlen(sources[1].file.text), 40);
	assert_int_equal(changes, 1);
}

/* A writer without a pause does not keep the change from being noticed. */
static void test_many_changes_are_few(void **state)
{
	(void)state;
	watch_now();
	for (unsigned int round = 0; round < 500; round++)
		put(configuration, "many");
	assert_seen("many");
	assert_true(calls <= 3);
	assert_quiet();
}

/* Standard error goes to a file until end_log(). */
static FILE *begin_log(int *before)
{
	FILE *file = tmpfile();

	assert_non_null(file);
	*before = dup(STDERR_FILENO);
	dup2(fileno(file), STDERR_FILENO);
	return file;
}

static void end_log(FILE *file, int before)
{
	log_text = calloc(1, 4096);
	dup2(before, STDERR_FILENO);
	close(before);
	rewind(file);
	assert_true(fread(log_text, 1, 4095, file) < 4095);
	fclose(file);
}

/* Returns how often @text is in the log. */
static unsigned int log_count(const char *text)
{
	const char *found = log_text;
	unsigned int count = 0;

	while ((found = strstr(found, text))) {
		found++;
		count++;
	}
	return count;
}

static void test_writer_that_never_ends(void **state)
{
	struct writer writer;
	FILE *file;
	int before;

	(void)state;
	watch_now();
	file = begin_log(&before);
	write_slowly(&writer, configuration, 50, 30);
	run_loop(300);
	skipped += 10;
	run_loop(900);
	end_log(file, before);
	assert_int_equal(log_count("cfg.xml is still being written"), 1);
	assert_string_equal(sources[0].file.text, "one");
	assert_seen("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
}

/* Changes that inotify does not report */

static void test_read_again_each_minute(void **state)
{
	(void)state;
	watch_now();
	skipped += 61;
	run_until_quiet();
	assert_int_equal(calls, 1);
	assert_int_equal(changes, 0);
}

static void set_limit(const char *name, const char *value)
{
	char *path = phonewall_memory_print("/proc/sys/user/max_inotify_%s",
					    name);

	put(path, value);
	free(path);
}

/*
 * Without inotify a change is noticed within a minute, and a message says so.
 */
static void watch_without(const char *limit, const char *expected)
{
	FILE *file;
	int before;

	file = begin_log(&before);
	set_limit(limit, "0");
	watch_now();
	put(configuration, "two");
	run_until_quiet();
	skipped += 61;
	assert_seen("two");
	skipped += 61;
	run_until_quiet();
	set_limit(limit, "1000");
	end_log(file, before);
	assert_int_equal(log_count(expected), 1);
	assert_int_equal(log_count("cannot watch"), 1);
}

static void test_no_inotify(void **state)
{
	(void)state;
	watch_without("instances", "raise fs.inotify.max_user_instances");
}

static void test_no_watches(void **state)
{
	(void)state;
	watch_without("watches", "raise fs.inotify.max_user_watches");
	put(configuration, "three");
	skipped += 61;
	assert_seen("three");
	put(configuration, "four");
	assert_seen("four");
}

struct capabilities {
	struct __user_cap_header_struct header;
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
};

/* Gives up for now, or takes back, what makes permissions void for root. */
static void use_capabilities(struct capabilities *held, bool all)
{
	struct capabilities used;

	if (!all) {
		held->header = (struct __user_cap_header_struct){
			.version = _LINUX_CAPABILITY_VERSION_3,
		};
		assert_int_equal(syscall(SYS_capget, &held->header, held->data),
				 0);
	}
	used = *held;
	for (size_t i = 0; i < _LINUX_CAPABILITY_U32S_3 && !all; i++)
		used.data[i].effective = 0;
	assert_int_equal(syscall(SYS_capset, &used.header, used.data), 0);
}

/* It is said of a file as of a directory. */
static void test_no_right(void **state)
{
	char *expected = phonewall_memory_print("cannot watch %s: Permission denied;",
						configuration);
	struct capabilities held;
	FILE *file;
	int before;

	(void)state;
	assert_int_equal(chmod(configuration, 0), 0);
	file = begin_log(&before);
	use_capabilities(&held, false);
	watch_now();
	use_capabilities(&held, true);
	end_log(file, before);
	assert_int_equal(log_count(expected), 1);
	assert_int_equal(log_count("let phonewalld read it,"), 1);
	free(expected);
}

static unsigned int count_watches(void)
{
	char name[64], line[256];
	unsigned int count = 0;
	FILE *file;

	for (int i = 3; i < 64; i++) {
		sprintf(name, "/proc/self/fdinfo/%d", i);
		file = fopen(name, "r");
		while (file && fgets(line, sizeof(line), file))
			count += !strncmp(line, "inotify ", 8);
		if (file)
			fclose(file);
	}
	return count;
}

/*
 * Forty links, each through ten directories of its own: more than are watched.
 */
static void test_too_many_places(void **state)
{
	char *name, *target;
	FILE *file;
	int before;

	(void)state;
	assert_int_equal(unlink(configuration), 0);
	for (unsigned int i = 0; i < 30; i++) {
		name = phonewall_memory_print("%u", i);
		make(name);
		for (unsigned int depth = 0; depth < 10; depth++) {
			target = phonewall_memory_print("%s/d", name);
			free(name);
			name = target;
			make(name);
		}
		target = phonewall_memory_print("%s/%u/d/d/d/d/d/d/d/d/d/d/l",
						directory, i + 1);
		free(name);
		name = phonewall_memory_print("%u/d/d/d/d/d/d/d/d/d/d/l", i);
		if (i < 29)
			link_to(target, name);
		else
			put_in(name, "one");
		free(target);
		free(name);
	}
	link_to("../0/d/d/d/d/d/d/d/d/d/d/l", "etc/cfg.xml");
	file = begin_log(&before);
	watch_now();
	end_log(file, before);
	assert_string_equal(sources[0].file.text, "one");
	assert_int_equal(log_count("too many directories and symbolic links;"),
			 1);
	assert_int_equal(log_count("use paths with fewer of them"), 1);
	assert_in_range(count_watches(), 100, FILES_OF_INOTIFY);
	put_in("29/d/d/d/d/d/d/d/d/d/d/l", "two");
	skipped += 61;
	assert_seen("two");
}

static void write_map(const char *name, const char *format, unsigned int id)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	fprintf(file, format, id);
	assert_int_equal(fclose(file), 0);
}

static int isolate(void **state)
{
	unsigned int user = getuid(), group = getgid();

	(void)state;
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS)) {
		perror("user and mount name spaces of one's own");
		return -1;
	}
	write_map("/proc/self/setgroups", "deny", 0);
	write_map("/proc/self/uid_map", "0 %u 1", user);
	write_map("/proc/self/gid_map", "0 %u 1", group);
	return mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

#define WATCH_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WATCH_TEST(test_written_in_place),
		WATCH_TEST(test_truncated_and_written),
		WATCH_TEST(test_renamed_over),
		WATCH_TEST(test_removed_and_made),
		WATCH_TEST(test_linked_over),
		WATCH_TEST(test_exchanged),
		WATCH_TEST(test_made_readable),
		WATCH_TEST(test_touched),
		WATCH_TEST(test_neighbour),
		WATCH_TEST(test_file_link_flipped),
		WATCH_TEST(test_directory_link_flipped),
		WATCH_TEST(test_intermediate_link_flipped),
		WATCH_TEST(test_grandparent_replaced),
		WATCH_TEST(test_dangling_target_made),
		WATCH_TEST(test_dangling_directories_made),
		WATCH_TEST(test_directory_removed_and_made),
		WATCH_TEST(test_circle),
		WATCH_TEST(test_mounted_over_file),
		WATCH_TEST(test_mounted_over_directory),
		WATCH_TEST(test_mounted_over_grandparent),
		WATCH_TEST(test_file_system_mounted),
		WATCH_TEST(test_mounts_without_end),
		WATCH_TEST(test_slow_writer),
		WATCH_TEST(test_resting_writer),
		WATCH_TEST(test_slow_writer_of_new_file),
		WATCH_TEST(test_slow_writer_behind_link),
		WATCH_TEST(test_slow_writer_behind_file_link),
		WATCH_TEST(test_one_of_two_is_written),
		WATCH_TEST(test_many_changes_are_few),
		WATCH_TEST(test_writer_that_never_ends),
		WATCH_TEST(test_read_again_each_minute),
		WATCH_TEST(test_no_inotify),
		WATCH_TEST(test_no_watches),
		WATCH_TEST(test_no_right),
		WATCH_TEST(test_too_many_places),
	};

	return cmocka_run_group_tests(tests, isolate, NULL);
}
