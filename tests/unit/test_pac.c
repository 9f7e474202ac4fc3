// SPDX-License-Identifier: MIT
/*
 * PAC scripts in the real program: what they return, what is wrong with them,
 * and that nothing they do outlives or leaves their cage.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/memory.h"
#include "faults.h"
#include "proxy/pac.h"
#include "proxy/pac_cage.h"
#include "proxy/pac_frame.h"

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

/* How often a script is begun on a machine that is too busy. */
#define ROUNDS_MAX	10

#define FIND(body)	"function FindProxyForURL(url, host) {" body "}"

/**
 * struct script - a script, and what must become of it
 * @name: for messages
 * @text: the script
 * @repeated: what stands @times times behind it, or NULL
 * @result: the host of the first proxy, "" for DIRECT; NULL if there is a fault
 * @fault: a part of the fault
 * @line: of the fault
 * @is_overrun: whether a bound was reached. On a busy machine that of time may be
 *	before that of processor time
 * @is_silent: no name that it asks for is answered
 */
struct script {
	const char *name;
	const char *text;
	const char *repeated;
	size_t times;
	const char *result;
	const char *fault;
	unsigned int line;
	bool is_overrun;
	bool is_silent;
};

/*
 * @names: that it has asked for. @is_late: the machine was too busy for it to end
 * as it should.
 */
struct evaluation {
	const struct script *script;
	struct phonewall_pac_counts counts;
	unsigned int names;
	bool has_ended;
	bool is_late;
};

static char *program;

/* build/tests/unit/test_pac: build/phonewall-pac. */
static int find_program(void **state)
{
	char path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	(void)state;
	if (length < 0)
		return -1;
	path[length] = '\0';
	for (int i = 0; i < 3; i++)
		*strrchr(path, '/') = '\0';
	program = phonewall_memory_print("%s/phonewall-pac", path);
	return access(program, X_OK);
}

static int forget_program(void **state)
{
	(void)state;
	free(program);
	return 0;
}

static void on_resolve(struct phonewall_pac *pac, const char *name,
		       void *argument)
{
	struct evaluation *evaluation = argument;

	evaluation->names++;
	if (evaluation->script->is_silent)
		return;
	phonewall_pac_resolved(pac, !strcmp(name, "known.example.com") ?
				    "10.1.2.3" : NULL);
}

static void on_done(const struct phonewall_pac_answer *answer, void *argument)
{
	struct evaluation *evaluation = argument;
	const struct script *script = evaluation->script;

	evaluation->has_ended = true;
	evaluation->is_late = !script->is_overrun && answer->fault &&
			      strstr(answer->fault, "longer than 5 s");
	if (evaluation->is_late)
		return;
	if (script->result) {
		if (!answer->result)
			fail_msg("%s: line %u: %s", script->name, answer->line,
				 answer->fault);
		assert_string_equal(answer->result->proxies[0].host,
				    script->result);
		assert_int_equal(evaluation->counts.results, 1);
		return;
	}
	if (answer->result)
		fail_msg("%s has a result", script->name);
	if (!strstr(answer->fault, script->fault) &&
	    !(script->is_overrun && strstr(answer->fault, "longer than 5 s")))
		fail_msg("%s: '%s' is not '%s'", script->name, answer->fault,
			 script->fault);
	if (answer->line != script->line)
		fail_msg("%s: line %u", script->name, answer->line);
	if (evaluation->counts.overruns != script->is_overrun ||
	    evaluation->counts.faults == script->is_overrun)
		fail_msg("%s is counted wrongly", script->name);
}

static char *text_of(const struct script *script)
{
	size_t length = script->repeated ? strlen(script->repeated) : 0;
	size_t before = strlen(script->text);
	char *text = phonewall_memory_resize(NULL, before +
					     length * script->times + 1, 1);

	strcpy(text, script->text);
	for (size_t i = 0; i < script->times; i++)
		memcpy(text + before + i * length, script->repeated, length);
	text[before + length * script->times] = '\0';
	return text;
}

