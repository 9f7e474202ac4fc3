// SPDX-License-Identifier: MIT
#include "proxy/pac_cage.h"

#include <errno.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* @first_argument: -1 if any is allowed. */
struct allowed {
	const char *name;
	int first_argument;
};

static const struct allowed calls[] = {
	{ "read", 0 },
	{ "write", 1 },
	{ "exit", -1 },
	{ "exit_group", -1 },
	{ "brk", -1 },
	{ "munmap", -1 },
	{ "mremap", -1 },
	/* For clocks that the vDSO cannot read. */
	{ "clock_gettime", -1 },
	{ "clock_gettime64", -1 },
	{ "gettimeofday", -1 },
};

static const char *const map_calls[] = { "mmap", "mmap2" };

static int limit(int resource, rlim_t soft, rlim_t hard)
{
	const struct rlimit both = { soft, hard };

	return setrlimit(resource, &both) ? -errno : 0;
}

/* The soft limit of processor time ends it by a signal of its own, SIGXCPU. */
int phonewall_pac_cage_limit(void)
{
	static const int none[] = {
		RLIMIT_NOFILE, RLIMIT_FSIZE, RLIMIT_CORE, RLIMIT_NPROC,
		RLIMIT_MEMLOCK, RLIMIT_MSGQUEUE,
	};
	int error = limit(RLIMIT_CPU, PHONEWALL_PAC_CPU_SECONDS,
			  PHONEWALL_PAC_CPU_SECONDS + 1);

	for (size_t i = 0; !error && i < sizeof(none) / sizeof(none[0]); i++)
		error = limit(none[i], 0, 0);
	if (!error)
		error = limit(RLIMIT_AS, PHONEWALL_PAC_MEMORY,
			      PHONEWALL_PAC_MEMORY);
	if (!error && prctl(PR_SET_DUMPABLE, 0))
		error = -errno;
	return error;
}

static int allow_call(scmp_filter_ctx filter, const struct allowed *call)
{
	const struct scmp_arg_cmp first = {
		.arg = 0, .op = SCMP_CMP_EQ, .datum_a = call->first_argument,
	};
	int number = seccomp_syscall_resolve_name(call->name);

	if (number == __NR_SCMP_ERROR)
		return 0;
	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number,
				      call->first_argument >= 0, &first);
}

static int allow_map(scmp_filter_ctx filter, const char *name)
{
	static const struct scmp_arg_cmp arguments[] = {
		{ .arg = 2, .op = SCMP_CMP_MASKED_EQ, .datum_a = PROT_EXEC,
		  .datum_b = 0 },
		{ .arg = 3, .op = SCMP_CMP_MASKED_EQ, .datum_a = MAP_ANONYMOUS,
		  .datum_b = MAP_ANONYMOUS },
	};
	int number = seccomp_syscall_resolve_name(name);

	if (number == __NR_SCMP_ERROR)
		return 0;
	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, 2,
				      arguments);
}

/* no_new_privs is set by libseccomp itself. */
int phonewall_pac_cage_filter(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int error = 0;

	if (!filter)
		return -ENOMEM;
	for (size_t i = 0; !error && i < sizeof(calls) / sizeof(calls[0]); i++)
		error = allow_call(filter, &calls[i]);
	for (size_t i = 0; !error &&
	     i < sizeof(map_calls) / sizeof(map_calls[0]); i++)
		error = allow_map(filter, map_calls[i]);
	if (!error)
		error = seccomp_load(filter);
	seccomp_release(filter);
	return error;
}
