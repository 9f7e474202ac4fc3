/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_PROBE_H
#define PHONEWALL_SIP_PROBE_H

#include <stdbool.h>
#include <stddef.h>

/* Room for a probe. */
#define PHONEWALL_PROBE_TEXT	1024

/**
 * struct phonewall_probe - a question whether a server lives
 * @id: random; "" if none is asked
 */
struct phonewall_probe {
	char id[33];
};

/**
 * phonewall_probe_print() - write an OPTIONS (RFC 3261 section 11)
 * @probe: set
 * @own: address and port of the phone
 * @server: address and port of the server
 * @bytes: set
 *
 * Return: bytes; 0 if there is no randomness.
 */
size_t phonewall_probe_print(struct phonewall_probe *probe, const char *own,
			     const char *server,
			     char bytes[PHONEWALL_PROBE_TEXT]);

/**
 * phonewall_probe_is_answer() - whether a message answers it
 * @probe: the question
 * @bytes: the message
 * @length: bytes
 *
 * Return: true for any response with its Call-ID.
 */
bool phonewall_probe_is_answer(const struct phonewall_probe *probe,
			       const char *bytes, size_t length);

#endif /* PHONEWALL_SIP_PROBE_H */