static void start(struct event_base *base, struct evaluation *evaluation,
		  const char *by)
{
	static const struct phonewall_pac_handlers handlers = {
		.resolve = on_resolve, .done = on_done,
	};
	static const struct phonewall_proxy_target target = {
		.url = (char *)"https://www.example.com/",
		.host = (char *)"www.example.com",
	};
	char *text = text_of(evaluation->script);

	assert_non_null(phonewall_pac_start(base,
		&(struct phonewall_pac_question){
			.program = by, .script = text, .length = strlen(text),
			.target = &target, .own_address = "10.0.0.5",
			.counts = &evaluation->counts,
		}, &handlers, evaluation));
	free(text);
}

/* What is late is begun again, beside fewer others. */
static bool begin_all(struct event_base *base, struct evaluation *evaluations,
		      size_t count, const char *by)
{
	bool has_begun = false;

	for (size_t i = 0; i < count; i++) {
		if (evaluations[i].has_ended && !evaluations[i].is_late)
			continue;
		evaluations[i] = (struct evaluation){
			.script = evaluations[i].script,
		};
		start(base, &evaluations[i], by);
		has_begun = true;
	}
	return has_begun;
}

/* All at once, in one event loop, which none of them stops. */
static void evaluate(const struct script *scripts, size_t count, const char *by)
{
	struct evaluation *evaluations = calloc(count, sizeof(*evaluations));
	struct event_base *base = event_base_new();
	unsigned int rounds = 0;

	for (size_t i = 0; i < count; i++)
		evaluations[i].script = &scripts[i];
	while (begin_all(base, evaluations, count, by)) {
		assert_true(rounds++ < ROUNDS_MAX);
		event_base_dispatch(base);
	}
	for (size_t i = 0; i < count; i++)
		assert_true(evaluations[i].names <= PHONEWALL_PAC_NAMES_MAX);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	event_base_free(base);
	free(evaluations);
}

static void test_results(void **state)
{
	static const struct script scripts[] = {
		{ .name = "direct", .text = FIND("return 'DIRECT'"),
		  .result = "" },
		{ .name = "proxy", .text = FIND("return 'PROXY a:1; DIRECT'"),
		  .result = "a" },
		{ .name = "arguments", .text = FIND(
		  "return url == 'https://www.example.com/' &&"
		  "host == 'www.example.com' ? 'PROXY good' : 'PROXY bad'"),
		  .result = "good" },
		{ .name = "functions", .text = FIND(
		  "return !isPlainHostName(host) &&"
		  "dnsDomainIs(host, '.example.com') &&"
		  "localHostOrDomainIs('www', host) &&"
		  "dnsDomainLevels(host) == 2 &&"
		  "shExpMatch(url, 'https:*/') &&"
		  "myIpAddress() == '10.0.0.5' &&"
		  "weekdayRange('SUN', 'SAT', 'GMT') && dateRange(1, 31) &&"
		  "timeRange(0, 23) && !timeRange() &&"
		  "alert('hello') === undefined ? 'PROXY good' : 'PROXY bad'"),
		  .result = "good" },
		{ .name = "names", .text = FIND(
		  "return dnsResolve('known.example.com') == '10.1.2.3' &&"
		  "dnsResolve('10.9.9.9') == '10.9.9.9' &&"
		  "dnsResolve('unknown') === null &&"
		  "dnsResolve('a b') === null && dnsResolve('') === null &&"
		  "dnsResolve(new Array(1000).join('a')) === null &&"
		  "isResolvable('known.example.com') &&"
		  "!isResolvable('unknown') &&"
		  "isInNet('known.example.com', '10.0.0.0', '255.0.0.0') &&"
		  "!isInNet('unknown', '0.0.0.0', '0.0.0.0') ?"
		  "'PROXY good' : 'PROXY bad'"),
		  .result = "good" },
		/* Each name is asked for once. */
		{ .name = "again", .text = FIND(
		  "for (var i = 0; i < 500; i++)"
		  "isInNet('known.example.com', '10.' + i + '.0.0',"
		  "'255.255.0.0'); return 'PROXY good'"), .result = "good" },
		{ .name = "outside", .text = FIND(
		  "return [typeof require, typeof print, typeof process,"
		  "typeof XMLHttpRequest, typeof load, typeof Duktape.modSearch]"
		  ".every(function (t) { return t == 'undefined' }) ?"
		  "'PROXY good' : 'PROXY bad'"), .result = "good" },
		{ .name = "mark", .text = "\xef\xbb\xbf"
		  FIND("return 'PROXY good'"), .result = "good" },
		{ .name = "Latin-1", .text = "// gr\xfc\xdf\n"
		  FIND("return 'PROXY good'"), .result = "good" },
		{ .name = "1 MiB", .text = FIND("return 'PROXY good'") "//",
		  .repeated = "x", .times = PHONEWALL_PAC_SCRIPT_MAX - 100,
		  .result = "good" },
	};

	(void)state;
	evaluate(scripts, COUNT(scripts), program);
}

