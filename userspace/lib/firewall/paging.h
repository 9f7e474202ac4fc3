/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PAGING_H
#define PHONEWALL_PAGING_H

#include "base/fault.h"
#include "firewall/translation.h"

/**
 * phonewall_paging_parse() - parse the value of a paging script
 * @parameter: Group_Paging_Script or Group_n_Paging_Script, for faults and
 *	reasons
 * @value: groups, each "pggrp=ADDRESS:PORT;[name=TEXT;]num=TEXT;[listen=yes|no;]
 *	[pri=N;][codec=TEXT;]"; may be empty
 * @line: line of the file, for faults
 * @translation: the endpoint of each group with listen=yes is added here, once
 * @faults: every fault is added here
 * @warnings: a field that seems to hold another one behind a comma is added;
 *	may be NULL
 *
 * ADDRESS is a multicast group: IPv4, or IPv6 in brackets. Names and yes and no
 * may be in any case, spaces beside a semicolon are ignored. The values of
 * name, num, pri and codec do not matter to a firewall and are not checked.
 */
void phonewall_paging_parse(const char *parameter, const char *value,
			    unsigned int line,
			    struct phonewall_translation *translation,
			    struct phonewall_faults *faults,
			    struct phonewall_faults *warnings);

#endif /* PHONEWALL_PAGING_H */
