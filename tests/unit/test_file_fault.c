// SPDX-License-Identifier: MIT
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file_fault.h"
#include "faults.h"

/* Each cause has a remedy that helps against it. */
static void test_remedies(void **state)
{
	static const struct {
		int error;
		const char *message;
	} cases[] = {
		{ -ENOENT, "no such file; install it" },
		{ -ENOTDIR, "no such file; install it" },
		{ -EISDIR, "is a directory; name a file" },
		{ -EINVAL, "is not a regular file; put one" },
		{ -EFBIG, "is longer than 1 MiB; check" },
		{ -EACCES, "cannot be read: Permission denied; run 'chgrp phonewall' and 'chmod 640'" },
		{ -EPERM, "; run 'chgrp phonewall' and 'chmod 640'" },
		{ -ELOOP, "; correct the symbolic links" },
		{ -ENAMETOOLONG, "; use a path of at most 4095 bytes" },
		{ -EIO, "; check the disk" },
		{ -EMFILE, "; raise the limit of open files" },
		{ -ENFILE, "; raise the limit of open files" },
		{ -ESTALE, "; check its file system" },
	};
	struct phonewall_faults faults = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		phonewall_file_fault_add(&faults, cases[i].error);
		assert_int_equal(faults.count, 1);
		assert_fault(&faults.list[0], 0, NULL, NULL, cases[i].message);
		assert_readable(&faults.list[0]);
		phonewall_faults_clear(&faults);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_remedies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