static void test_faults(void **state)
{
	static const struct script scripts[] = {
		{ .name = "ES6", .text = "// a\nfunction FindProxyForURL() {\n"
		  "  let x = 1;\n  return 'DIRECT';\n}\n",
		  .fault = "SyntaxError", .line = 3 },
		{ .name = "arrow", .text = "\n\nvar f = () => 1;\n",
		  .fault = "SyntaxError", .line = 3 },
		{ .name = "undefined", .text =
		  "\n\nfunction FindProxyForURL() {\n  return foo(1);\n}\n",
		  .fault = "ReferenceError", .line = 4 },
		{ .name = "thrown", .text = FIND("throw 'none\\u00e4\\n'"),
		  .fault = "none" },
		{ .name = "hostile error", .text =
		  FIND("throw { get lineNumber() { throw 1 },"
		       "toString: function () { throw 2 } }"),
		  .fault = "2" },
		{ .name = "empty", .text = "", .fault = "has no function" },
		{ .name = "HTML", .text = "<html>\n<body>", .fault =
		  "SyntaxError", .line = 1 },
		{ .name = "no function", .text = "var FindProxyForURL = 1",
		  .fault = "has no function" },
		{ .name = "number", .text = FIND("return 1"),
		  .fault = "no text" },
		{ .name = "nothing", .text = FIND(""), .fault = "no text" },
		{ .name = "nonsense", .text = FIND("return 'a\\x01'"),
		  .fault = "returned 'a\\x01', which has a word" },
		{ .name = "NUL", .text = FIND("return 'DIRECT\\0x'"),
		  .fault = "or a NUL" },
		{ .name = "huge", .text = FIND("return new Array(5000).join('x')"),
		  .fault = "more than 4096 bytes" },
		{ .name = "huge error", .text =
		  FIND("throw new Array(100000).join('x')"), .fault = "xxx" },
	};

	(void)state;
	evaluate(scripts, COUNT(scripts), program);
}

static void test_bounds(void **state)
{
	static const struct script scripts[] = {
		{ .name = "endless", .text = FIND("for (;;);"),
		  .fault = "more than 1 s", .is_overrun = true },
		{ .name = "endless outside", .text = "for (;;);",
		  .fault = "more than 1 s", .is_overrun = true },
		{ .name = "regular expression", .text =
		  FIND("/(a+)+b/.test(new Array(50).join('a'))"),
		  .fault = "more than 1 s", .is_overrun = true },
		{ .name = "silent", .text = FIND("dnsResolve('a')"),
		  .fault = "longer than 5 s", .is_overrun = true,
		  .is_silent = true },
		{ .name = "flood of names", .text =
		  FIND("for (var i = 0;; i++) dnsResolve('a' + i)"),
		  .fault = "more than 32 names", .is_overrun = true },
		{ .name = "flood of names that are none", .text =
		  FIND("for (var i = 0;; i++) dnsResolve('a ' + i)"),
		  .fault = "more than 32 names", .is_overrun = true },
		{ .name = "memory", .text =
		  FIND("for (var s = 'x';;) s += s"), .fault = "alloc failed",
		  .line = 1 },
		{ .name = "buffers", .text =
		  FIND("for (var a = [];;) a.push(new Uint8Array(65536))"),
		  .fault = "alloc failed", .line = 1 },
		{ .name = "recursion", .text =
		  "function f() { return f() + 1 }" FIND("return f()"),
		  .fault = "callstack limit", .line = 1 },
		{ .name = "brackets", .text = "var x = ", .repeated = "[",
		  .times = 20000, .fault = "recursion limit", .line = 1 },
		{ .name = "parentheses", .text = "", .repeated = "(",
		  .times = 20000, .fault = "recursion limit", .line = 1 },
		{ .name = "braces", .text = "", .repeated = "{",
		  .times = 20000, .fault = "recursion limit", .line = 1 },
		{ .name = "nested expression", .text = FIND(
		  "return new RegExp(new Array(20000).join('(')).test('')"),
		  .fault = "limit", .line = 1 },
		{ .name = "nested JSON", .text = FIND(
		  "return JSON.parse(new Array(20000).join('['))"),
		  .fault = "limit", .line = 1 },
	};

	(void)state;
	evaluate(scripts, COUNT(scripts), program);
}

