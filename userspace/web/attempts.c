// SPDX-License-Identifier: MIT
#include "attempts.h"

#include <netinet/in.h>
#include <string.h>

void phonewall_attempts_host(const struct sockaddr *address, uint8_t *host)
{
	const struct sockaddr_in *inet = (const struct sockaddr_in *)address;
	const struct sockaddr_in6 *inet6 =
		(const struct sockaddr_in6 *)address;

	memset(host, 0, 8);
	if (address->sa_family == AF_INET) {
		host[0] = 4;
		memcpy(host + 4, &inet->sin_addr, 4);
	} else {
		memcpy(host, &inet6->sin6_addr, 8);
	}
}

static bool is_of(const struct phonewall_attempt_host *known,
		  const uint8_t *host)
{
	return known->failures &&
	       !memcmp(known->address, host, sizeof(known->address));
}

unsigned int phonewall_attempts_wait(const struct phonewall_attempts *attempts,
				     const uint8_t *host, uint64_t now)
{
	for (size_t i = 0; i < PHONEWALL_ATTEMPT_HOSTS; i++) {
		const struct phonewall_attempt_host *known =
			&attempts->hosts[i];
		uint64_t wait = 1000;

		if (!is_of(known, host) ||
		    known->failures < PHONEWALL_ATTEMPTS_FREE)
			continue;
		for (unsigned int j = PHONEWALL_ATTEMPTS_FREE;
		     j < known->failures && wait < PHONEWALL_ATTEMPT_WAIT_MAX_MS;
		     j++)
			wait *= 2;
		if (wait > PHONEWALL_ATTEMPT_WAIT_MAX_MS)
			wait = PHONEWALL_ATTEMPT_WAIT_MAX_MS;
		return now - known->seen < wait ? known->seen + wait - now : 0;
	}
	return 0;
}

static struct phonewall_attempt_host *
find_place(struct phonewall_attempts *attempts, const uint8_t *host)
{
	struct phonewall_attempt_host *place = &attempts->hosts[0];

	for (size_t i = 0; i < PHONEWALL_ATTEMPT_HOSTS; i++)
		if (is_of(&attempts->hosts[i], host))
			return &attempts->hosts[i];
	for (size_t i = 0; i < PHONEWALL_ATTEMPT_HOSTS; i++) {
		if (!attempts->hosts[i].failures)
			return &attempts->hosts[i];
		if (attempts->hosts[i].seen < place->seen)
			place = &attempts->hosts[i];
	}
	place->failures = 0;
	return place;
}

void phonewall_attempts_note(struct phonewall_attempts *attempts,
			     const uint8_t *host, uint64_t now, bool is_right)
{
	struct phonewall_attempt_host *place = find_place(attempts, host);

	memcpy(place->address, host, sizeof(place->address));
	place->failures = is_right ? 0 : place->failures + 1;
	place->seen = now;
}
