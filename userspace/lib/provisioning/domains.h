/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DOMAINS_H
#define PHONEWALL_DOMAINS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/address.h"
#include "base/fault.h"

/* Entries of Restricted_Access_Domains at most. */
#define PHONEWALL_DOMAINS_MAX	64

/**
 * struct phonewall_domain - an entry of Restricted_Access_Domains
 * @name: a name in lower case; NULL if the entry is an address
 * @address: the address
 */
struct phonewall_domain {
	char *name;
	struct phonewall_address address;
};

/**
 * struct phonewall_domains - the servers that the phone may use
 * @is_limited: whether there is a limit; without one any server is allowed
 * @list: the entries
 * @count: how many; if 0 although @is_limited, no server is allowed
 *
 * Zero-initialise it; release it with phonewall_domains_clear().
 */
struct phonewall_domains {
	bool is_limited;
	struct phonewall_domain *list;
	size_t count;
};

/**
 * phonewall_domains_parse - parse Restricted_Access_Domains
 * @text: host names and addresses, separated by commas; white space beside them
 *	is ignored. Blank means that there is no limit
 * @parameter: name of the parameter, for faults
 * @line: line of the file, for faults
 * @domains: set; if there is a fault it allows no server, so that a wrong list
 *	is never no limit
 * @faults: every fault is added here
 *
 * Return: 0, or -1 if a fault was added.
 */
int phonewall_domains_parse(const char *text, const char *parameter,
			    unsigned int line,
			    struct phonewall_domains *domains,
			    struct phonewall_faults *faults);

/**
 * phonewall_domains_allow - whether a server is allowed
 * @domains: the servers that are
 * @host: a name, as it is before it is resolved, or an address
 *
 * A name is allowed if it is an entry or a sub-domain of one, in any case. An
 * address is allowed if it is an entry: no name allows it.
 *
 * Return: true if it is, or if there is no limit. If there is one, false for
 * what is neither a name nor an address.
 */
bool phonewall_domains_allow(const struct phonewall_domains *domains,
			     const char *host);

/**
 * phonewall_domains_clear - release the entries
 * @domains: emptied; no limit, so do not ask it any more
 */
void phonewall_domains_clear(struct phonewall_domains *domains);

#endif /* PHONEWALL_DOMAINS_H */