/* It answers before it has read the script, and ends. */
static char *make_early_program(void)
{
	static const char text[] =
		"#!/bin/sh\n"
		"dd bs=1 count=1 of=/dev/null 2>/dev/null\n"
		"printf 'f\\000\\000\\000\\0073 early'\n";
	char *path = phonewall_memory_print("/tmp/test_pac.%d", getpid());
	int output = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);

	assert_true(output >= 0);
	assert_int_equal(write(output, text, strlen(text)), strlen(text));
	close(output);
	return path;
}

/* What is not phonewall-pac, or is not itself any more, is not believed. */
static void test_other_programs(void **state)
{
	static const struct script echo = {
		.name = "cat", .text = FIND(""),
		.fault = "does not send", .is_overrun = true,
	};
	static const struct script silent = {
		.name = "true", .text = FIND(""), .fault = "without an answer",
	};

	static const struct script early = {
		.name = "early", .text = "", .repeated = "x", .times = 1000000,
		.fault = "early", .line = 3,
	};
	char *path = make_early_program();

	(void)state;
	evaluate(&echo, 1, "/bin/cat");
	evaluate(&silent, 1, "/bin/true");
	evaluate(&early, 1, path);
	unlink(path);
	free(path);
}

static void test_not_started(void **state)
{
	static const struct phonewall_pac_handlers handlers = {
		.resolve = on_resolve, .done = on_done,
	};
	const struct phonewall_proxy_target target = {
		.url = (char *)"", .host = (char *)"",
	};
	struct event_base *base = event_base_new();
	struct phonewall_pac_question question = {
		.program = "/nonexistent", .script = "", .target = &target,
		.own_address = "",
	};

	(void)state;
	assert_null(phonewall_pac_start(base, &question, &handlers, NULL));
	assert_int_equal(errno, ENOENT);
	question.program = program;
	question.length = PHONEWALL_PAC_SCRIPT_MAX + 1;
	assert_null(phonewall_pac_start(base, &question, &handlers, NULL));
	assert_int_equal(errno, EFBIG);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	event_base_free(base);
}

static void test_cancel(void **state)
{
	static const struct script endless = { .text = FIND("for (;;);") };
	static const struct phonewall_pac_handlers handlers = {
		.resolve = on_resolve, .done = on_done,
	};
	static const struct phonewall_proxy_target target = {
		.url = (char *)"http://a/", .host = (char *)"a",
	};
	struct event_base *base = event_base_new();
	struct phonewall_pac *pac = phonewall_pac_start(base,
		&(struct phonewall_pac_question){
			.program = program, .script = endless.text,
			.length = strlen(endless.text), .target = &target,
			.own_address = "",
		}, &handlers, NULL);

	(void)state;
	assert_non_null(pac);
	event_base_loop(base, EVLOOP_ONCE);
	phonewall_pac_cancel(pac);
	phonewall_pac_cancel(NULL);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(event_base_dispatch(base), 1);
	event_base_free(base);
}

/* Descriptors that a call of the cage might use: a file and a socket. */
static int file, connected;

static long open_file(void)
{
	return syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY);
}

static long read_file(void)
{
	char byte;

	return syscall(SYS_read, file, &byte, 1);
}

static long write_error(void)
{
	return syscall(SYS_write, STDERR_FILENO, "", 0);
}

static long make_socket(void)
{
	return syscall(SYS_socket, AF_INET, SOCK_DGRAM, 0);
}

static long send_packet(void)
{
	return syscall(SYS_sendto, connected, "", 1, 0, NULL, 0);
}

static long connect_socket(void)
{
	return syscall(SYS_connect, connected, NULL, 0);
}

static long execute(void)
{
	return syscall(SYS_execve, "/nonexistent", NULL, NULL);
}

static long fork_process(void)
{
	long process = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

	if (!process)
		syscall(SYS_exit_group, 0);
	return process;
}

