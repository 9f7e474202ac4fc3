// SPDX-License-Identifier: MIT
#include "proxy/pac.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/memory.h"
#include "base/text.h"
#include "proxy/pac_frame.h"

#define PROGRAM		"phonewall-pac"
#define PATH_MAX_BYTES	4096

/*
 * @output: what is still to be sent, @sent of its @length bytes already. @input:
 * the frame that comes in, of which @received bytes are here. @names: how many
 * were asked for; @is_asked: one is being looked up.
 */
struct phonewall_pac {
	const struct phonewall_pac_handlers *handlers;
	void *argument;
	struct phonewall_pac_counts *counts;
	pid_t process;
	int descriptor;
	struct event *readable;
	struct event *writable;
	struct event *due;
	char *output;
	size_t length;
	size_t sent;
	uint8_t input[PHONEWALL_PAC_HEADER + PHONEWALL_PAC_ANSWER_MAX + 1];
	size_t received;
	unsigned int names;
	bool is_asked;
};

char *phonewall_pac_program(void)
{
	char path[PATH_MAX_BYTES];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path));
	const char *end;

	if (length < 0 || (size_t)length == sizeof(path))
		return phonewall_memory_print("%s", "/usr/sbin/" PROGRAM);
	end = memrchr(path, '/', length);
	return phonewall_memory_print("%.*s/" PROGRAM,
				      end ? (int)(end - path) : 0, path);
}

/* Return: the wait status, or -1. It is being killed, so this is soon. */
static int end_process(struct phonewall_pac *pac)
{
	int status;

	kill(pac->process, SIGKILL);
	while (waitpid(pac->process, &status, 0) != pac->process)
		if (errno != EINTR)
			return -1;
	return status;
}

static void release(struct phonewall_pac *pac)
{
	if (pac->readable)
		event_free(pac->readable);
	if (pac->writable)
		event_free(pac->writable);
	if (pac->due)
		event_free(pac->due);
	if (pac->descriptor >= 0)
		close(pac->descriptor);
	free(pac->output);
	free(pac);
}

static void finish(struct phonewall_pac *pac,
		   const struct phonewall_pac_answer *answer)
{
	pac->handlers->done(answer, pac->argument);
	release(pac);
}

/* A fault of the script, or of its cage, after the process has ended. */
static void fail(struct phonewall_pac *pac, bool is_overrun, unsigned int line,
		 const char *fault)
{
	const struct phonewall_pac_answer answer = {
		.fault = fault, .line = line,
	};

	if (pac->counts && is_overrun)
		pac->counts->overruns++;
	else if (pac->counts)
		pac->counts->faults++;
	finish(pac, &answer);
}

static void overrun(struct phonewall_pac *pac, const char *fault)
{
	end_process(pac);
	fail(pac, true, 0, fault);
}

static void on_due(evutil_socket_t descriptor, short what, void *argument)
{
	(void)descriptor;
	(void)what;
	overrun(argument, "took longer than 5 s; ask for fewer names in the script");
}

static void fail_by_signal(struct phonewall_pac *pac, int number)
{
	char *fault;

	switch (number) {
	case SIGXCPU:
		fail(pac, true, 0,
		     "needed more than 1 s of the processor; simplify the script");
		return;
	case SIGSYS:
		fail(pac, true, 0,
		     "called what its cage forbids; do not trust who sent it");
		return;
	}
	fault = phonewall_memory_print("ended " PROGRAM " by signal %d; simplify the script",
				       number);
	fail(pac, true, 0, fault);
	free(fault);
}

/* The other end was closed before there was an answer. */
static void on_end(struct phonewall_pac *pac)
{
	int status = end_process(pac);

	if (status >= 0 && WIFSIGNALED(status))
		fail_by_signal(pac, WTERMSIG(status));
	else
		fail(pac, false, 0,
		     PROGRAM " ended without an answer; reinstall it");
}

/* A frame that the program would not send: it is not itself any more. */
static void distrust(struct phonewall_pac *pac)
{
	overrun(pac, "sent what " PROGRAM " does not send; do not trust who sent it");
}

