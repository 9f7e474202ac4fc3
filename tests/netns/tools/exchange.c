// SPDX-License-Identifier: MIT
/*
 * exchange FILE FILE: exchanges two files atomically by
 * renameat2(RENAME_EXCHANGE).
 */
#include <fcntl.h>
#include <stdio.h>

int main(int count, char **arguments)
{
	if (count != 3) {
		fputs("Usage: exchange FILE FILE\n", stderr);
		return 2;
	}
	if (renameat2(AT_FDCWD, arguments[1], AT_FDCWD, arguments[2],
		      RENAME_EXCHANGE)) {
		perror("exchange");
		return 1;
	}
	return 0;
}
