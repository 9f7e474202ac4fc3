// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "channel.h"
#include "proxy/pac_cage.h"
#include "script.h"
#include "version.h"

#define PROGRAM	"phonewall-pac"

/*
 * The zone is read here, because the cage has no files; with TZ set, the C
 * library does not look for a newer one. So is no descriptor left but both ends
 * of the channel.
 */
static void enter_cage(void)
{
	setenv("TZ", ":/etc/localtime", 0);
	tzset();
	close_range(STDERR_FILENO, ~0U, 0);
	if (phonewall_pac_cage_limit() || phonewall_pac_cage_filter())
		phonewall_pac_channel_fault(0, PROGRAM " cannot limit itself; use a kernel with seccomp filters");
}

int main(int argc, char **argv)
{
	struct phonewall_pac_script script;

	if (argc == 2 && !strcmp(argv[1], "--version")) {
		puts(PROGRAM " " PHONEWALL_VERSION);
		return EXIT_SUCCESS;
	}
	if (argc > 1 || isatty(STDIN_FILENO)) {
		fputs(PROGRAM " is started by the programs that need it; see "
		      PROGRAM "(8).\n", stderr);
		return 2;
	}
	enter_cage();
	script.own_address =
		phonewall_pac_channel_read(PHONEWALL_PAC_OWN_ADDRESS, NULL);
	script.url = phonewall_pac_channel_read(PHONEWALL_PAC_URL, NULL);
	script.host = phonewall_pac_channel_read(PHONEWALL_PAC_HOST, NULL);
	script.text = phonewall_pac_channel_read(PHONEWALL_PAC_SCRIPT,
						 &script.length);
	phonewall_pac_script_run(&script);
}