static void take_result(struct phonewall_pac *pac, const char *text)
{
	struct phonewall_pac_result result;
	const char *wrong = phonewall_pac_result_parse(text, &result);
	char *shown, *fault;

	end_process(pac);
	if (!wrong) {
		if (pac->counts)
			pac->counts->results++;
		finish(pac, &(struct phonewall_pac_answer){
			.result = &result });
		return;
	}
	shown = phonewall_text_escape(text);
	fault = phonewall_memory_print("returned '%.*s'%s, which %s; correct FindProxyForURL",
				       PHONEWALL_FAULT_TEXT_MAX, shown,
				       strlen(shown) > PHONEWALL_FAULT_TEXT_MAX ?
				       "..." : "", wrong);
	fail(pac, false, 0, fault);
	free(fault);
	free(shown);
}

static void take_fault(struct phonewall_pac *pac, const char *text)
{
	size_t digits = strcspn(text, " ");
	char *number = phonewall_memory_copy(text, digits);
	char *fault = phonewall_text_escape(text + digits + !!text[digits]);
	uint32_t line;

	if (!phonewall_text_number(number, 10, UINT32_MAX, &line))
		line = 0;
	end_process(pac);
	fail(pac, false, line, fault);
	free(fault);
	free(number);
}

static void take_name(struct phonewall_pac *pac, const char *name)
{
	if (pac->is_asked) {
		distrust(pac);
		return;
	}
	if (pac->names++ == PHONEWALL_PAC_NAMES_MAX) {
		overrun(pac, "asks for more than 32 names; simplify the script");
		return;
	}
	pac->is_asked = true;
	if (phonewall_host_name_is_valid(name))
		pac->handlers->resolve(pac, name, pac->argument);
	else
		phonewall_pac_resolved(pac, NULL);
}

static void take_frame(struct phonewall_pac *pac,
		       enum phonewall_pac_frame_type type, const char *text)
{
	switch (type) {
	case PHONEWALL_PAC_NAME:
		take_name(pac, text);
		break;
	case PHONEWALL_PAC_RESULT:
		take_result(pac, text);
		break;
	case PHONEWALL_PAC_FAULT:
		take_fault(pac, text);
		break;
	default:
		distrust(pac);
	}
}

static bool is_answer(enum phonewall_pac_frame_type type)
{
	return type == PHONEWALL_PAC_NAME || type == PHONEWALL_PAC_RESULT ||
	       type == PHONEWALL_PAC_FAULT;
}

/* Each frame is read to its end and no further, so one is here at most. */
static void on_readable(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_pac *pac = argument;
	enum phonewall_pac_frame_type type;
	size_t wanted = PHONEWALL_PAC_HEADER, length = 0;
	ssize_t got;

	(void)what;
	if (pac->received >= PHONEWALL_PAC_HEADER) {
		phonewall_pac_header_get(pac->input, &type, &length);
		wanted += length;
	}
	got = recv(descriptor, pac->input + pac->received,
		   wanted - pac->received, MSG_DONTWAIT);
	/* ECONNRESET: it has left something unread, and may have answered. */
	if (got < 0 && (errno == EAGAIN || errno == EINTR ||
			errno == ECONNRESET))
		return;
	if (got <= 0) {
		on_end(pac);
		return;
	}
	pac->received += got;
	if (pac->received < PHONEWALL_PAC_HEADER)
		return;
	if (!phonewall_pac_header_get(pac->input, &type, &length) ||
	    !is_answer(type)) {
		distrust(pac);
		return;
	}
	if (pac->received < PHONEWALL_PAC_HEADER + length)
		return;
	pac->input[pac->received] = '\0';
	pac->received = 0;
	take_frame(pac, type, (char *)pac->input + PHONEWALL_PAC_HEADER);
}

/* That it has ended is seen when it is read from. */
static void on_writable(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_pac *pac = argument;
	ssize_t sent = send(descriptor, pac->output + pac->sent,
			    pac->length - pac->sent,
			    MSG_NOSIGNAL | MSG_DONTWAIT);

	(void)what;
	if (sent > 0)
		pac->sent += sent;
	else if (sent < 0 && errno != EAGAIN && errno != EINTR)
		pac->sent = pac->length;
	if (pac->sent == pac->length) {
		event_del(pac->writable);
		free(pac->output);
		pac->output = NULL;
		pac->length = 0;
		pac->sent = 0;
	}
}

