// SPDX-License-Identifier: MIT
#include "privileges.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"

int phonewall_privileges_drop(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct nothing[_LINUX_CAPABILITY_U32S_3] = { 0 };

	if (!getuid() || !geteuid()) {
		phonewall_log(LOG_ERR, "this must not run as root; start it as the user phonewall-web with the capability NET_BIND_SERVICE");
		return -1;
	}
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	if (!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	    !syscall(SYS_capset, &header, nothing))
		return 0;
	phonewall_log(LOG_ERR, "cannot give up its capabilities: %m; see its service file");
	return -1;
}