static long kill_parent(void)
{
	return syscall(SYS_kill, getppid(), 0);
}

static long map_file(void)
{
	return (long)mmap(NULL, 1, PROT_READ, MAP_PRIVATE, file, 0);
}

static long map_code(void)
{
	return (long)mmap(NULL, 1, PROT_READ | PROT_WRITE | PROT_EXEC,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static long make_code(void)
{
	return mprotect(NULL, 0, PROT_EXEC);
}

static long list_folder(void)
{
	return syscall(SYS_getdents64, file, NULL, 0);
}

static long raise_limit(void)
{
	return syscall(SYS_prlimit64, 0, RLIMIT_CPU, NULL, NULL);
}

static const struct call {
	const char *name;
	long (*call)(void);
} forbidden[] = {
	{ "openat", open_file },
	{ "read of a file", read_file },
	{ "write to standard error", write_error },
	{ "socket", make_socket },
	{ "sendto", send_packet },
	{ "connect", connect_socket },
	{ "execve", execute },
	{ "clone", fork_process },
	{ "kill", kill_parent },
	{ "mmap of a file", map_file },
	{ "mmap of code", map_code },
	{ "mprotect", make_code },
	{ "getdents64", list_folder },
	{ "prlimit64", raise_limit },
};

static long read_input(void)
{
	return syscall(SYS_read, STDIN_FILENO, NULL, 0);
}

static long write_output(void)
{
	return syscall(SYS_write, STDOUT_FILENO, "", 0);
}

static long map_memory(void)
{
	return syscall(SYS_munmap,
		       mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 4096);
}

static const struct call allowed[] = {
	{ "read of the input", read_input },
	{ "write to the output", write_output },
	{ "mmap of memory", map_memory },
};

/* Return: the wait status of a process that makes the call. */
static int status_of(const struct call *call, bool in_cage)
{
	pid_t process = fork();
	int status;

	assert_true(process >= 0);
	if (!process) {
		if (in_cage && phonewall_pac_cage_filter())
			syscall(SYS_exit_group, 2);
		call->call();
		syscall(SYS_exit_group, 0);
	}
	assert_int_equal(waitpid(process, &status, 0), process);
	return status;
}

static void test_filter(void **state)
{
	int ends[2];

	(void)state;
	file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	assert_true(file > STDERR_FILENO);
	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), 0);
	connected = ends[0];
	for (size_t i = 0; i < COUNT(forbidden); i++) {
		int status = status_of(&forbidden[i], true);

		if (status_of(&forbidden[i], false))
			fail_msg("%s kills without the filter",
				 forbidden[i].name);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
			fail_msg("%s is allowed", forbidden[i].name);
	}
	for (size_t i = 0; i < COUNT(allowed); i++)
		if (status_of(&allowed[i], true))
			fail_msg("%s is forbidden", allowed[i].name);
	close(ends[0]);
	close(ends[1]);
	close(file);
}

/* Return: an exit status: 0, or the number of the check that failed. */
static int check_limits(void)
{
	static const struct {
		int resource;
		rlim_t soft;
	} limits[] = {
		{ RLIMIT_CPU, PHONEWALL_PAC_CPU_SECONDS },
		{ RLIMIT_AS, PHONEWALL_PAC_MEMORY },
		{ RLIMIT_NOFILE, 0 },
		{ RLIMIT_FSIZE, 0 },
		{ RLIMIT_CORE, 0 },
		{ RLIMIT_NPROC, 0 },
	};
	struct rlimit limit;

	if (open_file() < 0)
		return 1;
	if (phonewall_pac_cage_limit())
		return 2;
	if (open_file() >= 0 || errno != EMFILE)
		return 3;
	for (size_t i = 0; i < COUNT(limits); i++)
		if (syscall(SYS_prlimit64, 0, limits[i].resource, NULL,
			    &limit) || limit.rlim_cur != limits[i].soft)
			return 4 + i;
	return 0;
}

static void test_limits(void **state)
{
	pid_t process = fork();
	int status;

	(void)state;
	if (!process)
		syscall(SYS_exit_group, check_limits());
	assert_int_equal(waitpid(process, &status, 0), process);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_results),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_other_programs),
		cmocka_unit_test(test_not_started),
		cmocka_unit_test(test_cancel),
		cmocka_unit_test(test_filter),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, find_program, forget_program);
}