static void add_frame(struct phonewall_pac *pac,
		      enum phonewall_pac_frame_type type, const char *bytes,
		      size_t length)
{
	pac->output = phonewall_memory_resize(pac->output, pac->length +
					      PHONEWALL_PAC_HEADER + length, 1);
	phonewall_pac_header_put((uint8_t *)pac->output + pac->length, type,
				 length);
	pac->length += PHONEWALL_PAC_HEADER;
	memcpy(pac->output + pac->length, bytes, length);
	pac->length += length;
}

static void add_question(struct phonewall_pac *pac,
			 const struct phonewall_pac_question *question)
{
	const char *own = question->own_address;
	const struct phonewall_proxy_target *target = question->target;

	add_frame(pac, PHONEWALL_PAC_OWN_ADDRESS, own, strlen(own));
	add_frame(pac, PHONEWALL_PAC_URL, target->url, strlen(target->url));
	add_frame(pac, PHONEWALL_PAC_HOST, target->host, strlen(target->host));
	add_frame(pac, PHONEWALL_PAC_SCRIPT, question->script,
		  question->length);
}

/* Its signals as by default, its environment with the time zone alone. */
static int spawn(const char *program, int end, pid_t *process)
{
	const char *zone = getenv("TZ");
	char *variable = zone ? phonewall_memory_print("TZ=%s", zone) : NULL;
	char *const arguments[] = { (char *)PROGRAM, NULL };
	char *const environment[] = { variable, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t all, none;
	int error;

	sigfillset(&all);
	sigemptyset(&none);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF |
					      POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, end, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, end, STDOUT_FILENO);
	error = posix_spawn(process, program, &actions, &attributes, arguments,
			    environment);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	free(variable);
	return -error;
}

static int start_process(struct phonewall_pac *pac, const char *program)
{
	int ends[2];
	int error;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return -errno;
	pac->descriptor = ends[0];
	error = spawn(program, ends[1], &pac->process);
	close(ends[1]);
	return error;
}

static int watch(struct phonewall_pac *pac, struct event_base *base)
{
	static const struct timeval time = {
		.tv_sec = PHONEWALL_PAC_TIME_MS / 1000,
	};

	pac->readable = event_new(base, pac->descriptor, EV_READ | EV_PERSIST,
				  on_readable, pac);
	pac->writable = event_new(base, pac->descriptor, EV_WRITE | EV_PERSIST,
				  on_writable, pac);
	pac->due = evtimer_new(base, on_due, pac);
	if (!pac->readable || !pac->writable || !pac->due ||
	    event_add(pac->readable, NULL) || event_add(pac->writable, NULL) ||
	    evtimer_add(pac->due, &time))
		return -ENOMEM;
	return 0;
}

struct phonewall_pac *
phonewall_pac_start(struct event_base *base,
		    const struct phonewall_pac_question *question,
		    const struct phonewall_pac_handlers *handlers,
		    void *argument)
{
	struct phonewall_pac *pac;
	int error;

	if (question->length > PHONEWALL_PAC_SCRIPT_MAX) {
		errno = EFBIG;
		return NULL;
	}
	pac = phonewall_memory_resize(NULL, 1, sizeof(*pac));
	*pac = (struct phonewall_pac){
		.handlers = handlers, .argument = argument,
		.counts = question->counts, .descriptor = -1,
	};
	add_question(pac, question);
	error = start_process(pac, question->program);
	if (!error) {
		error = watch(pac, base);
		if (error)
			end_process(pac);
	}
	if (!error)
		return pac;
	release(pac);
	errno = -error;
	return NULL;
}

void phonewall_pac_resolved(struct phonewall_pac *pac, const char *address)
{
	if (!address)
		address = "";
	pac->is_asked = false;
	add_frame(pac, PHONEWALL_PAC_ADDRESS, address, strlen(address));
	event_add(pac->writable, NULL);
}

void phonewall_pac_cancel(struct phonewall_pac *pac)
{
	if (!pac)
		return;
	end_process(pac);
	release(pac);
}
